#!/usr/bin/env bash
# @roo-code/types: the price of a model is that of a short prompt for Claude and that of a long one for Gemini.
#
# Expected: `inputPrice` is what a model costs as a rule, and `tiers` says what else there is: one type, one meaning.
# Instead: three. Claude's rows have the price up to 200,000 tokens, and a tier of what lies above. Gemini's Pro rows
#   have the price ABOVE 200,000 and a tier below it: gemini-2.5-pro costs 2.50 / 15 where it costs 1.25 / 10 for nearly
#   everybody. OpenAI's tiers have the window of the row and mean flex and priority, nothing of length.
# Cost: who takes `inputPrice` into a catalog has Gemini at double its price, and who takes "the largest tier" for the
#   long-context price has OpenAI's priority price for long prompts.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund @roo-code/types@1.115.0
cat >run.mjs <<'JS'
import { anthropicModels, geminiModels, openAiNativeModels } from "@roo-code/types";

const kind = (row) => {
  if (row.tiers.every((tier) => tier.name)) return "of service";
  const cheaper = row.tiers.some((tier) => tier.inputPrice < row.inputPrice);
  return cheaper ? "row = long prompt" : "row = short prompt";
};
const kinds = (rows) => {
  const counts = {};
  for (const row of Object.values(rows).filter((one) => one.tiers)) counts[kind(row)] = (counts[kind(row)] ?? 0) + 1;
  return JSON.stringify(counts);
};
const seen = [anthropicModels, geminiModels, openAiNativeModels].map(kinds);
const pro = geminiModels["gemini-2.5-pro"];
const [short] = pro.tiers;
const window = openAiNativeModels["gpt-5"].tiers.every((tier) => tier.contextWindow === 400000);
console.log("@roo-code/types 1.115.0, models with tiers");
console.log("expected: one kind in all three lists");
console.log(`seen: Anthropic ${seen[0]}, Gemini ${seen[1]}, OpenAI ${seen[2]}`);
console.log(`      gemini-2.5-pro is ${pro.inputPrice} / ${pro.outputPrice}; up to ${short.contextWindow} tokens`,
  `${short.inputPrice} / ${short.outputPrice}`);
const recorded = ['{"row = short prompt":4}', '{"row = long prompt":7}', '{"of service":20}'];
const prices = [pro.inputPrice, pro.outputPrice, short.contextWindow, short.inputPrice, short.outputPrice];
process.exit(seen.join() === recorded.join() && window && prices.join() === "2.5,15,200000,1.25,10" ? 0 : 1);
JS
node run.mjs
