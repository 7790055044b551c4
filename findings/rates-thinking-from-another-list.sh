#!/usr/bin/env bash
# rates: a fused list has one price of a model from one list and the next price from another.
#
# Expected: where its four lists disagree on a model, one of them wins for that model, the freshest, as it says.
# Instead: each FIELD is won by itself, and a field that the winner does not have comes from a loser. deepseek-v4-pro
#   has LiteLLM's output, 3.96, and beside it `reasoning_mtok` 0.87, which is the output price of the two lists that
#   lost: thinking at less than a quarter of the price of the answer. Four models of DeepSeek are so. All 14,169
#   sources have one date, so "freshness" decided none of the 373 disputes that it is named for.
# Cost: most tokens of a reasoning model are thinking: the bill is four times too low. Prices of one model belong
#   together; a price of one list must not stand beside one of another.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check rates==1.1.0 2>pip.log || { cat pip.log; exit 1; }
cat >ask.py <<'PY'
import warnings
from collections import Counter

import rates.ai

warnings.simplefilter("ignore")  # that the list is older than the day
models = list(rates.ai.load())
dates = Counter(day for model in models for day in model.sources.values())
disputes = Counter(one.resolved_by for model in models for one in model.price_discrepancies)
mixed = {}
for model in models:
    units = model.price.units
    lost = {one.other_value for one in model.price_discrepancies if one.field == "output_mtok"}
    if units.get("reasoning_mtok") in lost and units["reasoning_mtok"] < units["output_mtok"]:
        mixed[f"{model.provider}/{model.id}"] = (units["output_mtok"], units["reasoning_mtok"])
(pro,) = [one for one in models if (one.provider, one.id) == ("deepseek", "deepseek-v4-pro")]
losers = {one.other_source: one.other_value for one in pro.price_discrepancies if one.field == "output_mtok"}
winner = {one.chosen_source for one in pro.price_discrepancies}
print(f"rates 1.1.0, {len(models)} models, USD for a million tokens")
print("expected: thinking costs what the output of the same list costs")
print(f"seen: output and thinking: {mixed}")
print(f"      deepseek-v4-pro: {winner} won, {losers} lost")
print(f"      sources by date: {dict(dates)}; decided by: {dict(disputes)}")
ok = mixed.get("deepseek/deepseek-v4-pro") == (3.96, 0.87) and losers == {"models_dev": 0.87, "genai_prices": 0.87}
ok = ok and winner == {"litellm"} and len(mixed) == 4
raise SystemExit(not (ok and dict(dates) == {"2026-09-28": 14169} and disputes["freshness"] == 373))
PY
venv/bin/python ask.py
