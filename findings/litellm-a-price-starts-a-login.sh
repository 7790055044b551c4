#!/usr/bin/env bash
# The cost of a model of GitHub Copilot, asked of LiteLLM's table, begins a login on the network.
#
# Expected: a cost is a row of the packaged table times the tokens. `github_copilot/claude-haiku-4.5` has such a row.
# Instead: to know the provider of the id, a token of that provider is wanted; there is none, so a device login is
#   begun, three times, and the cost ends in an error of a bad request. With the provider beside the id it is
#   computed. (Here the request is replaced, so nothing leaves.)
# Cost: a report over a price list, without any key, sends requests for 43 of its ids, and has no cost for them.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check litellm==1.110.2 2>pip.log || { cat pip.log; exit 1; }
cat >ask.py <<'PY'
import logging

import litellm
from litellm.llms.github_copilot import authenticator

logging.disable(logging.CRITICAL)
litellm.suppress_debug_info = True
MODEL = "github_copilot/claude-haiku-4.5"
logins: list[str] = []


def no_login(_self: object) -> None:
    logins.append("device code")
    raise authenticator.GetDeviceCodeError(message="not sent", status_code=400)


authenticator.Authenticator._get_device_code = no_login


def cost(**more: str) -> float | str:
    try:
        return round(litellm.cost_per_token(model=MODEL, prompt_tokens=1_000_000, **more)[0], 6)
    except Exception as error:  # which one is what the script tells
        return type(error).__name__


named, before = cost(custom_llm_provider="github_copilot"), len(logins)
alone = cost()
listed = round(litellm.model_cost[MODEL]["input_cost_per_token"] * 1e6, 6)
print(f"litellm 1.110.2, {MODEL}, a million input tokens, no key anywhere")
print(f"expected: {listed} USD, and no request")
print(f"seen: {alone} after {len(logins) - before} logins begun; with the provider named {named} after {before}")
raise SystemExit(not (alone == "BadRequestError" and len(logins) - before == 3 and named == listed and before == 0))
PY
HOME="$work" GITHUB_COPILOT_TOKEN_DIR="$work/tokens" LITELLM_LOCAL_MODEL_COST_MAP=True venv/bin/python ask.py
