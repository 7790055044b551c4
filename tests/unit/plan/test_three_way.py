"""The class of a field, what a policy makes of it, and which row a definition finds, each by itself."""

from __future__ import annotations

from typing import Any, Final, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.attributes import NAMES
from syncer.model.catalog import Catalog, Place, Settings
from syncer.model.changes import Create, Delete, FieldChange
from syncer.model.policies import NO_POLICIES, ModelPolicies, Policies
from syncer.model.records import Inventory, Record
from syncer.plan.conflict_text import describe, summary
from syncer.plan.diff import Stop
from syncer.plan.guards.check import Allowances
from syncer.plan.plan import Plan, build_plan
from syncer.plan.three_way import (
    DECISIONS,
    STANDINGS,
    Conflict,
    Decision,
    Standing,
    applied_fields,
    edited,
    mark_is_behind,
    resolve,
    standing,
)
from tests.unit.building import OURS, entry, fields_of, record, snapshot_of

SPELLINGS: Final[dict[str, list[list[Any]]]] = {
    "knowledge_cutoff_date": [["2024-04"], ["2025-01"], [None, ""]],
    "cache_read_price_per_million_tokens": [[3, 3.0], [0.3], [0, 0.0, -0.0], [None]],
    "max_output_tokens": [[4096, 4096.0], [1], [None]],
    "available_to_roles": [[["a", "b"], ["b", "a"], ["b", "a", "b"]], [["a"]], [["A"]], [[], None]],
    "input_modalities": [[["TEXT", "image"], ["IMAGE", "text"]], [["TEXT"], ["text", "Text"]]],
    "enabled": [[True], [False]],
    "supported_params": [
        [{"params": {"x": {"min": 1, "max": None}}}, {"params": {"x": {"min": 1.0}}}],
        [{"params": {"x": {"min": True}}}],
        [{"params": {"x": {"min": 2}}}],
        [None, {}],
    ],
}
"""Values of fields; those in one list are spellings of one value."""


@st.composite
def three_values(draw: st.DrawFn) -> tuple[str, list[int], list[Any]]:
    """A field, the meanings of base, desired and live, and a spelling of each."""
    field = draw(st.sampled_from(sorted(SPELLINGS)))
    meanings = draw(st.lists(st.integers(0, len(SPELLINGS[field]) - 1), min_size=3, max_size=3))
    return field, meanings, [draw(st.sampled_from(SPELLINGS[field][number])) for number in meanings]


@given(three_values())
def test_the_class_is_that_of_the_meanings(drawn: tuple[str, list[int], list[Any]]) -> None:
    """Only what a value means counts, never how it is spelled; without a base it is only said whether both agree."""
    field, (base, desired, live), values = drawn
    if desired == live:
        expected: Standing = "unchanged" if base == live else "both"
    else:
        expected = "git" if base == live else "live" if base == desired else "conflict"
    assert standing(field, base={field: values[0]}, desired=values[1], live=values[2]) == expected
    without = standing(field, base=None, desired=values[1], live=values[2])
    assert without == ("alike" if desired == live else "unknown")


def test_every_class_has_words_and_a_decision_for_every_policy() -> None:
    """The rule has no hole, and no decision that has no meaning."""
    assert set(STANDINGS) == set(DECISIONS) == set(get_args(Standing))
    for decided in DECISIONS.values():
        assert set(decided) == {"git", "live", "fail"}
        assert set(decided.values()) <= set(get_args(Decision))
        assert decided["live"] == "leave"


def moved(model_id: str = "m", *, base: dict[str, Any] | None = None, **live: Any) -> Record:
    """A row of ours in which some fields were edited since it was last applied."""
    return record(model_id, **live)._replace(base={**fields_of(model_id), **(base or {})})


def test_a_stop_is_lifted_by_a_word_and_by_nothing_less() -> None:
    """Overwriting turns each stop into a write of the catalog's value; the class stays what it was."""
    row = moved(model_name="Theirs", enabled=False)
    wanted = entry("m", model_name="Ours")
    stopped = resolve(wanted, row, {"enabled": "fail"}, overwrite=False)
    assert [(one.field, one.standing) for one in stopped.conflicts] == [("model_name", "conflict"), ("enabled", "live")]
    assert stopped.fields == ()
    lifted = resolve(wanted, row, {"enabled": "fail"}, overwrite=True)
    assert [(one.field, one.after, one.origin) for one in lifted.fields] == [
        ("model_name", "Ours", "live"),
        ("enabled", True, "live"),
    ]
    assert lifted.conflicts == ()


def test_overwriting_leaves_what_others_own() -> None:
    """A field that is left to others is not written by a decision about the others."""
    found = resolve(entry("m"), moved(enabled=False), {"enabled": "live"}, overwrite=True)
    assert (found.fields, found.conflicts, found.left) == ((), (), ("enabled",))
    assert found.desired.fields["enabled"] is False


def test_what_is_left_to_others_keeps_its_mark() -> None:
    """The mark says of such a field what it said before, so that it can come back to the catalog as drift."""
    row = moved(enabled=False)
    found = resolve(entry("m", model_name="New"), row, {"enabled": "live"}, overwrite=False)
    applied = applied_fields(row, found.desired.fields, found.left)
    assert (applied["enabled"], applied["model_name"]) == (True, "New")
    unknown = applied_fields(row._replace(base=None), found.desired.fields, found.left)
    assert unknown["enabled"] is False
    assert applied_fields(None, found.desired.fields, found.left) == found.desired.fields


@pytest.mark.parametrize(
    ("row", "wanted", "behind"),
    [
        (record("m"), entry("m"), False),
        (moved(), entry("m"), False),
        (moved(base={"input_modalities": ["text"]}), entry("m"), False),
        (moved(base={"model_name": "Old"}), entry("m"), True),
        (record("m")._replace(base=None), entry("m"), True),
        (record("m")._replace(protected=True), entry("m"), True),
        (record("m"), entry("m")._replace(protected=True), True),
    ],
)
def test_a_mark_is_behind(row: Record, wanted: Any, *, behind: bool) -> None:
    """A mark that says another value, another protection or nothing is behind; one that is spelled otherwise is not."""
    assert mark_is_behind(row, resolve(wanted, row, NO_POLICIES, overwrite=False)) is behind


def test_a_mark_of_a_field_that_others_own_is_never_behind() -> None:
    """What they made of it is theirs; a sync does not write a mark for it."""
    row = moved(enabled=False)
    assert not mark_is_behind(row, resolve(entry("m"), row, {"enabled": "live"}, overwrite=False))


def test_what_was_edited() -> None:
    """The fields that moved, without those that others own; nothing where nothing is known."""
    row = moved(enabled=False, model_name="X")
    assert edited(row, {"enabled": "live"}) == ("model_name",)
    assert edited(row, {"enabled": "fail"}) == ("model_name", "enabled")
    assert edited(record("m"), NO_POLICIES) == ()
    assert edited(row._replace(base=None), NO_POLICIES) == ()


OTHERS: Final = [f"other{number}" for number in range(5)]


def plan(
    *entries: Any,
    rows: list[Record],
    policies: Policies | None = None,
    known: dict[str, str] | None = None,
    **said: Any,
) -> Plan:
    """The plan for these definitions and rows, beside some that agree."""
    wanted = sorted([*entries, *map(entry, OTHERS)], key=lambda one: str(one.model_id))
    catalog = Catalog(Settings(OURS, policies=policies or Policies()), tuple(wanted))
    inventory = Inventory(known, frozenset()) if known is not None else None
    snapshot = snapshot_of([*rows, *map(record, OTHERS)])
    return build_plan(catalog, snapshot, target="t", inventory=inventory, allowances=Allowances(**said))


def seen(found: Plan) -> list[tuple[str, str, list[tuple[str, object, object, str]]]]:
    """What changes in which row; of a create and a delete only that."""
    return [
        (one.action, one.model_id, [] if isinstance(one, (Create, Delete)) else [_field(f) for f in one.fields])
        for one in found.changes
    ]


def _field(change: FieldChange) -> tuple[str, object, object, str]:
    return change.field, change.before, change.after, change.origin


def test_a_rename_on_both_sides_is_a_conflict() -> None:
    """A row that was renamed on the page and otherwise in Git is one row, and somebody has to say what it is called."""
    row = record("page")._replace(base=fields_of("old"))
    wanted = entry("new")._replace(renamed_from="old")
    stopped = plan(wanted, rows=[row])
    assert (stopped.changes, stopped.exit_code) == ((), 5)
    (conflict,) = stopped.conflicts
    assert isinstance(conflict, Conflict)
    assert (conflict.field, conflict.standing) == ("model_id", "conflict")
    assert "model_id was changed from old to new" in describe(conflict)
    lifted = plan(wanted, rows=[row], overwrite=frozenset({"new"}))
    assert seen(lifted) == [("update", "page", [("model_id", "page", "new", "live")])]
    assert plan(entry("page")._replace(renamed_from="old"), rows=[row]).counts["renewals"] == 1


def test_a_renamed_row_that_the_page_renamed_is_not_lost() -> None:
    """Where the new name has a row already, the plan is refused although the old row is called otherwise by now."""
    rows = [record("page")._replace(base=fields_of("old")), record("new")]
    found = plan(entry("new")._replace(renamed_from="old"), rows=rows)
    assert found.changes == ()
    assert [guard.name for guard in found.refusals] == ["rename-both-exist"]


@pytest.mark.parametrize("owner", [None, OURS])
def test_a_row_under_the_name_of_one_that_was_renamed(owner: str | None) -> None:
    """Where our row was renamed and there is another of its name, somebody has to say which one is the model."""
    renamed = record("page", record_id="row-1")._replace(base=fields_of("a"))
    found = plan(entry("a"), rows=[renamed, record("a", by=owner, record_id="row-2")])
    assert (found.changes, found.exit_code) == ((), 4)
    (refusal,) = found.refusals
    assert refusal.message == (
        "a (catalog/models/a.yaml:1) has two rows, row-2 and row-1, of which the second is called page by now; delete "
        "the wrong one in the platform, then plan again"
    )
    in_git_too = plan(entry("b")._replace(renamed_from="a"), rows=[renamed, record("a", by=None, record_id="row-2")])
    assert (in_git_too.changes, in_git_too.exit_code) == ((), 4)


def test_two_rows_with_the_mark_of_one_model() -> None:
    """A row that was copied, marks and all, is not deleted as one whose definition is gone."""
    rows = [record(name, record_id=name)._replace(base=fields_of("a")) for name in ("copy", "page")]
    found = plan(entry("a"), rows=rows)
    assert (found.changes, [guard.name for guard in found.refusals]) == ((), ["rename-both-exist"])


def test_one_row_is_taken_by_one_definition() -> None:
    """A definition that names the row's present name has it; the one under whose name it was applied gets its own."""
    row = record("page")._replace(base=fields_of("a"))
    found = plan(entry("a"), entry("new")._replace(renamed_from="page"), rows=[row], overwrite=frozenset({"new"}))
    assert [(action, model_id) for action, model_id, _ in seen(found)] == [("create", "a"), ("update", "page")]


def test_a_row_renamed_into_a_definitions_name() -> None:
    """It is that definition's row from then on; its old definition gets a new one, under a key that is free."""
    row = record("b")._replace(base=fields_of("a"))
    found = plan(entry("a"), entry("b"), rows=[row])
    assert [(action, model_id) for action, model_id, _ in seen(found)] == [("create", "a")]
    assert found.counts["renewals"] == 1


@pytest.mark.parametrize(("owner", "refused"), [(OURS, True), (None, True), ("theirs", False)])
def test_a_former_name_that_somebody_uses_again(owner: str | None, *, refused: bool) -> None:
    """After a rename another catalog may have a model of the old name; a row that could be ours refuses the plan."""
    found = plan(entry("new")._replace(renamed_from="old"), rows=[record("new"), record("old", by=owner)])
    assert [guard.name for guard in found.refusals] == (["rename-both-exist"] if refused else [])
    assert found.changes == ()


LEFT: Final = Policies(models={"a": ModelPolicies("live")})


@pytest.mark.parametrize("b_is_default", [False, True])
def test_a_default_that_is_left_to_others_stays_alone(*, b_is_default: bool) -> None:
    """No second default is made, or kept, beside a row that is one and whose `is_default` others own: it stops."""
    rows = [record("a", is_default=True), record("b", is_default=b_is_default)]
    wanted = entry("b", is_default=True, lines={"is_default": 5})
    found = plan(entry("a"), wanted, rows=rows, policies=LEFT)
    place = Place("catalog/models/b.yaml", 5)
    assert [one for one in found.conflicts if isinstance(one, Stop)] == [Stop("b", "default", ("a",), place)]
    assert found.exit_code == 5
    assert "b cannot be the default: a is, and its is_default is left to others" in summary(found.conflicts)
    handed = plan(entry("a"), entry("b", is_default=True), rows=rows)
    assert handed.conflicts == ()
    assert plan(entry("a"), entry("b"), rows=rows[:1], policies=LEFT).conflicts == ()
    both = Policies(fields={"is_default": "live"})
    assert plan(entry("a"), entry("b", is_default=True), rows=rows, policies=both).conflicts == ()


def test_a_row_that_lost_its_name_and_its_marks_was_not_deleted() -> None:
    """A model whose row is there under another name, and nobody's, is made anew; nothing says that it was deleted."""
    row = record("page", by=None, record_id=record("a").record_id)
    found = plan(entry("a"), rows=[row], known={"a": row.record_id})
    assert [(change.action, getattr(change, "is_gone", None)) for change in found.changes] == [("create", False)]
    gone = plan(entry("a"), rows=[], known={"a": row.record_id})
    assert [(change.action, getattr(change, "is_gone", None)) for change in gone.changes] == [("create", True)]
    new = plan(entry("a"), rows=[], known={"else": "row-1"})
    assert [(change.action, getattr(change, "is_gone", None)) for change in new.changes] == [("create", False)]


def test_a_row_with_a_conflict_is_left_whole() -> None:
    """Where one field needs a decision, what Git changed beside it waits too, and the row does not count as right."""
    found = plan(entry("m", model_name="Ours", supports_caching=True), rows=[moved(model_name="Theirs")])
    assert [one.field for one in found.conflicts if isinstance(one, Conflict)] == ["model_name"]
    assert (found.changes, found.counts["unchanged"]) == ((), len(OTHERS))


def test_the_name_in_the_row_lifts_a_stop() -> None:
    """After a rename somebody may say `overwrite` with the name that the row still has."""
    row = moved("old", model_name="Theirs")
    wanted = entry("new", model_name="Ours")._replace(renamed_from="old")
    assert plan(wanted, rows=[row]).conflicts != ()
    assert plan(wanted, rows=[row], overwrite=frozenset({"old"})).conflicts == ()


def test_an_edited_row_is_not_deleted_under_fail() -> None:
    """It stops, and names the edited fields whose policy is `fail` and no others; a word for the model deletes it."""
    row = moved(model_name="Theirs", enabled=False)
    fail = Policies(fields={"enabled": "fail"})
    stopped = plan(rows=[row], policies=fail)
    assert (stopped.conflicts, stopped.changes) == ((Stop("m", "edited", ("enabled",)),), ())
    lifted = plan(rows=[row], policies=fail, overwrite=frozenset({"m"}))
    assert (lifted.conflicts, seen(lifted)) == ((), [("delete", "m", [])])
    assert plan(rows=[moved(model_name="Theirs")], policies=fail).conflicts == ()


def test_a_row_that_somebody_deleted_is_not_made_anew_under_fail() -> None:
    """It stops on the line of the definition; a word for the model makes it, and a new model needs none."""
    fail = Policies("fail")
    wanted = entry("m", lines={"model_id": 7})
    stopped = plan(wanted, rows=[], policies=fail, known={"m": "row-1"})
    assert stopped.conflicts == (Stop("m", "deleted", place=Place("catalog/models/m.yaml", 7)),)
    assert stopped.changes == ()
    lifted = plan(wanted, rows=[], policies=fail, known={"m": "row-1"}, overwrite=frozenset({"m"}))
    assert (lifted.conflicts, seen(lifted)) == ((), [("create", "m", [])])
    new = plan(wanted, rows=[], policies=fail, known={"else": "row-1"})
    assert (new.conflicts, seen(new)) == ((), [("create", "m", [])])


@pytest.mark.parametrize(("has_default", "is_default"), [(True, False), (False, True)])
def test_a_new_default_that_is_left_to_others(*, has_default: bool, is_default: bool) -> None:
    """Where others choose the default, a new row becomes it only while no row is; the rest is as defined."""
    policies = Policies(fields={"is_default": "live"})
    found = plan(
        entry("a", model_name="A", is_default=True), entry("b"), rows=[record("b", is_default=has_default)],
        policies=policies,
    )  # fmt: skip
    (create,) = found.changes
    assert isinstance(create, Create)
    assert create.desired.fields == fields_of("a", model_name="A", is_default=is_default)


def test_a_row_without_a_mark_is_found_by_its_name() -> None:
    """A row of ours that does not say what was last applied is its namesake's, and nobody else's."""
    row = record("m")._replace(base=None)
    assert plan(entry("m"), rows=[row]).counts["renewals"] == 1
    assert seen(plan(entry("new"), rows=[row])) == [("create", "new", []), ("delete", "m", [])]


def test_the_mark_of_another_catalog_finds_no_row() -> None:
    """A row that another catalog manages is not ours by the name under which that one applied it."""
    row = record("page", by="other")._replace(base=fields_of("a"))
    found = plan(entry("a"), rows=[row])
    assert (found.guards, seen(found)) == ((), [("create", "a", [])])


def test_all_fields_but_the_name_have_a_policy() -> None:
    """A definition finds its row by `model_id`, which is therefore always the catalog's."""
    assert set(Policies("live").of("m")) == set(NAMES) - {"model_id"}
