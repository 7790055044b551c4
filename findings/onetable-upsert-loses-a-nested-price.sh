#!/usr/bin/env bash
# dynamodb-onetable: a row that is read and written back keeps an attribute that the schema lacks, and loses one inside
#   a map.
#
# Expected: what the schema does not name is hidden when a row is read, and stays in the table when the row that was
#   read is written again with `upsert`, on every level.
# Instead: on the first level it stays. Inside `prices` it is gone: the map that was read has only the keys of the
#   schema and is written whole. An `update` of one price takes the others away as well, those of the schema too. With
#   `partial: true` all of them stay, in both.
# Cost: a platform that knows input and output price saves a row for another field, and the cached price, which a newer
#   program put there, is lost without an error. Prices in a map need a writer that knows the whole map.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund dynamodb-onetable@2.7.7 dynalite@4.0.0 \
  @aws-sdk/client-dynamodb@3.940.0 @aws-sdk/util-dynamodb@3.940.0
cat >run.mjs <<'JS'
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { Table } from "dynamodb-onetable";

const server = dynalite({ createTableMs: 0 });
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const credentials = { accessKeyId: "x", secretAccessKey: "x" };
const endpoint = `http://127.0.0.1:${server.address().port}`;
const client = new DynamoDBClient({ endpoint, region: "us-east-1", credentials });
await client.send(new CreateTableCommand({
  TableName: "models",
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  BillingMode: "PAY_PER_REQUEST",
}));
const prices = { type: Object, schema: { input: { type: Number }, output: { type: Number } } };
const schema = {
  format: "onetable:1.1.0",
  version: "0.0.1",
  indexes: { primary: { hash: "id" } },
  models: { Model: { id: { type: String, required: true }, enabled: { type: Boolean }, prices } },
};
const row = async () => (await client.send(new GetItemCommand({ TableName: "models", Key: { id: { S: "a" } } }))).Item;
const keys = ({ M }) => Object.keys(M).sort().join(" ");

async function saved(partial, change) {
  const Model = new Table({ client, name: "models", partial, schema }).getModel("Model");
  await client.send(new PutItemCommand({ TableName: "models", Item: {
    id: { S: "a" }, _type: { S: "Model" }, enabled: { BOOL: false }, owner: { S: "platform" },
    prices: { M: { input: { N: "1" }, output: { N: "2" }, cached: { N: "0.1" } } },
  } }));
  await change(Model);
  const { enabled, owner, prices } = await row();
  return `enabled ${enabled.BOOL}, owner ${owner?.S ?? "gone"}, prices: ${keys(prices)}`;
}
const upsert = async (Model) => Model.upsert({ ...(await Model.get({ id: "a" })), enabled: true });
const update = (Model) => Model.update({ id: "a", prices: { input: 3 } });
const seen = [];
for (const change of [upsert, update]) for (const partial of [false, true]) seen.push(await saved(partial, change));
server.close();
console.log("dynamodb-onetable 2.7.7, a row with `owner` and the prices cached, input and output");
console.log("expected: after each of four writes: owner platform, prices: cached input output");
console.log(`seen: upsert of what was read: ${seen[0]}; with partial: ${seen[1]}`);
console.log(`seen: update of one price: ${seen[2]}; with partial: ${seen[3]}`);
const recorded = [
  "enabled true, owner platform, prices: input output",
  "enabled true, owner platform, prices: cached input output",
  "enabled false, owner platform, prices: input",
  "enabled false, owner platform, prices: cached input output",
];
process.exit(seen.join() === recorded.join() ? 0 : 1);
JS
node --no-warnings run.mjs
