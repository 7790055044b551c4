#!/usr/bin/env bash
# language-models resolves the exact id of a model that it has to another model.
#
# Expected: `resolve("grok-4")` is x-ai/grok-4, since the list has that id; only a partial name needs a guess.
# Instead: only an id with the provider in front is looked up. A bare id goes to a text search, and the first hit in the
#   order of the list wins. Of the ids without a variant, 56 resolve to another model: grok-4 to the free grok-4.1-fast,
#   gpt-5 to gpt-5.1, claude-opus-4 to 4.5 (a third of its price), qwen3-8b to a DeepSeek model.
# Cost: the model of a file is not the model that is called, and both have a price, so nothing fails.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund language-models@2.4.0
cat >run.mjs <<'JS'
import { ALIASES, get, list, resolve } from "language-models";

const bare = (id) => id.split("/")[1];
const own = list().map((model) => model.id).filter((id) => !id.includes(":") && !(bare(id) in ALIASES));
const others = own.filter((id) => resolve(bare(id)) !== id);
const input = (id) => Number(get(id).pricing.prompt) * 1e6;
const kinds = ["x-ai/grok-4", "openai/gpt-5", "anthropic/claude-opus-4", "qwen/qwen3-8b"];
console.log("language-models 2.4.0");
console.log(`expected: each of the ${own.length} ids of the list is found by its own name`);
console.log(`seen: ${others.length} are not`);
for (const id of kinds) {
  const other = resolve(bare(id));
  console.log(`seen: ${bare(id)} -> ${other} (${input(id)} -> ${input(other)} USD per million input tokens)`);
}
process.exit(others.length === 56 && kinds.every((id) => others.includes(id)) ? 0 : 1);
JS
node run.mjs
