#!/usr/bin/env bash
# MLflow ships prices for models whose ids hold a slash, and finds none of them.
#
# Expected: a model, written as MLflow's own catalog writes it and with the provider whose file has it, costs what that
#   file says.
# Instead: what stands before the first slash is dropped before the look-up, and the keys of the catalog keep it. So
#   `meta-llama/...` at Together and all the models of OpenRouter have no cost. Written with the provider before it
#   once more, the same model has one.
# Cost: a dashboard of costs that shows nothing for every open model, without an error; one row in three is affected.
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

USE = {"input_tokens": 1_000_000, "output_tokens": 0}
folder = importlib.resources.files("mlflow.utils").joinpath("model_catalog")
priced, silent = 0, []
for file in sorted(folder.glob("*.json")):
    for name, row in json.loads(file.read_text())["models"].items():
        if row.get("pricing", {}).get("input_per_million_tokens"):
            priced += 1
            if "/" in name and cost_of(f"{name}", USE, file.stem) is None:
                silent.append((file.stem, name))
model = "meta-llama/Llama-3.3-70B-Instruct-Turbo"
listed = json.loads(folder.joinpath("together_ai.json").read_text())["models"][model]["pricing"]
plain, twice = cost_of(model, USE, "together_ai"), cost_of(f"together_ai/{model}", USE, "together_ai")
print(f"MLflow 3.17.2, {model} at together_ai, a million input tokens")
print(f"expected: {listed['input_per_million_tokens']} USD, as its catalog says")
print(f"seen: {plain}; with the provider's name before it {twice and twice['total_cost']}")
print(f"of {priced} rows with a price, {len(silent)} with a slash have no cost")
raise SystemExit(not (plain is None and twice and twice["total_cost"] == listed["input_per_million_tokens"] and len(silent) > 1000))
PY
MLFLOW_MODEL_CATALOG_URI="" venv/bin/python ask.py
