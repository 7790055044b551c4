#!/usr/bin/env bash
# bydtech-model-retire knows when 43 models of Bedrock end, and finds none of them as they are called.
#
# Expected: `us.anthropic.claude-3-7-sonnet-20250219-v1:0` is the inference profile of a model that has a date in its data
#   set. A line with it is reported like a line with the id alone.
# Instead: a character before the id, a dot too, makes it another word. With `us.`, `eu.`, `apac.` or `global.` in front
#   there is no finding at all, of the 43 that there are without. With a slash (`bedrock/`) all are found.
# Cost: the check that was to warn before a model ends is green in the very repositories that use it as AWS asks.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check bydtech-model-retire==0.1.1 2>pip.log || { cat pip.log; exit 1; }
cat >ask.py <<'PY'
from pathlib import Path

from model_retire import default_dataset, scan

known = [row["id"] for row in default_dataset()["models"] if row["provider"] == "aws-bedrock"]
found = {}
for prefix in ("", "bedrock/", "us.", "eu.", "apac.", "global."):
    folder = Path("in-" + (prefix.strip("./") or "alone"))
    folder.mkdir()
    (folder / "models.yaml").write_text("".join(f"- {prefix}{one}\n" for one in known))
    found[prefix] = scan([str(folder)], today="2026-11-28")["findings"]
    found[prefix] = len(found[prefix])
print(f"bydtech-model-retire 0.1.1, {len(known)} ids of Bedrock, on 2026-11-28")
print("expected: as many findings with the prefix of an inference profile as without")
print(f"seen: {found}")
profiles = [found[prefix] for prefix in ("us.", "eu.", "apac.", "global.")]
raise SystemExit(not (len(known) == 43 and found[""] == found["bedrock/"] == 43 and profiles == [0, 0, 0, 0]))
PY
venv/bin/python ask.py
