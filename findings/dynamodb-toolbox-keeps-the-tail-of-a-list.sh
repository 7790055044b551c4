#!/usr/bin/env bash
# An update of DynamoDB-Toolbox with a shorter list leaves the rest of the old list in the row.
#
# Expected: after an update with `tiers: [5]` the row has that list, and after one with `tiers: []` an empty one. The
#   put of the same library does so.
# Instead: an update goes into lists by index. One value sets element 0 and the others stay; an empty list sets
#   nothing, and the update is an expression that does not name the attribute. `$set` is the way to say the whole
#   list.
# Cost: a model that goes from three price steps to one keeps two dead ones, and taking all of them away is a call
#   that succeeds and changes nothing. A second run sends the same again.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund \
  dynamodb-toolbox@2.10.6 @aws-sdk/client-dynamodb@3.1169.0 @aws-sdk/lib-dynamodb@3.1169.0
cat >run.mjs <<'JS'
import { Entity, PutItemCommand, Table, UpdateItemCommand, $set, item, list, number, string } from "dynamodb-toolbox";
const table = new Table({ name: "t", partitionKey: { name: "id", type: "string" }, documentClient: {} });
const schema = item({ id: string().key(), tiers: list(number()).optional() });
const model = new Entity({ name: "Model", table, timestamps: false, entityAttribute: false, schema });
// The expression with its names put in: which part of the row is written.
function update(tiers) {
  const { UpdateExpression: text = "", ExpressionAttributeNames: names = {} } =
    model.build(UpdateItemCommand).item({ id: "m", tiers }).params();
  return text.replace(/#\w+/g, (name) => names[name]);
}
const put = model.build(PutItemCommand).item({ id: "m", tiers: [] }).params().Item.tiers;
const seen = [update([5]), update([]), update($set([5]))];
console.log("dynamodb-toolbox 2.10.6, a list of price steps becomes [5], then []");
console.log("expected: SET tiers = ..., twice");
console.log(`seen: ${seen[0]}; then ${seen[1] || "nothing to write"}`);
console.log(`with $set: ${seen[2]}; a put has ${JSON.stringify(put)}`);
const ok = seen[0] === "SET tiers[0] = :s_1" && !seen[1].includes("tiers") && seen[2] === "SET tiers = :s_1";
process.exit(ok && put.length === 0 ? 0 : 1);
JS
NODE_NO_WARNINGS=1 node run.mjs
