#!/usr/bin/env bash
# browser-use reads the price of a one-hour cache write from a field that no row of its price list has.
#
# Expected: it takes its prices from LiteLLM's table and counts one-hour writes apart. 233 rows of that table have a
#   price for them, so a million tokens of claude-opus-5-5 cost 8 USD.
# Instead: it asks for `cache_creation_1h_input_token_cost`; the table says `cache_creation_input_token_cost_above_1hr`.
#   Where the field is not there, the five-minute price counts: 5 USD. Only the models that it lists itself, like
#   claude-sonnet-4-6, are right: 6 USD by its own row, as in the table.
# Cost: 37.5 % of the cache writes of a long session are not in the bill, and two models of one maker are counted by two
#   rules. A column that is new to a reader must be looked for in the data, not in its name.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps browser-use==0.13.14 litellm==1.110.2 2>pip.log ||
  { cat pip.log; exit 1; }
venv/bin/pip install --quiet --disable-pip-version-check pydantic==2.14.4 pydantic-settings==2.16.3 httpx==0.28.1 \
  anyio==4.16.0 python-dotenv==1.2.4 psutil==7.2.2 2>pip.log || { cat pip.log; exit 1; }
cp venv/lib/python3*/site-packages/litellm/model_prices_and_context_window_backup.json prices.json
cat >ask.py <<'PY'
import asyncio
import functools
import http.server
import json
import threading

from browser_use.llm.views import ChatInvokeUsage
from browser_use.tokens.service import TokenCost

ASKED, GIVEN = "cache_creation_1h_input_token_cost", "cache_creation_input_token_cost_above_1hr"
MILLION = 1_000_000


async def cost(prices: TokenCost, model: str) -> float:
    usage = ChatInvokeUsage(
        prompt_tokens=0, prompt_cached_tokens=0, prompt_image_tokens=0, completion_tokens=0, total_tokens=0,
        prompt_cache_creation_tokens=MILLION,
        prompt_cache_creation_5m_tokens=0,
        prompt_cache_creation_1h_tokens=MILLION,
    )
    return round((await prices.calculate_cost(model, usage)).prompt_cache_creation_cost, 6)


async def both(address: str) -> list[float]:
    prices = TokenCost(include_cost=True, pricing_url=address)
    await prices.initialize()
    return [await cost(prices, model) for model in ("claude-opus-5-5", "claude-sonnet-4-6")]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


rows = json.load(open("prices.json"))
with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=".")) as server:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    opus, sonnet = asyncio.run(both(f"http://127.0.0.1:{server.server_address[1]}/prices.json"))
    server.shutdown()
listed = [round(rows[model][GIVEN] * MILLION, 6) for model in ("claude-opus-5-5", "claude-sonnet-4-6")]
asked, given = (sum(field in row for row in rows.values()) for field in (ASKED, GIVEN))
print("browser-use 0.13.14 with the table of litellm 1.110.2; a million tokens into the cache for an hour")
print(f"expected: claude-opus-5-5 {listed[0]} USD, claude-sonnet-4-6 {listed[1]} USD")
print(f"seen: {opus} USD, {sonnet} USD; rows with the field that it reads: {asked}, with the table's own: {given}")
raise SystemExit(not ((opus, sonnet, *listed) == (5.0, 6.0, 8.0, 6.0) and (asked, given) == (0, 233)))
PY
XDG_CACHE_HOME="$work/cache" BROWSER_USE_CONFIG_DIR="$work/config" ANONYMIZED_TELEMETRY=false venv/bin/python ask.py
