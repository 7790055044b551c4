#!/usr/bin/env bash
# genai-prices takes any words as the context of a price, and says nothing when it does not know them.
#
# Expected: the context "such as the response service tier" can be what the API's response says. Anthropic's says
#   `service_tier: batch` for a batch, which costs half. A key that no price knows is an error, or is named.
# Instead: batch is `processing: batch`; `service_tier` is known for other providers and other values. An unknown key,
#   an unknown value and a capital letter all give the full price, with no sign of it in the answer.
# Cost: batch, flex and priority prices that were looked up are right or standard, and nobody can tell which.
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

def price(context):
    usage = Usage(input_tokens=1_000_000)
    answer = calc_price(
        usage, "claude-opus-5-5", provider_id="anthropic", genai_request_timestamp=WHEN, price_context=context
    )
    return f"{answer.total_price.normalize():f}"

contexts = [{"processing": "batch"}, {"service_tier": "batch"}, {"processing": "Batch"}, {"procesing": "batch"}]
seen = [price(context) for context in contexts]
print("genai-prices 0.2.3, claude-opus-5-5, one million input tokens;", price(None), "USD without a context")
print("expected: 2 USD, or an error")
for context, usd in zip(contexts, seen):
    print("seen:", context, usd, "USD")
sys.exit(0 if seen == ["2", "4", "4", "4"] else 1)
PY
venv/bin/python run.py
