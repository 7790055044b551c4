"""The rules for writing a model; the only caller of Store.commit.

Both a sync and an app go through here: a free model id, one default at most, attributes of other writers kept,
`updatedAt` bumped, and a write that carries what it expects to find.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, TypeAlias

from schemas.attributes import STORED_NAME
from syncer.disk.stopping import raise_if_stopped
from syncer.errors import ConflictError, DuplicateModelError
from syncer.model.records import record_id_for
from syncer.model.words import a_few
from syncer.stores.base import Insert, Patch, Remove
from syncer.stores.codec import new_row, timestamp
from syncer.sync.history import read_apply
from syncer.sync.page_rules import require_accepted, require_not_named
from syncer.sync.still_holds import require_still_holds
from syncer.sync.writes import Stamp, ages_of, attributes_of, grouped, write_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from syncer.model.records import Record
    from syncer.plan.guards.check import Guard
    from syncer.stores.base import Group, GroupResult, HistoryWrite, Store
from syncer.sync.writes import Work

Committed: TypeAlias = "tuple[tuple[tuple[Work, ...], GroupResult], ...]"
"""Each group of changes with what became of it."""
Recorder: TypeAlias = "Callable[[Sequence[Sequence[Work]], Sequence[Group]], HistoryWrite]"
"""From the changes and their writes to the entry of the history."""
LOCK_TIMEOUT = 10.0
"""Seconds for which an app waits for a sync that is writing."""


def write_changes(
    store: Store,
    changes: Sequence[Work],
    *,
    stamp: Stamp,
    new_id: Callable[[], str],
    progress: Callable[[int], None] | None = None,
    record: Recorder | None = None,
    allowed: Iterable[Guard] = (),
) -> Committed:
    """Do the changes of a plan; each group of changes with what became of it. Only under the store's lock.

    `record` makes the entry of the history, which is written with them. `allowed` are the guards that were lifted.

    Raises ConflictError when a row moved since the plan was made, and StoreError; then nothing was written.
    """
    require_still_holds(store, changes, catalog=stamp.catalog, allowed=allowed)
    parts = grouped(changes)
    ages = ages_of(changes)
    groups = [
        tuple(write_of(change, stamp=stamp, new_id=new_id, age=ages.get(change.model_id, 0)) for change in part)
        for part in parts
    ]
    try:
        history = record(parts, groups) if record is not None else None
        raise_if_stopped()
        results = store.commit(groups, progress=progress, history=history)
    except ConflictError as error:
        names = _named(changes, error.rows)
        if not names:
            raise
        raise ConflictError(f"{names}: {error}; plan again", rows=error.rows) from error
    return tuple(zip(parts, results, strict=True))


def _named(changes: Sequence[Work], rows: tuple[str, ...]) -> str:
    """The model ids of the changes of these rows, the first of them."""
    return a_few([change.model_id for change in changes if change.record_id in rows])


def create_model(
    store: Store, fields: Mapping[str, object], *, now: datetime, new_id: Callable[[], str]
) -> dict[str, object]:
    """Add an unmanaged row; its attributes.

    Raises DuplicateModelError when the model id is taken, ValueError for what the platform's page refuses.
    """
    model_id = str(fields["model_id"])
    record_id = record_id_for(model_id)
    is_spent = _was_deleted(store, model_id, record_id)
    random_id_is_needed = is_spent or store.get(record_id) is not None
    with _app_lock(store, needed=_looks_at_others(fields) or random_id_is_needed):
        require_accepted(fields, fields.keys(), store.find)
        if is_spent or store.get(record_id) is not None:
            _require_free(model_id, store.read().records)
            record_id = new_id()
        else:  # a race is left to the key of the new row
            _require_free(model_id, store.find(model_id))
        row = new_row(record_id, fields, now=now)
        handing = _clear_default(store, keep=record_id, now=now) if fields["is_default"] else ()
        try:
            _commit_one(store, (*handing, Insert(record_id, row)))
        except ConflictError:
            _require_free(model_id, store.read().records)
            raise
    return row


def _was_deleted(store: Store, model_id: str, record_id: str) -> bool:
    """Whether the history tells that a sync deleted the row: other tables may still refer to its id."""
    for head in store.history(model_id=model_id):
        apply = read_apply(head.apply_id, store.history_body(head.apply_id)) if "delete" in head.head else None
        changes = apply.changes if apply is not None else ()
        if any(change.action == "delete" and change.record_id == record_id for change in changes):
            return True
    return False


def update_model(store: Store, key: str, values: Mapping[str, object], *, now: datetime) -> Record | None:
    """Change the given fields of a row; the row after it, or None when there is none. None removes a field.

    `key` is the record's id or its model id. Raises DuplicateModelError when a new model id is taken, ValueError for
    what the platform's page refuses.
    """
    with _app_lock(store, needed=_looks_at_others(values) or "model_id" in values):
        live = find_row(store, key)
        if live is None or not values:
            return live
        model_id = str(values.get("model_id", live.model_id))
        if model_id != live.model_id:
            _require_free(model_id, store.read().records)
        require_accepted({**live.fields, **values}, values.keys(), store.find)
        attributes, removed = attributes_of(live, values)
        attributes["updatedAt"] = timestamp(now)
        handing = _clear_default(store, keep=live.record_id, now=now) if values.get("is_default") else ()
        try:
            _commit_one(store, (*handing, Patch(live.record_id, attributes, removed, _same_row(live))))
        except ConflictError:
            if store.get(live.record_id) is not None:
                raise
        return store.get(live.record_id)


def delete_model(store: Store, key: str) -> bool:
    """Delete a row; whether it was there. `key` is the record's id or its model id.

    Raises ValueError when another row names it as its successor: the platform's page refuses that.
    """
    with _app_lock(store, needed=True):
        live = find_row(store, key)
        if live is None:
            return False
        require_not_named(live.model_id, store.read().records)
        try:
            _commit_one(store, (Remove(live.record_id, expect=_same_row(live)),))
        except ConflictError:
            return False
        return True


def find_row(store: Store, key: str) -> Record | None:
    """The row that the platform's `model_id` means: by record id first, then by model id.

    Most rows have the id that follows from their model id. Only where that one has another is the store searched.
    """
    found = store.get(key)
    if found is None:
        likely = store.get(record_id_for(key))
        found = likely if likely is not None and likely.model_id == key else None
    return found or next(iter(store.find(key)), None)


def _looks_at_others(values: Mapping[str, object]) -> bool:
    """Whether the values can be right only as long as other rows stay as they are."""
    return bool(values.get("is_default") or values.get("replaced_by"))


def _app_lock(store: Store, *, needed: bool) -> AbstractContextManager[None]:
    """Keeps other writers out where a condition on the row's own key could not.

    That is so when the default is handed over, when a model is renamed, when a new row gets a random id, when a model
    names a successor, and when one is deleted, which may be the successor that another writer names.
    """
    if store.single_writer or needed:
        return store.lock(holder="an app", timeout=LOCK_TIMEOUT)
    return nullcontext()


def _require_free(model_id: str, records: Iterable[Record]) -> None:
    """Raise DuplicateModelError when one of the records has the model id.

    They are all rows where the key of a new row cannot tell: an index may not have seen the latest ones.
    """
    if any(record.model_id == model_id for record in records):
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
