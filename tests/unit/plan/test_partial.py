"""A plan for some models: what it takes, what it says is left out, and what it cannot leave out."""

from __future__ import annotations

from typing import Any

import pytest

from syncer.errors import UsageError
from syncer.model.changes import FieldChange, Update
from syncer.model.records import Inventory
from syncer.plan.diff import diff_models
from syncer.plan.guards.check import Allowances
from syncer.plan.partial import Part
from syncer.plan.plan import Plan, build_plan
from tests.unit.building import TARGET, catalog_of, entry, record, snapshot_of

ENTRIES = [entry("new"), entry("changed", max_output_tokens=5), entry("us.a", enabled=False), entry("same")]
ROWS = [record("changed"), record("us.a"), record("same"), record("old")]


def planned(*only: str, entries: Any = ENTRIES, rows: Any = ROWS, inventory: Inventory | None = None) -> Plan:
    """A plan for the models that these patterns match."""
    part = Part(only) if only else None
    return build_plan(
        catalog_of(entries), snapshot_of(rows), target=TARGET, allowances=Allowances(part=part), inventory=inventory
    )


def done(plan: Plan) -> list[tuple[str, str]]:
    """What is done, to which model."""
    return [(change.action, change.model_id) for change in plan.changes]


CASES = {
    "one": (("new",), [("create", "new")], ("changed", "old", "us.a")),
    "two": (("old", "changed"), [("update", "changed"), ("delete", "old")], ("new", "us.a")),
    "a pattern": (("us.*",), [("update", "us.a")], ("changed", "new", "old")),
    "all": (("*",), [("create", "new"), ("update", "changed"), ("update", "us.a"), ("delete", "old")], ()),
    "nothing to do": (("same",), [], ("changed", "new", "old", "us.a")),
}


@pytest.mark.parametrize(("only", "changes", "left"), CASES.values(), ids=CASES)
def test_what_is_taken(only: tuple[str, ...], changes: list[tuple[str, str]], left: tuple[str, ...]) -> None:
    """What matches is as in the whole plan; of the rest the models are named, and count as unchanged."""
    whole, plan = planned(), planned(*only)
    assert done(plan) == changes
    assert [change for change in whole.changes if change in plan.changes] == list(plan.changes)
    assert plan.left_out == left
    kept = sum(change.action in ("update", "delete") for change in whole.changes)
    assert plan.unchanged == 1 + kept - sum(change.action in ("update", "delete") for change in plan.changes)


def test_a_rename_by_either_name() -> None:
    """A renamed model is meant by the name that it has and by the one that it gets."""
    entries = [entry("b")._replace(renamed_from="a")]
    for name in ("a", "b"):
        assert done(planned(name, entries=entries, rows=[record("a")])) == [("update", "a")]


def test_a_slip() -> None:
    """A pattern that nothing matches is an error, with what is near."""
    with pytest.raises(
        UsageError, match=r"--only chnaged: no model of the catalog or the store; did you mean `changed`"
    ):
        planned("chnaged")


def names_of_guards(plan: Plan) -> list[str]:
    """The guards that refuse the plan."""
    return [guard.name for guard in plan.refusals]


def test_a_second_default() -> None:
    """The new default without the old one's step down is refused; both together, and the other alone, are not."""
    entries = [entry("a"), entry("b", is_default=True), entry("c")]
    rows = [record("a", is_default=True), record("b"), record("c")]
    plan = planned("b", entries=entries, rows=rows)
    assert names_of_guards(plan) == ["left-out"]
    assert plan.guards[0].message.startswith("a, b would be the default, because --only leaves")
    assert names_of_guards(planned("a", "b", entries=entries, rows=rows)) == []
    assert names_of_guards(planned("a", entries=entries, rows=rows)) == ["no-default"]
    assert names_of_guards(planned("c", entries=entries, rows=rows)) == []


def test_a_name_that_is_free_only_after_the_rest() -> None:
    """A row that takes the name of another one, which only the rest would rename, would be a second one."""
    change = Update(record("a"), (FieldChange("model_id", "a", "b"),), entry("b"), ())
    for rows, found in (("ab", [("left-out", ("b",))]), ("a", [])):
        snapshot = snapshot_of(map(record, rows))
        whole = diff_models(catalog_of([]), snapshot)._replace(changes=(change,))
        breaches = Part(["a"]).beside(catalog_of([]), snapshot, whole, None).breaches
        assert [(breach.rule, breach.model_ids) for breach in breaches] == found


def test_rules_over_all_rows_hold() -> None:
    """A successor whose create is left out is none."""
    entries = [entry("a", status="deprecated", replaced_by="new"), entry("new"), entry("b")]
    rows = [record("a"), record("b")]
    assert names_of_guards(planned("a", entries=entries, rows=rows)) == ["unfit-successor"]
    assert names_of_guards(planned("a", "new", entries=entries, rows=rows)) == []


LEAVES = "--only leaves a change out that belongs to it: name that model, too"


def test_the_way_out_of_what_the_whole_would_not_break() -> None:
    """It is to take more of it: a successor's rename, a new default, the last model of a role."""
    entries = [
        entry("newer")._replace(renamed_from="new"), entry("old", status="retired", replaced_by="newer"),
        entry("a"), entry("b", is_default=True, available_to_roles=("staff",)),
    ]  # fmt: skip
    rows = [
        record("new"), record("old", status="retired", replaced_by="new"),
        record("a", is_default=True, available_to_roles=("staff",)), record("b"),
    ]  # fmt: skip
    lost = planned("new", entries=entries, rows=rows).guards
    named = "new would be renamed to newer, and old names it as its successor"
    assert [guard.message for guard in lost] == [f"{named}; {LEAVES}; pass --allow-lost-successor new if that is meant"]
    unfit = planned("old", entries=entries, rows=rows).guards
    assert [(guard.name, guard.message.endswith(LEAVES)) for guard in unfit] == [("unfit-successor", True)]
    for only in (("a",), ("a", "old")):
        found = planned(*only, entries=entries, rows=rows).guards
        assert {guard.name for guard in found} >= {"no-default", "last-for-role"}
        assert all(LEAVES in guard.message for guard in found)
    assert names_of_guards(planned("new", "old", "a", "b", entries=entries, rows=rows)) == ["too-many-updates"]
    whole = [entry("a", enabled=False), entry("c", max_output_tokens=5)]
    (same,) = planned("a", entries=whole, rows=[record("a", is_default=True), record("c")]).guards
    assert LEAVES not in same.message


def test_the_rest_is_not_forgotten() -> None:
    """What was known of rows that are left out stays known, settings too; what is done is noted."""
    known = Inventory({"gone": "1", "changed": "2"}, frozenset(), settings={"guards": {}})
    plan = planned("new", inventory=known)
    assert plan.inventory is not None
    assert plan.inventory.rows.keys() == {"gone", "changed", "new"}
    assert plan.inventory.settings == {"guards": {}}
    assert planned("same", inventory=known).inventory is None
    assert plan.in_force is None
