#!/usr/bin/env bash
# MLflow's catalog has prices for long inputs, typed and filled in, and its cost never uses them.
#
# Expected: 500,000 input tokens of gemini-2.5-pro are paid at the price above 200,000 tokens, which is in the row.
# Instead: at the base price, half of it. The tiers are in the file and in its type, and are dropped when it is read.
# Cost: exactly the requests that cost most are shown at half of their price.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mlflow-skinny==3.17.2 cachetools
venv/bin/pip install --quiet --disable-pip-version-check --no-deps mlflow==3.17.2
cat >ask.py <<'PY'
import importlib.resources
import json

from mlflow.tracing.utils import calculate_cost_by_model_and_token_usage as cost_of

folder = importlib.resources.files("mlflow.utils").joinpath("model_catalog")
rows = [row for file in folder.glob("*.json") for row in json.loads(file.read_text())["models"].values()]
tiers = sum(bool(row.get("pricing", {}).get("long_context")) for row in rows)
row = json.loads(folder.joinpath("gemini.json").read_text())["models"]["gemini-2.5-pro"]["pricing"]
(tier,) = row["long_context"]
seen = cost_of("gemini-2.5-pro", {"input_tokens": 500_000, "output_tokens": 0}, "gemini")["total_cost"]
print(f"MLflow 3.17.2, gemini-2.5-pro, 500,000 input tokens in one request; {tiers} rows have such a tier")
print(f"expected: {tier['input_per_million_tokens'] / 2} USD, the price above {tier['threshold_tokens']} tokens")
print(f"seen: {seen} USD")
ok = seen == row["input_per_million_tokens"] / 2 and tier["input_per_million_tokens"] == 2 * row["input_per_million_tokens"]
raise SystemExit(not (ok and tiers > 100))
PY
MLFLOW_MODEL_CATALOG_URI="" venv/bin/python ask.py
