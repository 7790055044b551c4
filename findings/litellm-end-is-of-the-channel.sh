#!/usr/bin/env bash
# Claude Sonnet 4.5 ends on 2026-09-29, 2026-11-30 or 2027-04-08, by who serves it.
#
# Expected: a model has one end, its maker's. A reseller's copy goes with it or before it.
# Instead: in LiteLLM's table Google's copy went two months before Anthropic's own, and Bedrock's stays four months
#   longer. `bedrock/claude_platform/` ends with Anthropic's, not with Bedrock's; others have no date. AWS's data call
#   the model LEGACY and give no day.
# Cost: an end date that is kept once for a model, or taken from the first list that has one, removes a model that works
#   or keeps one that is gone. It belongs to (provider, model id).
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

rows = json.load(open(sys.argv[1]))
recorded = {
    "vertex_ai/claude-sonnet-4-5": "2026-09-29",
    "claude-sonnet-4-5": "2026-11-30",
    "bedrock/claude_platform/claude-sonnet-4-5": "2026-11-30",
    "us.anthropic.claude-sonnet-4-5-20250929-v1:0": "2027-04-08",
    "snowflake/claude-sonnet-4-5": None,
}
seen = {key: rows[key].get("deprecation_date") for key in recorded}
print("litellm 1.110.2")
print("expected: one day")
for key, day in seen.items():
    print("seen:", key, day or "no date")
sys.exit(0 if seen == recorded else 1)
PY
python3 run.py "$table"
