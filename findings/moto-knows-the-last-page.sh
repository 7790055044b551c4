#!/usr/bin/env bash
# moto: a scan that ends exactly at its limit says that nothing follows.
#
# Expected: a table stops at the limit without looking further: three rows with Limit=3 come with a LastEvaluatedKey,
#   and the next page is empty. The API's reference says so, DynamoDB Local does it.
# Instead: moto looks ahead and leaves the key out.
# Cost: code that takes an empty page for an empty table, or fails on one, never meets it in a test.
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
    for name in ("a", "b", "c"):
        client.put_item(TableName="models", Item={"id": {"S": name}})
    pages = {limit: "LastEvaluatedKey" in client.scan(TableName="models", Limit=limit) for limit in (2, 3)}
print("moto 5.2.5; three rows; is there a LastEvaluatedKey?")
print("expected: Limit=2 yes, Limit=3 yes")
print("seen:", ", ".join(f"Limit={limit} {'yes' if key else 'no'}" for limit, key in pages.items()))
sys.exit(0 if pages == {2: True, 3: False} else 1)
PY
venv/bin/python run.py
