#!/usr/bin/env bash
# dynalite: 1 equals 1.0, but [1] does not equal [1.0].
#
# Expected: a condition compares numbers as numbers at every depth: a list of 1 equals a list of 1.0, and a map likewise.
#   DynamoDB Local does so.
# Instead: dynalite 4.0.0 compares the numbers of a list or a map by their text; only a number that stands alone is
#   compared as one.
# Cost: an optimistic write that expects parameters as they were read fails there, when the writer spells 1.0 as 1.
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

  const values = { alone: (N) => ({ N }), list: (N) => ({ L: [{ N }] }), map: (N) => ({ M: { max: { N } } }) };
  const seen = {};
  for (const [name, made] of Object.entries(values)) {
    await client.send(new PutItemCommand({ TableName, Item: { ...Key, params: made("1") } }));
    const write = {
      TableName,
      Item: { ...Key, params: made("2") },
      ConditionExpression: "params = :before",
      ExpressionAttributeValues: { ":before": made("1.0") },
    };
    seen[name] = await client.send(new PutItemCommand(write)).then(
      () => "equal",
      (error) => error.name,
    );
  }
  console.log("dynalite 4.0.0; is the stored 1 equal to 1.0?");
  console.log("expected: equal three times");
  console.log("seen:", JSON.stringify(seen));
  const failed = "ConditionalCheckFailedException";
  process.exit(seen.alone === "equal" && seen.list === failed && seen.map === failed ? 0 : 1);
});
JS
node run.cjs
