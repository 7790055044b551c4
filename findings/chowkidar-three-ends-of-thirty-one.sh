#!/usr/bin/env bash
# Two tools of this year that warn of a model's end know 31 models in common, and agree on three.
#
# Expected: the day on which a maker shuts a model is public, and is one day. Where both tools have a model, they differ
#   for one or two whose end was moved.
# Instead: chowkidar and bydtech-model-retire have the same day for three of 31. chowkidar let gpt-4-0613 die on
#   2025-06-06 and gpt-3.5-turbo-0125 on 2025-09-01; both lived until 2026-10-23. Claude Sonnet 4 and Gemini 2.0 Flash,
#   which ended in June 2026, have no end there at all. It says "high" confidence of each.
# Cost: a gate of the one fails builds for a model that answers for another year, and lets a dead one through. An end
#   date needs its source beside it, and two of them before a build fails.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps chowkidar==0.9.5 bydtech-model-retire==0.1.1 \
  2>pip.log || { cat pip.log; exit 1; }
venv/bin/pip install --quiet --disable-pip-version-check httpx==0.28.1 tenacity==9.1.2 2>pip.log ||
  { cat pip.log; exit 1; }
cat >ask.py <<'PY'
from chowkidar.providers.anthropic_provider import KNOWN_ANTHROPIC_MODELS
from chowkidar.providers.google_provider import KNOWN_GOOGLE_MODELS
from chowkidar.providers.mistral_provider import KNOWN_MISTRAL_MODELS
from chowkidar.providers.openai_provider import KNOWN_OPENAI_MODELS
from model_retire import default_dataset

OWN = {"openai", "anthropic", "mistral", "google-gemini-api", "google-vertex-ai"}
lists = (KNOWN_OPENAI_MODELS, KNOWN_ANTHROPIC_MODELS, KNOWN_GOOGLE_MODELS, KNOWN_MISTRAL_MODELS)
chowkidar = {row["id"]: row["sunset"] for rows in lists for row in rows}
retire: dict[str, set[str]] = {}
for row in default_dataset()["models"]:
    if row["provider"] in OWN:
        retire.setdefault(row["id"], set()).add(row.get("retires_on"))
both = sorted(set(chowkidar) & set(retire))
agree = [one for one in both if chowkidar[one] in retire[one]]
never = [one for one in both if chowkidar[one] is None]
print("chowkidar 0.9.5, bydtech-model-retire 0.1.1")
print("expected: one day for nearly all that both know")
print(f"seen: {len(agree)} of {len(both)} agree; {len(never)} have an end in one of them only")
named = ("gpt-4-0613", "gpt-3.5-turbo-0125", "claude-sonnet-4-20250514", "gemini-2.0-flash")
seen = {one: (chowkidar[one], *retire[one]) for one in named}
for one, days in seen.items():
    print(f"      {one}: {days[0]}, {days[1]}")
recorded = {
    "gpt-4-0613": ("2025-06-06", "2026-10-23"),
    "gpt-3.5-turbo-0125": ("2025-09-01", "2026-10-23"),
    "claude-sonnet-4-20250514": (None, "2026-06-15"),
    "gemini-2.0-flash": (None, "2026-06-01"),
}
raise SystemExit(not (seen == recorded and (len(agree), len(both)) == (3, 31)))
PY
venv/bin/python ask.py
