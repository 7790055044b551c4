#!/usr/bin/env bash
# ChatAnthropic lets a model write 4,096 or 128,000 tokens, by whether a list in the package has its id.
#
# Expected: without `max_tokens` the class leaves the limit to the API, or takes one number for all models.
# Instead: the number is the model's own from the list of that release, and 4,096 when the id is not there: retired ids
#   (claude-opus-4-1), ids that are newer than the list (claude-fable-5-2), and ids that are in the list without limits
#   (claude-mythos-5). No warning; the answer just ends.
# Cost: a catalog that leaves `maxOutputTokens` open gets thirty-one times less from one model than from its neighbour,
#   and an update of the package changes which.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check langchain-anthropic==1.7.10 langchain-core==1.8.3
cat >run.py <<'PY'
import sys
from langchain_anthropic import ChatAnthropic

recorded = {
    "claude-opus-5-5": 128000,
    "claude-haiku-4-5": 64000,
    "claude-opus-4-1": 4096,
    "claude-fable-5-2": 4096,
    "claude-mythos-5": 4096,
}
seen = {model: ChatAnthropic(model=model, api_key="none").max_tokens for model in recorded}
print("langchain-anthropic 1.7.10, max_tokens that is sent when none is given")
print("expected: one number, or none")
for model, limit in seen.items():
    print(f"seen: {model} {limit}")
sys.exit(0 if seen == recorded else 1)
PY
venv/bin/python run.py
