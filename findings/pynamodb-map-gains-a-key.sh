#!/usr/bin/env bash
# PynamoDB adds a key to a free map of a row when it reads the row and saves it again.
#
# Expected: a map that is read and saved without a change is the map that was there.
# Instead: for a `DynamicMapAttribute`, the type for maps whose keys are not declared, the map has a new key
#   `attribute_values` afterwards, an empty map: the name of a field of the library. A map that is made in Python and
#   saved has no such key, and the plain `MapAttribute` has none either.
# Cost: a job that only touches another attribute changes every map of prices or limits in the table. Whoever reads
#   the map as name and number meets a name that is no model, and a comparison with the source has a difference in
#   each row.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pynamodb==6.1.0 2>pip.log || { cat pip.log; exit 1; }
cat >ask.py <<'PY'
from pynamodb.attributes import DynamicMapAttribute, MapAttribute, UnicodeAttribute
from pynamodb.models import Model

PRICES = {"M": {"input": {"N": "3"}, "output": {"N": "15"}}}


class Row(Model):
    class Meta:
        table_name = "t"
        region = "us-east-1"

    id = UnicodeAttribute(hash_key=True)
    free = DynamicMapAttribute()
    plain = MapAttribute()


stored = {"id": {"S": "m"}, "free": PRICES, "plain": PRICES}
again = Row.from_raw_data(stored).serialize()
made = Row(id="m", free=DynamicMapAttribute(input=3, output=15), plain={}).serialize()
print("pynamodb 6.1.0, two equal maps of a row are read and serialized to be saved")
print(f"expected: {PRICES['M']}, twice")
print(f"seen: DynamicMapAttribute {again['free']['M']}")
print(f"seen: MapAttribute {again['plain']['M']}; made in Python {made['free']['M']}")
ok = again["plain"] == PRICES == made["free"] and again["free"]["M"] == {**PRICES["M"], "attribute_values": {"M": {}}}
raise SystemExit(not ok)
PY
venv/bin/python ask.py
