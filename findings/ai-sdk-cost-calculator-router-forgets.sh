#!/usr/bin/env bash
# A calculator of costs knows long inputs and caches by the plain id of a model, and neither with the maker before it.
#
# Expected: `google/gemini-2.5-pro` and `gemini-2.5-pro` at the same price of input also have the same step at
#   200,000 tokens, and `openai/gpt-4o` the same half price for cached tokens as `gpt-4o`.
# Instead: an id with a slash is a row of the list of OpenRouter. None of its 242 rows has a step, and about half of
#   them have no price of a cache, in which case cached tokens cost as much as fresh ones.
# Cost: routers and the gateway of the AI SDK write ids with a slash. The same call is computed at half for a long
#   input, and at 2.50 in the place of 1.38 USD for a cached one; the result says that the context was not long.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund --legacy-peer-deps ai-sdk-cost-calculator@7.1.14
cat >run.mjs <<'JS'
import { allPricing, calculateCost } from "ai-sdk-cost-calculator";
function cost(model, inputTokens, cacheReadTokens) {
  const inputTokenDetails = { cacheReadTokens, noCacheTokens: inputTokens - cacheReadTokens, cacheWriteTokens: 0 };
  return calculateCost({ model, usage: { inputTokens, outputTokens: 0, totalTokens: inputTokens, inputTokenDetails } });
}
const [long, longRouted] = ["gemini-2.5-pro", "google/gemini-2.5-pro"].map((model) => cost(model, 1000000, 0));
const [cached, cachedRouted] = ["gpt-4o", "openai/gpt-4o"].map((model) => cost(model, 1000000, 900000));
const rows = Object.values(allPricing.openrouter);
const steps = rows.filter((row) => row.longContextThreshold).length;
const caches = rows.filter((row) => row.cacheReadPer1MTokens !== undefined).length;
console.log("ai-sdk-cost-calculator 7.1.14, a million input tokens");
console.log("expected: the same cost with and without the maker before the id");
console.log(`seen: gemini-2.5-pro ${long.totalCost} and ${longRouted.totalCost} USD`);
console.log(`gpt-4o with nine tenths from a cache: ${cached.totalCost} and ${cachedRouted.totalCost} USD`);
console.log(`of ${rows.length} rows with a slash, ${steps} have a step and ${caches} a price of a cache`);
const ok = long.totalCost === 2.5 && longRouted.totalCost === 1.25 && !longRouted.isLongContext && steps === 0;
process.exit(ok && cached.totalCost === 1.375 && cachedRouted.totalCost === 2.5 && rows.length === 242 ? 0 : 1);
JS
node run.mjs
