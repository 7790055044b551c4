#!/usr/bin/env bash
# Amazon's Nova models in Europe cost 0, 15 or 30 % more than in the US, by list.
#
# Expected: lists that agree on every US price of a maker agree on its EU prices too, or one of them lacks the EU ids.
# Instead: LiteLLM adds 30 %, pi-ai 15 %, and genai-prices answers the EU id with the US row. All three have the same US
#   price, and each is consistent in itself, so no list looks wrong.
# Cost: there is no majority to believe. A geography's price needs the maker's page; the agreement of lists on the US id
#   says nothing about it.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
# The wheel is only opened: nothing of LiteLLM is installed or imported.
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
  --platform manylinux_2_28_x86_64 --implementation cp --abi abi3 --python-version 3.11 litellm==1.110.2
python3 -m zipfile -e litellm-*.whl wheel
table=wheel/litellm/model_prices_and_context_window_backup.json
npm pack --silent @earendil-works/pi-ai@1.6.0 >/dev/null
tar -xzf earendil-works-pi-ai-1.6.0.tgz package/dist/providers/data/amazon-bedrock.json
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check genai-prices==0.2.3 pydantic==2.14.4 httpx2==2.16.2
cat >run.py <<'PY'
import json
import sys
from datetime import datetime, timezone
from decimal import Decimal
from genai_prices import Usage, calc_price

WHEN = datetime(2026, 11, 28, tzinfo=timezone.utc)
litellm = json.load(open(sys.argv[1]), parse_float=Decimal)
kinds = json.load(open("package/dist/providers/data/amazon-bedrock.json"), parse_float=Decimal)
pi = {row["id"]: row for rows in kinds.values() for row in rows.values()}

def three(model):
    usage = Usage(input_tokens=1_000_000)
    genai = calc_price(usage, model, provider_id="aws", genai_request_timestamp=WHEN)
    prices = (litellm[model]["input_cost_per_token"] * 10**6, pi[model]["cost"]["input"], genai.total_price)
    return [Decimal(price).normalize() for price in prices]

print("litellm 1.110.2, pi-ai 1.6.0, genai-prices 0.2.3; USD per million input tokens")
print("expected: as in the US, one price in the EU")
fine = True
for model in ("amazon.nova-lite-v1:0", "amazon.nova-pro-v1:0"):
    home, europe = three(model), three(f"eu.{model}")
    for id_, prices in ((model, home), (f"eu.{model}", europe)):
        print("seen:", id_, "/".join(f"{price:f}" for price in prices))
    fine = fine and len(set(home)) == 1 and len(set(europe)) == 3
sys.exit(0 if fine else 1)
PY
venv/bin/python run.py "$table"
