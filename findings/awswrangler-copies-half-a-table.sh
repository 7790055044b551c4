#!/usr/bin/env bash
# awswrangler: what it read from a table it cannot write to another, and leaves half of the rows there.
#
# Expected: `read_items` and `put_df` copy a table. If a row cannot be written, none is, or it is said which ones were.
# Instead: a list in a row is read as an array of NumPy, and that `put_df` refuses: TypeError. Rows that came
#   before it are in the table already; the error names the value, and neither the row nor how many went.
#   A set (SS) is an array as well, so that nobody can tell the two when they are mended by hand.
# Cost: one model with a list of roles, among a hundred without: a copy of the table that looks right and lacks dozens
#   of rows. Copy with boto3, or count afterwards.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check awswrangler==3.17.1 moto==5.2.5 boto3==1.44.8 \
  pandas==3.1.1 pyarrow==25.0.1 2>pip.log || { cat pip.log; exit 1; }
cat >ask.py <<'PY'
import awswrangler as wr
import boto3
from moto import mock_aws



def table(session, name: str):
    client = session.client("dynamodb")
    client.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return client


with mock_aws():
    session = boto3.Session("x", "x", region_name="us-east-1")
    client = table(session, "models")
    for number in range(100):
        item = {"id": {"S": f"m{number:02d}"}, "price": {"N": "2.5"}}
        if number == 60:
            item |= {"roles": {"L": [{"S": "staff"}]}, "tags": {"SS": ["new"]}}
        client.put_item(TableName="models", Item=item)
    read = wr.dynamodb.read_items("models", allow_full_scan=True, boto3_session=session, use_threads=False)
    (row,) = [one for one in read.to_dict("records") if one["id"] == "m60"]
    kinds = (type(row["roles"]).__name__, type(row["tags"]).__name__)
    table(session, "copy")
    try:
        wr.dynamodb.put_df(read, "copy", boto3_session=session, use_threads=False)
        error = "none"
    except TypeError as failed:
        error = str(failed)
    written = client.scan(TableName="copy", Select="COUNT")["Count"]
print("awswrangler 3.17.1, a table of 100 rows, one of them with a list and a set")
print("expected: 100 rows in the copy, or an error and none")
print(f"seen: {written} rows, error: {error}; the list and the set were read as {kinds}")
ok = 0 < written < 100 and "numpy.ndarray" in error and "m60" not in error and kinds == ("ndarray", "ndarray")
raise SystemExit(not ok)
PY
venv/bin/python -W ignore ask.py
