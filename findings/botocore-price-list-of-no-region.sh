#!/usr/bin/env bash
# botocore makes a client of AWS's price list for a region that has none, and for a region that does not exist.
#
# Expected: `get_available_regions("pricing")` names three regions, so a client for another one is refused.
# Instead: every region gives an address, made of its name. Whether it is there shows at the first request, as a name
#   that cannot be found, which reads like a broken network.
# Cost: a job that takes its region from the deployment (eu-west-1) reports "no network" each night, and the prices stay
#   unchecked. The region of a price list has to be a setting of its own.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check botocore==1.44.8
cat >run.py <<'PY'
import sys
import botocore.session

session = botocore.session.Session()

def host(region):
    client = session.create_client(
        "pricing", region_name=region, aws_access_key_id="none", aws_secret_access_key="none"
    )
    return client.meta.endpoint_url.partition("://")[2].partition(".amazonaws")[0]

there = session.get_available_regions("pricing")
seen = {region: host(region) for region in ("us-east-1", "eu-west-1", "nowhere-south-9")}
print("botocore 1.44.8")
print("expected: a client for", ", ".join(there), "and an error for others")
for region, name in seen.items():
    print(f"seen: {region} -> {name}")
sys.exit(0 if len(there) == 3 and all(name == f"api.pricing.{region}" for region, name in seen.items()) else 1)
PY
venv/bin/python run.py
