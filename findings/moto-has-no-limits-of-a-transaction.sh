#!/usr/bin/env bash
# moto: takes transactions, depths and numbers that a table refuses as a whole.
#
# Expected: as the service's limits say and DynamoDB Local answers, a ValidationException each: a transaction of more
#   than 4 MB, a value nested deeper than 32 levels, a number with more than 38 significant digits.
# Instead: moto looks at the size of one item and at nothing of the three. All are written.
# Cost: a plan of large rows goes through in every test and is refused by the first real table, as a whole.
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


def deep(levels):
    return {"L": [deep(levels - 1)]} if levels else {"S": "x"}


large = [{"Put": {"TableName": "models", "Item": {"id": {"S": f"m{n}"}, "x": {"S": "x" * 350_000}}}} for n in range(13)]
with mock_aws():
    client = table()
    client.transact_write_items(TransactItems=large)
    client.put_item(TableName="models", Item={**KEY, "deep": deep(40), "n": {"N": "1234567890" * 5}})
    written = [client.get_item(TableName="models", Key={"id": {"S": name}}).get("Item") for name in ("m0", "m12", "a")]
print("moto 5.2.5; 4.5 MB in one transaction, 40 levels, 50 digits")
print("expected: three refusals")
print("seen: no error; first and last of the transaction and the deep row are there:", all(written))
sys.exit(0 if all(written) else 1)
PY
venv/bin/python run.py
