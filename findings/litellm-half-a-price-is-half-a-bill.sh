#!/usr/bin/env bash
# LiteLLM: a deployment with a price of its own for input has output for nothing, and the router says otherwise.
#
# Expected: what a deployment does not say is taken from the table, as it is for the rest of a model's facts. The router
#   says so too: for a deployment of gpt-4.1-mini with an input price of 5 it lists 5 and the table's 1.6.
# Instead: each answer is charged with the given price alone. With only the input price the output is free, with only
#   the output price the input is, whether it stands in `litellm_params` or in `model_info`.
# Cost: somebody enters a negotiated input price, and the spend of that team falls by what its output costs. The list of
#   prices that the proxy shows is right all the time. A price that is given must be given whole.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check litellm==1.110.2 2>pip.log || { cat pip.log; exit 1; }
cat >ask.py <<'PY'
import logging
import warnings

import litellm

warnings.simplefilter("ignore")  # that get_model_group_info has a new name
logging.getLogger("LiteLLM").setLevel(logging.ERROR)  # that cached tokens have no price, which this is not about
PARAMS = {"model": "openai/gpt-4.1-mini", "api_key": "not used"}
OWN = 5e-6
router = litellm.Router(model_list=[
    {"model_name": "no own price", "litellm_params": PARAMS},
    {"model_name": "input", "litellm_params": {**PARAMS, "input_cost_per_token": OWN}},
    {"model_name": "output", "litellm_params": {**PARAMS, "output_cost_per_token": OWN}},
    {"model_name": "input, as info", "litellm_params": PARAMS, "model_info": {"input_cost_per_token": OWN}},
    {"model_name": "output, as info", "litellm_params": PARAMS, "model_info": {"output_cost_per_token": OWN}},
])


def bills(name: str) -> tuple[float, float]:
    """What the router lists for the tokens of an answer, and what it charges, in millionths of USD."""
    listed = router.get_model_group_info(name)
    answer = router.completion(name, messages=[{"role": "user", "content": "?"}], mock_response="yes " * 100)
    sent, got = answer.usage.prompt_tokens, answer.usage.completion_tokens
    due = sent * listed.input_cost_per_token + got * listed.output_cost_per_token
    return round(due * 1e6, 6), round(answer._hidden_params["response_cost"] * 1e6, 6)


seen = {name: bills(name) for name in router.get_model_names()}
print("litellm 1.110.2, 10 tokens in and 20 out, millionths of USD")
print("expected: charged what is listed")
for name, (listed, charged) in seen.items():
    print(f"seen: {name}: listed {listed}, charged {charged}")
recorded = {
    "no own price": (36.0, 36.0),
    "input": (82.0, 50.0),
    "output": (104.0, 100.0),
    "input, as info": (82.0, 50.0),
    "output, as info": (104.0, 100.0),
}
raise SystemExit(seen != recorded)
PY
LITELLM_LOCAL_MODEL_COST_MAP=True venv/bin/python ask.py
