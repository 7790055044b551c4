#!/usr/bin/env bash
# LiteLLM's cost for the exact id of a row changes when its provider is named beside it.
#
# Expected: `perplexity/perplexity/sonar` is a row of the provider `perplexity`. To name that provider too changes
#   nothing.
# Instead: with the provider the first part of the id is taken off, and what is left is another row:
#   `perplexity/sonar`. Its input is four times as dear and its output is cheaper. `gemini-exp-1206` with its own
#   provider `gemini` becomes `gemini/gemini-exp-1206`, which is free.
# Cost: a tracker that has both fields in its log, as traces do, and passes both to be exact, gets the wrong row,
#   without a word.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check litellm==1.110.2 2>pip.log || { cat pip.log; exit 1; }
cat >ask.py <<'PY'
import litellm

SONAR, GEMINI = "perplexity/perplexity/sonar", "gemini-exp-1206"


def cost(model: str, provider: str | None) -> tuple[float, float]:
    parts = litellm.cost_per_token(
        model=model, custom_llm_provider=provider, prompt_tokens=1_000_000, completion_tokens=1_000_000
    )
    return round(parts[0], 6), round(parts[1], 6)


def listed(model: str) -> tuple[float, float]:
    row = litellm.model_cost[model]
    return round(row["input_cost_per_token"] * 1e6, 6), round(row["output_cost_per_token"] * 1e6, 6)


alone, named, gemini = cost(SONAR, None), cost(SONAR, "perplexity"), cost(GEMINI, "gemini")
owners = {model: litellm.model_cost[model]["litellm_provider"] for model in (SONAR, GEMINI)}
print("litellm 1.110.2, USD for a million tokens of input and of output")
print(f"expected: {SONAR} {listed(SONAR)}, {GEMINI} {listed(GEMINI)}; the providers of the rows are {owners}")
print(f"seen: {SONAR} alone {alone}, with its provider {named}; {GEMINI} with its provider {gemini}")
ok = alone == listed(SONAR) == (0.25, 2.5) and named == (1.0, 1.0) and gemini == (0.0, 0.0)
raise SystemExit(not (ok and listed(GEMINI) == (0.3, 2.5)))
PY
LITELLM_LOCAL_MODEL_COST_MAP=True venv/bin/python ask.py
