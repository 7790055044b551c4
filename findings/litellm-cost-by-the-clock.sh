#!/usr/bin/env bash
# LiteLLM's cost of one and the same answer halves when it is asked for on a Saturday.
#
# Expected: the cost of an answer belongs to the answer. It carries the second in which it was made, so a cost that
#   depends on the hour is that hour's.
# Instead: since this year rows of DeepSeek's models have `off_peak_pricing`, and the clock of the machine decides:
#   the answer of a Thursday costs 1.32 USD when it is computed on Friday and 0.66 on Saturday. Its own time is not
#   read.
# Cost: a nightly job that prices the day's log halves all of it, since nights and weekends are off peak. Two runs
#   over one log do not agree, and a test that compares a cost with the row fails by the time of day.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check litellm==1.110.2 2>pip.log || { cat pip.log; exit 1; }
cat >ask.py <<'PY'
from datetime import datetime, timezone

import litellm
import litellm.litellm_core_utils.llm_cost_calc.utils as calculation

MODEL = "deepseek/deepseek-v4-pro"
made = datetime(2026, 11, 26, 9, tzinfo=timezone.utc)
use = litellm.Usage(prompt_tokens=1_000_000, completion_tokens=0, total_tokens=1_000_000)
answer = litellm.ModelResponse(created=int(made.timestamp()), model=MODEL, usage=use)


def cost_on(day: int) -> float:
    # The clock is set, so that the script says the same on every day.
    calculation.current_billing_time = lambda: datetime(2026, 11, day, 9, tzinfo=timezone.utc)
    return round(litellm.completion_cost(answer, model=MODEL), 6)


friday, saturday = cost_on(27), cost_on(28)
rows = [name for name, row in litellm.model_cost.items() if row.get("off_peak_pricing")]
print(f"litellm 1.110.2, {MODEL}, a million input tokens, answered on Thursday at 09:00 UTC")
print(f"expected: one cost; the row says {litellm.model_cost[MODEL]['input_cost_per_token'] * 1e6} USD")
print(f"seen: {friday} when asked on Friday, {saturday} when asked on Saturday; {len(rows)} rows have such hours")
raise SystemExit(not (friday == 1.32 and saturday == 0.66))
PY
LITELLM_LOCAL_MODEL_COST_MAP=True venv/bin/python ask.py
