"""Every combination of what was last applied, desired and live, under every policy: as the table in the docs says."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest

from schemas.attributes import NAMES, STORED_NAME
from syncer.errors import ConflictError
from syncer.model.catalog import Catalog, Settings
from syncer.model.policies import Policies
from syncer.plan.guards.check import Allowances
from syncer.plan.guards.settings import MEANT
from syncer.plan.inventory import read_inventory
from syncer.plan.plan import Plan, build_plan
from syncer.plan.three_way import DECISIONS, STANDINGS, Conflict
from syncer.sync.apply import apply_plan
from tests.coexistence_table import DOCUMENT, written
from tests.stores.dynamodb_rows import Table
from tests.stores.shapes import admin_row, bootstrap_row, entry, newer_row, run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemas.attributes import Policy
    from syncer.model.catalog import CatalogEntry
    from syncer.plan.three_way import Decision, Standing
    from syncer.stores.base import Store
    from tests.stores.raw import Fresh

ABSENT: Final = "absent"
NO_BASE: Final = "no base"
VALUES: Final[dict[str, tuple[Any, Any, Any, Any]]] = {
    "knowledge_cutoff_date": ("2024-04", "2024-04", "2025-01", "2025-01"),
    "cache_read_price_per_million_tokens": (2, 2.0, 3, 3.0),
    "max_output_tokens": (4096, 4096.0, 8192, 8192),
    "available_to_roles": (["a", "b"], ["b", "a", "b"], ["c"], ["c"]),
}
"""Of each field: A, another spelling of it, B, and another spelling of that."""


class Cell(NamedTuple):
    """One combination."""

    model_id: str
    field: str
    base: str
    desired: str
    live: str

    def value(self, name: str, *, spelled: bool = False) -> Any:
        """The value of `A`, `B`, `null` or `absent`."""
        one, other, two, again = VALUES[self.field]
        return {"A": other if spelled else one, "B": again if spelled else two}.get(name)

    @property
    def standing(self) -> Standing:
        """The class, as anybody would say it."""
        base, desired, live = (
            None if name in (ABSENT, "null") else name for name in (self.base, self.desired, self.live)
        )
        if base == NO_BASE:
            return "alike" if desired == live else "unknown"
        if desired == live:
            return "unchanged" if base == live else "both"
        return "git" if base == live else "live" if base == desired else "conflict"


SIDES: Final = (ABSENT, "null", "A", "B")
CELLS: Final = [
    Cell(f"{field}.{number}", field, *sides)
    for field in VALUES
    for number, sides in enumerate(itertools.product((*SIDES, NO_BASE), SIDES, SIDES))
]
ROLES: Final = frozenset({"a", "b", "c"})


def definition(cell: Cell, side: str) -> CatalogEntry:
    """The definition at one side of a combination."""
    value = cell.value(side)
    if value is None and cell.field == "available_to_roles":
        value = []
    return entry(cell.model_id, **{"max_output_tokens": 1, cell.field: value})


def catalog(cells: Iterable[Cell], side: str, policy: Policy) -> Catalog:
    """The definitions of all combinations."""
    entries = [definition(cell, getattr(cell, side)) for cell in cells]
    return Catalog(Settings("campus", policies=Policies(policy)), tuple(sorted(entries, key=lambda one: one.model_id)))


def plan_for(store: Store, wanted: Catalog, *, overwrite: frozenset[str] = frozenset()) -> Plan:
    """What a sync would do; the guards on amounts and on people are not what this is about."""
    snapshot, inventory = store.read(), read_inventory(store.recall("campus"))
    allowed = Allowances(overwrite=overwrite, empty_roles=ROLES, settings=frozenset({MEANT}))
    plan = build_plan(wanted, snapshot, target="t", inventory=inventory, allowances=allowed)
    wide = re.search(r"--allow-updates (\d+)", " ".join(str(guard.lifted_by) for guard in plan.guards))
    allowed = allowed._replace(updates=frozenset({int(wide[1])} if wide else ()))
    return build_plan(wanted, snapshot, target="t", inventory=inventory, allowances=allowed)


def edit(fresh: Fresh, cells: Iterable[Cell]) -> dict[str, dict[str, Any]]:
    """Put the rows at the live side, as another writer does; the rows by model id."""
    by_id = {record.model_id: record.record_id for record in fresh.store.read().records}
    rows = rows_of(fresh)
    for cell in cells:
        row = rows[by_id[cell.model_id]]
        stored = STORED_NAME[cell.field]
        mark = row["lastApplied"]
        for holder, side in ((row, cell.live), (mark["fields"], cell.base)):
            holder.pop(stored, None)
            if side not in (ABSENT, NO_BASE):
                holder[stored] = cell.value(side, spelled=holder is row)
        if cell.base == NO_BASE:
            del row["lastApplied"]
        row["updatedAt"] = "2026-02-01T12:00:00Z"
        fresh.raw.put(row)
    return {row["modelId"]: row for row in rows_of(fresh).values()}


def rows_of(fresh: Fresh) -> dict[str, dict[str, Any]]:
    """All rows as another writer sees them, by id."""
    if isinstance(fresh.raw, Table):
        return fresh.raw.rows()
    found = {record_id: fresh.raw.get(record_id) for record_id in fresh.raw.ids()}
    return {record_id: row for record_id, row in found.items() if row is not None}


def found_in(plan: Plan, cell: Cell) -> tuple[Decision | None, str | None]:
    """What the plan does about the combination, and whom it names for it."""
    conflicts = [one for one in plan.conflicts if isinstance(one, Conflict) and one.entry.model_id == cell.model_id]
    if conflicts:
        assert [(one.field, one.standing) for one in conflicts] == [(cell.field, cell.standing)]
        return "stop", None
    change = next((change for change in plan.changes if change.model_id == cell.model_id), None)
    if change is not None:
        (field,) = change.fields
        assert field.field == cell.field
        return ("put back" if field.origin == "live" else "write"), field.origin
    if any(renewal.model_id == cell.model_id for renewal in plan.renewals):
        return "renew", None
    return "nothing", None


def planned(decision: Decision, cell: Cell) -> Decision:
    """What a plan shows of a decision: a row that says nothing of what was applied gets its mark, whoever owns it."""
    if decision == "leave":
        return "renew" if cell.base == NO_BASE else "nothing"
    return decision


ORIGINS: Final = {"git": "git", "live": "live", "unknown": "unknown"}


@pytest.mark.parametrize("policy", ["git", "live", "fail"])
def test_every_combination(fresh: Fresh, policy: Policy) -> None:
    """The class, the plan, and what a sync leaves in the row are as the table says; then nothing is left to do."""
    made = catalog(CELLS, "base", "git")
    assert apply_plan(plan_for(fresh.store, made), fresh.store, run()).is_complete
    before = edit(fresh, CELLS)
    wanted = catalog(CELLS, "desired", policy)
    plan = plan_for(fresh.store, wanted)
    decided = {cell: DECISIONS[cell.standing][policy] for cell in CELLS}
    for cell, decision in decided.items():
        shown, origin = found_in(plan, cell)
        assert shown == planned(decision, cell), cell
        assert origin == (ORIGINS.get(cell.standing) if shown in ("write", "put back") else None), cell
    stopping = frozenset(cell.model_id for cell, decision in decided.items() if decision == "stop")
    assert plan.exit_code == (5 if stopping else 0)
    if stopping:
        with pytest.raises(ConflictError, match=r"pass --overwrite .* and \d+ more"):
            apply_plan(plan, fresh.store, run())
        assert {row["modelId"]: row for row in rows_of(fresh).values()} == before
    plan = plan_for(fresh.store, wanted, overwrite=stopping)
    assert apply_plan(plan, fresh.store, run()).is_complete
    check_rows(fresh, before, decided, plan)
    after = plan_for(fresh.store, wanted)
    assert (after.changes, after.conflicts, after.renewals, after.is_settled) == ((), (), (), True)


def check_rows(fresh: Fresh, before: dict[str, dict[str, Any]], decided: dict[Cell, Decision], plan: Plan) -> None:
    """Each row holds what was decided, and everything else as it was."""
    cells, rows = {cell.model_id: cell for cell in CELLS}, rows_of(fresh)
    for record in fresh.store.read().records:
        cell = cells[record.model_id]
        row, old = rows[record.record_id], before[record.model_id]
        stored = STORED_NAME[cell.field]
        others = {stored, "updatedAt", "lastApplied"}
        assert {k: v for k, v in row.items() if k not in others} == {k: v for k, v in old.items() if k not in others}
        if decided[cell] in ("write", "put back", "stop"):
            fields = next(entry.fields for entry in [definition(cell, cell.desired)])
            assert record.fields[cell.field] == fields[cell.field], cell
            assert row["updatedAt"] != old["updatedAt"]
        else:
            assert row.get(stored) == old.get(stored), cell
            assert row["updatedAt"] == old["updatedAt"]
        if decided[cell] in ("nothing", "leave") and cell.base != NO_BASE:
            assert row["lastApplied"] == old["lastApplied"], cell
    assert plan.counts["unchanged"] + plan.counts["update"] == len(CELLS)


def test_the_table_in_the_docs() -> None:
    """The document has the table that the rule gives; `python -m tests.coexistence_table` writes it."""
    text = DOCUMENT.read_text(encoding="utf-8")
    assert written(text) == text
    assert {cell.standing for cell in CELLS} == set(STANDINGS) == set(DECISIONS)


def test_an_incident(fresh: Fresh) -> None:
    """A field that was left to operations for a while comes back to the catalog, as the drift that it is."""
    store = fresh.store
    settings = Settings("campus", policies=Policies(fields={"enabled": "live"}))
    on = Catalog(settings, (entry("a", model_name="One"),))
    assert apply_plan(plan_for(store, on), store, run()).is_complete
    (record,) = store.read().records
    row = fresh.raw.get(record.record_id)
    assert row is not None
    fresh.raw.put({**row, "enabled": False, "updatedAt": "2026-02-01T12:00:00Z"})
    assert plan_for(store, on).is_settled
    renamed = Catalog(settings, (entry("a", model_name="Two"),))
    plan = plan_for(store, renamed)
    assert [field.field for field in plan.changes[0].fields] == ["model_name"]
    assert apply_plan(plan, store, run()).is_complete
    after = fresh.raw.get(record.record_id)
    assert after is not None
    assert after["enabled"] is False
    back = plan_for(store, renamed._replace(settings=Settings("campus")))
    assert [(field.field, field.after, field.origin) for field in back.changes[0].fields] == [("enabled", True, "live")]


def without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    """The row without these attributes."""
    return {name: value for name, value in row.items() if name not in names}


SHAPES: Final = {
    "a newer release": newer_row(),
    "the newest release": without(newer_row(region="eu-west-1", replacedBy=None), "isReasoningModel"),
    "the bootstrap script": bootstrap_row(),
    "the admin page": admin_row(status="active", nested={"list": [1, "two", {"three": 3.5}], "none": None}),
}
OURS: Final = ("managedBy", "lastApplied")


@pytest.mark.parametrize("row", SHAPES.values(), ids=SHAPES)
def test_rows_of_other_writers(fresh: Fresh, row: dict[str, Any]) -> None:
    """Extra attributes and attributes that have gone plan to no change after adoption, and stay through updates."""
    fresh.raw.put(row)
    (record,) = fresh.store.read().records
    fields = {name: record.fields[name] for name in NAMES}
    same = entry(row["modelId"])._replace(fields=fields)
    wanted = Catalog(Settings("campus"), (same,))
    plan = plan_for(fresh.store, wanted)
    assert [(change.action, change.fields) for change in plan.changes] == [("adopt", ())]
    known = {*STORED_NAME.values(), "id", "createdAt", "updatedAt"}
    assert [one.name for one in plan.attributes if one.is_new] == sorted(row.keys() - known)
    before = fresh.raw.get(row["id"])
    assert apply_plan(plan, fresh.store, run()).is_complete
    after = fresh.raw.get(row["id"])
    assert after is not None
    assert without(after, *OURS) == before
    again = plan_for(fresh.store, wanted)
    assert (again.is_settled, [one.is_new for one in again.attributes]) == (True, [False] * len(again.attributes))
    priced = Catalog(Settings("campus"), (same._replace(fields={**fields, "output_price_per_million_tokens": 16.0}),))
    assert apply_plan(plan_for(fresh.store, priced), fresh.store, run()).is_complete
    kept = fresh.raw.get(row["id"])
    assert kept is not None
    changed = {name for name in kept if kept[name] != after.get(name)} | (after.keys() - kept.keys())
    assert changed == {"outputPricePerMillionTokens", "updatedAt", "lastApplied"}
    assert plan_for(fresh.store, priced).is_settled


def test_options_inside_of_parameters_that_no_schema_names(fresh: Fresh) -> None:
    """They are no drift, and stay when the parameter beside them changes."""
    made = entry("a", supported_params={"params": {"temperature": {"max": 1}, "top_p": {"max": 1}}})
    assert apply_plan(plan_for(fresh.store, Catalog(Settings("campus"), (made,))), fresh.store, run()).is_complete
    (record,) = fresh.store.read().records
    row = fresh.raw.get(record.record_id)
    assert row is not None
    row["supportedParams"]["params"]["temperature"]["step"] = 0.1
    row["supportedParams"]["version"] = 2
    fresh.raw.put(row)
    strict = Settings("campus", policies=Policies("fail"))
    same = plan_for(fresh.store, Catalog(strict, (made,)))
    assert (same.changes, same.renewals, same.conflicts) == ((), (), ())
    wider = entry("a", supported_params={"params": {"temperature": {"max": 2}, "top_p": {"max": 1}}})
    plan = plan_for(fresh.store, Catalog(strict, (wider,)))
    assert [(field.field, field.origin) for field in plan.changes[0].fields] == [("supported_params", "git")]
    assert apply_plan(plan, fresh.store, run()).is_complete
    kept = fresh.raw.get(record.record_id)
    assert kept is not None
    assert kept["supportedParams"] == {
        "params": {"temperature": {"max": 2, "step": 0.1}, "top_p": {"max": 1}},
        "version": 2,
    }
    assert plan_for(fresh.store, Catalog(strict, (wider,))).is_settled
