#!/usr/bin/env bash
# dynamo-pandas: a table that is read and written has numbers where its switches were.
#
# Expected: `get_df` reads a BOOL as a column of booleans, and `put_df` writes it back as BOOL. What a row does not have
#   it does not have afterwards either.
# Instead: false and true are read as 0 and 1 and written as N, on the first level and inside a map. What one row lacks
#   and another has is written as NULL. Lists and sets come back as they were.
# Cost: a price is corrected in a notebook and the frame is written back: from then on `enabled` is N 0, which a strict
#   reader refuses and a lenient one takes for "is there", so for on. The sync shows each switch of each row as changed.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check dynamo-pandas==1.4.1 moto==5.2.5 boto3==1.44.8 pandas==3.1.1 \
  2>pip.log || { cat pip.log; exit 1; }
cat >ask.py <<'PY'
import boto3
import dynamo_pandas
from moto import mock_aws

ROWS = [
    {"id": {"S": "a"}, "enabled": {"BOOL": False}, "price": {"N": "2.5"}, "tags": {"SS": ["new"]},
     "can": {"M": {"pdf": {"BOOL": True}}}},
    {"id": {"S": "b"}, "enabled": {"BOOL": True}, "price": {"N": "1"}},
]
with mock_aws():
    client = boto3.client("dynamodb")
    client.create_table(
        TableName="models",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    for row in ROWS:
        client.put_item(TableName="models", Item=row)
    dynamo_pandas.put_df(dynamo_pandas.get_df(table="models"), table="models")
    seen = [client.get_item(TableName="models", Key={"id": row["id"]})["Item"] for row in ROWS]
print("dynamo-pandas 1.4.1, two rows are read and written")
for before, after in zip(ROWS, seen):
    print("expected:", before)
    print("seen:    ", after)
recorded = [
    {"id": {"S": "a"}, "enabled": {"N": "0"}, "price": {"N": "2.5"}, "tags": {"SS": ["new"]},
     "can": {"M": {"pdf": {"N": "1"}}}},
    {"id": {"S": "b"}, "enabled": {"N": "1"}, "price": {"N": "1"}, "tags": {"NULL": True}, "can": {"NULL": True}},
]
raise SystemExit(seen != recorded)
PY
AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_DEFAULT_REGION=us-east-1 venv/bin/python -W ignore ask.py
