#!/usr/bin/env bash
# pricetoken: 46 prices, each with a confidence of 99, not stale, and verified on the day "".
#
# Expected: `freshness.last_verified` is a date, and `stale` and `confidence_score` follow from it. A price that nobody
#   has looked at for long is stale, and one without a date more so.
# Instead: the list in the package has the empty string as that day for all 46, `stale` is False, the age is 0 hours and
#   the confidence is "high", 99. Gemini 2.0 Flash and Flash-Lite, which Google's own end dates have shut since
#   2026-06-01, are "active"; claude-opus-4-6 has a window of 200,000.
# Cost: a gate that takes only prices that are fresh and certain lets all of them through, for ever. A field that says
#   how sure a list is proves nothing; compare with another list.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps pricetoken==0.13.10 flake8-llm-sunset==0.0.7 \
  2>pip.log || { cat pip.log; exit 1; }
cat >ask.py <<'PY'
import json
import sysconfig
from collections import Counter
from pathlib import Path

from pricetoken.static import STATIC_PRICING

home = Path(sysconfig.get_paths()["purelib"], "flake8_llm_sunset/model_shutdowns.json")
ends = {one: row["shutdown_date"] for one, row in json.loads(home.read_text()).items() if not row["earliest"]}
facts = Counter(
    (row.freshness.last_verified, row.freshness.age_hours, row.freshness.stale, row.confidence_level,
     row.confidence_score)
    for row in STATIC_PRICING
)
ended = {row.model_id: ends[row.model_id] for row in STATIC_PRICING
         if row.status == "active" and ends.get(row.model_id, "9") <= "2026-06-01"}
(opus,) = [row.context_window for row in STATIC_PRICING if row.model_id == "claude-opus-4-6"]
print("pricetoken 0.13.10; ends by flake8-llm-sunset 0.0.7")
print("expected: a day of verification for each price, or a price that is stale")
print(f"seen: (verified, age, stale, level, score) of {len(STATIC_PRICING)} prices: {dict(facts)}")
print(f"      active, and ended: {ended}; window of claude-opus-4-6: {opus}")
gone = {"gemini-2.0-flash": "2026-06-01", "gemini-2.0-flash-lite": "2026-06-01"}
raise SystemExit(not (dict(facts) == {("", 0, False, "high", 99): 46} and ended == gone and opus == 200000))
PY
venv/bin/python ask.py
