#!/usr/bin/env bash
# Dynamoose stores a map in an attribute of the type Object, and even of the type ANY, as an empty map, without a word.
#
# Expected: `prices: Object` takes any map, as `Object` without more says in JavaScript, or a map of names that were
#   not declared is refused, as a number in the place of a string is.
# Instead: each name inside that the schema does not list is dropped, so that all of them are: {} is written. An
#   update does the same, and so does the type for anything. `saveUnknown` with the attribute's name and two stars
#   keeps them.
# Cost: a catalog whose map of prices is free by design has rows that say nothing, and an update of one price empties
#   the map that another program had written.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund dynamoose@4.2.0
cat >run.mjs <<'JS'
import dynamoose from "dynamoose";
const PRICES = { input: 3, output: 15 };
const ask = { return: "request" }; // the request is shown and not sent
const options = { create: false, waitForActive: false };
async function stored(type, settings) {
  const schema = new dynamoose.Schema({ id: String, prices: type }, settings);
  const Model = dynamoose.model(`M${Math.random()}`, schema, options);
  const created = await Model.create({ id: "m", prices: PRICES }, ask);
  const updated = await Model.update({ id: "m" }, { prices: PRICES }, ask);
  const [update] = Object.values(updated.ExpressionAttributeValues);
  return [created.Item.prices, update].map((value) => JSON.stringify(value));
}
const plain = await stored(Object, {});
const any = await stored(dynamoose.type.ANY, {});
const unknown = await stored(Object, { saveUnknown: ["prices.**"] });
let refused = "accepted";
try {
  const Model = dynamoose.model("Refused", new dynamoose.Schema({ id: String }), options);
  await Model.create({ id: 5 }, ask);
} catch (error) {
  refused = error.name;
}
console.log(`dynamoose 4.2.0, ${JSON.stringify(PRICES)} in an attribute of the types Object and ANY`);
console.log("expected: a map with two numbers, or an error");
console.log(`seen: Object: create ${plain[0]}, update ${plain[1]}; ANY: create ${any[0]}, update ${any[1]}`);
console.log(`with saveUnknown: ${unknown[0]}; a number in the place of a string: ${refused}`);
const full = '{"M":{"input":{"N":"3"},"output":{"N":"15"}}}';
const ok = [...plain, ...any].every((one) => one === '{"M":{}}') && unknown[0] === full;
process.exit(ok && refused !== "accepted" ? 0 : 1);
JS
AWS_REGION=us-east-1 NODE_NO_WARNINGS=1 node run.mjs
