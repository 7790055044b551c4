"""Every guard that is about a definition says on which line, and a saved plan keeps that."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from syncer.frozen import replace
from syncer.model.catalog import Place
from syncer.model.records import record_id_for
from syncer.plan.guards.check import Allowances, Guard
from syncer.saved.file import plan_from, plan_json
from tests.unit.building import broken, entry, plan_of, record

if TYPE_CHECKING:
    from syncer.model.catalog import CatalogEntry
    from syncer.model.records import Record
    from syncer.plan.plan import Plan

PRICE = "output_price_per_million_tokens"
LINES = {
    "model_id": 2,
    "is_default": 3,
    "enabled": 4,
    "available_to_roles": 5,
    "input_modalities": 6,
    PRICE: 7,
    "renamed_from": 8,
}
SAME = [f"same{number}" for number in range(3)]


def of(made: CatalogEntry, *rows: Record) -> Plan:
    """The plan of a definition among others that have no changes."""
    return plan_of([made, *map(entry, SAME)], [*rows, *map(record, SAME)])


PLANS: dict[tuple[str, str | None, int], Plan] = {
    ("foreign-row", "model_id", 2): of(entry("m", lines=LINES), record("m", by="other")),
    ("foreign-default", "is_default", 3): of(
        entry("m", lines=LINES, is_default=True), record("m", is_default=True), record("x", by="other", is_default=True)
    ),
    ("duplicate-rows", "model_id", 2): of(
        entry("m", lines=LINES), record("m", record_id="1"), record("m", record_id="2")
    ),
    ("rename-both-exist", "renamed_from", 8): of(
        entry("m", lines=LINES)._replace(renamed_from="old"), record("m"), record("old")
    ),
    ("protected-model", "enabled", 4): of(
        entry("m", lines=LINES, enabled=False)._replace(protected=True), record("m")._replace(protected=True)
    ),
    ("no-default", "is_default", 3): of(entry("m", lines=LINES), record("m", is_default=True)),
    ("last-for-role", "available_to_roles", 5): of(entry("m", lines=LINES), record("m", available_to_roles=["staff"])),
    ("last-image-model", "input_modalities", 6): of(
        entry("m", lines=LINES), record("m", input_modalities=["TEXT", "IMAGE"])
    ),
    ("odd-price", PRICE, 7): of(entry("m", lines=LINES, output_price_per_million_tokens=100.0), record("m")),
}


@pytest.mark.parametrize(("name", "field", "line"), PLANS)
def test_the_line(name: str, field: str | None, line: int) -> None:
    """The guard names the definition's line of the field that it is about, and the model."""
    (guard,) = (one for one in PLANS[name, field, line].guards if one.name == name)
    assert guard.place == Place("catalog/models/m.yaml", line)
    assert guard.field == field
    assert guard.model_ids == ("m",)


def test_a_broken_row() -> None:
    """The definition whose row it is has the line."""
    plan = plan_of([entry("m", lines=LINES)], broken_rows=[broken(record_id_for("m"), None)])
    (guard,) = plan.guards
    assert (guard.place, guard.field, guard.model_ids) == (Place("catalog/models/m.yaml", 2), "model_id", ("m",))


def test_disabling_takes_it_on_the_line_of_enabled() -> None:
    """A default, a role and images can go by `enabled: false`, too."""
    row = record("m", is_default=True, available_to_roles=["staff"], input_modalities=["IMAGE"])
    fields = {"is_default": True, "available_to_roles": ["staff"], "input_modalities": ["IMAGE"]}
    plan = of(entry("m", lines=LINES, enabled=False, **fields), row)
    assert {guard.name: guard.place for guard in plan.guards} == dict.fromkeys(
        ("no-default", "last-for-role", "last-image-model"), Place("catalog/models/m.yaml", 4)
    )


def test_what_is_about_no_definition_has_no_line() -> None:
    """Counts are about the whole, and a deleted row has no definition."""
    plan = of(entry("m"), record("m"), record("gone", is_default=True), *(record(f"x{number}") for number in range(9)))
    assert {guard.name for guard in plan.guards} == {"too-many-deletes", "no-default"}
    assert [guard.place for guard in plan.guards] == [None, None]


def test_a_line_of_an_override() -> None:
    """A value that an override gives is refused on the override's line."""
    made = entry("m", lines=LINES, output_price_per_million_tokens=100.0)
    at = Place("catalog/targets/production.yaml", 30)
    plan = of(made._replace(source=made.source._replace(overrides={PRICE: at})), record("m"))
    assert [guard.place for guard in plan.guards] == [at]


def test_a_saved_plan_keeps_the_lines() -> None:
    """What is saved comes back, and the lines of guards are no part of the fingerprint."""
    made = [entry("m", lines=LINES, output_price_per_million_tokens=100.0), *map(entry, SAME)]
    rows = [record("m"), record("gone"), *map(record, SAME)]
    plan = plan_of(made, rows, allowances=Allowances(prices=frozenset({"m"}), deletes=frozenset({1})))
    assert [guard.lifted for guard in plan.guards] == [True]
    again = plan_from(json.loads(json.dumps(plan_json(plan))))
    assert again.guards == plan.guards
    assert replace(plan, guards=()).fingerprint == plan.fingerprint == again.fingerprint


def test_a_plan_that_an_older_release_saved() -> None:
    """Its guards have no line, and it is read."""
    document = plan_json(plan_of())
    document["guards"] = [["too-many-deletes", "message", "--allow-deletes 3", True]]
    assert plan_from(document).guards == (Guard("too-many-deletes", "message", "--allow-deletes 3", lifted=True),)
    assert plan_json(plan_from(document))["guards"] == document["guards"]
