#!/usr/bin/env bash
# Five rows of LiteLLM's table have a cache write that costs half of the input: the price of a read, rounded.
#
# Expected: writing to a cache costs 1.25 times the input or more, or as much as the input, or the field is absent.
# Instead: Azure's gpt-4o in the EU and the US has 1.38 beside an input of 2.75 and a read of 1.375; the row without the
#   geography has no write price. A fine-tuned gpt-4o has the read's price in the write's field, and no read price.
# Cost: a price that exists in the source and has the right size is copied into the wrong field. Only the order (read <=
#   input <= write) shows it.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
# The wheel is only opened: nothing of LiteLLM is installed or imported.
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
  --platform manylinux_2_28_x86_64 --implementation cp --abi abi3 --python-version 3.11 litellm==1.110.2
python3 -m zipfile -e litellm-*.whl wheel
table=wheel/litellm/model_prices_and_context_window_backup.json
cat >run.py <<'PY'
import json
import sys
from decimal import Decimal

rows = json.load(open(sys.argv[1]), parse_float=Decimal)
rows.pop("sample_spec")

def usd(row, name):
    value = row.get(name)
    return None if value is None else Decimal(value) * 10**6

cheap = {}
for key, row in rows.items():
    write, price = usd(row, "cache_creation_input_token_cost"), usd(row, "input_cost_per_token")
    if write and price and write < price:
        cheap[key] = (price, write, usd(row, "cache_read_input_token_cost"))
print("litellm 1.110.2, USD per million tokens")
print("expected: no row whose cache write is below its input")
for key, (price, write, read) in cheap.items():
    shown = "none" if read is None else f"{read.normalize():f}"
    print(f"seen: {key} input {price.normalize():f}, write {write.normalize():f}, read {shown}")
plain = "cache_creation_input_token_cost" in rows["azure/gpt-4o"]
sys.exit(0 if len(cheap) == 5 and "azure/eu/gpt-4o" in cheap and not plain else 1)
PY
python3 run.py "$table"
