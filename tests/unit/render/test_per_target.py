"""The plans of several targets as text and as JSON."""

from __future__ import annotations

import json

from jsonschema import Draft202012Validator

from schemas.export import export
from syncer.errors import CatalogError, Problem, StoreError
from syncer.plan.plan import Planned
from syncer.render.ci.annotations import annotations_github
from syncer.render.ci.sarif import sarif_text
from syncer.render.plan import render_plan, render_planned
from tests.unit.building import entry, plan_of, record
from tests.unit.hostile_plans import hostile_planned
from tests.unit.render.test_plan import every_change

PLANNED = (
    Planned("production", every_change()),
    Planned("staging", None, StoreError("table models cannot be reached")),
    Planned("test", None, CatalogError([Problem("catalog/a.yaml", "is wrong", 3, 4, "provider")])),
    Planned("dev", plan_of([entry("a")], [record("a")])),
)


def test_text() -> None:
    """Each plan stands under its target's name; one that could not be planned says why."""
    assert render_planned(PLANNED, "text") == (
        f"""\
target production
{render_plan(every_change(), "text")}
target staging
could not be planned: table models cannot be reached

target test
catalog/a.yaml:3:4: provider: is wrong
could not be planned: the catalog has 1 error

target dev
catalog campus -> directory live

Nothing to do: 1 unchanged, 0 unmanaged.
"""
    )


def test_text_is_inert() -> None:
    """No string moves the cursor."""
    for text in ("\x1b[2J", "a\nb", "\u202e"):
        assert all(line.isprintable() for line in render_planned(hostile_planned(text), "text").split("\n"))


def test_json() -> None:
    """One document that fulfils its schema: the plan as `plan` prints it, or the error."""
    document = json.loads(render_planned(PLANNED, "json"))
    Draft202012Validator(json.loads(export()["plans.schema.json"])).validate(document)
    assert document["format_version"] == "1.0"
    production, staging, test, dev = document["targets"]
    assert production == {
        "target": "production", "plan": json.loads(render_plan(every_change(), "json")), "error": None,
    }  # fmt: skip
    assert staging == {
        "target": "staging",
        "plan": None,
        "error": {"message": "table models cannot be reached", "exit_code": 7, "problems": []},
    }
    assert test["error"]["exit_code"] == 3
    assert test["error"]["problems"][0] == {
        "severity": "error", "where": "catalog/a.yaml", "line": 3, "column": 4, "field": "provider",
        "message": "is wrong",
    }  # fmt: skip
    assert dev["plan"]["summary"]["unchanged"] == 1


def test_other_forms() -> None:
    """Annotations and SARIF are those of their own modules."""
    assert render_planned(PLANNED, "github") == annotations_github(PLANNED)
    assert render_planned(PLANNED, "sarif") == sarif_text(PLANNED)
    assert render_planned(PLANNED, "markdown") == render_planned(PLANNED, "summary")
