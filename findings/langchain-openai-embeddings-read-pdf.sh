#!/usr/bin/env bash
# LangChain's profile of an embedding model says: reads PDF files and pictures by URL, has a tool choice.
#
# Expected: a profile's fields agree: where `image_inputs` and `tool_calling` are false, pictures by URL and a tool
#   choice are false as well. The data come from models.dev.
# Instead: the package lays a provider-wide layer of "true" over the rows: whatever one OpenAI model can, all can,
#   unless an exception is written down (there is one, for gpt-3.5-turbo). Three embedding models, gpt-4 and o3-mini
#   take pictures by URL and PDF while they take no pictures; google's layer does the same to its speech models.
# Cost: capability flags that are read from here, not from models.dev, are a default and not a fact. A picker offers
#   text-embedding-3-large for a question about a PDF.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps langchain-openai==1.7.4 langchain-google-genai==4.4.3
cat >run.py <<'PY'
import runpy
import sys
import sysconfig
from pathlib import Path

def contradictory(package):
    rows = runpy.run_path(str(Path(sysconfig.get_path("purelib"), package, "data", "_profiles.py")))["_PROFILES"]
    return [model for model, row in rows.items() if row.get("image_url_inputs") and row.get("image_inputs") is False]

openai, google = contradictory("langchain_openai"), contradictory("langchain_google_genai")
print("langchain-openai 1.7.4, langchain-google-genai 4.4.3")
print("expected: no model that takes pictures by URL and takes no pictures")
print("seen: OpenAI", ", ".join(openai))
print("seen: Google", ", ".join(google))
sys.exit(0 if {"text-embedding-3-large", "gpt-4", "o3-mini"} < set(openai) and len(openai) == len(google) == 5 else 1)
PY
venv/bin/python run.py
