#!/usr/bin/env bash
# awswrangler: one price with more places than the others, and the table of models cannot be read any more.
#
# Expected: `read_items` gives a frame with a column of prices: 30 rows with 2.5 and one with 0.0375, as DynamoDB has
#   them.
# Instead: the scan is split into as many parts as there are processors, each part gets a type of its own, and a decimal
#   with four places does not fit one with one place: ArrowTypeError, and no row. In one part, or as items instead of a
#   frame, all 31 are there.
# Cost: a report that ran for months stops on the day on which a model with an odd price is added, by how many
#   processors the machine has and where the row happens to lie.
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
    for number in range(31):
        price = "0.0375" if number == 30 else "2.5"
        client.put_item(TableName="models", Item={"id": {"S": f"m{number}"}, "price": {"N": price}})

    def read(**how) -> str:
        try:
            return str(len(wr.dynamodb.read_items("models", allow_full_scan=True, boto3_session=session, **how)))
        except Exception as error:
            return type(error).__name__ + ": " + str(error)

    two, one, items = read(use_threads=2), read(use_threads=False), read(use_threads=2, as_dataframe=False)
print("awswrangler 3.17.1, a table of 31 rows, one of them with a price of 0.0375")
print("expected: 31 rows, each time")
print(f"seen: in two parts: {two}")
print(f"      in one part: {one}; in two, as items: {items}")
raise SystemExit(not (two.startswith("ArrowTypeError: Unable to merge: Field price") and (one, items) == ("31", "31")))
PY
venv/bin/python -W ignore ask.py
