"""A revert and a saved plan keep the rules of defaults and successors, with the rows as they are by then."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest

from syncer.errors import ConflictError, GuardError
from syncer.plan.guards.check import NONE_ALLOWED, Allowances
from syncer.plan.plan import Plan, build_plan
from syncer.saved.file import Provenance, read_saved, saved_bytes
from syncer.sync.apply import apply_plan, apply_saved
from syncer.sync.history import read_apply
from syncer.sync.revert import plan_revert
from tests.stores.places import place as place  # noqa: PLC0414  a fixture
from tests.stores.shapes import NOON, admin_row, catalog, entry, run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.model.catalog import CatalogEntry
    from syncer.sync.apply import Run
    from tests.stores.raw import Fresh

OTHERS: Final = [entry(f"other{number}") for number in range(6)]
RENAMED: Final = entry("newer", model_name="NEW")._replace(renamed_from="new")
LATE: Final = admin_row("late", status="retired", replacedBy="new")
Entries = tuple["CatalogEntry", ...]
Edit = dict[str, Any] | None
"""Attributes that the page sets; None for a row that it deletes."""


def old(successor: str = "new", **fields: Any) -> CatalogEntry:
    """A model that is retired."""
    return entry("old", status="retired", replaced_by=successor, **fields)


def plan_of(fresh: Fresh, entries: Entries, allowances: Allowances = NONE_ALLOWED) -> Plan:
    """What a sync of these would do, and of some others."""
    return build_plan(catalog(*entries, *OTHERS), fresh.store.read(), target="t", allowances=allowances)


def ticking() -> Run:
    """A run whose clock goes on, so that the history has an order."""
    ticks = count()
    return run()._replace(now=lambda: NOON + timedelta(seconds=next(ticks)))


def sync(fresh: Fresh, clock: Run, *steps: Entries) -> None:
    """Apply each of these catalogs in turn, whatever that takes away."""
    allowed = Allowances(no_default=frozenset({"a", "b"}), empty_roles=frozenset({"staff"}))
    for entries in steps:
        assert apply_plan(plan_of(fresh, entries, allowed), fresh.store, clock).is_complete


def edit(fresh: Fresh, model_id: str, attributes: Edit) -> None:
    """What the page does to a row; one that it does not have is made."""
    found = fresh.store.find(model_id)
    row = fresh.raw.get(found[0].record_id) if found else admin_row(model_id)
    assert row is not None
    if attributes is None:
        fresh.raw.delete(row["id"])
    else:
        fresh.raw.put({**row, **attributes})


def rows(fresh: Fresh) -> dict[str, Any]:
    """Every row as another writer sees it."""
    return {key: fresh.raw.get(key) for key in fresh.raw.ids()}


def reverted(fresh: Fresh, allowances: Allowances = NONE_ALLOWED, *, back: int = 0) -> Plan:
    """The plan that takes an apply back: the last one, or one so many before it."""
    apply_id = fresh.store.history()[back].apply_id
    apply = read_apply(apply_id, fresh.store.history_body(apply_id))
    assert apply is not None
    return plan_revert(apply, fresh.store.read(), target="t", allowances=allowances)


class Case(NamedTuple):
    """What was synced, what the page did then, and what a revert would break."""

    steps: tuple[Entries, ...]
    edits: dict[str, Edit]
    guards: Mapping[str, str | None]
    """With the option that lifts each."""
    back: int = 0


LOST: Final = {"lost-successor": "--allow-lost-successor new"}
REVERTS: Final[dict[str, Case]] = {
    "a default that is retired by now": Case(
        ((entry("a", is_default=True), entry("b")), (entry("a"), entry("b", is_default=True))),
        {"a": {"status": "retired"}}, {"no-default": "--allow-no-default b", "inactive-default": None},
    ),
    "the first default": Case(
        ((entry("a"),), (entry("a", is_default=True),)), {}, {"no-default": "--allow-no-default a"}
    ),
    "a default that is made": Case(
        ((entry("a"),), (entry("a"), entry("b", is_default=True))), {}, {"no-default": "--allow-no-default b"}
    ),
    "a successor that is disabled by now": Case(
        ((old(), entry("new")), (old("other0"), entry("new"))), {"new": {"enabled": False}}, {"unfit-successor": None}
    ),
    "a successor that is gone by now": Case(
        ((old(), entry("new")), (old("other0"), entry("new")), (old("other0"),)), {}, {"unfit-successor": None}, back=1
    ),
    "a row that names one that is retired by now comes back": Case(
        ((old(), entry("new")), (entry("new"),)), {"new": {"status": "retired"}}, {"unfit-successor": None}
    ),
    "a circle": Case(
        ((entry("a", status="retired", replaced_by="b"), entry("b")), (entry("a"), entry("b"))),
        {"b": {"replacedBy": "a", "status": "retired"}}, {"successor-circle": None},
    ),
    "a successor that is made": Case(((), (entry("new"),)), {"late": LATE}, {"deleted-successor": None}),
    "a successor that is enabled": Case(((entry("new", enabled=False),), (entry("new"),)), {"late": LATE}, LOST),
    "a successor that is renamed": Case(
        ((entry("before", model_name="NEW"),), (entry("new", model_name="NEW")._replace(renamed_from="before"),)),
        {"late": LATE}, LOST,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REVERTS.values(), ids=REVERTS)
def test_a_revert_keeps_the_rules(place: Fresh, case: Case) -> None:
    """It is refused by the guards of any plan, nothing is written, and the same option lifts what can be lifted."""
    clock = ticking()
    sync(place, clock, *case.steps)
    for model_id, attributes in case.edits.items():
        edit(place, model_id, attributes)
    before, plan = rows(place), reverted(place, back=case.back)
    assert plan.exit_code == 4
    assert {guard.name: guard.lifted_by for guard in plan.refusals} == case.guards
    with pytest.raises(GuardError):
        apply_plan(plan, place.store, clock)
    assert rows(place) == before
    meant = Allowances(no_default=frozenset({"a", "b"}), lost_successors=frozenset({"new"}))
    plan = reverted(place, meant, back=case.back)
    assert plan.exit_code == (4 if None in case.guards.values() else 0)
    if not plan.exit_code:
        assert apply_plan(plan, place.store, clock).is_complete


def saved(plan: Plan, fresh: Fresh) -> bytes:
    """The file of a plan."""
    origin = Provenance("somebody", NOON, NOON + timedelta(hours=1), "0.1.0", None, False, "hash")
    return saved_bytes(plan, origin, fresh.store.identity())


def apply(data: bytes, fresh: Fresh) -> bool:
    """Apply a file; whether all of it was done."""
    return apply_saved(read_saved(data, name="plan.json"), fresh.store, run(), name="plan.json").is_complete


MEANWHILE: Final[dict[str, tuple[Entries, Entries, str, Edit, str]]] = {
    "the new default is retired": (
        (entry("a"),), (entry("a", is_default=True),), "a", {"status": "retired"},
        r"a \(models/a.yaml:1\) is the default, and retired",
    ),
    "a model that goes is made the default": (
        (entry("a"),), (entry("a", enabled=False),), "a", {"isDefault": True}, "a would stop being the default",
    ),
    "the successor is disabled": (
        (entry("old"), entry("new")), (old(), entry("new")), "new", {"enabled": False}, "its successor new is disabled",
    ),
    "the successor is deleted": (
        (entry("old"), entry("new")), (old(), entry("new")), "new", None, "no row has its successor new",
    ),
    "the successor is retired": (
        (entry("old"), entry("new")), (old(), entry("new")), "new", {"status": "retired"},
        "its successor new is retired and has none of its own",
    ),
    "the successor leads back": (
        (entry("old"), entry("new")), (old(), entry("new")), "new", {"replacedBy": "old"},
        "the successors lead in a circle",
    ),
    "a model that is deleted is named": (
        (entry("new"),), (), "late", LATE, r"new would be deleted, and late \(unmanaged\) names it as its successor",
    ),
    "a model that is disabled is named": (
        (entry("new"),), (entry("new", enabled=False),), "late", LATE, "new would be disabled, and late",
    ),
    "a model that is retired is named": (
        (entry("new"),), (entry("new", status="retired"),), "late", LATE, "new would be retired without a successor",
    ),
    "a model that is renamed is named": (
        (entry("new"),), (RENAMED,), "late", LATE, "new would be renamed to newer, and late",
    ),
}  # fmt: skip
"""What is there, what the plan makes of it, what the page does meanwhile, and what is said."""


@pytest.mark.parametrize(("there", "wanted", "model_id", "attributes", "said"), MEANWHILE.values(), ids=MEANWHILE)
def test_a_saved_plan_meets_an_edit(
    place: Fresh, there: Entries, wanted: Entries, model_id: str, attributes: Edit, said: str
) -> None:
    """What was right when it was planned and would break a rule by now is not done, and says what."""
    sync(place, run(), there)
    plan = plan_of(place, wanted)
    assert plan.exit_code == 0
    data = saved(plan, place)
    edit(place, model_id, attributes)
    before = rows(place)
    with pytest.raises(ConflictError, match=rf"{said}.*; nothing was written, plan again"):
        apply(data, place)
    assert rows(place) == before


def test_what_was_meant_stays_meant(place: Fresh) -> None:
    """What the options allowed at the plan is done, also when one more row names the model by then."""
    sync(place, run(), (entry("new"),))
    edit(place, "late", LATE)
    meant = Allowances(lost_successors=frozenset({"new"}))
    data = saved(plan_of(place, (entry("new", enabled=False),), meant), place)
    edit(place, "later", {**admin_row("later", number=2), "replacedBy": "new", "status": "retired"})
    assert apply(data, place)


def test_what_rows_break_already_stops_no_apply(fresh: Fresh) -> None:
    """A fault that the plan neither makes nor makes worse is none of its business: nor one that gets another name."""
    sync(fresh, run(), (entry("new"), entry("a", is_default=True), entry("b")))
    edit(fresh, "new", {"enabled": False})
    edit(fresh, "late", LATE)
    edit(fresh, "a", {"status": "retired"})
    wanted = (entry("new", enabled=False, status="retired"), entry("a", is_default=True), entry("b", enabled=False))
    plan = plan_of(fresh, wanted)
    assert (plan.exit_code, sorted(change.model_id for change in plan.changes)) == (0, ["b", "new"])
    assert apply(saved(plan, fresh), fresh)
