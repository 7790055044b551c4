"""Whether what a plan was made on still holds when it is applied: names, the default, successors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.errors import ConflictError
from syncer.frozen import replace
from syncer.model.changes import Create, Delete, Recreate, Renewal
from syncer.model.lifecycle import FITNESS
from syncer.plan.guards.rules import RULES
from syncer.plan.guards.successions import broken_lifecycles, lifecycle_rows
from syncer.sync.writes import default_after

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from syncer.model.changes import Change
    from syncer.model.records import BrokenRow, Record, Snapshot
    from syncer.plan.guards.check import Guard
    from syncer.plan.guards.rules import Breach
    from syncer.stores.base import Store
    from syncer.sync.writes import Work


def require_still_holds(store: Store, changes: Sequence[Work], *, catalog: str, allowed: Iterable[Guard]) -> None:
    """No row has taken a model id or the default since the plan, and the rows as they will be keep the lifecycle.

    What rows break already stops nothing, nor does what `allowed`, the guards that were lifted, let pass.
    Raises ConflictError.
    """
    claimed = {_claimed(change) for change in changes} - {None}
    defaults = any(map(default_after, changes))
    if not claimed and not any(map(_decides, changes)):
        return
    snapshot = store.read()
    _require_not_taken((*snapshot.records, *snapshot.broken), claimed)
    if defaults:
        _require_no_other_default(snapshot.records, changes)
    _require_lifecycles(snapshot, changes, catalog, [guard for guard in allowed if guard.lifted])


def _claimed(change: Work) -> str | None:
    """The model id that no row may have before the change: that of a new row, or the new one of a renamed row."""
    if isinstance(change, (Create, Recreate)):
        return change.model_id
    renamed = next((field for field in change.fields if field.field == "model_id"), None)
    return str(renamed.after) if renamed is not None and not isinstance(change, Delete) else None


def _decides(change: Work) -> bool:
    """Whether the change can break what holds between rows."""
    return isinstance(change, Delete) or any(
        field.field == "is_default" or field.field in FITNESS for field in change.fields
    )


def _require_not_taken(rows: Iterable[Record | BrokenRow], claimed: set[str | None]) -> None:
    for row in rows:
        if row.model_id in claimed:
            message = f"{row.model_id} exists by now, as row {row.record_id}; nothing was written, plan again"
            raise ConflictError(message, rows=(row.record_id,) if row.record_id else ())


def _require_no_other_default(records: Iterable[Record], changes: Sequence[Work]) -> None:
    decided = {change.record_id for change in changes if default_after(change) is not None}
    for record in records:
        if record.fields["is_default"] and record.record_id not in decided:
            message = f"{record.model_id} became the default since the plan was made; nothing was written, plan again"
            raise ConflictError(message, rows=(record.record_id,))


def _require_lifecycles(snapshot: Snapshot, changes: Sequence[Work], catalog: str, lifted: Sequence[Guard]) -> None:
    now = tuple(_as_rows_are(changes, {record.record_id: record for record in snapshot.records}))
    found = [
        breach.found
        for breach in broken_lifecycles(lifecycle_rows(snapshot, now), None, name=catalog)
        if not any(_is_meant(breach, guard) for guard in lifted)
    ]
    if found:
        raise ConflictError(f"{'; '.join(found)}; nothing was written, plan again")


def _is_meant(breach: Breach, guard: Guard) -> bool:
    """Whether the guard was lifted for this. Those that older versions saved name no models."""
    option = RULES[breach.rule].option
    given = None if option is None else f"{option.name} {breach.value}"
    return guard.name == breach.rule and (
        breach.model_ids == guard.model_ids or (given is not None and guard.lifted_by == given)
    )


def _as_rows_are(changes: Iterable[Work], rows: Mapping[str, Record]) -> Iterator[Change]:
    """The changes of the plan, of the rows as they are by now. A row that is gone is found out by its write."""
    for change in changes:
        if isinstance(change, (Create, Recreate)):
            yield change
        elif not isinstance(change, Renewal) and change.record_id in rows:
            yield replace(change, live=rows[change.record_id])
