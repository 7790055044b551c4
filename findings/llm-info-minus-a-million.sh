#!/usr/bin/env bash
# A router's row costs minus one million US dollars per million tokens.
#
# Expected: the price of a model is a number from 0 up, or it is absent where it is not known.
# Instead: OpenRouter's list says "-1" per token for its routers: "depends on what is chosen". language-models ships
#   that row; llm-info turns such a row into USD per million with parseFloat and a factor. No error on the way.
# Cost: the cheapest model of a catalog is then always the router, and a sum over a month goes below zero. A guard that
#   only knows a largest price lets it pass.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund llm-info@1.0.69 language-models@2.4.0
cat >run.mjs <<'JS'
import { get } from "language-models";
import { convertOpenRouterModelToModelInfo as convert } from "llm-info";

const row = get("openrouter/auto");
const info = convert(row);
console.log("llm-info 1.0.69 reads the row openrouter/auto of language-models 2.4.0");
console.log("expected: no price");
console.log(`seen: "${row.pricing.prompt}" per token -> ${info.pricePerMillionInputTokens} USD per million`);
process.exit(row.pricing.prompt === "-1" && info.pricePerMillionInputTokens === -1000000 ? 0 : 1);
JS
node run.mjs
