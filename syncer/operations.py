"""The rules for writing a model; the only caller of Store.commit.

Both a sync and an app go through here: a free model id, one default at most, attributes of other writers kept,
`updatedAt` bumped, and a write that carries what it expects to find.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, NamedTuple, assert_never

from schemas.attributes import NAMES, STORED_NAME
from syncer.changes import Adopt, Create, Delete, StepDown, Update
from syncer.diff import record_id_for
from syncer.errors import ConflictError, DuplicateModelError
from syncer.stores.base import ABSENT, Insert, Patch, Remove
from syncer.stores.codec import merged_params, new_row, stored_value, timestamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from syncer.changes import Change
    from syncer.records import BrokenRow, Record
    from syncer.stores.base import Group, GroupResult, Store, Write

LOCK_TIMEOUT = 10.0
"""Seconds for which an app waits for a sync that is writing."""


class Stamp(NamedTuple):
    """What a sync leaves in a row about itself."""

    catalog: str
    commit: str | None
    """The Git commit of the catalog, where there is one."""
    fingerprint: str
    now: datetime


def write_changes(
    store: Store,
    changes: Sequence[Change],
    *,
    stamp: Stamp,
    new_id: Callable[[], str],
    progress: Callable[[int], None] | None = None,
) -> tuple[tuple[tuple[Change, ...], GroupResult], ...]:
    """Do the changes of a plan; each group of changes with what became of it. Only under the store's lock.

    Raises ConflictError when a row moved since the plan was made, and StoreError; then nothing was written.
    """
    _require_unclaimed(store, changes)
    grouped = _grouped(changes)
    groups = [tuple(_write(change, stamp=stamp, new_id=new_id) for change in group) for group in grouped]
    results = store.commit(groups, progress=progress)
    return tuple(zip(grouped, results, strict=True))


def _grouped(changes: Sequence[Change]) -> list[tuple[Change, ...]]:
    """The hand-over of the default first, as one group, the old default before the new; then each change alone."""
    handing = [change for change in changes if _touches_default(change)]
    handing.sort(key=_becomes_default)
    alone: list[tuple[Change, ...]] = [(change,) for change in changes if not _touches_default(change)]
    return [tuple(handing), *alone] if handing else alone


def _touches_default(change: Change) -> bool:
    if isinstance(change, Create):
        return bool(change.desired.fields["is_default"])
    if isinstance(change, Delete):
        return bool(change.live.fields["is_default"])
    return any(field.field == "is_default" for field in change.fields)


def _becomes_default(change: Change) -> bool:
    return isinstance(change, (Create, Adopt, Update)) and bool(change.desired.fields["is_default"])


def _require_unclaimed(store: Store, changes: Sequence[Change]) -> None:
    """No other row has taken a model id or the default since the plan was made. Raises ConflictError."""
    creates = {change.model_id for change in changes if isinstance(change, Create)}
    handing = any(_becomes_default(change) for change in changes)
    if not creates and not handing:
        return
    planned = {change.record_id for change in changes}
    snapshot = store.read()
    rows: tuple[Record | BrokenRow, ...] = (*snapshot.records, *snapshot.broken)
    for row in rows:
        if row.model_id in creates:
            message = f"{row.model_id} exists by now, as row {row.record_id}; nothing was written, plan again"
            raise ConflictError(message, rows=(row.record_id,) if row.record_id else ())
    for record in snapshot.records:
        if handing and record.fields["is_default"] and record.record_id not in planned:
            message = f"{record.model_id} became the default since the plan was made; nothing was written, plan again"
            raise ConflictError(message, rows=(record.record_id,))


def _write(change: Change, *, stamp: Stamp, new_id: Callable[[], str]) -> Write:
    match change:
        case Create():
            record_id = change.record_id or new_id()
            row = new_row(record_id, change.desired.fields, now=stamp.now)
            return Insert(record_id, {**row, **_marks(change.desired.fields, stamp)})
        case Adopt() | Update():
            return _patch(change.live, change.desired.fields, [field.field for field in change.fields], stamp)
        case StepDown():
            attributes = {STORED_NAME["is_default"]: False, "updatedAt": timestamp(stamp.now)}
            return Patch(change.record_id, attributes, expect=expectation(change.live, attributes))
        case Delete():
            return Remove(change.record_id, expect=expectation(change.live, ()))
        case _:
            assert_never(change)


def _patch(live: Record, desired: Mapping[str, object], names: Iterable[str], stamp: Stamp) -> Patch:
    attributes, removed = _attributes(live, {name: desired[name] for name in names})
    if attributes or removed:
        attributes["updatedAt"] = timestamp(stamp.now)
    attributes.update(_marks(desired, stamp))
    return Patch(live.record_id, attributes, removed, expectation(live, attributes))


def _attributes(live: Record, values: Mapping[str, object]) -> tuple[dict[str, object], frozenset[str]]:
    """What to set and what to remove so that the row holds the values."""
    removed = frozenset(STORED_NAME[name] for name, value in values.items() if value is None)
    attributes = {STORED_NAME[name]: stored_value(name, value) for name, value in values.items() if value is not None}
    params = STORED_NAME["supported_params"]
    if params in attributes:
        attributes[params] = merged_params(live.raw.get(params), attributes[params])
    return attributes, removed


def _marks(fields: Mapping[str, object], stamp: Stamp) -> dict[str, object]:
    """Whose row it is, and what was last written to it: the base of a later three-way comparison."""
    applied = {STORED_NAME[name]: stored_value(name, fields[name]) for name in NAMES if fields[name] is not None}
    last: dict[str, object] = {"fields": applied, "fingerprint": stamp.fingerprint, "at": timestamp(stamp.now)}
    if stamp.commit is not None:
        last["commit"] = stamp.commit
    return {"managedBy": stamp.catalog, "lastApplied": last}


def expectation(live: Record, attributes: Iterable[str]) -> dict[str, object]:
    """The row as it was read, and the absence of what is about to be added."""
    absent = {name: ABSENT for name in attributes if name not in live.raw}
    return {**live.raw, **absent}


def create_model(
    store: Store, fields: Mapping[str, object], *, now: datetime, new_id: Callable[[], str]
) -> dict[str, object]:
    """Add a row that is nobody's; its attributes. Raises DuplicateModelError when the model id is taken."""
    model_id = str(fields["model_id"])
    with _app_lock(store, handing_over=bool(fields["is_default"])):
        record_id = record_id_for(model_id)
        holder = store.get(record_id)
        _require_free(store, model_id, holder)
        if holder is not None:
            record_id = new_id()
        row = new_row(record_id, fields, now=now)
        handing = _clear_default(store, keep=record_id, now=now) if fields["is_default"] else ()
        try:
            _commit_one(store, (*handing, Insert(record_id, row)))
        except ConflictError:
            _require_free(store, model_id, store.get(record_id))
            raise
    return row


def update_model(store: Store, key: str, values: Mapping[str, object], *, now: datetime) -> Record | None:
    """Change the given fields of a row; the row after it, or None when there is none.

    `key` is the record's id or its model id. Raises DuplicateModelError when a new model id is taken.
    """
    with _app_lock(store, handing_over=bool(values.get("is_default"))):
        live = resolve(store, key)
        if live is None or not values:
            return live
        model_id = str(values.get("model_id", live.model_id))
        if model_id != live.model_id:
            _require_free(store, model_id)
        attributes, _ = _attributes(live, values)
        attributes["updatedAt"] = timestamp(now)
        handing = _clear_default(store, keep=live.record_id, now=now) if values.get("is_default") else ()
        try:
            _commit_one(store, (*handing, Patch(live.record_id, attributes, expect=_same_row(live))))
        except ConflictError:
            if store.get(live.record_id) is not None:
                raise
        return store.get(live.record_id)


def delete_model(store: Store, key: str) -> bool:
    """Delete a row; whether it was there. `key` is the record's id or its model id."""
    with _app_lock(store, handing_over=False):
        live = resolve(store, key)
        if live is None:
            return False
        try:
            _commit_one(store, (Remove(live.record_id, expect=_same_row(live)),))
        except ConflictError:
            return False
        return True


def resolve(store: Store, key: str) -> Record | None:
    """The row that the platform's `model_id` means: by record id first, then by model id."""
    return store.get(key) or next(iter(store.find(key)), None)


def _app_lock(store: Store, *, handing_over: bool) -> AbstractContextManager[None]:
    """Keeps other writers out where a condition on the row alone could not: two apps that each make a default."""
    if store.single_writer or handing_over:
        return store.lock(holder="an app", timeout=LOCK_TIMEOUT)
    return nullcontext()


def _require_free(store: Store, model_id: str, holder: Record | None = None) -> None:
    """Raise DuplicateModelError when a row has the model id.

    `holder` is the row under the derived id, read by its key: an index may not have seen it yet.
    """
    if (holder is not None and holder.model_id == model_id) or store.find(model_id):
        raise DuplicateModelError(f"a model with the modelId {model_id} exists")


def _same_row(live: Record) -> dict[str, object]:
    """What an app's write expects: that the row is there. It changes only what it was given."""
    return {"id": live.record_id}


def _clear_default(store: Store, *, keep: str, now: datetime) -> Group:
    """Patches that take the default from every other row that has it."""
    attributes = {STORED_NAME["is_default"]: False, "updatedAt": timestamp(now)}
    return tuple(
        Patch(record.record_id, attributes, expect=_same_row(record))
        for record in store.read().records
        if record.fields["is_default"] and record.record_id != keep
    )


def _commit_one(store: Store, group: Group) -> None:
    for result in store.commit([group]):
        if result.error is not None:
            raise result.error
