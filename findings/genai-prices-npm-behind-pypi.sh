#!/usr/bin/env bash
# The newest genai-prices of npm and the newest of PyPI price one request at 2.72 and 1.36 USD.
#
# Expected: one project, one list, two languages: the newest of both agree, or the newer has more models.
# Instead: npm stops at 0.1.8 while PyPI is at 0.2.3, and the rows that both have changed too. The long-context step of
#   gpt-5.5 starts after 271,999 tokens in one and after 272,000 in the other, so a prompt of just 272,000 costs twice.
#   A one-hour cache write on Bedrock is charged as a five-minute one (6.25 for 10 USD), claude-haiku-5-5 is null.
# Cost: a gateway in JavaScript and a check in Python dispute a bill that both took from "the newest genai-prices".
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund @pydantic/genai-prices@0.1.8
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check genai-prices==0.2.3 pydantic==2.14.4 httpx2==2.16.2
cat >asks.json <<'JSON'
[["openai", "gpt-5.5", {"input_tokens": 272000}],
 ["aws", "global.anthropic.claude-opus-4-6-v1",
  {"input_tokens": 1000000, "cache_write_tokens": 1000000, "cache_write_1h_tokens": 1000000}],
 ["anthropic", "claude-haiku-5-5", {"input_tokens": 1000000}]]
JSON
cat >ask.mjs <<'JS'
import { readFileSync } from "node:fs";
import { calcPrice } from "@pydantic/genai-prices";

const timestamp = new Date("2026-11-28T12:00:00Z");
for (const [providerId, model, usage] of JSON.parse(readFileSync("asks.json", "utf8"))) {
  console.log(calcPrice(usage, model, { providerId, timestamp })?.total_price ?? "none");
}
JS
cat >ask.py <<'PY'
import json
from datetime import datetime, timezone
from genai_prices import Usage, calc_price

when = datetime(2026, 11, 28, 12, tzinfo=timezone.utc)
for provider, model, usage in json.load(open("asks.json")):
    price = calc_price(Usage(**usage), model, provider_id=provider, genai_request_timestamp=when)
    print(f"{price.total_price.normalize():f}")
PY
npm="$(node ask.mjs | paste -sd' ')"
pypi="$(venv/bin/python ask.py | paste -sd' ')"
echo "gpt-5.5 at 272,000 tokens; a million of one-hour cache write on Bedrock; a million of claude-haiku-5-5"
echo "expected: the same three prices"
echo "seen: npm 0.1.8: $npm"
echo "seen: PyPI 0.2.3: $pypi"
[[ "$npm" == "2.72 6.25 none" && "$pypi" == "1.36 10 0.5" ]]
