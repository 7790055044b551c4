#!/usr/bin/env bash
# The OpenAI SDK's type of chat models has a model that never was.
#
# Expected: a literal in `ChatModel` is an id that the API has or had. Tools take the type as the list of valid ids.
# Instead: `gpt-5.1-mini` stands among them, in Python and in TypeScript, and a remark below says that it is "not a
#   supported model ID" and is kept for compatibility. genai-prices does not object either: it has a price for it, that
#   of gpt-5.1-codex-mini.
# Cost: an id that passes the SDK's type and has a price can still be one that no request will ever serve.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openai==3.57.0 \
  genai-prices==0.2.3 pydantic==2.14.4 httpx2==2.16.2
cat >run.py <<'PY'
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import get_args
from genai_prices.data_snapshot import get_snapshot
from openai.types import ChatModel

source = Path(find_spec("openai").origin).with_name("types") / "shared" / "chat_model.py"
remark = next(line.strip() for line in source.read_text().splitlines() if line.startswith('- "gpt-5.1-mini"'))
openai = next(provider for provider in get_snapshot().providers if provider.id == "openai")
answered = openai.find_model("gpt-5.1-mini")
listed = "gpt-5.1-mini" in get_args(ChatModel)
print("openai 3.57.0, genai-prices 0.2.3")
print("expected: gpt-5.1-mini is not listed")
print(f"seen: listed {listed}; {remark}")
print(f"seen: genai-prices answers with {answered.id if answered else 'nothing'}")
priced = answered is not None and answered.id == "gpt-5.1-codex-mini"
sys.exit(0 if listed and "Not a supported model ID" in remark and priced else 1)
PY
venv/bin/python run.py
