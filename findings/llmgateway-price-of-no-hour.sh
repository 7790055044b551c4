#!/usr/bin/env bash
# A list of models with prices by the hour has a plain price beside them that holds at no hour.
#
# Expected: in a row with a price for the peak and one outside it, the field `inputPrice` is one of the two, as it is
#   in LiteLLM's rows, so that a reader who knows no hours has a price that is true at some time.
# Instead: DeepSeek's V4 Pro has 0.435 USD as `inputPrice`, 1.32 in the peak and 0.66 outside it. The plain price is
#   below both.
# Cost: whoever reads the field that all rows have is a third too low at night and two thirds by day, and the row
#   looks like any other. Three of the five rows with hours are like this.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund @llmgateway/models@1.324.0
cat >run.mjs <<'JS'
import { models } from "@llmgateway/models";
const million = (text) => Math.round(Number(text) * 1e12) / 1e6;
const rows = models.flatMap((model) => model.providers.map((row) => ({ model: model.id, ...row })));
const hours = rows.filter((row) => row.peakPricing);
const prices = hours.map((row) => ({
  name: `${row.model} at ${row.providerId}`,
  plain: million(row.inputPrice),
  peak: million(row.peakPricing.peak.inputPrice),
  off: million(row.peakPricing.offPeak.inputPrice),
}));
const untrue = prices.filter((one) => one.plain !== one.peak && one.plain !== one.off);
console.log(`@llmgateway/models 1.324.0, ${rows.length} rows, ${hours.length} of them with prices by the hour`);
console.log("expected: the plain price is that of the peak or that of the other hours");
for (const one of prices) console.log(`seen: ${one.name}: plain ${one.plain}, peak ${one.peak}, outside it ${one.off}`);
const pro = untrue.find((one) => one.name === "deepseek-v4-pro at deepseek");
process.exit(untrue.length === 3 && pro?.plain === 0.435 && pro.peak === 1.32 && pro.off === 0.66 ? 0 : 1);
JS
node run.mjs
