#!/usr/bin/env bash
# An update of ElectroDB with an empty set says that it worked, and leaves the old set in the row.
#
# Expected: DynamoDB has no empty set, so the attribute is removed, or the call is refused. A put of the same row
#   sends the empty set, and DynamoDB refuses it.
# Instead: `update` and `patch` leave the attribute out of the expression. All else of the call is written. An empty
#   list beside it is written as an empty list.
# Cost: the last modality or tag of a model cannot be taken away this way, and nothing tells: the call answers with
#   success, and the row and the code disagree from then on.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund \
  electrodb@3.9.3 @aws-sdk/client-dynamodb@3.1169.0 @aws-sdk/lib-dynamodb@3.1169.0
cat >run.mjs <<'JS'
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Entity } from "electrodb";
const client = new DynamoDBClient({ region: "us-east-1" }); // no call is sent
const attributes = {
  id: { type: "string", required: true },
  tags: { type: "set", items: "string" },
  steps: { type: "list", items: { type: "number" } },
};
const indexes = { row: { pk: { field: "pk", composite: ["id"] }, sk: { field: "sk", composite: [] } } };
const about = { entity: "model", version: "1", service: "list" };
const model = new Entity({ model: about, attributes, indexes }, { table: "t", client });
const written = (call) => Object.values(call.params().ExpressionAttributeNames);
const update = written(model.update({ id: "m" }).set({ tags: [], steps: [] }));
const patch = written(model.patch({ id: "m" }).set({ tags: [], steps: [] }));
const upsert = written(model.upsert({ id: "m", tags: [], steps: [] }));
const full = written(model.update({ id: "m" }).set({ tags: ["new"], steps: [] }));
const has = (names) => `steps ${names.includes("steps")}, tags ${names.includes("tags")}`;
console.log("electrodb 3.9.3, an empty set `tags` and an empty list `steps`; which of them the call names");
console.log("expected: both, or an error");
console.log(`seen: update: ${has(update)}; patch: ${has(patch)}`);
console.log(`upsert: ${has(upsert)}; update with one tag: ${has(full)}`);
const ok = [update, patch].every((names) => names.includes("steps") && !names.includes("tags"));
process.exit(ok && upsert.includes("tags") && full.includes("tags") ? 0 : 1);
JS
NODE_NO_WARNINGS=1 node run.mjs
