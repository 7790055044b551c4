#!/usr/bin/env bash
# LiteLLM's table and OpenAI's SDK of the same month are eight months to two years apart on the end of some models.
#
# Expected: OpenAI announces its dates in one place, so both agree. For 47 of the ids they do.
# Instead: for three dated audio models the SDK says 2026-05-07 and the table 2027-01-20, which is the end of their
#   successors; for gpt-3.5-turbo-16k it is 2024-09-13 and 2026-10-23. And the undated name of a search model has no
#   date while its dated twin has one.
# Cost: two sources of an end date are no vote. The earlier one has to be shown, with the source.
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
venv/bin/pip install --quiet --disable-pip-version-check --no-deps openai==3.57.0
cat >run.py <<'PY'
import json
import re
import sys
import sysconfig
from pathlib import Path

rows = json.load(open(sys.argv[1]))
source = Path(sysconfig.get_path("purelib"), "openai", "types", "shared", "chat_model.py").read_text()
prose = " ".join(source.partition("Deprecated values")[2].split())
ends = {
    model: end
    for names, end in re.findall(r'- ((?:"[^"]+",? ?)+): Announced shutdown date: ([\d-]{10})', prose)
    for model in re.findall(r'"([^"]+)"', names)
}
dated = {model: rows[model].get("deprecation_date") for model in ends if model in rows}
apart = {model: (ends[model], day) for model, day in dated.items() if day and day != ends[model]}
open_ = [model for model, day in dated.items() if not day]
same = sum(day == ends[model] for model, day in dated.items())
print("openai 3.57.0, litellm 1.110.2")
print("expected: one day for each model that both have")
print(f"seen: {same} agree, {len(apart)} differ, {len(open_)} have no date in the table:", ", ".join(open_))
for model, days in apart.items():
    print("seen:", model, "SDK", days[0], "table", days[1])
sys.exit(0 if apart.get("gpt-3.5-turbo-16k") == ("2024-09-13", "2026-10-23") and len(apart) == 4 else 1)
PY
venv/bin/python run.py "$table"
