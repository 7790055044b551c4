#!/usr/bin/env bash
# @ax-llm/ax: a million tokens out of Gemini 3 Pro Image cost 13 cents, since the price of ONE picture stands there.
#
# Expected: the column is called `completionTokenCostPer1M`. LiteLLM's table has 12 USD for a million tokens of text of
#   that model, and 120 for tokens of pictures.
# Instead: the value is 0.134, which that table has as the price of a picture (`output_cost_per_image`). The estimate of
#   the package multiplies it by tokens: a million of them cost 0.134 USD.
# Cost: a bill that is 90 times too low for text and 900 times for pictures. A bound for prices must
#   look down as well as up: an output that costs less than its input is worth a question.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund @ax-llm/ax@24.0.21
python3 -m pip download --quiet --disable-pip-version-check --no-deps litellm==1.110.2 2>pip.log ||
  { cat pip.log; exit 1; }
python3 -m zipfile -e litellm-*.whl wheel
cat >run.mjs <<'JS'
import { readFileSync } from "node:fs";
import { ai, axModelInfoGoogleGemini } from "@ax-llm/ax";

const model = "gemini-3-pro-image-preview";
const table = JSON.parse(readFileSync("wheel/litellm/model_prices_and_context_window_backup.json", "utf8"));
const row = table[`gemini/${model}`];
const round = (number) => Number(number.toFixed(6));
const listed = axModelInfoGoogleGemini.find((one) => one.name === model);
const service = ai({ name: "google-gemini", apiKey: "not used", config: { model } });
const tokens = { promptTokens: 0, completionTokens: 1e6, totalTokens: 1e6 };
const estimate = service.getEstimatedCost({ ai: "google-gemini", model, tokens });
const below = axModelInfoGoogleGemini.filter((one) => one.completionTokenCostPer1M < one.promptTokenCostPer1M);
const [text, picture] = [round(row.output_cost_per_token * 1e6), round(row.output_cost_per_image_token * 1e6)];
console.log("@ax-llm/ax 24.0.21, litellm 1.110.2, a million tokens of output");
console.log(`expected: ${text} or ${picture} USD`);
console.log(`seen: ${estimate} USD; a picture in the table: ${row.output_cost_per_image}; output below input:`,
  below.map((one) => one.name).join());
const ok = text === 12 && picture === 120 && row.output_cost_per_image === 0.134;
const same = listed.completionTokenCostPer1M === 0.134 && round(estimate) === 0.134;
process.exit(ok && same && below.length === 1 ? 0 : 1);
JS
node --no-warnings run.mjs
