#!/usr/bin/env bash
# moto: REMOVE and SET in one update of a list count from different lists.
#
# Expected: all paths of one UpdateExpression mean the item as it was before: of a, b, c, `REMOVE l[0] SET l[1] = n`
#   replaces b and takes a away: n, c. DynamoDB Local does so.
# Instead: moto (and dynalite 4.0.0, the emulator from npm) removes first and then sets by the new numbering: b, n. The
#   element that was to be replaced stays, and another one is overwritten.
# Cost: an edit in the middle of a list passes its test and damages the row. Lists are better written whole.
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
    client.put_item(TableName="models", Item={**KEY, "l": {"L": [{"S": x} for x in "abc"]}})
    done = client.update_item(
        TableName="models",
        Key=KEY,
        UpdateExpression="REMOVE l[0] SET l[1] = :new",
        ExpressionAttributeValues={":new": {"S": "n"}},
        ReturnValues="ALL_NEW",
    )
    seen = [value["S"] for value in done["Attributes"]["l"]["L"]]
print("moto 5.2.5; REMOVE l[0] SET l[1] = n, of a, b, c")
print("expected: n, c")
print("seen:", ", ".join(seen))
sys.exit(0 if seen == ["b", "n"] else 1)
PY
venv/bin/python run.py
