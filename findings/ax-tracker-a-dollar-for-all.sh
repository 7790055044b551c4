#!/usr/bin/env bash
# @ax-llm/ax: its cost tracker takes a dollar per million tokens of every model, also of one whose price is set to 0.
#
# Expected: the package has a list of prices of its own, and the tracker asks it. A price that the caller gives counts
#   before that: 0 for a model on his own machine.
# Instead: the tracker knows only what it is given, and a 0 is taken for nothing given: the model costs 0.001 USD per
#   thousand tokens. gpt-5.5-pro, 30 in and 180 out by the package's list, costs the same dollar.
# Cost: a run of a local model stops at a limit of USD that it never spent, and one of the dearest model goes on to
#   thirty times its limit and more. The sync keeps 0 and "no price" apart; who reads its rows has to as well.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund @ax-llm/ax@24.0.21
cat >run.mjs <<'JS'
import { AxDefaultCostTracker, axModelInfoOpenAI } from "@ax-llm/ax";

const MILLION = 1e6;
const spent = (model, costPerModel) => {
  const tracker = new AxDefaultCostTracker({ costPerModel, maxCost: 1 });
  tracker.trackTokens(MILLION, model);
  return `${tracker.getCurrentCost()} USD, limit ${tracker.isLimitReached() ? "reached" : "not reached"}`;
};
const { promptTokenCostPer1M: input, completionTokenCostPer1M: output } = axModelInfoOpenAI.find(
  (row) => row.name === "gpt-5.5-pro",
);
const seen = {
  local: spent("my-model", { "my-model": 0 }),
  pro: spent("gpt-5.5-pro", undefined),
  given: spent("my-model", { "my-model": 0.0005 }),
};
console.log("@ax-llm/ax 24.0.21, a million tokens, limit 1 USD");
console.log(`expected: price set to 0: 0 USD, limit not reached; gpt-5.5-pro: from ${input} to ${output} USD, reached`);
console.log(`seen: price set to 0: ${seen.local}; gpt-5.5-pro: ${seen.pro}`);
console.log(`      price set to 0.0005 per thousand: ${seen.given}`);
const dollar = "1 USD, limit reached";
const ok = seen.local === dollar && seen.pro === dollar && seen.given === "0.5 USD, limit not reached";
process.exit(ok && input === 30 && output === 180 ? 0 : 1);
JS
node run.mjs
