"""SARIF: valid against its schema, the same bytes every time, stable when lines move, never too long."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft7Validator

from syncer.errors import CatalogError, Problem
from syncer.frozen import replace
from syncer.plan.guards.check import Guard
from syncer.plan.guards.rules import RULES
from syncer.plan.plan import Planned
from syncer.render.ci.findings import Root
from syncer.render.ci.sarif import MOST_RESULTS, sarif_text
from tests.hostile import HOSTILE
from tests.sarif_schema import sarif_schema
from tests.unit.building import entry, plan_of, record
from tests.unit.hostile_plans import hostile_planned

PROBLEMS = (
    Problem("catalog/models/ü b,c:d%.yaml", "must be at least 1, not 0", 7, 19, "max_input_tokens"),
    Problem("/elsewhere/a.yaml", "is wrong", 3, 1),
    Problem("live/x.json", "is broken", severity="warning"),
)


def test_valid_against_the_published_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plans of every kind, problems, and every hostile string make valid SARIF, and so does what is cut off."""
    schema = sarif_schema()
    if isinstance(schema, str):
        pytest.skip(schema)
    validator = Draft7Validator(schema)
    texts = [sarif_text(), sarif_text(problems=PROBLEMS)]
    texts += [sarif_text(hostile_planned(text)) for text in HOSTILE if text != "\ud800"]
    monkeypatch.setattr("syncer.render.ci.sarif.MOST_RESULTS", 5)
    texts.append(sarif_text(problems=[Problem("a.yaml", f"is wrong {n}", n, 1) for n in range(1, 7)]))
    for text in in_few(texts):
        validator.validate(json.loads(text))
    with_error = json.loads(texts[1])
    del with_error["runs"][0]["results"][0]["message"]
    assert not validator.is_valid(with_error)


def in_few(texts: list[str]) -> set[str]:
    """The same logs with all results in one of them: what stands around them, the same in most, is validated once."""
    whole = without_results(texts[0])
    whole["runs"][0]["results"] = [one for text in texts for one in results(text)]
    return {json.dumps(whole), *(json.dumps(without_results(text)) for text in texts)}


def without_results(text: str) -> dict[str, Any]:
    """The log with an empty list of results."""
    log: dict[str, Any] = json.loads(text)
    log["runs"][0]["results"] = []
    return log


def results(text: str) -> list[dict[str, Any]]:
    """The results of the one run."""
    found: list[dict[str, Any]] = json.loads(text)["runs"][0]["results"]
    return found


def places(text: str) -> list[tuple[str, int, int]]:
    """File, line and column of each result."""
    found = [one["locations"][0]["physicalLocation"] for one in results(text)]
    return [(one["artifactLocation"]["uri"], one["region"]["startLine"], one["region"]["startColumn"]) for one in found]


def test_where_results_stand() -> None:
    """A file below the repository, percent-encoded; everything else on the catalog's settings."""
    assert places(sarif_text(problems=PROBLEMS, root=Root("/repo"))) == [
        ("catalog/catalog.yaml", 1, 1),
        ("catalog/models/%C3%BC%20b%2Cc%3Ad%25.yaml", 7, 19),
        ("catalog/catalog.yaml", 1, 1),
    ]
    assert places(sarif_text(problems=PROBLEMS[2:], root=Root("/repo/a", "/repo"), catalog="../c")) == [
        ("c/catalog.yaml", 1, 1)
    ]


def test_fingerprints_do_not_move_with_lines() -> None:
    """Lines above a finding change its place and nothing that tells whether it is the same."""

    def plan(shift: int) -> Planned:
        entries = [
            entry(
                name,
                input_price_per_million_tokens=30.0,
                lines={"model_id": 1 + shift, "input_price_per_million_tokens": 9 + shift},
            )
            for name in ("a", "b")
        ]
        rows = [record("a"), record("b"), record("b", record_id="again"), record("gone")]
        return Planned("t", plan_of(entries, rows))

    before, after = sarif_text([plan(0)]), sarif_text([plan(5)])
    assert places(before) != places(after)
    prints = [one["partialFingerprints"]["primaryLocationLineHash"] for one in results(before)]
    assert prints == [one["partialFingerprints"]["primaryLocationLineHash"] for one in results(after)]
    assert len(set(prints)) == len(prints)


def test_equal_findings_have_fingerprints_of_their_own() -> None:
    """The same mistake on two lines is two results."""
    twice = [Problem("a.yaml", "is a tab", line, 1) for line in (3, 9)]
    prints = [one["partialFingerprints"]["primaryLocationLineHash"] for one in results(sarif_text(problems=twice))]
    assert [one.rpartition(":")[2] for one in prints] == ["1", "2"]


def test_the_worst_are_kept() -> None:
    """GitHub shows 5,000 results: the worst stay, and the log says what is missing."""
    warnings = [
        Problem("a.yaml", f"slip {number}", number, 1, severity="warning") for number in range(1, MOST_RESULTS + 1)
    ]
    text = sarif_text(problems=[*warnings, Problem("a.yaml", "is wrong", 9, 1)])
    assert len(results(text)) == MOST_RESULTS
    assert results(text)[0]["level"] == "error"
    (said,) = json.loads(text)["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert said["message"]["text"] == "1 of 5,001 results are left out; the worst are here."


def test_rules() -> None:
    """Results name their rule by id and by place; a rule's name is its id in one word."""
    document = json.loads(sarif_text(hostile_planned("x")))
    rules = document["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(RULES)
    assert (rules[0]["name"], rules[-1]["name"]) == ("NotPlanned", "PutBack")
    assert {one["level"] for one in results(json.dumps(document))} == {"error", "warning", "note"}
    for one in document["runs"][0]["results"]:
        assert rules[one["ruleIndex"]]["id"] == one["ruleId"]


def test_every_guard_has_a_rule() -> None:
    """A guard that a plan can meet is a rule; one that nobody knows is an error of this test, not of a user."""
    plan = plan_of([entry("a")], [record("a")])
    for name in RULES:
        assert sarif_text([Planned("t", replace(plan, guards=(Guard(name, "m"),)))])


def test_the_same_bytes() -> None:
    """Two runs give the same text, in ASCII; links in a message are none."""
    error = CatalogError([Problem("c/a.yaml", "is [x](https://evil.example) é", 1, 1)])
    planned = [Planned("b", None, error), Planned("a", plan_of([entry("n")], [record("gone")]))]
    text = sarif_text(planned)
    assert text == sarif_text(planned)
    assert text.isascii()
    assert "](" not in text
