#!/usr/bin/env bash
# moto: a number comes back as it was typed, and 1 and 1.0 are two members of one set.
#
# Expected: a table stores numbers, not texts: 1.50 comes back as 1.5, 1E2 as 100, and a set of 1 and 1.0 is refused for
#   its duplicate. DynamoDB Local does all three.
# Instead: moto keeps the text. 1.50, 1E2, 007 come back so, and the set has two members.
# Cost: a hash or a text comparison of rows is stable in a test and changes with the first real write. Compare numbers.
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
    item = {**KEY, "numbers": {"L": [{"N": text} for text in ("1.50", "1E2", "007")]}, "set": {"NS": ["1", "1.0"]}}
    client.put_item(TableName="models", Item=item)
    row = client.get_item(TableName="models", Key=KEY)["Item"]
seen = [value["N"] for value in row["numbers"]["L"]]
print("moto 5.2.5; 1.50, 1E2, 007 and a set of 1 and 1.0")
print("expected: 1.5, 100, 7 and a refusal")
print("seen:", ", ".join(seen), "and", row["set"]["NS"])
sys.exit(0 if seen == ["1.50", "1E2", "007"] and sorted(row["set"]["NS"]) == ["1", "1.0"] else 1)
PY
venv/bin/python run.py
