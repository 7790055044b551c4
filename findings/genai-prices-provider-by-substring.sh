#!/usr/bin/env bash
# genai-prices finds a provider by a part of its name: `azure-openai` is OpenAI, `google-vertex-anthropic` is Anthropic.
#
# Expected: a provider id that the list does not have is an error, as `not-a-provider` is.
# Instead: `contains "openai"`, `contains "anthropic"` and the like decide, in the order of the list. The same words the
#   other way round are another shop: `aws-anthropic` is Anthropic, `openai-bedrock` is AWS. models.dev really uses
#   `google-vertex-anthropic`. So a reseller's model gets the maker's price, 5 USD for Claude Opus 4.6 where AWS takes
#   5.5.
# Cost: a check of prices calls a reseller's price wrong because it compared it with another shop's. The answer has to
#   be asked for its provider.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check genai-prices==0.2.3 pydantic==2.14.4 httpx2==2.16.2
cat >run.py <<'PY'
import sys
from datetime import datetime, timezone
from genai_prices import Usage, calc_price

WHEN = datetime(2026, 11, 28, tzinfo=timezone.utc)

def answer(provider, model):
    try:
        price = calc_price(Usage(input_tokens=1_000_000), model, provider_id=provider, genai_request_timestamp=WHEN)
    except LookupError:
        return "unknown"
    return f"{price.provider.id} {price.total_price.normalize():f}"

recorded = {
    ("not-a-provider", "claude-opus-4-6"): "unknown",
    ("aws", "anthropic.claude-opus-4-6-v1"): "aws 5.5",
    ("aws-anthropic", "claude-opus-4-6"): "anthropic 5",
    ("google-vertex-anthropic", "claude-opus-4-6"): "anthropic 5",
    ("openai-bedrock", "anthropic.claude-opus-4-6-v1"): "aws 5.5",
    ("azure-openai", "davinci"): "openai 20",
    ("azure", "davinci"): "azure 2",
}
seen = {ask: answer(*ask) for ask in recorded}
print("genai-prices 0.2.3, USD for one million input tokens")
print("expected: unknown for every provider but aws and azure")
for (provider, model), shop in seen.items():
    print(f"seen: {provider} {model} -> {shop}")
sys.exit(0 if seen == recorded else 1)
PY
venv/bin/python run.py
