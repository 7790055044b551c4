#!/usr/bin/env bash
# azure-genai-prices: cached tokens of gpt-5-codex cost ten times too much, by two letters in the name of a meter.
#
# Expected: Azure sells cached input of gpt-5-codex at 0.125 USD per million, and the package reads Azure's own list of
#   meters. A prompt that is cached to nine tenths costs about a fifth of a fresh one.
# Instead: the meter is called `gpt-5-codex-ccchd-inp-glbl`, where others have `cchd` or `cd`. It becomes a MODEL,
#   `gpt-5-codex-ccchd`, with an input price of 0.125. gpt-5-codex itself has no cached price, and a model without one
#   pays the full price: cached or not, 1.25. No meter is reported as unknown.
# Cost: an agent that codes is cached to nine tenths, so the bill of its input is five times too high; and a list of models that is
#   made from the meters offers one that nobody can deploy, at a tenth of the price.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check azure-genai-prices==0.2.0 2>pip.log || { cat pip.log; exit 1; }
cat >ask.py <<'PY'
import logging
import logging.handlers

from azure_genai_prices import Usage, calc_price, get_meters, list_models

warned = logging.handlers.BufferingHandler(100)  # a meter that cannot be read is warned of
logging.basicConfig(level=logging.WARNING, handlers=[warned])

CACHED = ("cache_read", "global", "standard", "short")


def cost(model: str, cached: int) -> str:
    usage = Usage(input_tokens=1_000_000, cache_read_tokens=cached)
    return f"{calc_price(usage, model=model).total_cost.normalize():f}"


fresh, cached, sibling = cost("gpt-5-codex", 0), cost("gpt-5-codex", 900_000), cost("gpt-5", 900_000)
(meter,) = [one.meter_name for one in get_meters("gpt-5-codex-ccchd") if "glbl" in one.meter_name]
(other,) = [one.meter_name for one in get_meters("gpt-5") if one.key.as_tuple()[1:] == CACHED]
print("azure-genai-prices 0.2.0, a million tokens of input, global deployment")
print(f"expected: with 900,000 of them cached, gpt-5-codex costs what gpt-5 does: {sibling} USD")
print(f"seen: {cached} USD, and {fresh} with none cached; gpt-5-codex-ccchd is a model for {cost('gpt-5-codex-ccchd', 0)}")
print(f"      its meter: {meter}; that of gpt-5: {other}; warnings: {len(warned.buffer)}")
ok = (fresh, cached, sibling) == ("1.25", "1.25", "0.2375") and cost("gpt-5-codex-ccchd", 0) == "0.125"
ok = ok and "ccchd" in meter and "cchd" in other and not warned.buffer
raise SystemExit(not (ok and "gpt-5-codex-ccchd" in list_models()))
PY
venv/bin/python ask.py
