#!/usr/bin/env bash
# LobeHub's list of models has half of its prices in yuan, also beside dollars in the list of one provider.
#
# Expected: prices are US dollars, or a provider has one currency.
# Instead: a model's `pricing.currency` says CNY for 677 of 1,426 priced models; 696 say nothing, which means dollars.
#   Moonshot's own list has kimi-k3 at 3 (dollars) and kimi-k2.7-code at 6.5 (yuan): the cheaper one looks dearer.
# Cost: whoever reads `rate` alone is wrong by a factor of seven; a slip of that size passes a guard for units.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund model-bank@1.0.20260927202305
cat >run.mjs <<'JS'
import { LOBE_DEFAULT_MODEL_LIST as models } from "model-bank";
const priced = models.filter((model) => model.pricing);
const told = (currency) => priced.filter((model) => model.pricing.currency === currency).length;
const moonshot = Object.fromEntries(priced.filter((model) => model.providerId === "moonshot").map((model) => [
  model.id, [model.pricing.units.find((unit) => unit.name === "textInput").rate, model.pricing.currency]]));
console.log("model-bank 1.0.20260927202305, input of models in one provider's list");
console.log("expected: one currency, US dollars");
console.log(`seen: kimi-k3 ${moonshot["kimi-k3"]}, kimi-k2.7-code ${moonshot["kimi-k2.7-code"]}`);
console.log(`of ${priced.length} prices ${told("CNY")} are in yuan, ${told("USD")} say USD, ${told(undefined)} say nothing`);
const ok = `${moonshot["kimi-k3"]}` === "3,USD" && `${moonshot["kimi-k2.7-code"]}` === "6.5,CNY" && told("CNY") > 600;
process.exit(ok ? 0 : 1);
JS
node run.mjs
