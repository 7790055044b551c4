#!/usr/bin/env bash
# MLflow prices a model without a provider by the first file, in the order of the alphabet, that has the name.
#
# Expected: `mistral-large-latest` without a provider costs what Mistral asks, or is not known.
# Instead: it costs what the row of `azure` says, because a comes before m: an older model under the same name, sixteen
#   times the price. It is no error and no warning.
# Cost: traces of a client that names no provider are billed by whoever comes first: dearer or cheaper, 80 chat models.
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


def usd(model: str, provider: str | None = None) -> float | None:
    told = cost_of(model, USE, provider)
    return told and round(told["total_cost"], 6)


folder = importlib.resources.files("mlflow.utils").joinpath("model_catalog")
others = 0
for file in sorted(folder.glob("*.json")):
    for name, row in json.loads(file.read_text())["models"].items():
        if row.get("mode") == "chat" and row.get("pricing", {}).get("input_per_million_tokens"):
            own, any_ = usd(name, file.stem), usd(name)
            others += own is not None and any_ is not None and own != any_
seen = {provider: usd("mistral-large-latest", provider) for provider in ("mistral", "azure", None)}
print("MLflow 3.17.2, mistral-large-latest, a million input tokens")
print(f"expected: {seen['mistral']} USD with and without the provider `mistral`")
print(f"seen: {seen['mistral']} with it, {seen[None]} without, which is the price of `azure` ({seen['azure']})")
print(f"{others} rows of chat models cost another price when nobody names the provider")
raise SystemExit(not (seen == {"mistral": 0.5, "azure": 8.0, None: 8.0} and others > 50))
PY
MLFLOW_MODEL_CATALOG_URI="" venv/bin/python ask.py
