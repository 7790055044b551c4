#!/usr/bin/env bash
# langchain-aws: the prefix of an inference profile changes what a model can do.
#
# Expected: `us.`, `in.` or `global.` say where a request may be computed. The model behind them is one, so its profile
#   is one as well, all but the name.
# Instead: for 17 of 85 models the rows differ. Claude Haiku 4.5 has structured output by seven ids and not by
#   `in.`; GPT-6 Sol reads PDF files by its own id and says nothing of it by `us.`; gpt-oss-120b may answer
#   128,000 tokens, and 16,384 in `us-gov.`.
# Cost: a program that asks the profile before it asks the model works with one id and refuses, or truncates, with the
#   other. A catalog that is filled from the profile of one prefix contradicts that of the next.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps langchain-aws==1.9.1 2>pip.log ||
  { cat pip.log; exit 1; }
cat >ask.py <<'PY'
import importlib.util
import re
import sysconfig
from collections import defaultdict
from pathlib import Path

home = Path(sysconfig.get_paths()["purelib"], "langchain_aws/data/_profiles.py")  # without what the package imports
found = importlib.util.spec_from_file_location("profiles", home)
module = importlib.util.module_from_spec(found)
found.loader.exec_module(module)
profiles = module._PROFILES
PREFIX = re.compile(r"^(us-gov|us|eu|apac|au|jp|global|ca|in)\.")
TOLD = {"name", "release_date", "last_updated"}  # may differ

models: dict[str, list[str]] = defaultdict(list)
for one in profiles:
    models[PREFIX.sub("", one)].append(one)


def facts(one: str) -> str:
    return repr(sorted((field, value) for field, value in profiles[one].items() if field not in TOLD))


differ = [model for model, ids in models.items() if len({facts(one) for one in ids}) > 1]
haiku = {one.partition("anthropic")[0]: profiles[one]["structured_output"]
         for one in models["anthropic.claude-haiku-4-5-20251001-v1:0"]}
sol = [profiles[prefix + "openai.gpt-6-sol"].get("pdf_inputs") for prefix in ("", "us.")]
oss = [profiles[prefix + "openai.gpt-oss-120b-1:0"]["max_output_tokens"] for prefix in ("", "us-gov.")]
print(f"langchain-aws 1.9.1, {len(profiles)} profiles of {len(models)} models")
print("expected: no model whose profiles differ in anything but the name")
print(f"seen: {len(differ)}; structured output of Claude Haiku 4.5: {haiku}")
print(f"      PDF into GPT-6 Sol, plain and us.: {sol}; longest answer of gpt-oss-120b, plain and us-gov.: {oss}")
ok = (len(differ), len(models)) == (17, 85) and [one for one, can in haiku.items() if not can] == ["in."]
raise SystemExit(not (ok and len(haiku) == 7 and sol == [True, None] and oss == [128000, 16384]))
PY
venv/bin/python ask.py
