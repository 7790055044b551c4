"""A plan without a store: another state of the catalog stands in for the rows. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.attributes import NAMES, STORED_NAME, resolve_defaults
from syncer.errors import Problem
from syncer.frozen import replace
from syncer.model.records import Record, Snapshot, record_id_for
from syncer.plan.guards.check import NONE_ALLOWED, Allowances
from syncer.plan.plan import Plan, build_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from syncer.model.catalog import Catalog, CatalogEntry


def plan_against(
    load: Callable[[], Catalog],
    base: Catalog | None,
    *,
    name: str,
    allowances: Allowances = NONE_ALLOWED,
    lacks: str = "catalog in this folder",
) -> Plan:
    """What a sync would do to a store that was in step with `base`: what the edit itself changes.

    `name` is what messages call the base, and `lacks` what it does not have where `base` is None. Raises CatalogError.
    """
    catalog = load()
    snapshot = Snapshot(()) if base is None else snapshot_of(base, managed_by=catalog.settings.name)
    plan = build_plan(catalog, snapshot, target=f"{name} (no store was read)", allowances=allowances)
    return replace(plan, problems=(*plan.problems, *_notes(catalog, base, name, lacks)), inventory=None)


def snapshot_of(catalog: Catalog, *, managed_by: str | None = None) -> Snapshot:
    """The rows of a store into which the catalog was just synced, and into which nobody else wrote.

    `managed_by` is the name of the catalog that manages them, where that is not this one's.
    """
    owner = managed_by or catalog.settings.name
    return Snapshot(tuple(_record(entry, owner) for entry in catalog.entries))


def _record(entry: CatalogEntry, owner: str) -> Record:
    record_id = record_id_for(entry.model_id)
    fields = resolve_defaults(dict(entry.fields))
    stored = {STORED_NAME[name]: fields[name] for name in NAMES if fields[name] is not None}
    raw = {"id": record_id, **stored, "managedBy": owner}
    return Record(record_id, entry.model_id, fields, raw, owner, base=fields, protected=entry.protected)


def _notes(catalog: Catalog, base: Catalog | None, name: str, lacks: str) -> tuple[Problem, ...]:
    if base is None:
        return (Problem(name, f"has no {lacks}, so every model is new", severity="warning"),)
    if base.settings.name != catalog.settings.name:
        message = (
            f"the catalog is called {base.settings.name} there and {catalog.settings.name} here; they are compared all "
            "the same, but to a sync the rows of the one are not those of the other"
        )
        return (Problem(name, message, severity="warning"),)
    return ()
