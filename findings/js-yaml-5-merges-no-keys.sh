#!/usr/bin/env bash
# js-yaml 5: `<<: *defaults` is an ordinary key named "<<", and a date is a text.
#
# Expected: a new major version of the parser that most JavaScript tools use reads anchors and merge keys as the one
#   before and as PyYAML: what the alias names is merged in.
# Instead: the default schema of 5.5.0 is YAML 1.2's core. The merged mapping stays under the key "<<", without an
#   error or warning; 2026-11-28 is a string and 0x1F, 0o10 are numbers. 4.3.0 merges and makes a Date. What 4 did is
#   in a schema of its own (YAML11_SCHEMA).
# Cost: a check in JavaScript that looks at a catalog with shared parameters sees models without those parameters, and
#   a required field "is missing" or an unknown key "<<" is there, by the version that npm chose.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund four@npm:js-yaml@4.3.0 five@npm:js-yaml@5.5.0
cat >run.cjs <<'JS'
const text = "shared: &shared {max_tokens: 8192}\nmodel:\n  <<: *shared\n  since: 2026-11-28\n";
const seen = ["four", "five"].map((name) => require(name).load(text).model);
console.log("js-yaml 4.3.0 and 5.5.0");
console.log("expected: max_tokens 8192 in both");
seen.forEach((model, at) => console.log("seen:", ["4.3.0", "5.5.0"][at], JSON.stringify(model), typeof model.since));
const [four, five] = seen;
process.exit(four.max_tokens === 8192 && !("max_tokens" in five) && "<<" in five && typeof five.since === "string" ? 0 : 1);
JS
node run.cjs
