#!/usr/bin/env bash
# Phoenix is told the provider of a model, has no row of that provider, and takes the row of another one.
#
# Expected: a span that names `aws` as its provider has AWS's price, or none.
# Instead: rows are found by a pattern anywhere in the id, and a provider only chooses among rows that are its own. Where
#   there is none, all the rows stay: `google.gemma-4-31b` of Bedrock costs what Cerebras asks, and `us.` ids of
#   Anthropic's models what Anthropic asks, without the tenth that AWS adds for a geography.
# Cost: a platform on Bedrock sees costs for models that the list does not have, seven times too high or a tenth too low.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check arize-phoenix==20.26.1
cat >ask.py <<'PY'
import json
import re
from datetime import datetime, timezone
from pathlib import Path

import phoenix.server.cost_tracking as tracking
from phoenix.db import models
from phoenix.server.cost_tracking.cost_model_lookup import CostModelLookup

rows = json.loads((Path(tracking.__file__).parent / "model_cost_manifest.json").read_text())["models"]
lookup = CostModelLookup(
    models.GenerativeModel(id=number, name=row["name"], name_pattern=re.compile(row["name_pattern"]),
                           provider=row.get("provider", ""), is_built_in=True, token_prices=[])
    for number, row in enumerate(rows, 1)
)
prices = {row["name"]: {one["token_type"]: one["base_rate"] for one in row["token_prices"] if one["is_prompt"]} for row in rows}


def found(model: str) -> tuple[str, str, float]:
    span = {"llm": {"model_name": model, "provider": "aws"}}
    row = lookup.find_model(datetime(2026, 11, 1, tzinfo=timezone.utc), span)
    return row.name, row.provider, round(prices[row.name]["input"] * 1e6, 6)


providers = sorted({row.get("provider") or "-" for row in rows})
gemma, claude = found("google.gemma-4-31b"), found("us.anthropic.claude-sonnet-4-5-20250929-v1:0")
print(f"arize-phoenix 20.26.1; rows of the providers {', '.join(providers)}")
print("expected: two models of the provider `aws` have no price, or 0.14 and 3.3 USD per million input tokens")
print(f"seen: {gemma}, {claude}")
ok = "aws" not in providers and gemma == ("cerebras/gemma-4-31b", "cerebras", 0.99) and claude[2] == 3.0
raise SystemExit(not ok)
PY
venv/bin/python ask.py
