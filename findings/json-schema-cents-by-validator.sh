#!/usr/bin/env bash
# A price of whole cents is refused by two of eight validators: 19.99 is no multiple of 0.01 for them.
#
# Expected: `multipleOf: 0.01` takes each price of whole cents and refuses half a cent, whoever checks: the number in
#   the file is decimal, and so is the rule.
# Instead: Python's jsonschema, which check-jsonschema and most checks in CI use, and Ajv, which editors use, divide
#   floats. Of the 10,000 prices from 0.00 to 99.99 each refuses 1,363. fastjsonschema, jsonschema-rs and Pydantic, and
#   in JavaScript jsonschema, is-my-json-valid and Hyperjump take all. Half a cent is refused by all eight.
# Cost: a catalog with such a rule is red in CI for 19.99 and green in the tool that the author ran. Whole cents are to
#   be checked on the decimal text, or as an integer of cents; a published schema says no `multipleOf` of a price.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true,"type":"module"}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund ajv@8.20.0 jsonschema@1.5.0 is-my-json-valid@2.20.6 \
  @hyperjump/json-schema@1.18.0
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check jsonschema==4.26.0 fastjsonschema==2.22.3 \
  jsonschema-rs==0.61.2 pydantic==2.14.4 2>pip.log || { cat pip.log; exit 1; }
cat >ask.mjs <<'JS'
import { registerSchema, validate } from "@hyperjump/json-schema/draft-2020-12";
import Ajv from "ajv/dist/2020.js";
import compile from "is-my-json-valid";
import jsonschema from "jsonschema";

const schema = { $schema: "https://json-schema.org/draft/2020-12/schema", multipleOf: 0.01 };
registerSchema(schema, "https://example.com/cents");
const hyperjump = await validate("https://example.com/cents");
const validator = new jsonschema.Validator();
const checks = {
  ajv: new Ajv.default({ strict: false }).compile(schema),
  jsonschema: (price) => validator.validate(price, schema).valid,
  "is-my-json-valid": compile(schema),
  hyperjump: (price) => hyperjump(price).valid,
};
const prices = Array.from({ length: 10000 }, (_, cents) => Number((cents / 100).toFixed(2)));
for (const [name, check] of Object.entries(checks)) {
  console.log(`${name} ${prices.filter((price) => !check(price)).length} ${check(19.99)} ${check(19.995)}`);
}
JS
cat >ask.py <<'PY'
from typing import Annotated

import fastjsonschema
import jsonschema
import jsonschema_rs
from pydantic import Field, TypeAdapter, ValidationError

SCHEMA = {"multipleOf": 0.01}
fast = fastjsonschema.compile(SCHEMA)
adapter = TypeAdapter(Annotated[float, Field(multiple_of=0.01)])


def raised(check, kind):
    def taken(price: float) -> bool:
        try:
            check(price)
        except kind:
            return False
        return True

    return taken


checks = {
    "jsonschema(py)": jsonschema.Draft202012Validator(SCHEMA).is_valid,
    "fastjsonschema": raised(fast, fastjsonschema.JsonSchemaValueException),
    "jsonschema-rs": jsonschema_rs.Draft202012Validator(SCHEMA).is_valid,
    "pydantic": raised(adapter.validate_python, ValidationError),
}
prices = [round(cents / 100, 2) for cents in range(10_000)]
for name, check in checks.items():
    print(name, sum(not check(price) for price in prices), str(check(19.99)).lower(), str(check(19.995)).lower())
PY
seen="$(venv/bin/python ask.py; node ask.mjs)"
echo "prices from 0.00 to 99.99 that multipleOf 0.01 refuses; whether 19.99 and 19.995 are taken"
echo "expected: 0 true false, eight times"
printf 'seen: %s\n' "$seen" | sed '2,$s/^/      /'
wrong="$(grep -vc ' 0 true false$' <<<"$seen")"
both="$(grep -cE '^(jsonschema\(py\)|ajv) 1363 false false$' <<<"$seen")"
[[ "$(wc -l <<<"$seen")" == 8 && "$wrong" == 2 && "$both" == 2 ]]
