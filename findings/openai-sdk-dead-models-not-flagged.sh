#!/usr/bin/env bash
# Models that OpenAI's own SDK calls shut down are no different from others in genai-prices.
#
# Expected: genai-prices has a flag for models that their provider retires, and sets it 71 times. So it is set for the
#   models for which the SDK of the same month announces an end.
# Instead: the SDK names an end for 72 chat models, 49 of them in the past, as prose in a string below the type.
#   genai-prices answers every one of the 72 with a price, and has the flag on none.
# Cost: "the list prices it and does not flag it" is no sign of life. A catalog can offer a model that is gone.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openai==3.57.0 \
  genai-prices==0.2.3 pydantic==2.14.4 httpx2==2.16.2
cat >run.py <<'PY'
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from genai_prices.data_snapshot import get_snapshot

source = Path(find_spec("openai").origin).with_name("types") / "shared" / "chat_model.py"
prose = " ".join(source.read_text().partition("Deprecated values")[2].split())
ends = {
    model: end
    for names, end in re.findall(r'- ((?:"[^"]+",? ?)+): Announced shutdown date: ([\d-]{10})', prose)
    for model in re.findall(r'"([^"]+)"', names)
}
providers = get_snapshot().providers
openai = next(provider for provider in providers if provider.id == "openai")
priced = [model for model in ends if openai.find_model(model)]
flagged = [model for model in priced if openai.find_model(model).deprecated]
flags = sum(bool(model.deprecated) for provider in providers for model in provider.models)
past = [model for model, end in ends.items() if end <= "2026-11-28"]
print("openai 3.57.0, genai-prices 0.2.3")
print(f"expected: a flag on the {len(ends)} models with an announced end ({len(past)} of them before 2026-11-28)")
print(f"seen: {len(priced)} have a price, {len(flagged)} the flag; it is set {flags} times in the whole list")
sys.exit(0 if (len(ends), len(priced), len(past), len(flagged), flags) == (72, 72, 49, 0, 71) else 1)
PY
venv/bin/python run.py
