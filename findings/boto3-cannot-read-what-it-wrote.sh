#!/usr/bin/env bash
# boto3 writes a number of two digits and 45 places, and raises when the table gives it back.
#
# Expected: what boto3 accepts as a number and the table stores, boto3 reads. Its limit is 38 digits, and 1.2E+45 has
#   two.
# Instead: the table answers in plain digits, 12 and 44 noughts. boto3 counts the noughts as digits, and its reader
#   raises `Rounded`. The Powertools for Lambda drop the noughts first and read the same answer.
# Cost: one row with such a number (a "no limit" written as 1E+40) ends a scan of the whole table with an error of
#   `decimal` that names neither row nor attribute, so that the row is hard to find and no other row is read.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund dynalite@4.0.0
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check \
  boto3==1.44.8 aws-lambda-powertools==3.37.0 2>pip.log || { cat pip.log; exit 1; }
cat >serve.cjs <<'JS'
const server = require("dynalite")({ createTableMs: 0 });
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
JS
cat >ask.py <<'PY'
import decimal
import subprocess

import boto3
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import TypeDeserializer

NUMBER = decimal.Decimal("1.2E+45")
server = subprocess.Popen(["node", "serve.cjs"], stdout=subprocess.PIPE, text=True)
try:
    where = {
        "endpoint_url": f"http://127.0.0.1:{server.stdout.readline().strip()}",
        "region_name": "us-east-1",
        "aws_access_key_id": "none",
        "aws_secret_access_key": "none",
    }
    table = boto3.resource("dynamodb", **where).create_table(
        TableName="models",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    table.wait_until_exists()
    table.put_item(Item={"id": "small", "limit": 1})
    table.put_item(Item={"id": "large", "limit": NUMBER})
    answer = boto3.client("dynamodb", **where).get_item(TableName="models", Key={"id": {"S": "large"}})["Item"]["limit"]
    try:
        seen = str(len(table.scan()["Items"]))
    except decimal.DecimalException as error:
        seen = type(error).__name__
finally:
    server.terminate()
    server.wait()
print("boto3 1.44.8 and dynalite 4.0.0, two rows are put and the table is scanned")
print("expected: two rows")
print(f"seen: {seen}; the table answered with {len(answer['N'])} digits, {answer['N'][:4]}...")
powertools = TypeDeserializer().deserialize(answer)
print(f"aws-lambda-powertools 3.37.0 reads {powertools}")
raise SystemExit(not (seen == "Rounded" and len(answer["N"]) == 46 and powertools == NUMBER))
PY
venv/bin/python ask.py
