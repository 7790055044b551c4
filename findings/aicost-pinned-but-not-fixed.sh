#!/usr/bin/env bash
# aicost ships a price list and does not use it: each process takes the newest one from a repository.
#
# Expected: version 1.2.1 in a lock file gives the prices of version 1.2.1. The package holds a table of them.
# Instead: the first question asks the network for the table of the repository's main branch, and the packaged one is
#   the answer only when that fails. The file is believed as it comes. (Here `fetch` is replaced, so nothing leaves.)
# Cost: a check of prices in CI with everything pinned goes red or green by an edit elsewhere, and offline it answers
#   from a table that is months older, without a word.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund aicost@1.2.1
cat >run.mjs <<'JS'
const say = console.log;
console.log = () => {}; // it tells on standard output that it fetched
const requests = [];
async function price(copy, answer) {
  globalThis.fetch = async (url) => { requests.push(url); return answer(); };
  // The question mark makes a fresh copy, as a new process has it.
  const { calculateCost } = await import(`${import.meta.resolve("aicost")}?${copy}`);
  return (await calculateCost({ provider: "openai", model: "gpt-4o", inputAmount: 1000000 })).inputCost;
}
const offline = await price("offline", () => { throw new Error("no network"); });
const online = await price("online", () => Response.json({ openai: [{ name: "gpt-4o", inputCost: 0.000009 }] }));
say("aicost 1.2.1, gpt-4o, one million input tokens");
say("expected: no request, and one price");
say(`seen: ${requests.length} requests; ${offline} USD without a network, ${online} USD when the fetched table says 9`);
process.exit(requests.length === 2 && offline === 2.5 && online === 9 ? 0 : 1);
JS
node run.mjs
