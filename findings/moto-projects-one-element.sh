#!/usr/bin/env bash
# moto: a projection of two elements of a list returns one.
#
# Expected: `ProjectionExpression="roles[2], roles[0]"` returns both elements, in the order of the list. DynamoDB Local
#   does.
# Instead: moto 5.2.5 returns the first of the list alone. A single index works; two of one list do not, and there is no
#   error.
# Cost: a read that asks only for what it needs looks complete in a test and is not the read that a table gives.
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
    roles = [{"S": name} for name in ("student", "staff", "admin")]
    client.put_item(TableName="models", Item={**KEY, "roles": {"L": roles}})

    def read(projection):
        found = client.get_item(TableName="models", Key=KEY, ProjectionExpression=projection)
        return [value["S"] for value in found["Item"]["roles"]["L"]]

    both, last = read("roles[2], roles[0]"), read("roles[2]")
print("moto 5.2.5; roles[2], roles[0] of student, staff, admin")
print("expected: student, admin")
print("seen:", ", ".join(both), "- and for roles[2] alone:", ", ".join(last))
sys.exit(0 if both == ["student"] and last == ["admin"] else 1)
PY
venv/bin/python run.py
