#!/usr/bin/env bash
# dynamodb-json writes a price of 0.0000001 as DynamoDB's number, and reads that number back as a map.
#
# Expected: what `dumps` writes, `loads` gives back: a number, as a Decimal or a float.
# Instead: a number is known by its digits and one point. Python writes a Decimal below 0.000001 with an exponent,
#   and a number with an exponent is none for `loads`: the value stays {"N": "1E-7"}, a map with a key N. No error.
# Cost: prices by token are this small. A report that reads rows this way has floats for the dear models and maps for
#   the cheap ones; a copy of the table that is written with `dumps` again has maps in the place of numbers.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check \
  dynamodb-json==1.4.2 boto3==1.44.8 2>pip.log || { cat pip.log; exit 1; }
cat >ask.py <<'PY'
from decimal import Decimal

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from dynamodb_json import json_util

PRICES = [Decimal("0.000003"), Decimal("0.00000025"), Decimal("1E-7")]
read, again, by_boto3 = [], [], []
for price in PRICES:
    stored = json_util.dumps({"price": price})
    read.append(json_util.loads(stored)["price"])
    again.append(json_util.dumps(json_util.loads(stored)))
    by_boto3.append(TypeDeserializer().deserialize(TypeSerializer().serialize(price)))
print("dynamodb-json 1.4.2, prices of 3, 0.25 and 0.1 USD for a million tokens, as a price for one")
print(f"expected: three numbers, as boto3 reads them: {', '.join(str(one) for one in by_boto3)}")
print(f"seen: {read}")
print(f"the last one, written again: {again[-1]}")
ok = read == [0.000003, {"N": "2.5E-7"}, {"N": "1E-7"}] and '{"M": {"N": {"S": "1E-7"}}}' in again[-1]
raise SystemExit(not (ok and by_boto3 == PRICES))
PY
venv/bin/python ask.py
