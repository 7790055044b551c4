#!/usr/bin/env bash
# DeepEval charges every input token of DeepSeek at the price of one that was read from the cache.
#
# Expected: a million input tokens of deepseek-chat cost what a list says for fresh input, about 0.27 USD.
# Instead: 0.028 USD, a tenth: the price of a cache hit stands in the place of the input price. For five ids.
# Cost: whoever compares judges by their cost picks this one for a price that only a repeated prompt has.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check deepeval==4.3.1 genai-prices==0.2.3
cat >ask.py <<'PY'
from datetime import datetime, timezone

from deepeval.models.llms.constants import DEEPSEEK_MODELS_DATA
from genai_prices import Usage, calc_price

NOW = datetime(2026, 11, 2, 12, tzinfo=timezone.utc)  # by day; by night this list has half of it


def elsewhere(model: str) -> tuple[float, float]:
    def cost(usage: Usage) -> float:
        return float(calc_price(usage, model, provider_id="deepseek", genai_request_timestamp=NOW).total_price)

    fresh = cost(Usage(input_tokens=1_000_000))
    return round(fresh, 4), round(cost(Usage(input_tokens=1_000_000, cache_read_tokens=1_000_000)), 4)


seen = {model: round(DEEPSEEK_MODELS_DATA[model].input_price * 1e6, 6) for model in ("deepseek-chat", "deepseek-v3.2")}
fresh, cached = elsewhere("deepseek-chat")
print("deepeval 4.3.1, USD per million input tokens")
print(f"expected: about {fresh} for deepseek-chat, and {cached} only for tokens that a cache had (genai-prices 0.2.3)")
print(f"seen: {seen}")
raise SystemExit(not (set(seen.values()) == {0.028} and fresh > 9 * 0.028 and cached < 3 * 0.028))
PY
DEEPEVAL_TELEMETRY_OPT_OUT=1 venv/bin/python ask.py
