#!/usr/bin/env bash
# @continuedev/llm-info gives a newer model the limits of an older one, by a pattern.
#
# Expected: a model that the list does not have is undefined, as gpt-5.5 is.
# Instead: the patterns of a family match what comes later: claude-opus-4-6 is answered as claude-opus-4, 200,000 in and
#   8,192 out (LangChain's list: 1,000,000 and 128,000), and us.anthropic.claude-sonnet-4-6 the same way. Only the field
#   `model` of the answer tells.
# Cost: a limit that is filled in from here cuts answers at a fifteenth, and a check "differs from the list" is wrong.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund @continuedev/llm-info@1.8.0
cat >run.mjs <<'JS'
import { findLlmInfo } from "@continuedev/llm-info";

const answer = (id) => {
  const info = findLlmInfo(id);
  return info ? `${info.model} ${info.contextLength}/${info.maxCompletionTokens}` : "undefined";
};
const recorded = {
  "gpt-5.5": "undefined",
  "claude-opus-4-6": "claude-opus-4 200000/8192",
  "us.anthropic.claude-sonnet-4-6": "claude-sonnet-4-20250514 200000/8192",
};
console.log("@continuedev/llm-info 1.8.0");
console.log("expected: undefined for all three, none is in the list");
for (const id of Object.keys(recorded)) console.log(`seen: ${id} -> ${answer(id)}`);
process.exit(Object.entries(recorded).every(([id, text]) => answer(id) === text) ? 0 : 1);
JS
node run.mjs
