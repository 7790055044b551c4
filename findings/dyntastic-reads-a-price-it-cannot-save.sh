#!/usr/bin/env bash
# dyntastic: a model with a price as `float`, as in its documents, is read from a table and cannot be saved.
#
# Expected: the package joins Pydantic and DynamoDB, and its first example has `price: float`. A row with the price 3.99
#   is read, another field is changed, and it is saved.
# Instead: it is read as a float, and `save` ends with "Float types are not supported", from boto3, also where the price
#   was not touched. A price of 4.0 is refused as well. With `Decimal` it works. An update of the other field alone
#   works too, so that the error comes with the first `save`.
# Cost: a platform that only reads its rows and switches them on and off runs for months; the first form that saves a
#   whole row loses the edit.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check dyntastic==0.18.0 moto==5.2.5 boto3==1.44.8 pydantic==2.14.4 \
  2>pip.log || { cat pip.log; exit 1; }
cat >ask.py <<'PY'
from decimal import Decimal

import boto3
from dyntastic import A, Dyntastic
from moto import mock_aws


class AsFloat(Dyntastic):
    __table_name__ = "models"
    __hash_key__ = "id"
    id: str
    price: float
    enabled: bool = True


class AsDecimal(AsFloat):
    price: Decimal


def told(call) -> str:
    try:
        call()
    except TypeError as error:
        return str(error)
    return "done"


with mock_aws():
    client = boto3.client("dynamodb")
    client.create_table(
        TableName="models",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client.put_item(TableName="models", Item={"id": {"S": "a"}, "price": {"N": "3.99"}, "enabled": {"BOOL": True}})
    read = AsFloat.get("a")
    seen = {
        "read": repr(read.price),
        "update of another field": told(lambda: read.update(A.enabled.set(False))),
        "save of what was read": told(AsFloat.get("a").save),
        "save of 4.0": told(AsFloat(id="b", price=4.0).save),
        "save with Decimal": told(AsDecimal.get("a").save),
    }
print("dyntastic 0.18.0, boto3 1.44.8, a row with the price 3.99")
print("expected: 3.99, and done four times")
for what, answer in seen.items():
    print(f"seen: {what}: {answer}")
refused = "Float types are not supported. Use Decimal types instead."
raise SystemExit(list(seen.values()) != ["3.99", "done", refused, refused, "done"])
PY
AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_DEFAULT_REGION=us-east-1 venv/bin/python ask.py
