#!/usr/bin/env bash
# moto: ADD of 0.0000001 is "invalid literal for int()".
#
# Expected: boto3 writes Decimal("0.0000001") as the text 1E-7, which the API takes as a number everywhere.
# Instead: moto stores and compares such a number, but ADD reads its operand with int() when it has no point. 0.25 is
#   added, 1E-7 and 1E+2 raise ValueError out of the call, not as an answer of the service.
# Cost: sums of prices per token work or fail in a test by how Python happens to write the step.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check moto==5.2.5 boto3==1.44.8
cat >run.py <<'PY'
import sys
from decimal import Decimal

import boto3
from moto import mock_aws

with mock_aws():
    resource = boto3.resource("dynamodb", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    table = resource.create_table(
        TableName="models",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )

    def add(step):
        table.put_item(Item={"id": "a", "cost": Decimal("2.5")})
        try:
            table.update_item(
                Key={"id": "a"}, UpdateExpression="ADD cost :s", ExpressionAttributeValues={":s": Decimal(step)}
            )
        except ValueError as error:
            return str(error)
        return str(table.get_item(Key={"id": "a"})["Item"]["cost"])

    seen = {step: add(step) for step in ("0.25", "0.0000001", "1E+2")}
print("moto 5.2.5; ADD to 2.5")
print("expected: 2.75, 2.5000001, 102.5")
for step, result in seen.items():
    print("seen:", step, "->", result)
sys.exit(0 if seen["0.25"] == "2.75" and "int()" in seen["0.0000001"] and "int()" in seen["1E+2"] else 1)
PY
venv/bin/python run.py
