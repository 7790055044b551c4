#!/usr/bin/env bash
# Two checkers of pages pass five plain faults of a page of prices, and one of them refuses a better name for a field.
#
# Expected: axe-core or html-validate, with all of its presets, reports a table of five columns without a header
#   cell, a meter without a name, a search field whose only name is its placeholder, a link to an id that is not
#   there, and a time in month 13.
# Instead: neither reports any of the five. The same field with a `title` in the place of the placeholder is refused
#   by axe-core, and a div with the role of a meter is refused where the element `meter` passes.
# Cost: a generated page is green by both in CI and cannot be read by ear. What replaced a placeholder by a title, a
#   little better, turns it red.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund axe-core@4.14.1 html-validate@10.17.0 jsdom@26.1.0
cat >run.cjs <<'JS'
const axe = require("axe-core");
const { HtmlValidate } = require("html-validate");
const { JSDOM } = require("jsdom");
const presets = ["recommended", "standard", "a11y"].map((name) => `html-validate:${name}`);
const validator = new HtmlValidate({ root: true, extends: presets });
const line = (start) => `<tr>${[0, 1, 2, 3, 4].map((at) => `<td>${start + at}</td>`).join("")}</tr>`;
const FAULTS = {
  "table without headers": `<table><tbody>${[1, 6, 11, 16, 21].map(line).join("")}</tbody></table>`,
  "meter without a name": '<meter value="0.5"></meter>',
  "field with a placeholder": '<input type="search" placeholder="Find">',
  "link to nowhere": '<p><a href="#gpt-4">to the model</a></p>',
  "month 13": '<p><time datetime="2026-13-01">soon</time></p>',
};
const OTHERS = {
  "field with a title": '<input type="search" title="Find">',
  "div as a meter": '<div role="meter" aria-valuenow="5"></div>',
};
async function reports(part) {
  const body = `<body><main><h1>Prices</h1>${part}</main></body>`;
  const html = `<!DOCTYPE html>\n<html lang="en"><head><title>Prices</title></head>${body}</html>\n`;
  const page = new JSDOM(html, { runScripts: "outside-only" });
  page.window.eval(axe.source);
  const rules = { "color-contrast": { enabled: false } }; // that one needs a browser
  const seen = await page.window.axe.run({ rules });
  const valid = await validator.validateString(html);
  const messages = valid.results.flatMap((one) => one.messages);
  return [...seen.violations.map((one) => one.id), ...messages.map((one) => one.ruleId)];
}
(async () => {
  const found = {};
  for (const [name, part] of Object.entries({ ...FAULTS, ...OTHERS })) found[name] = await reports(part);
  console.log("axe-core 4.14.1 and html-validate 10.17.0, five faults, each on a page of its own");
  console.log("expected: a report for each");
  for (const [name, rules] of Object.entries(found)) console.log(`seen: ${name}: ${rules.join(", ") || "nothing"}`);
  const silent = Object.keys(FAULTS).every((name) => found[name].length === 0);
  const told = found["field with a title"].includes("label-title-only");
  const role = found["div as a meter"].includes("aria-meter-name");
  process.exit(silent && told && role ? 0 : 1);
})();
JS
node run.cjs
