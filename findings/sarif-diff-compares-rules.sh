#!/usr/bin/env bash
# sarif-tools: sixty warnings more than before are "+0" for `sarif diff`, if there was one of their kind already.
#
# Expected: `--check warning` ends with an exit code that is not 0 for more issues at that level than before, as its
#   help says. A warning for another model, on another line, with another text and another fingerprint, is new.
# Instead: it counts the RULES that are new. A rule with two findings before and 62 now is shown as 2 -> 62, and counted
#   as +0, exit code 0. Two findings that gave way to two others are "no changes". Only the first finding of a rule that
#   had none makes an exit code of 1.
# Cost: in the report of a plan a rule has one finding for each model. The 61st price that is raised a thousandfold is
#   no increase, since one was raised by a little before. Compare the results themselves.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check sarif-tools==3.0.5 2>pip.log || { cat pip.log; exit 1; }
cat >write.py <<'PY'
import json


def result(text: str, line: int) -> dict:
    place = {"artifactLocation": {"uri": "catalog/models.yaml"}, "region": {"startLine": line}}
    return {
        "ruleId": "price-raised",
        "level": "warning",
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"change/v1": f"{text}:{line}"},
    }


def write(name: str, *results: dict) -> None:
    driver = {"name": "plan", "rules": [{"id": "price-raised"}]}
    run = {"tool": {"driver": driver}, "results": list(results)}
    with open(name, "w") as file:
        json.dump({"version": "2.1.0", "runs": [run]}, file)


two = [result("o3: input 2 -> 3 USD", 7), result("gpt-4o: input 2.5 -> 3 USD", 12)]
makers = ("claude", "nova", "sonar")
sixty = [result(f"{makers[number % 3]}-{number}: input 5 -> 5000 USD", 100 + number) for number in range(60)]
write("none.sarif")
write("two.sarif", *two)
write("others.sarif", *sixty[:2])
write("more.sarif", *two, *sixty)
PY
python3 write.py
changed() {
  local code=0
  venv/bin/sarif --check warning diff "$1.sarif" "$2.sarif" >seen.txt 2>log.txt || code=$?
  echo "$(grep '^warning' seen.txt), exit code $code$(grep -o 'occurrences .* -> [0-9]*' seen.txt | sed 's/^/; /')"
}
first="$(changed none two)" others="$(changed two others)" more="$(changed two more)"
echo "sarif-tools 3.0.5, warnings of one rule"
echo "expected: an exit code that is not 0, three times"
echo "seen: none, then two: $first"
echo "      two, then two others: $others"
echo "      two, then these and 60 more: $more"
[[ "$first" == "warning level: +1 +0, exit code 1" && "$others" == "warning level: +0 -0 no changes, exit code 0" ]]
[[ "$more" == "warning level: +0 +0, exit code 0; occurrences 2 -> 62" ]]
