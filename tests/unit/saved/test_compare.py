"""What a new plan says more than the reviewed one, and what it says less, for every kind of change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.frozen import replace
from syncer.model.changes import FieldChange, Recreate, Restore
from syncer.model.records import record_id_for
from syncer.plan.guards.check import Allowances
from syncer.plan.guards.role_access import Reach, RoleReach
from syncer.plan.plan import Plan
from syncer.saved.compare import Comparison, compare
from syncer.saved.reviewed import listed
from tests.unit.building import entry, plan_of, record

if TYPE_CHECKING:
    from syncer.model.changes import Change

FILES = "catalog/models"
WIDE = Allowances(deletes=frozenset({1}), updates=frozenset({99}))


def every_kind(**edited: Any) -> Plan:
    """A plan that creates, adopts, takes the default, updates and deletes; `edited` is said of the update."""
    updated = {"input_price_per_million_tokens": 3.0, "max_output_tokens": 7, **edited}
    rows = [
        record("adopted", by=None, max_output_tokens=5),
        record("boss", by=None, is_default=True),
        record("updated"),
        record("gone"),
        *(record(f"other{number}") for number in range(5)),
    ]
    entries = [
        entry("created", is_default=True, lines={"model_id": 2, "max_output_tokens": 8}),
        entry("adopted"),
        entry("updated", lines={"max_output_tokens": 8}, **updated),
        *(entry(f"other{number}") for number in range(5)),
    ]
    return plan_of(entries, rows, allowances=WIDE)


def said(reviewed: Plan, plan: Plan) -> list[str]:
    """What is more, in words."""
    return list(compare(reviewed, plan).more)


def with_changes(plan: Plan, *changes: Change) -> Plan:
    """The plan with other changes."""
    return replace(plan, changes=changes)


def test_there_is_a_change_of_every_kind() -> None:
    """What the other tests hold against each other has all that a sync can do."""
    plan = every_kind()
    assert [type(change).__name__ for change in plan.changes] == ["Create", "Adopt", "StepDown", "Update", "Delete"]
    assert plan.exit_code == 0


def test_the_same_plan_says_no_more() -> None:
    """A plan that is true still says nothing more and nothing less."""
    assert compare(every_kind(), every_kind()) == Comparison()


def test_against_nothing_every_change_is_more() -> None:
    """Each kind of change is named with its values and its place, deletes first, one field of an update at a time."""
    rows = {change.model_id: change.record_id for change in every_kind().changes}
    assert said(Plan(catalog="campus", target="t"), every_kind()) == [
        f"delete gone (row {rows['gone']})",
        "create created (catalog/models/created.yaml:2)",
        "adopt adopted: max_output_tokens 5 -> 16384 (catalog/models/adopted.yaml:1)",
        "update boss: is_default true -> false (catalog/models/created.yaml:1)",
        "update updated: max_output_tokens 16384 -> 7 (catalog/models/updated.yaml:8)",
        "update updated: input_price_per_million_tokens 2.5 -> 3 (catalog/models/updated.yaml:1)",
    ]


@given(st.data())
def test_a_part_is_never_more(data: st.DataObject) -> None:
    """Whatever changes, and whatever fields of updates, are left out: the rest was reviewed, and what went is named."""
    full = every_kind(output_price_per_million_tokens=11.0, model_name="Other")
    changes: list[Change] = []
    gone = 0
    for change in full.changes:
        if not data.draw(st.booleans()):
            gone += 1
            continue
        kept: Any = change
        if type(change).__name__ in {"Update", "Adopt"}:
            fields = tuple(field for field in change.fields if data.draw(st.booleans()))
            gone += len(change.fields) - len(fields)
            kept = replace(change, fields=fields)
        changes.append(kept)
    part = with_changes(full, *changes)
    found = compare(full, part)
    assert found.more == ()
    assert len(found.less) == gone
    assert bool(compare(part, full).more) == bool(gone)


def test_what_is_left_out_is_named() -> None:
    """A change as a whole, and a field with its values."""
    less = every_kind(max_output_tokens=16384)
    less = with_changes(less, *(change for change in less.changes if change.model_id != "created"))
    assert compare(every_kind(), less) == Comparison(
        less=("create created", "update updated: max_output_tokens 16384 -> 7")
    )


@pytest.mark.parametrize(
    ("edited", "more"),
    [
        (
            {"max_output_tokens": 8},
            f"update updated: max_output_tokens 16384 -> 8, where 16384 -> 7 was reviewed ({FILES}/updated.yaml:8)",
        ),
        ({"enabled": False}, "update updated: enabled true -> false (catalog/models/updated.yaml:1)"),
        (
            {"knowledge_cutoff_date": "2" * 100},
            f"update updated: knowledge_cutoff_date absent -> {'2' * 77}... (catalog/models/updated.yaml:1)",
        ),
        (
            {"knowledge_cutoff_date": "2" * 80},
            f"update updated: knowledge_cutoff_date absent -> {'2' * 80} (catalog/models/updated.yaml:1)",
        ),
    ],
)
def test_a_field_that_is_more(edited: dict[str, Any], more: str) -> None:
    """Another value after, and another field, each with what was reviewed; a value longer than 80 is cut."""
    assert said(every_kind(), every_kind(**edited)) == [more]


def test_another_value_before() -> None:
    """A field that becomes the same, but from a value that nobody looked at, is more."""
    reviewed = plan_of([entry("a", max_output_tokens=7)], [record("a")])
    plan = plan_of([entry("a", max_output_tokens=7)], [record("a", max_output_tokens=9)])
    assert said(reviewed, plan) == [
        "update a: max_output_tokens 9 -> 7, where 16384 -> 7 was reviewed (catalog/models/a.yaml:1)"
    ]


def test_values_that_mean_the_same_are_the_same() -> None:
    """`3` and `3.0`, the order of roles and the letter case of modalities make no difference, as in a plan."""
    one: dict[str, Any] = {
        "input_price_per_million_tokens": 3,
        "available_to_roles": ["a", "b"],
        "input_modalities": ["TEXT", "image"],
    }
    two: dict[str, Any] = {
        "input_price_per_million_tokens": 3.0,
        "available_to_roles": ["b", "a"],
        "input_modalities": ["IMAGE", "text"],
    }
    plans = [plan_of([entry("a", **values)], [record("a")]) for values in (one, two)]
    assert compare(*plans) == Comparison()
    assert compare(*reversed(plans)) == Comparison()


@pytest.mark.parametrize("of_row", [False, True])
def test_a_row_that_is_made_or_deleted_is_whole(*, of_row: bool) -> None:
    """Of a create and of a delete, a field that is missing makes another row, so it is more, too."""

    def plan(**fields: Any) -> Plan:
        if of_row:
            return plan_of([], [record("a", **fields)], allowances=WIDE)
        return plan_of([entry("a", lines={"max_output_tokens": 4}, **fields)])

    word = "delete" if of_row else "create"
    (change,) = plan().changes
    at, line = (f"row {change.record_id}", "") if of_row else ("catalog/models/a.yaml", ":4")
    assert said(plan(), plan(max_output_tokens=None)) == [
        f"{word} a: max_output_tokens absent, where 16384 was reviewed ({at}{line})"
    ]
    assert said(plan(), plan(max_output_tokens=3)) == [
        f"{word} a: max_output_tokens 3, where 16384 was reviewed ({at}{line})"
    ]
    assert said(plan(max_output_tokens=None), plan()) == [f"{word} a: max_output_tokens 16384 ({at}{line})"]


def test_another_action_of_the_same_model_is_more() -> None:
    """Where an update was reviewed, a delete is not; where one row was, another is not."""
    update, delete = (plan_of(entries, [record("a", record_id="1")], allowances=WIDE)
                      for entries in ([entry("a", max_output_tokens=7)], []))  # fmt: skip
    other = plan_of([entry("a", max_output_tokens=7)], [record("a", record_id="2")])
    adopt = plan_of([entry("a")], [record("a", record_id="1", by=None)])
    assert said(update, delete) == ["delete a, where update of row 1 was reviewed (row 1)"]
    assert said(update, other) == ["update a of row 2, where update of row 1 was reviewed (catalog/models/a.yaml:1)"]
    assert said(update, adopt) == ["adopt a, where update of row 1 was reviewed (catalog/models/a.yaml:1)"]
    assert said(adopt, update) == ["update a, where adopt of row 1 was reviewed (catalog/models/a.yaml:1)"]
    assert said(Plan(catalog="campus", target="t"), adopt) == ["adopt a (catalog/models/a.yaml:1)"]


def test_the_first_that_was_reviewed_of_a_model_is_named() -> None:
    """Where two rows of one model were reviewed, and the plan is about a third."""
    first, second, third = (
        plan_of([entry("a", max_output_tokens=7)], [record("a", record_id=number)]).changes for number in "123"
    )
    reviewed = with_changes(every_kind(), *first, *second)
    assert said(reviewed, with_changes(every_kind(), *third)) == [
        f"update a of row 3, where update of row 1 was reviewed ({FILES}/a.yaml:1)"
    ]
    assert said(reviewed, with_changes(every_kind(), *second)) == []


def test_what_a_revert_does_is_compared_as_well() -> None:
    """A row that comes back whole, and one that gets values back, are not within a plan that does not say so."""
    field = FieldChange("max_output_tokens", 1, 2)
    back = Restore(record("a", record_id="1"), (field,), {"maxOutputTokens": 2}, frozenset())
    again = Recreate("b", "2", {}, (FieldChange("max_output_tokens", None, 2),))
    plan = Plan(catalog="campus", target="t", changes=(again, back))
    assert said(Plan(catalog="campus", target="t"), plan) == [
        "create b (row 2)",
        "update a: max_output_tokens 1 -> 2 (row 1)",
    ]
    assert compare(plan, plan) == Comparison()
    other = replace(again, fields=(FieldChange("max_output_tokens", None, 3),))
    assert said(plan, with_changes(plan, other, back)) == [
        "create b: max_output_tokens 3, where 2 was reviewed (row 2)"
    ]


def test_a_role_that_loses_another_model_is_more() -> None:
    """The same changes can take a model from more people than was reviewed, when a row moved beside the plan."""
    plan = every_kind()
    lost = tuple(f"m{number}" for number in range(7))
    reviewed = replace(plan, reach=Reach((RoleReach("staff", 9, 8, ("m0",), ()),)))
    more = replace(plan, reach=Reach((RoleReach("guests", 2, 1, ("x",), ()), RoleReach("staff", 9, 2, lost, ()))))
    assert said(reviewed, reviewed) == []
    assert said(reviewed, more) == [
        "role guests loses x",
        "role staff loses m1, m2, m3, m4, m5 and 1 more",
    ]
    assert said(more, reviewed) == []
    five = replace(plan, reach=Reach((RoleReach("staff", 9, 3, lost[:6], ()),)))
    assert said(reviewed, five) == ["role staff loses m1, m2, m3, m4, m5"]


def test_a_list_is_bounded() -> None:
    """Twenty things are named, and the rest is counted."""
    assert listed(["a", "b"]) == "a; b"
    assert listed([*range(23)]).endswith("18; 19; and 3 more")


def test_random_ids_are_the_same_row_to_be() -> None:
    """A create whose row gets a random id is within one that said so."""
    taken = record("other", record_id=record_id_for("a"))
    plan = plan_of([entry("a"), entry("other")], [taken])
    assert [change.record_id for change in plan.changes] == [None]
    assert compare(plan, plan) == Comparison()
    known = f"create a of row {record_id_for('a')}"
    assert said(plan, plan_of([entry("a")])) == [
        f"{known}, where create of a row with a random id was reviewed ({FILES}/a.yaml:1)"
    ]
    both = plan_of(
        [entry("a"), entry("b"), entry("other"), entry("third")], [taken, record("third", record_id=record_id_for("b"))]
    )
    assert [change.record_id for change in both.changes] == [None, None]
    assert said(plan, both) == [f"create b ({FILES}/b.yaml:1)"]
