"""The changes of a plan as writes of a store: what is set, what is removed, what is expected. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, assert_never

from schemas.attributes import BY_CATALOG, NAMES, STORED_NAME, WHEN_NAMED
from syncer.frozen import NamedTuple
from syncer.model.changes import Adopt, Change, Create, Delete, Recreate, Renewal, Restore, StepDown, Update
from syncer.plan.three_way import applied_fields
from syncer.stores.base import ABSENT, Insert, Patch, Remove
from syncer.stores.codec import merged_params, new_row, stored_fields, stored_value, timestamp
from syncer.sync.linked import linked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from syncer.model.catalog import CatalogEntry
    from syncer.model.changes import FieldChange
    from syncer.model.records import Record
    from syncer.stores.base import Write

TOGETHER: Final = 50
"""So many changes of the default, or about one successor, go as one: a transaction holds no more than 99. Where a table
has more defaults than that, others are left until the hand-over."""
_IDENTITY: Final = ("modelId", "managedBy")
_BESIDE: Final = frozenset({"updatedAt", "lastApplied"})
"""Not expected: the one moves with every edit of anything, the other is ours and written under the lock only."""


class Stamp(NamedTuple):
    """What a sync leaves in a row about itself."""

    catalog: str
    commit: str | None
    """The Git commit of the catalog, where there is one."""
    fingerprint: str
    now: datetime


Work = Change | Renewal
"""What is written to a row: a change of the plan, or a mark that is brought up to date."""


def grouped(changes: Sequence[Work]) -> list[tuple[Work, ...]]:
    """The hand-over of the default first, as one group, the old default before the new; then the other changes.

    A model and those that name it as their successor are one group; any other change stands alone.
    """
    handing = [change for change in changes if default_after(change) is not None]
    handing.sort(key=lambda change: default_after(change) is True)
    surplus, together = handing[:-TOGETHER], handing[-TOGETHER:]
    alone = [(change,) for change in changes if default_after(change) is None]
    parts = linked([*filter(None, [tuple(together)]), *alone], most=TOGETHER)
    return [*((change,) for change in surplus), *parts]


def default_after(change: Work) -> bool | None:
    """Whether the row is the default after the change; None for a change that does not decide it."""
    if isinstance(change, (Create, Recreate)):
        made = change.desired.fields["is_default"] if isinstance(change, Create) else change.row.get("isDefault")
        return made is True or None
    if isinstance(change, Delete):
        return False if change.live.fields["is_default"] else None
    return next((field.after is True for field in change.fields if field.field == "is_default"), None)


def ages_of(changes: Iterable[Work]) -> dict[str, int]:
    """By how many microseconds each new row is older than the sync, by model id: the first of the catalog by none."""
    return {change.model_id: age for age, change in enumerate(one for one in changes if isinstance(one, Create))}


def write_of(change: Work, *, stamp: Stamp, new_id: Callable[[], str], age: int = 0) -> Write:
    """The write that does the change, with what it expects to find.

    A new row is `age` microseconds older than the sync: every release lists the newest first, and rows of one age as
    the store has them, so that the rows of a sync need an age each to stand in the catalog's order.
    """
    match change:
        case Create():
            record_id = change.record_id or new_id()
            row = new_row(record_id, change.desired.fields, now=stamp.now - timedelta(microseconds=age))
            ours = {**change.desired.fields, **dict.fromkeys(change.kept)}
            return Insert(record_id, {**row, **_marks(change.desired, ours, stamp)})
        case Adopt() | Update() | Renewal():
            return _patch(change, stamp)
        case StepDown():
            attributes = {STORED_NAME["is_default"]: False, "updatedAt": timestamp(stamp.now)}
            return Patch(change.record_id, attributes, expect=expectation(change.live, attributes))
        case Restore():
            return _restore(change, stamp)
        case Recreate():
            return Insert(change.record_id, change.row)
        case Delete():
            return Remove(change.record_id, expect=whole_row(change.live))
        case _:
            assert_never(change)


def _patch(change: Adopt | Update | Renewal, stamp: Stamp) -> Patch:
    live, desired = change.live, change.desired
    attributes, removed = attributes_of(live, {field.field: field.after for field in change.fields})
    if _moves_stamp(change.fields):
        attributes["updatedAt"] = timestamp(stamp.now)
    attributes.update(_marks(desired, applied_fields(live, desired.fields, change.left), stamp))
    return Patch(live.record_id, attributes, removed, expectation(live, (*attributes, *sorted(removed))))


def _moves_stamp(fields: Iterable[FieldChange]) -> bool:
    """Whether the row counts as changed: not when only its place does, which the page writes so, too."""
    return any(field.field not in BY_CATALOG for field in fields)


def _restore(change: Restore, stamp: Stamp) -> Patch:
    """The row's own values back, its mark with them; or no mark, for a row that becomes unmanaged."""
    attributes = dict(change.attributes)
    if _moves_stamp(change.fields) or change.unmark:
        attributes["updatedAt"] = timestamp(stamp.now)
    removed = change.removed
    if change.unmark:
        removed |= {"managedBy", "lastApplied"} & change.live.raw.keys()
    else:
        attributes["lastApplied"] = _mark(_restored(change), stamp, protected=change.live.protected)
    return Patch(change.record_id, attributes, removed, expectation(change.live, (*attributes, *sorted(removed))))


def _restored(change: Restore) -> dict[str, object]:
    """What the mark is to say was applied; of the fields that definitions may leave to others, what comes back."""
    back = {field.field for field in change.fields}
    ours = {name for name in NAMES if change.live.was_applied(name) or name in back or name not in WHEN_NAMED}
    return {name: value if name in ours else None for name, value in change.after.items()}


def attributes_of(live: Record, values: Mapping[str, object]) -> tuple[dict[str, object], frozenset[str]]:
    """What to set and what to remove so that the row holds the values."""
    removed = frozenset(STORED_NAME[name] for name, value in values.items() if value is None)
    attributes = {STORED_NAME[name]: stored_value(name, value) for name, value in values.items() if value is not None}
    params = STORED_NAME["supported_params"]
    if params in attributes:
        attributes[params] = merged_params(live.raw.get(params), attributes[params])
    return attributes, removed


def _marks(entry: CatalogEntry, fields: Mapping[str, object], stamp: Stamp) -> dict[str, object]:
    """Whose row it is, and what was last written to it: the base of a later three-way comparison."""
    return {"managedBy": stamp.catalog, "lastApplied": _mark(fields, stamp, protected=entry.protected)}


def _mark(fields: Mapping[str, object], stamp: Stamp, *, protected: bool) -> dict[str, object]:
    last: dict[str, object] = {
        "fields": stored_fields(fields),
        "fingerprint": stamp.fingerprint,
        "at": timestamp(stamp.now),
    }
    if stamp.commit is not None:
        last["commit"] = stamp.commit
    if protected:
        last["protected"] = True
    return last


def expectation(live: Record, touched: Iterable[str]) -> dict[str, object]:
    """What a write of these attributes expects: their values as they were read, and that the row is the same model.

    An edit of any other attribute is no conflict: it is kept.
    """
    names = [name for name in dict.fromkeys((*_IDENTITY, *touched)) if name not in _BESIDE]
    return {name: live.raw.get(name, ABSENT) for name in names}


def whole_row(live: Record) -> dict[str, object]:
    """What a delete expects: the row as it was read."""
    return {name: value for name, value in live.raw.items() if name != "lastApplied"}
