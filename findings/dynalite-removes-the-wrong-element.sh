#!/usr/bin/env bash
# dynalite: REMOVE of two elements of a list takes one and leaves the other.
#
# Expected: `REMOVE l[0], l[1]` of a, b, c leaves c: both paths mean the list as it was. DynamoDB Local and moto do so.
# Instead: dynalite 4.0.0 removes one after the other by the new numbering: a, then c. b is left.
# Cost: a test against this emulator approves an edit of a list that a table does otherwise.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund dynalite@4.0.0 @aws-sdk/client-dynamodb@3.940.0
cat >run.cjs <<'JS'
const { DynamoDBClient, CreateTableCommand, PutItemCommand, UpdateItemCommand } = require("@aws-sdk/client-dynamodb");
const server = require("dynalite")({ createTableMs: 0 });

server.listen(0, "127.0.0.1", async () => {
  const client = new DynamoDBClient({
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${server.address().port}`,
    credentials: { accessKeyId: "x", secretAccessKey: "x" },
    maxAttempts: 5,
  });
  const TableName = "models";
  const Key = { id: { S: "a" } };
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  await new Promise((done) => setTimeout(done, 500));

  await client.send(new PutItemCommand({ TableName, Item: { ...Key, l: { L: ["a", "b", "c"].map((S) => ({ S })) } } }));
  const update = { TableName, Key, UpdateExpression: "REMOVE l[0], l[1]", ReturnValues: "ALL_NEW" };
  const seen = (await client.send(new UpdateItemCommand(update))).Attributes.l.L.map(({ S }) => S);
  console.log("dynalite 4.0.0; REMOVE l[0], l[1], of a, b, c");
  console.log("expected: c");
  console.log("seen:", seen.join(", "));
  process.exit(seen.join() === "b" ? 0 : 1);
});
JS
node run.cjs
