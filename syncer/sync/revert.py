"""An apply of the history, taken back: the changes that put the rows where they were, and what has moved. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.attributes import STORED_NAME
from syncer.model.changes import Delete, FieldChange, Recreate, Restore, takes_names
from syncer.model.looks import told_apart
from syncer.plan.conflict_text import in_words
from syncer.plan.diff import Stop
from syncer.plan.field_change import field_change
from syncer.plan.guards.check import NONE_ALLOWED, guard_of
from syncer.plan.guards.role_access import reach_of
from syncer.plan.guards.successions import broken_lifecycles, lifecycle_rows
from syncer.plan.plan import Plan
from syncer.plan.retirements import lifecycle_of
from syncer.stores.last_applied import invalid_of
from syncer.sync.history import found_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syncer.model.changes import Change
    from syncer.model.records import Record, Snapshot
    from syncer.plan.access import Access
    from syncer.plan.guards.check import Allowances
    from syncer.plan.guards.rules import Breach
    from syncer.sync.history import AppliedChange, Apply


def plan_revert(
    apply: Apply, snapshot: Snapshot, *, target: str, allowances: Allowances = NONE_ALLOWED,
    access: Access | None = None, platform: str | None = None,
) -> Plan:  # fmt: skip
    """The plan that takes an apply back where the rows still hold what it wrote.

    What has moved since is a conflict, but for the models to `overwrite`. What is as it was before needs nothing.
    The default, successors and the holders of grants are guarded as in any plan, with the same ways out.
    `access` is what is known of grants, `platform` the release that the catalog declares, where that is known.
    """
    changes, conflicts = _back(apply, snapshot, allowances.overwrite)
    return Plan(
        catalog=apply.catalog,
        target=target,
        reverts=apply.apply_id,
        changes=changes,
        guards=tuple(guard_of(breach, allowances) for breach in _breaches(apply, snapshot, changes, access)),
        conflicts=conflicts,
        problems=tuple(access.remarks(changes, target=target)) if access is not None else (),
        overwritten=tuple(sorted(allowances.overwrite)),
        reach=reach_of(snapshot.records, changes, access),
        lifecycle=lifecycle_of(snapshot.records, changes, access),
        ignores_grants=access is None and takes_names(changes),
        in_force={"platform": platform} if platform is not None else None,
    )


def _breaches(apply: Apply, snapshot: Snapshot, changes: tuple[Change, ...], access: Access | None) -> Iterator[Breach]:
    yield from broken_lifecycles(lifecycle_rows(snapshot, changes), None, name=apply.catalog)
    if access is not None:
        yield from access.lost_holders(changes)


def _back(apply: Apply, snapshot: Snapshot, overwrite: frozenset[str]) -> tuple[tuple[Change, ...], tuple[Stop, ...]]:
    """The changes that take it back, and what stops that."""
    rows = {record.record_id: record for record in snapshot.records}
    taken = {record.model_id: record for record in snapshot.records}
    changes: list[Change] = []
    conflicts: list[Stop] = []
    for change in apply.changes:
        if not _was_done(apply, change, rows.get(change.record_id)):
            continue
        found = _taken_back(change, rows.get(change.record_id), taken, force=change.model_id in overwrite)
        if isinstance(found, Stop):
            conflicts.append(found)
        elif found is not None:
            changes.append(found)
    order = {"create": 0, "adopt": 1, "update": 2, "delete": 3}
    changes.sort(key=lambda change: (order[change.action], change.model_id))
    return tuple(changes), tuple(conflicts)


def _was_done(apply: Apply, change: AppliedChange, row: Record | None) -> bool:
    if change.status == "begun":
        return found_in(change, row, apply.fingerprint).startswith("done")
    return change.status == "applied"


def _taken_back(
    change: AppliedChange, row: Record | None, taken: dict[str, Record], *, force: bool
) -> Change | Stop | None:
    """The change back; None when there is nothing to do; or why it cannot be."""
    if change.action == "delete":
        return _recreate(change, row, taken)
    is_create = change.action == "create"
    if row is None:
        return None if is_create else Stop(change.model_id, "moved", ("its row is gone",))
    fields = change.fields if is_create else _not_back(change, row)
    moved = _moved(fields, row)
    if moved and not force:
        return Stop(change.model_id, "moved", moved)
    return _delete(row, fields) if is_create else _restore(change, row, fields)


def _not_back(change: AppliedChange, row: Record) -> tuple[FieldChange, ...]:
    """The fields that the row does not have as they were before; a value that was not valid does not come back."""
    never = invalid_of(change.raw)
    return tuple(
        field for field in change.fields if field.field not in never and not row.holds(field.field, field.before)
    )


def _moved(fields: Iterable[FieldChange], row: Record) -> tuple[str, ...]:
    """The fields that are not what the apply wrote, in words."""
    return tuple(
        f"{field.field} is {', no longer '.join(told_apart(*map(in_words, (row.said(field.field), field.after))))}"
        for field in fields
        if not row.holds(field.field, field.after)
    )


def _recreate(change: AppliedChange, row: Record | None, taken: dict[str, Record]) -> Change | Stop | None:
    other = row or taken.get(change.model_id)
    if other is not None:
        is_back = other.record_id == change.record_id and other.model_id == change.model_id
        return None if is_back else Stop(change.model_id, "moved", (f"row {other.record_id} has taken its place",))
    fields = tuple(FieldChange(field.field, None, field.before) for field in change.fields)
    return Recreate(change.model_id, change.record_id, change.raw, fields)


def _delete(row: Record, fields: Iterable[FieldChange]) -> Delete:
    return Delete(row, tuple(FieldChange(field.field, row.fields[field.field], None) for field in fields))


def _restore(change: AppliedChange, row: Record, changed: Iterable[FieldChange]) -> Restore | None:
    """The row's own values back; None where it has them and stays managed as it is."""
    fields = tuple(field_change(field.field, row.said(field.field), field.before) for field in changed)
    unmark = change.adopted and row.managed_by is not None
    if not fields and not unmark:
        return None
    names = [STORED_NAME[field.field] for field in fields]
    attributes = {name: change.raw[name] for name in names if name in change.raw}
    return Restore(row, fields, attributes, frozenset(names).intersection(row.raw).difference(attributes), unmark)
