#!/usr/bin/env bash
# llm-sunset fails a build for gpt-5-2025-08-07 and passes gpt-5, which is the same model.
#
# Expected: a scanner for models with an end finds the name that most files use.
# Instead: OpenAI's end dates are in its data for the dated names; gpt-5 and o3 are there for Azure alone, with other
#   days, and are not reported in a scan. The OpenAI SDK gives both names one day, 2026-12-11. The Bedrock id of a
#   Claude model that is reported under Anthropic's name passes too.
# Cost: a green scan of a catalog of undated and Bedrock ids says nothing. An end date has to be asked for the provider
#   and for the alias.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check llm-sunset==0.3.1 openai==3.57.0
mkdir catalog
number=0
claude=claude-sonnet-4-5-20250929
for id in gpt-5 gpt-5-2025-08-07 o3 o3-2025-04-16 "$claude" "anthropic.$claude-v1:0"; do
  echo "model_id: $id" >"catalog/$((++number)).yaml"
done
venv/bin/llm-sunset scan --format json catalog >scan.json || true
cat >run.py <<'PY'
import json
import re
import sys
from pathlib import Path
from importlib.util import find_spec

reported = {finding["model_id"] for finding in json.load(open("scan.json"))["findings"]}
prose = Path(find_spec("openai").origin).with_name("types").joinpath("shared", "chat_model.py").read_text()
line = next(part for part in re.split(r"\n- ", prose) if '"o3-2025-04-16"' in part and "shutdown" in part)
same = all(f'"{model}"' in line for model in ("gpt-5", "gpt-5-2025-08-07", "o3"))
models = [file.read_text().split()[1] for file in sorted(Path("catalog").iterdir())]
print("llm-sunset 0.3.1, openai 3.57.0")
print("expected: all six are reported; the SDK has one day for gpt-5, o3 and their dated names:", same)
for model in models:
    print("seen:", model, "reported" if model in reported else "passed")
sys.exit(0 if same and reported == {"gpt-5-2025-08-07", "o3-2025-04-16", "claude-sonnet-4-5-20250929"} else 1)
PY
venv/bin/python run.py
