#!/usr/bin/env bash
# moto: `SET a = a + :b` loses everything beyond 28 digits.
#
# Expected: DynamoDB's numbers have 38 significant digits, in sums too: 1 and 1e-37 add up to a number with a one at its
#   38th digit. DynamoDB Local gives it.
# Instead: moto adds with Python's Decimal in its default context of 28 digits. The small number is gone, the result has
#   27 zeros that a table would not store, and no error says so.
# Cost: sums of many small costs in a table agree with a test only as long as the test stays small.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check moto==5.2.5 boto3==1.44.8
cat >run.py <<'PY'
import sys

import boto3
from moto import mock_aws

KEY = {"id": {"S": "a"}}


def table():
    client = boto3.client("dynamodb", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    client.create_table(
        TableName="models",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return client


with mock_aws():
    client = table()
    client.put_item(TableName="models", Item={**KEY, "cost": {"N": "1"}})
    client.update_item(
        TableName="models",
        Key=KEY,
        UpdateExpression="SET cost = cost + :step",
        ExpressionAttributeValues={":step": {"N": "0." + "0" * 36 + "1"}},
    )
    seen = client.get_item(TableName="models", Key=KEY)["Item"]["cost"]["N"]
print("moto 5.2.5; 1 + 1e-37")
print("expected: 1." + "0" * 36 + "1")
print("seen:    ", seen)
sys.exit(0 if seen == "1." + "0" * 27 else 1)
PY
venv/bin/python run.py
