#!/usr/bin/env bash
# A fiftieth of LiteLLM's price table has one field, `alias_of`, and no price, and one row is a set of rules.
#
# Expected: every entry but the known sample is a model with `litellm_provider`, `mode` and costs.
# Instead: 1.110.2 has 98 new rows such as `bedrock/claude-opus-latest` with only `alias_of`, and
#   `fallback_generalizations` with only `rules`. On Bedrock the aliases stand for global profiles, so "latest" leaves
#   the geography; below `bedrock_mantle/` the same name costs a tenth more. The table has no schema or version that
#   would say so.
# Cost: a reader that skips rows without a price loses 98 ids; one that follows them prices a name whose model,
#   geography and price change with the next release.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
# The wheel is only opened: nothing of LiteLLM is installed or imported.
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
  --platform manylinux_2_28_x86_64 --implementation cp --abi abi3 --python-version 3.11 litellm==1.110.2
python3 -m zipfile -e litellm-*.whl wheel
table=wheel/litellm/model_prices_and_context_window_backup.json
cat >run.py <<'PY'
import json
import sys
from decimal import Decimal

rows = json.load(open(sys.argv[1]), parse_float=Decimal)
rows.pop("sample_spec")
bare = {key: row for key, row in rows.items() if "litellm_provider" not in row}
aliases = {key: row["alias_of"] for key, row in bare.items() if list(row) == ["alias_of"]}
others = [key for key in bare if key not in aliases]
print("litellm 1.110.2")
print("expected: every row has a provider")
print(f"seen: {len(aliases)} aliases;", ", ".join(others), "has", ", ".join(rows[others[0]]))
for key in ("bedrock/claude-opus-latest", "bedrock_mantle/claude-opus-latest"):
    print("seen:", key, "->", aliases[key], rows[aliases[key]]["input_cost_per_token"] * 10**6, "USD per million")
geography = {target.partition(".")[0] for key, target in aliases.items() if key.startswith("bedrock/")}
sys.exit(0 if len(aliases) == 98 and others == ["fallback_generalizations"] and geography == {"global"} else 1)
PY
python3 run.py "$table"
