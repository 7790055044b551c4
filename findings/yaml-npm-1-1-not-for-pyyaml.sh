#!/usr/bin/env bash
# yaml (npm) asked for YAML 1.1 writes two texts that a YAML 1.1 reader refuses.
#
# Expected: `stringify(value, {version: "1.1"})` quotes what is no text in YAML 1.1, as it does for yes, on, 12:30 and
#   2026-11-28: PyYAML reads back what was written.
# Instead: "=" and "<<" are left bare. They are the default-value and the merge key of YAML 1.1: PyYAML finds no
#   constructor for them as values and refuses the whole file.
# Cost: a tool in JavaScript that writes for Python has to quote all texts, not trust the version.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund yaml@2.9.1
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check PyYAML==6.0.4
cat >run.py <<'PY'
import json
import subprocess
import sys

import yaml

TEXTS = ["yes", "12:30", "2026-11-28", "=", "<<"]
WRITE = "console.log(JSON.stringify(%s.map((v) => require('yaml').stringify({v}, {version: '1.1'}))))"


def read(text):
    try:
        return yaml.safe_load(text)["v"]
    except yaml.YAMLError as error:
        return type(error).__name__


written = json.loads(subprocess.check_output(["node", "-e", WRITE % json.dumps(TEXTS)]))
seen = [read(text) for text in written]
print("yaml 2.9.1 with version 1.1, PyYAML 6.0.4")
print("expected:", TEXTS)
print("seen:    ", seen)
sys.exit(0 if seen == [*TEXTS[:3], "ConstructorError", "ConstructorError"] else 1)
PY
venv/bin/python run.py
