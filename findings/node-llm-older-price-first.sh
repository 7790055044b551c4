#!/usr/bin/env bash
# @node-llm/core: one model of one provider has two rows with two prices, and the first one, which is the old one, counts.
#
# Expected: a registry has a row for a provider and an id.
# Instead: 101 pairs of provider and id are there twice or three times, most of Azure's. Nine of them have two prices for
#   text. A lookup takes the first: gpt-5.6-luna on Azure costs 1 / 6, while its second row says 0.20 / 1.20.
#   `gemini-flash-latest` costs 1.50 / 9 by its first row and 0.75 / 3.75 by its second.
# Cost: five times the price for a model that is used because it is cheap. Whoever reads the list into a map keeps the
#   LAST row, so two programs that read one list disagree.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund @node-llm/core@1.17.1
cat >run.mjs <<'JS'
import { ModelRegistry } from "@node-llm/core";

const all = new Map();
for (const row of ModelRegistry.all()) {
  const key = `${row.provider}/${row.id}`;
  all.set(key, [...(all.get(key) ?? []), row]);
}
const price = (row) => {
  const text = row.pricing?.text_tokens?.standard;
  return text?.input_per_million && text?.output_per_million
    ? `${text.input_per_million} / ${text.output_per_million}` : null;
};
const twice = [...all].filter(([, rows]) => rows.length > 1);
const differ = twice.filter(([, rows]) => new Set(rows.map(price).filter(Boolean)).size > 1);
const most = twice.filter(([key]) => key.startsWith("azure/")).length > 50;
const cost = (id, provider) => {
  const usage = { input_tokens: 1e6, output_tokens: 1e6, total_tokens: 2e6 };
  const { input_cost, output_cost } = ModelRegistry.calculateCost(usage, id, provider);
  return `${input_cost} / ${output_cost}`;
};
const luna = [cost("gpt-5.6-luna", "azure"), all.get("azure/gpt-5.6-luna").map(price).join(", ")];
const flash = [cost("gemini-flash-latest", "gemini"), all.get("gemini/gemini-flash-latest").map(price).join(", ")];
console.log("@node-llm/core 1.17.1, USD for a million tokens in / out");
console.log("expected: no pair of provider and id is there twice");
console.log(`seen: ${twice.length} are, ${differ.length} of them with two prices`);
console.log(`      gpt-5.6-luna on Azure costs ${luna[0]}, its rows say ${luna[1]}`);
console.log(`      gemini-flash-latest costs ${flash[0]}, its rows say ${flash[1]}`);
const ok = luna.join(" | ") === "1 / 6 | 1 / 6, 0.2 / 1.2" && flash.join(" | ") === "1.5 / 9 | 1.5 / 9, 0.75 / 3.75";
process.exit(ok && twice.length === 101 && differ.length === 9 && most ? 0 : 1);
JS
node --no-warnings run.mjs
