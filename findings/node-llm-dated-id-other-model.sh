#!/usr/bin/env bash
# @node-llm/core: a dated id costs what another, shorter-named model costs, though its own model is in the list.
#
# Expected: `gpt-5.4-mini-2026-03-17` is `gpt-5.4-mini` of that day. The list has `gpt-5.4-mini`, so the longest name that
#   fits is taken, or nothing.
# Instead: the first row whose id is the beginning of what was asked for (or the other way round) wins. That is `gpt-5`,
#   with 1.25 / 10 for 0.75 / 4.50. `claude-opus-5-5`, which is not in the list, gets the price of `claude-opus-5`, and
#   `o1-mini` that of `o1`: 15 / 60.
# Cost: a log has the dated ids, as the API answers them. The bill of such a log has the wrong model's price on every
#   line, and no field says that another row was taken.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund @node-llm/core@1.17.1
cat >run.mjs <<'JS'
import { ModelRegistry } from "@node-llm/core";

const usage = { input_tokens: 1e6, output_tokens: 1e6, total_tokens: 2e6 };
const asked = [["gpt-5.4-mini-2026-03-17", "openai"], ["claude-opus-5-5", "anthropic"], ["o1-mini", "openai"]];
const own = ModelRegistry.all().find((row) => row.id === "gpt-5.4-mini" && row.provider === "openai");
const { input_per_million: input, output_per_million: output } = own.pricing.text_tokens.standard;
const seen = asked.map(([id, provider]) => {
  const cost = ModelRegistry.calculateCost(usage, id, provider);
  return `${id} = ${ModelRegistry.find(id, provider).id} at ${cost.input_cost} / ${cost.output_cost}`;
});
console.log("@node-llm/core 1.17.1, a million tokens in and a million out");
console.log(`expected: gpt-5.4-mini-2026-03-17 = gpt-5.4-mini at ${input} / ${output}; no price for the other two`);
console.log(`seen: ${seen.join("; ")}`);
const recorded = [
  "gpt-5.4-mini-2026-03-17 = gpt-5 at 1.25 / 10",
  "claude-opus-5-5 = claude-opus-5 at 5 / 25",
  "o1-mini = o1 at 15 / 60",
];
process.exit(input === 0.75 && output === 4.5 && seen.join() === recorded.join() ? 0 : 1);
JS
node --no-warnings run.mjs
