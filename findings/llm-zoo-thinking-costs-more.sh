#!/usr/bin/env bash
# llm-zoo has two rows for one API name, with two prices, and the lookup by API name takes the wrong one.
#
# Expected: `resolve(full name)` gives the price of that model: Claude Sonnet 4 is 3/15 USD per million, thinking or
#   not.
# Instead: a model and its thinking mode are two rows with one full name. For claude-sonnet-4-20250514 the thinking row
#   says 5/25 (Opus's price) and comes first, so it is the answer. Four rows share deepseek-reasoner, at 0.28 to 4 USD.
# Cost: an id that stands twice in a source is no match but a choice. Whoever takes the first hit takes its price too.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund llm-zoo@1.37.0
cat >run.mjs <<'JS'
import { MODEL_CONFIGS, lookup, resolve } from "llm-zoo";

const found = resolve("claude-sonnet-4-20250514");
const plain = lookup("sonnet4");
const reasoner = Object.values(MODEL_CONFIGS).filter((row) => row.fullName === "deepseek-reasoner");
const prices = reasoner.map((row) => row.inputPrice);
const shown = (row) => `${row.name} ${row.inputPrice}/${row.outputPrice}`;
console.log("llm-zoo 1.37.0");
console.log("expected: claude-sonnet-4-20250514 3/15 USD, and one price for deepseek-reasoner");
console.log(`seen: ${shown(found)}; the other row: ${shown(plain)}`);
console.log(`seen: deepseek-reasoner ${prices.join(", ")}`);
const recorded = found.inputPrice === 5 && plain.inputPrice === 3 && plain.fullName === found.fullName;
process.exit(recorded && new Set(prices).size === 3 ? 0 : 1);
JS
node run.mjs
