#!/usr/bin/env bash
# Four of the fifteen providers that OpenTelemetry names in its standard are unknown to a price list that reads traces.
#
# Expected: genai-prices takes a provider's name in many forms (`aws.bedrock`, `gcp.gemini`, `mistral_ai` are found),
#   and so the names of the standard's current list are all known, where the list has prices of that provider.
# Instead: `x_ai`, the standard's name for xAI, is no provider, while the older `xai` and the list's own `x-ai` are.
#   Nor are `gcp.gen_ai`, `azure.ai.inference` and `ibm.watsonx.ai`. Without a provider the same model has a price.
# Cost: a trace that moves from the old attribute to the new one loses all the costs of one provider, through one
#   underscore.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check \
  genai-prices==0.2.3 opentelemetry-semantic-conventions==0.66b2 2>pip.log || { cat pip.log; exit 1; }
cat >ask.py <<'PY'
from genai_prices import Usage, calc_price
from opentelemetry.semconv._incubating.attributes.gen_ai_attributes import GenAiProviderNameValues, GenAiSystemValues

MODEL = "grok-4"


def price(provider: str | None) -> str:
    try:
        found = calc_price(Usage(input_tokens=1_000_000), MODEL, provider_id=provider)
    except LookupError as error:
        return "no provider" if "Unable to find provider" in str(error) else "no model"
    return f"{found.input_price} USD"


names = [one.value for one in GenAiProviderNameValues]
older = [one.value for one in GenAiSystemValues]
unknown = [name for name in names if price(name) == "no provider"]
asked = {name: price(name) for name in ("x_ai", "xai", "x-ai", None)}
print(f"genai-prices 0.2.3, opentelemetry-semantic-conventions 0.66b2: {len(names)} values of gen_ai.provider.name")
print("expected: each is a provider")
print(f"seen: no providers are {', '.join(unknown)}")
print(f"{MODEL} by provider: {asked}; xai was a value of gen_ai.system: {'xai' in older}")
ok = unknown == ["gcp.gen_ai", "azure.ai.inference", "ibm.watsonx.ai", "x_ai"] and "xai" in older and "x_ai" in names
raise SystemExit(not (ok and asked["x-ai"] == asked["xai"] == asked[None] and asked["xai"].endswith("USD")))
PY
venv/bin/python ask.py
