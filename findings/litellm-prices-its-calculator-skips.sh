#!/usr/bin/env bash
# LiteLLM's table has prices for long inputs and for priority that LiteLLM's own calculator does not use.
#
# Expected: a row with a price above 200,000 tokens, or for the tier `priority`, is computed with it. It is so for
#   the models of OpenAI, Azure, Google, xAI and Anthropic.
# Instead: a few providers have a calculator of their own. Perplexity's knows no long inputs, Fireworks' no tiers:
#   the fields of these rows are not read, and the cost is that of a short or an ordinary request.
# Cost: the table and the calculator of one version give two answers, and whoever reads the table is the one who is
#   right. The cost of a long input by the calculator is half of it for most such rows, and a fifth for one.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check litellm==1.110.2 2>pip.log || { cat pip.log; exit 1; }
cat >ask.py <<'PY'
import collections
import math
import re

import litellm

litellm.suppress_debug_info = True
LONG = re.compile(r"input_cost_per_token_above_(\d+)k_tokens")
checked, skipped = collections.Counter(), collections.Counter()
lowest = 1.0
for model, row in litellm.model_cost.items():
    if row.get("mode") not in ("chat", "responses") or row["litellm_provider"] == "github_copilot":
        continue  # for the last one, a cost asks the network first
    for field, price in row.items():
        long = LONG.fullmatch(field)
        if not price or not (long or field == "input_cost_per_token_priority"):
            continue
        tokens = int(long[1]) * 1000 + 1000 if long else 1000
        kind = ("long input" if long else "priority", row["litellm_provider"])
        cost = litellm.cost_per_token(
            model=model, custom_llm_provider=kind[1], prompt_tokens=tokens, service_tier=None if long else "priority"
        )[0]
        checked[kind] += 1
        if not math.isclose(cost, tokens * price, rel_tol=1e-6):
            skipped[kind] += 1
            lowest = min(lowest, cost / (tokens * price)) if long else lowest
print(f"litellm 1.110.2, {sum(checked.values())} prices for long inputs and for priority")
print("expected: each is used by the calculator")
print(f"seen: not used: {dict(skipped)}, of {[checked[kind] for kind in skipped]}")
print(f"a long input is computed at {lowest:.0%} of its price")
ok = skipped == {("long input", "perplexity"): 18, ("priority", "fireworks_ai"): 50}
raise SystemExit(not (ok and round(lowest, 6) == 0.2 and checked[("long input", "perplexity")] == 18))
PY
LITELLM_LOCAL_MODEL_COST_MAP=True venv/bin/python ask.py
