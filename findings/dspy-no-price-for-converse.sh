#!/usr/bin/env bash
# DSPy has a price for 204 chat models of Bedrock, and for 8 of the 220 that stand in its table under another name.
#
# Expected: it ships LiteLLM's table. What has a price there under Bedrock has one in DSPy, for one of its providers for
#   Bedrock.
# Instead: it takes rows whose `litellm_provider` is `bedrock` or `bedrock_mantle`. 220 others are `bedrock_converse`,
#   by the API that LiteLLM happens to use for them. None of the 21 rows of Nova among them and one of the 46 of Claude
#   Opus has a price. Of the 204 that it finds, 150 are prices by region, like `bedrock/us-gov-east-1/...`.
# Cost: a program that stops at a budget of USD never stops, since what it spends is "unknown". In this table the
#   provider says how it is called as well as who sells it: a filter by it must name both.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps dspy==3.4.1 2>pip.log || { cat pip.log; exit 1; }
cat >ask.py <<'PY'
import importlib.util
import sys
import sysconfig
from collections import Counter
from pathlib import Path

# The package of the table alone: what DSPy imports besides is large, and says nothing of prices.
home = Path(sysconfig.get_paths()["purelib"], "dspy/clients/model_metadata")
found = importlib.util.spec_from_file_location("table", home / "__init__.py", submodule_search_locations=[str(home)])
table = importlib.util.module_from_spec(found)
sys.modules["table"] = table
found.loader.exec_module(table)

PROVIDERS = ("bedrock-chat", "bedrock-anthropic", "bedrock-mantle-chat", "aws-anthropic", "bedrock", "bedrock_mantle")
FIELD = "input_cost_per_token"


def priced(model: str) -> bool:
    return any(table.rate(table.model_info(one, model), FIELD) is not None for one in PROVIDERS)


rows = {name: row["litellm_provider"] for name, row in table._load().items()
        if isinstance(row, dict) and row.get("mode") == "chat" and FIELD in row}
seen = Counter((provider, priced(name)) for name, provider in rows.items() if provider.startswith("bedrock"))
named = ("us.anthropic.claude-opus-4-6-v1", "global.anthropic.claude-opus-5-5", "us.amazon.nova-pro-v1:0")
lost = {name: (rows[name], priced(name)) for name in named}
converse = [name for name, provider in rows.items() if provider == "bedrock_converse"]
nova = [name for name in converse if "amazon.nova" in name]
opus = [name for name in converse if "claude-opus-" in name]
by_region = sum(name.startswith("bedrock/") for name, provider in rows.items() if provider == "bedrock")
print("dspy 3.4.1 with the table that it ships")
print("expected: each chat model of Bedrock that has a price in the table has it in DSPy")
print(f"seen: bedrock: {seen['bedrock', True]} with, {seen['bedrock', False]} without;",
      f"bedrock_converse: {seen['bedrock_converse', True]} with, {seen['bedrock_converse', False]} without")
print(f"      {lost}")
print(f"      {len(nova)} rows of Nova, {sum(map(priced, nova))} with a price;",
      f"{len(opus)} of Claude Opus, {sum(map(priced, opus))} with a price;",
      f"by region: {by_region} of bedrock")
ok = (seen["bedrock", True], seen["bedrock", False]) == (204, 0)
ok = ok and (len(opus), sum(map(priced, nova + opus))) == (46, 1)
ok = ok and len(nova) == 21 and by_region == 150
ok = ok and set(lost.values()) == {("bedrock_converse", False)}
raise SystemExit(not (ok and (seen["bedrock_converse", True], seen["bedrock_converse", False]) == (8, 212)))
PY
LITELLM_LOCAL_MODEL_COST_MAP=True venv/bin/python ask.py
