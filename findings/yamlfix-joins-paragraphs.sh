#!/usr/bin/env bash
# yamlfix: a formatter that changes what a folded text says.
#
# Expected: a formatter of YAML changes the form: the file means the same before and after.
# Instead: yamlfix 1.19.1 takes the empty line out of a folded block (`>-`), so that two paragraphs become one sentence.
#   It reports "1 fixed" and exit code 0; a second run finds nothing to do.
# Cost: a note of a model with two paragraphs is rewritten in the store by the sync after somebody formatted the file.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check yamlfix==1.19.1 PyYAML==6.0.4
cat >run.py <<'PY'
import subprocess
import sys
from pathlib import Path

import yaml

Path("model.yaml").write_text("---\nnote: >-\n  Cheap and fast,\n  for short answers.\n\n  Not for code.\n")
before = yaml.safe_load(Path("model.yaml").read_text())
done = subprocess.run(["venv/bin/yamlfix", "model.yaml"], capture_output=True, text=True)
after = yaml.safe_load(Path("model.yaml").read_text())
print("yamlfix 1.19.1, exit code", done.returncode)
print("expected:", before)
print("seen:    ", after)
joined = "Cheap and fast, for short answers. Not for code."
sys.exit(0 if done.returncode == 0 and "\n" in before["note"] and after["note"] == joined else 1)
PY
venv/bin/python run.py
