#!/usr/bin/env bash
# moto: a transaction that is sent again with the same token is carried out again.
#
# Expected: `ClientRequestToken` makes `TransactWriteItems` idempotent, as the API says: the same call again within ten
#   minutes changes nothing, and another call with that token is refused (IdempotentParameterMismatchException).
#   DynamoDB Local does both.
# Instead: moto takes the token and does not look at it. A counter that is raised by one stands at 2 after the retry,
#   and another transaction with the same token is carried out as well.
# Cost: a test of "a retry after a lost answer applies once" fails on moto for right code, and a test that reused a
#   token for two plans passes. Both belong on DynamoDB Local.
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


def raise_by(client, step):
    update = {
        "TableName": "models",
        "Key": KEY,
        "UpdateExpression": "ADD applies :n",
        "ExpressionAttributeValues": {":n": {"N": step}},
    }
    client.transact_write_items(TransactItems=[{"Update": update}], ClientRequestToken="plan-1")
    return client.get_item(TableName="models", Key=KEY)["Item"]["applies"]["N"]


with mock_aws():
    client = table()
    seen = [raise_by(client, "1"), raise_by(client, "1"), raise_by(client, "5")]
print("moto 5.2.5; one token, three calls: +1, +1 again, +5")
print("expected: 1, 1, then a refusal")
print("seen:", ", ".join(seen))
sys.exit(0 if seen == ["1", "2", "7"] else 1)
PY
venv/bin/python run.py
