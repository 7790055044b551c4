"""A plan without a store: another state of the catalog stands in for the rows. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.attributes import NAMES, STORED_NAME, named_in, resolve_defaults, row_fields
from syncer.errors import warned
from syncer.frozen import replace
from syncer.model.records import NOTHING_ANNOUNCED, Record, Snapshot, record_id_for
from syncer.plan.dated import announced_by, dated
from syncer.plan.guards.check import NONE_ALLOWED, Allowances
from syncer.plan.in_force import basis_of
from syncer.plan.order import in_order
from syncer.plan.plan import Plan, build_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from syncer.errors import CatalogError, Problem
    from syncer.model.catalog import Catalog, CatalogEntry
    from syncer.plan.in_force import Basis


def plan_against(
    load: Callable[[], Catalog],
    base: Catalog | None,
    *,
    name: str,
    allowances: Allowances = NONE_ALLOWED,
    lacks: str = "catalog in this folder",
    basis: Basis | None = None,
) -> Plan:
    """What a sync would do to a store that was in step with `base`: what the edit itself changes.

    `name` is what messages call the base, and `lacks` what it does not have where `base` is None. `basis` has the
    settings that count, where they are not those of `base`; without both, none do. Raises CatalogError.
    """
    catalog = load()
    snapshot = Snapshot(()) if base is None else snapshot_of(base, managed_by=catalog.settings.name)
    snapshot = snapshot._replace(is_whole=False)
    if basis is None and base is not None:
        basis = basis_of(name, base.settings, catalog.settings.target, base.entries)
    bases = () if basis is None else (basis,)
    called = f"{name} (no store was read)"
    known = NOTHING_ANNOUNCED if base is None else announced_by(dated(base, NOTHING_ANNOUNCED).coming)
    new = dated(catalog, known)
    plan = build_plan(catalog, snapshot, target=called, allowances=allowances, bases=bases, dated=new)
    return replace(plan, problems=(*plan.problems, *_notes(catalog, base, name, lacks)), inventory=None)


def snapshot_of(catalog: Catalog, *, managed_by: str | None = None) -> Snapshot:
    """The rows of a store into which the catalog was just synced, and into which nobody else wrote.

    `managed_by` is the name of the catalog that manages them, where that is not this one's.
    """
    owner = managed_by or catalog.settings.name
    entries = in_order(catalog, Snapshot(())).entries
    return Snapshot(tuple(_record(entry, owner) for entry in entries))


def _record(entry: CatalogEntry, owner: str) -> Record:
    record_id = record_id_for(entry.model_id)
    said = resolve_defaults(dict(entry.fields))
    stored = {STORED_NAME[name]: said[name] for name in NAMES if said[name] is not None}
    raw, fields = {"id": record_id, **stored, "managedBy": owner}, row_fields(dict(said))
    return Record(
        record_id, entry.model_id, fields, raw, owner, base=fields, protected=entry.protected, named=named_in(said)
    )


def _notes(catalog: Catalog, base: Catalog | None, name: str, lacks: str) -> tuple[Problem, ...]:
    if base is None:
        return (warned("other-base", name, f"has no {lacks}, so every model is new"),)
    if base.settings.name != catalog.settings.name:
        message = (
            f"the catalog is called {base.settings.name} there and {catalog.settings.name} here; they are compared all "
            "the same, but to a sync the rows of the one are not those of the other"
        )
        return (warned("other-base", name, message),)
    return ()


def lacking(ref: str, what: str) -> Problem:
    """The warning about a base without settings."""
    return warned("other-base", ref, f"has no {what}, so none of its settings count")


def as_warnings(error: CatalogError) -> tuple[Problem, ...]:
    """What is wrong with a base, which stops no plan."""
    return tuple(problem._replace(severity="warning", kind="other-base") for problem in error.problems)
