#!/usr/bin/env bash
# dynamodb-json makes a list of each set when it copies a row.
#
# Expected: a row that is read and written again has the types that it had: SS stays SS, NS stays NS.
# Instead: `loads` gives a list for SS and a set for NS, and `dumps` writes both as L. A binary value becomes text.
# Cost: a table that is copied or restored by the two calls looks the same in Python and is another one: `contains`
#   still works, ADD to the set is refused, and every row is a difference for a tool that compares types.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check dynamodb-json==1.4.2 2>pip.log || { cat pip.log; exit 1; }
cat >ask.py <<'PY'
import json

from dynamodb_json import json_util

ROW = {"modalities": {"SS": ["image", "text"]}, "steps": {"NS": ["128000", "200000"]}, "tags": {"L": [{"S": "new"}]}}
read = json_util.loads(ROW)
again = json.loads(json_util.dumps(read))
types = {name: next(iter(value)) for name, value in again.items()}
mark = json.loads(json_util.dumps({"mark": b"ok"}))["mark"]
print("dynamodb-json 1.4.2, a row with SS, NS and L is read and written again")
print("expected: SS, NS, L")
print(f"seen: {', '.join(types.values())}; in between {', '.join(type(one).__name__ for one in read.values())}")
print(f"a binary value is written as {mark}")
raise SystemExit(not (list(types.values()) == ["L", "L", "L"] and mark == {"S": "ok"}))
PY
venv/bin/python ask.py
