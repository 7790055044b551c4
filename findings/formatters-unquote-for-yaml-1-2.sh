#!/usr/bin/env bash
# yamlfix, pretty-format-yaml, remarshal: quotes that keep a text a text for PyYAML are taken away.
#
# Expected: quotes that somebody wrote on purpose stay, or at least where a YAML 1.1 reader (PyYAML, and with it most
#   Python tools) needs them: "12:30", "on", "yes" are texts there only in quotes.
# Instead: the three write for YAML 1.2, through ruamel.yaml's kin, while their users read with PyYAML: 12:30 becomes
#   the number 750 (sixty-based), on and yes become true. yamlfix keeps yes and on in quotes and drops those of 12:30.
# Cost: a pre-commit hook turns a role named "on" into a boolean. A catalog's own formatter has to be the last one.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check yamlfix==1.19.1 language-formatters-pre-commit-hooks==2.16.0 remarshal==1.3.0 PyYAML==6.0.4 setuptools==80.9.0
cat >run.py <<'PY'
import subprocess
import sys
from pathlib import Path

import yaml

TEXT = "---\nratio: \"12:30\"\nrole: \"on\"\nanswer: \"yes\"\n"
TOOLS = {
    "yamlfix": ["venv/bin/yamlfix", "model.yaml"],
    "pretty-format-yaml": ["venv/bin/pretty-format-yaml", "--autofix", "model.yaml"],
    "remarshal": ["venv/bin/remarshal", "-f", "yaml", "-t", "yaml", "model.yaml", "out.yaml"],
}
seen = {}
for name, command in TOOLS.items():
    Path("model.yaml").write_text(TEXT)
    subprocess.run(command, capture_output=True)
    seen[name] = yaml.safe_load(Path(command[-1]).read_text())
print("yamlfix 1.19.1, language-formatters-pre-commit-hooks 2.16.0, remarshal 1.3.0; read back by PyYAML 6.0.4")
print("expected:", yaml.safe_load(TEXT))
for name, values in seen.items():
    print(f"seen: {name}:", values)
booleans = {"ratio": 750, "role": True, "answer": True}
expected = {"yamlfix": {**booleans, "role": "on", "answer": "yes"}, "pretty-format-yaml": booleans, "remarshal": booleans}
sys.exit(0 if seen == expected else 1)
PY
venv/bin/python run.py
