#!/usr/bin/env bash
# ElectroDB writes two models whose ids differ by a capital letter into one row.
#
# Expected: the key of a row holds the id as it was given, so `Qwen/Qwen3-8B` and `qwen/qwen3-8b` are two rows.
# Instead: keys are made lower case unless the index says `casing: "none"`; the attribute beside the key keeps its
#   letters. The second put takes the first row's place, and a question for either id answers with the last one.
# Cost: ids of models are told apart by case (Hugging Face writes capitals, routers do not). A catalog of both has
#   the price of whichever was written last, and a row that another program wrote under the real id is never found.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund electrodb@3.9.3
cat >run.mjs <<'JS'
import { Entity } from "electrodb";
const attributes = { id: { type: "string", required: true }, price: { type: "number" } };
function keys(more) {
  const indexes = { row: { pk: { field: "pk", composite: ["id"], ...more }, sk: { field: "sk", composite: [] } } };
  const about = { entity: "model", version: "1", service: "list" };
  const model = new Entity({ model: about, attributes, indexes }, { table: "t" });
  return ["Qwen/Qwen3-8B", "qwen/qwen3-8b"].map((id) => model.put({ id, price: 1 }).params().Item);
}
const plain = keys({});
const none = keys({ casing: "none" });
console.log("electrodb 3.9.3, the ids Qwen/Qwen3-8B and qwen/qwen3-8b");
console.log("expected: two keys");
console.log(`seen: ${plain.map((row) => `${row.pk} for ${row.id}`).join(" and ")}`);
console.log(`with casing none: ${none.map((row) => row.pk).join(" and ")}`);
process.exit(plain[0].pk === plain[1].pk && plain[0].id !== plain[1].id && none[0].pk !== none[1].pk ? 0 : 1);
JS
NODE_NO_WARNINGS=1 node run.mjs
