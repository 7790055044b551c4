"""The guards of defaults and successors, over the rows as they will be: those of others, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from syncer.plan.against_ref import plan_against
from syncer.plan.guards.check import NONE_ALLOWED, Allowances
from syncer.plan.guards.rules import RULES
from tests.unit.building import catalog_of, entry, plan_of, record

if TYPE_CHECKING:
    from syncer.model.catalog import CatalogEntry
    from syncer.model.records import Record
    from syncer.plan.plan import Plan

OTHERS: Final = [f"other{number}" for number in range(6)]
OLD: Final[dict[str, Any]] = {"status": "retired", "replaced_by": "new"}
RENAMED: Final = entry("newer")._replace(renamed_from="new")


def plan(entries: list[CatalogEntry], rows: list[Record], allowances: Allowances = NONE_ALLOWED) -> Plan:
    """The plan for these, among models that nothing happens to."""
    return plan_of([*entries, *map(entry, OTHERS)], [*rows, *map(record, OTHERS)], allowances=allowances)


def refusals(found: Plan) -> list[str]:
    """The guards of this part that refuse it."""
    own = ("inactive-default", "unfit-successor", "successor-circle", "deleted-successor", "lost-successor")
    return [f"{guard.name}: {guard.message}" for guard in found.refusals if guard.name in own]


NAMED = "and old (unmanaged) names it as its successor; let it name another one first"
LIFT = ", or pass --allow-lost-successor new"
TAKEN: dict[str, tuple[list[CatalogEntry], str]] = {
    "deleted": ([], f"deleted-successor: new would be deleted, {NAMED}, or retire new instead"),
    "disabled": ([entry("new", enabled=False)], f"lost-successor: new would be disabled, {NAMED}{LIFT}"),
    "retired alone": (
        [entry("new", status="retired")],
        f"lost-successor: new would be retired without a successor of its own, {NAMED}{LIFT}",
    ),
    "deprecated": (
        [entry("new", status="deprecated")],
        f"lost-successor: new would be deprecated without a successor of its own, {NAMED}{LIFT}",
    ),
    "renamed": ([RENAMED], f"lost-successor: new would be renamed to newer, {NAMED}{LIFT}"),
    "retired with its own": ([entry("new", status="retired", replaced_by="other0")], ""),
    "left": ([entry("new")], ""),
    "changed otherwise": ([entry("new", max_output_tokens=7)], ""),
}


@pytest.mark.parametrize(("entries", "message"), TAKEN.values(), ids=TAKEN)
def test_a_successor_that_an_unmanaged_row_names(entries: list[CatalogEntry], message: str) -> None:
    """It is not taken away; what the platform's page would let pass is lifted by its name, and by no other."""
    rows = [record("new"), record("old", by=None, **OLD)]
    found = plan(entries, rows)
    assert refusals(found) == [message] * bool(message)
    assert found.exit_code == (4 if message else 0)
    allowed = plan(entries, rows, Allowances(lost_successors=frozenset({"new"})))
    assert bool(refusals(allowed)) == message.startswith("deleted")
    assert refusals(plan(entries, rows, Allowances(lost_successors=frozenset({"old"})))) == [message] * bool(message)


def test_whose_rows_name_it() -> None:
    """Rows of this catalog, of another one and of nobody are told apart, and all are named in one guard."""
    rows = [record("new"), record("a", **OLD), record("b", by="campus-b", **OLD), record("c", by=None, **OLD)]
    assert refusals(plan([entry("new", enabled=False), entry("a", **OLD)], rows)) == [
        (
            "lost-successor: new would be disabled, and a, b (of the catalog campus-b), c (unmanaged) name it as their "
            "successor; let them name another one first, or pass --allow-lost-successor new"
        )
    ]


def test_a_rename_that_is_followed_or_not() -> None:
    """A definition that names the new id goes with it; one that leaves the field to the page does not."""
    rows = [record("new"), record("old", **OLD)]
    followed = plan([RENAMED, entry("old", status="retired", replaced_by="newer")], rows)
    assert (refusals(followed), followed.exit_code) == ([], 0)
    rows = [record("new"), record("old")._replace(fields={**record("old").fields, **OLD})]
    assert refusals(plan([RENAMED, entry("old")], rows))[0].startswith("lost-successor: new would be renamed to newer")


NAMING: dict[str, tuple[list[CatalogEntry], list[Record], str]] = {
    "one that no row is": (
        [entry("old", **OLD)], [record("old")],
        ("unfit-successor: old (catalog/models/old.yaml:1): no row has its successor new; name a model that is active "
        "and enabled, or none"),
    ),
    "one that is made": ([entry("old", **OLD), entry("new")], [record("old")], ""),
    "one of another catalog": ([entry("old", **OLD)], [record("old"), record("new", by="b")], ""),
    "a disabled one of another catalog": (
        [entry("old", **OLD)], [record("old"), record("new", by="b", enabled=False)],
        ("unfit-successor: old (catalog/models/old.yaml:1): its successor new is disabled; name a model that is active "
        "and enabled, or none"),
    ),
    "one that is retired on the page": (
        [entry("old", **OLD)], [record("new", by=None, status="retired")],
        ("unfit-successor: old (catalog/models/old.yaml:1): its successor new is retired and has none of its own; name "
        "a model that is active and enabled, or none"),
    ),
    "in a circle with a row of another": (
        [entry("old", **OLD)], [record("old"), record("new", by="b", replaced_by="old")],
        ("successor-circle: old (catalog/models/old.yaml:1): the successors lead in a circle, new -> old -> new; take "
        "replaced_by out of one of them"),
    ),
    "over rows of others, six hops": (
        [entry("old", **OLD)],
        [record("old"), *(record(one, by=None, replaced_by=to) for one, to in
                          (("new", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "f"))), record("f", by=None)],
        ("successor-circle: old (catalog/models/old.yaml:1): more than 5 successors in a row, old -> new -> b -> c -> "
        "d -> e -> f; name one that is further on"),
    ),
    "none, as the default that is retired on the page": (
        [entry("old", is_default=True)],
        [record("old")._replace(fields={**record("old").fields, "status": "retired"})],
        ("inactive-default: old (catalog/models/old.yaml:1) is the default, and retired; make it active, or another "
        "model the default"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("entries", "rows", "message"), NAMING.values(), ids=NAMING)
def test_a_successor_that_a_definition_names(entries: list[CatalogEntry], rows: list[Record], message: str) -> None:
    """Whether it is fit is decided with the rows of everybody; nothing lifts it, for the platform's page refuses it."""
    found = plan(entries, rows)
    assert refusals(found) == [message] * bool(message)
    assert [guard.lifted_by for guard in found.refusals if guard.name in message] == [None] * bool(message)


def test_what_is_broken_already_stops_nobody() -> None:
    """It is a warning, and the sync of another model goes through."""
    rows = [record("old", by=None, **OLD), record("default", by=None, status="deprecated", is_default=True),
            record("off", by=None, enabled=False), record("b", by=None, replaced_by="off")]  # fmt: skip
    found = plan([entry("a")], rows)
    assert found.exit_code == 0
    told = {problem.message.partition(": ")[0]: problem.message for problem in found.problems}
    assert [message.partition(", row ")[0] for message in told.values()] == ["default", "b", "old"]
    assert [message.partition(rows[0].record_id)[2] for message in told.values()][2] == ": no row has its successor new"
    assert {problem.severity for problem in found.problems} == {"warning"}
    worse = plan([entry("off", enabled=False)], rows)
    assert refusals(worse) == []


def test_a_default_that_retires_is_none() -> None:
    """`no-default` counts it as lost, also where its flag stays."""
    rows = [record("a", is_default=True), record("b")]
    found = plan([entry("a", is_default=True, status="retired"), entry("b")], rows)
    assert [guard.name for guard in found.refusals] == ["no-default", "inactive-default"]
    deprecated = plan([entry("a", is_default=True, status="deprecated"), entry("b")], rows)
    assert [guard.name for guard in deprecated.refusals] == ["inactive-default"]
    moved = plan([entry("a", is_default=False, status="retired", replaced_by="b"), entry("b", is_default=True)], rows)
    assert moved.refusals == ()


def test_putting_back_is_lifted() -> None:
    """What was last applied takes nothing away that Git gave, and the guard says so."""
    applied = record("new", status="retired")
    edited = applied._replace(fields={**applied.fields, "status": "active"})
    found = plan([entry("new", status="retired")], [edited, record("old", by=None, **OLD)])
    assert [(guard.name, guard.lifted) for guard in found.guards] == [("lost-successor", True)]
    assert found.guards[0].message.endswith("; it only puts back what was last applied")


def test_without_a_store_nobody_says_that_a_row_is_missing() -> None:
    """Against a Git ref the rows of others are not known; what the definitions show is refused all the same."""
    base = catalog_of([entry("old"), entry("new"), *map(entry, OTHERS)])
    away = catalog_of([entry("old", status="retired", replaced_by="theirs"), entry("new"), *map(entry, OTHERS)])
    assert refusals(plan_against(lambda: away, base, name="main")) == []
    off = catalog_of([entry("old", **OLD), entry("new", enabled=False), *map(entry, OTHERS)])
    assert [one.partition(":")[0] for one in refusals(plan_against(lambda: off, base, name="main"))] == [
        "unfit-successor"
    ]


def test_only_what_the_page_lets_pass_can_be_lifted() -> None:
    """The page refuses an inactive default, an unfit successor, and the delete of one."""
    lifted = {name for name, rule in RULES.items() if "successor" in name or name == "inactive-default" if rule.option}
    assert lifted == {"lost-successor"}


ALIKE: dict[str, tuple[list[CatalogEntry], list[Record]]] = {
    "a disabled one is retired, too": ([entry("new", enabled=False, status="retired")], [record("new", enabled=False)]),
    "one that is retired alone is disabled, too": (
        [entry("new", enabled=False, status="retired")], [record("new", status="retired")]
    ),
    "a missing one is made, and disabled": ([entry("new", enabled=False)], []),
}  # fmt: skip


@pytest.mark.parametrize(("entries", "rows"), ALIKE.values(), ids=ALIKE)
def test_what_is_no_worse(entries: list[CatalogEntry], rows: list[Record]) -> None:
    """A successor that nobody could be moved to before stops nothing for another reason; to delete it still does."""
    old = record("old", by=None, **OLD)
    assert refusals(plan(entries, [*rows, old])) == []
    assert [one.partition(":")[0] for one in refusals(plan([], [*rows, old]))] == ["deleted-successor"] * len(rows)
