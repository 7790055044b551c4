#!/usr/bin/env bash
# awswrangler: a price in a CSV or JSON file cannot be written to DynamoDB, and as text it is no number.
#
# Expected: `put_csv` and `put_json` are there to load a file into a table: a price of 2.5 becomes the number 2.5.
# Instead: both end with "Float types are not supported", from boto3: the file is read as floats and sent as they are.
#   With `dtype=str`, which is what helps then, the row is written, with the price as a string: S "2.5". A whole number,
#   in a file where all prices are whole, is written as N.
# Cost: a table with the price as a string is refused by what reads it, or sorted as text. The same file loads or does
#   not load by whether one price has a fraction.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check awswrangler==3.17.1 moto==5.2.5 boto3==1.44.8 \
  pandas==3.1.1 pyarrow==25.0.1 2>pip.log || { cat pip.log; exit 1; }
cat >ask.py <<'PY'
from pathlib import Path

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


def told(client, call) -> str:
    try:
        call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    item = client.get_item(TableName="models", Key={"id": {"S": "a"}})["Item"]
    return str(item["price"])


Path("float.csv").write_text("id,price\na,2.5\n")
Path("whole.csv").write_text("id,price\na,3\n")
Path("float.json").write_text('[{"id": "a", "price": 2.5}]')
with mock_aws():
    session = boto3.Session("x", "x", region_name="us-east-1")
    client = table(session, "models")
    put_csv, put_json = wr.dynamodb.put_csv, wr.dynamodb.put_json
    seen = {
        "CSV": told(client, lambda: put_csv("float.csv", "models", boto3_session=session)),
        "JSON": told(client, lambda: put_json("float.json", "models", boto3_session=session)),
        "CSV, as text": told(client, lambda: put_csv("float.csv", "models", boto3_session=session, dtype=str)),
        "CSV, whole": told(client, lambda: put_csv("whole.csv", "models", boto3_session=session)),
    }
print("awswrangler 3.17.1, a file with a row whose price is 2.5, and one whose price is 3")
print("expected: {'N': '2.5'} three times, {'N': '3'}")
for name, what in seen.items():
    print(f"seen: {name}: {what}")
refused = "TypeError: Float types are not supported. Use Decimal types instead."
raise SystemExit(list(seen.values()) != [refused, refused, "{'S': '2.5'}", "{'N': '3'}"])
PY
venv/bin/python ask.py
