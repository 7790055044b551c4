#!/usr/bin/env bash
# Two lists that share no code give OpenAI's chat models more input than their window holds, by the same number.
#
# Expected: input is at most the window: 128,000 for gpt-5-chat-latest and its two successors.
# Instead: both hand the 272,000 of gpt-5 to everything whose name begins like it. gpt-tokenizer says it beside a window
#   of 128,000; LangChain lays it over models.dev's row by hand.
# Cost: two sources that agree and are both wrong. Only a rule between fields (input and output fit the window) finds
#   it, no comparison of one field between sources does.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund gpt-tokenizer@4.0.0
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps langchain-openai==1.7.4
cat >run.mjs <<'JS'
import * as models from "gpt-tokenizer/models";

const rows = Object.values(models).filter((model) => model.max_input_tokens > model.context_window);
for (const model of rows) console.log(`${model.name} ${model.max_input_tokens} of ${model.context_window}`);
JS
cat >run.py <<'PY'
import runpy
import sysconfig
from pathlib import Path

rows = runpy.run_path(str(Path(sysconfig.get_path("purelib"), "langchain_openai", "data", "_profiles.py")))["_PROFILES"]
for model in ("gpt-5-chat-latest", "gpt-5.1-chat-latest", "gpt-5.2-chat-latest"):
    print(model, rows[model]["max_input_tokens"])
PY
echo "gpt-tokenizer 4.0.0, langchain-openai 1.7.4"
echo "expected: 128000 input tokens, the window, or less"
node run.mjs | sort >tokenizer.txt
venv/bin/python run.py >langchain.txt
sed 's/^/seen: gpt-tokenizer /' tokenizer.txt
sed 's/^/seen: LangChain /' langchain.txt
[[ "$(grep -c ' 272000 of 128000$' tokenizer.txt)" == 4 && "$(grep -c ' 272000$' langchain.txt)" == 3 ]]
