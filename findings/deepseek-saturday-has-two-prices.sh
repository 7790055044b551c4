#!/usr/bin/env bash
# Two price lists of this month know DeepSeek's cheap hours, and disagree about every weekend.
#
# Expected: both have the hours of the provider, so a request of Saturday morning costs the same by both.
# Instead: in LiteLLM the whole of Saturday and Sunday is cheap, in genai-prices the weekend has the hours of a
#   weekday. In the hours of the peak on these days the one is double the other. On weekdays they agree.
# Cost: a check that compares the two is green from Monday to Friday, and a job of the weekend costs 0.66 or 1.32 USD
#   by the list that is asked. The field beside the hours, the one price, is the same in both.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check \
  litellm==1.110.2 genai-prices==0.2.3 2>pip.log || { cat pip.log; exit 1; }
cat >ask.py <<'PY'
from datetime import datetime, timedelta, timezone

import litellm
import litellm.litellm_core_utils.llm_cost_calc.utils as calculation
from genai_prices import Usage, calc_price

MODEL = "deepseek-v4-pro"
MONDAY = datetime(2026, 11, 23, 0, 30, tzinfo=timezone.utc)


def by_litellm(when: datetime) -> float:
    calculation.current_billing_time = lambda: when
    return round(litellm.cost_per_token(model=f"deepseek/{MODEL}", prompt_tokens=1_000_000)[0], 6)


def by_genai_prices(when: datetime) -> float:
    found = calc_price(Usage(input_tokens=1_000_000), MODEL, provider_id="deepseek", genai_request_timestamp=when)
    return round(float(found.input_price), 6)


differ: dict[str, int] = {}
for hour in range(7 * 24):
    when = MONDAY + timedelta(hours=hour)
    if by_litellm(when) != by_genai_prices(when):
        differ[f"{when:%A}"] = differ.get(f"{when:%A}", 0) + 1
saturday = MONDAY + timedelta(days=5, hours=9)
pair = by_litellm(saturday), by_genai_prices(saturday)
print(f"litellm 1.110.2 and genai-prices 0.2.3, {MODEL}, a million input tokens in each hour of a week")
print("expected: no hour with two prices")
print(f"seen: {differ}; on Saturday at 09:30 UTC {pair[0]} and {pair[1]} USD")
raise SystemExit(not (set(differ) == {"Saturday", "Sunday"} and pair == (0.66, 1.32)))
PY
LITELLM_LOCAL_MODEL_COST_MAP=True venv/bin/python ask.py
