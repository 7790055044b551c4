#!/usr/bin/env bash
# moto: an INSERT of PartiQL replaces a row that is there.
#
# Expected: INSERT is the statement that never overwrites: for a key that exists DynamoDB answers with
#   DuplicateItemException, and that is why a tool uses it for new models.
# Instead: the statement succeeds, the row has the new attributes only, and the old ones are gone. In a batch of
#   statements and in a transaction it is the same.
# Cost: "a model that somebody made by hand is not overwritten" cannot be tested for a tool that relies on INSERT, nor
#   can what it says then. Use `put_item` with a condition, which moto does check.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'moto[dynamodb]==5.2.5' boto3==1.44.8 2>pip.log ||
  { cat pip.log; exit 1; }
cat >ask.py <<'PY'
import boto3
from moto import mock_aws

INSERT = "INSERT INTO models VALUE {'id': 'gpt', 'price': 1}"
OLD = {"id": {"S": "gpt"}, "price": {"N": "2.5"}, "owner": {"S": "platform"}}


def told(client, call) -> str:
    client.put_item(TableName="models", Item=OLD)
    try:
        answer = call()
    except client.exceptions.ClientError as error:
        return error.response["Error"]["Code"]
    item = client.get_item(TableName="models", Key={"id": OLD["id"]})["Item"]
    refused = [one["Error"]["Code"] for one in answer.get("Responses", []) if "Error" in one]
    return f"refused {refused or 'nothing'}, the row is {sorted(item)} with price {item['price']['N']}"


with mock_aws():
    client = boto3.client("dynamodb", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    client.create_table(
        TableName="models",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    one = [{"Statement": INSERT}]
    seen = {
        "execute_statement": told(client, lambda: client.execute_statement(Statement=INSERT)),
        "batch_execute_statement": told(client, lambda: client.batch_execute_statement(Statements=one)),
        "execute_transaction": told(client, lambda: client.execute_transaction(TransactStatements=one)),
        "put_item with a condition": told(client, lambda: client.put_item(
            TableName="models", Item={"id": OLD["id"]}, ConditionExpression="attribute_not_exists(id)")),
    }
print("moto 5.2.5, a row that exists")
print("expected: DuplicateItemException, in a batch for its statement, in a transaction as a reason")
for call, what in seen.items():
    print(f"seen: {call}: {what}")
replaced = "refused nothing, the row is ['id', 'price'] with price 1"
raise SystemExit(list(seen.values()) != [replaced, replaced, replaced, "ConditionalCheckFailedException"])
PY
venv/bin/python ask.py
