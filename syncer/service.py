"""The six functions by which an app reads and writes the catalog, off its event loop.

`model_id` is the record's `id`, as the platform means it; the provider's `modelId` is taken too.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from time import monotonic
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from schemas.attributes import CLEARED_BY_EMPTY, DEFINED, STORED_NAME
from schemas.managed_model import ManagedModel, ManagedModelCreate, ManagedModelUpdate, plain_fields
from syncer.frozen import NamedTuple
from syncer.stores.open import choose, open_store
from syncer.sync import operations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from syncer.model.catalog import Target
    from syncer.model.records import Record
    from syncer.stores.base import Store

_log = logging.getLogger("syncer")


async def create_managed_model(model_data: ManagedModelCreate) -> ManagedModel:
    """Add a model. It is unmanaged until a catalog adopts it.

    Making it the default takes the default from every other model. Raises DuplicateModelError, a ValueError,
    when the `modelId` is taken; ValueError for what the platform's page refuses; StoreError when the store cannot be
    used.
    """
    return await asyncio.to_thread(_create, model_data)


async def get_managed_model(model_id: str) -> ManagedModel | None:
    """The model of that record id or `modelId`; None when there is none. Raises StoreError."""
    row = await asyncio.to_thread(lambda: operations.find_row(_store(), model_id))
    return None if row is None else _model(row)


async def list_managed_models(user_roles: Sequence[str] | None = None, *, max_age: float = 0.0) -> list[ManagedModel]:
    """The models that somebody with these roles can pick, in the order of `list_all_managed_models`.

    A model has to be enabled and share a role with `user_roles`; an empty list matches nothing, and None
    means every model. `max_age` as in `list_all_managed_models`. Raises StoreError.
    """
    models = await list_all_managed_models(max_age=max_age)
    if user_roles is None:
        return models
    roles = set(user_roles)
    return [model for model in models if model.enabled and roles.intersection(model.available_to_roles)]


async def list_all_managed_models(*, max_age: float = 0.0) -> list[ManagedModel]:
    """Every model, in the order of the page: by `sortOrder` where a row has it, then the newest first.

    A row that does not parse is skipped with a warning. Raises StoreError.

    An app that reads on every request can take a list that was read up to `max_age` seconds ago by this process.
    A write through this process is seen at once; one of another writer after `max_age` at the latest.
    """
    return await asyncio.to_thread(_list, max_age)


async def update_managed_model(model_id: str, updates: ManagedModelUpdate) -> ManagedModel | None:
    """Change the fields given; None leaves a field alone. Returns the model after it, or None for an unknown id.

    An update with nothing in it returns the model unchanged. Raises DuplicateModelError, a ValueError, when
    a new `modelId` is taken; ValueError for what the platform's page refuses; StoreError.
    """
    return await asyncio.to_thread(_update, model_id, updates)


async def delete_managed_model(model_id: str) -> bool:
    """Delete the model of that record id or `modelId`; whether it was there.

    Raises ValueError when another model names it as its successor, which the platform's page refuses; StoreError.
    """
    return await asyncio.to_thread(_delete, model_id)


def use_session(session: Any) -> None:
    """Reach the table with this `boto3.session.Session` from now on; None: as the environment says, as at the start.

    Region and profile are the session's. A directory needs none.
    """
    _session[0] = session


def _store() -> Store:
    """The store that the environment names, made once for each that it has named."""
    return _opened(choose(os.environ).target, os.getcwd(), _session[0])


@lru_cache
def _opened(target: Target, _working_directory: str, session: Any) -> Store:
    """A store's path may be relative: the same one opened elsewhere is another store."""
    return open_store(target, os.environ, session=session)


def _create(model_data: ManagedModelCreate) -> ManagedModel:
    now, fields = datetime.now(UTC), plain_fields(model_data)
    with _writing() as store:
        row = operations.create_model(store, fields, now=now, new_id=lambda: str(uuid4()))
    return _shape(row)


def _list(max_age: float) -> list[ManagedModel]:
    store = _store()
    listing, writes = _kept.get(store), _writes[store]
    if listing is None or listing.writes != writes or monotonic() - listing.read_at >= max_age:
        listing = _kept[store] = _Listing(monotonic(), writes, _read(store))
    return [model.model_copy(deep=True) for model in listing.models]


class _Listing(NamedTuple):
    """A list of models as one read gave it."""

    read_at: float
    writes: int
    """How many writes of this process were done when the read began: after one more, the list is not taken."""
    models: tuple[ManagedModel, ...]


_session: Final[list[Any]] = [None]
"""The session that the app handed over, in a list of one."""
_kept: Final[dict[Store, _Listing]] = {}
"""The last list of each store."""
_writes: Final[Counter[Store]] = Counter()
"""Writes of this process to each store."""


def _read(store: Store) -> tuple[ManagedModel, ...]:
    snapshot = store.read()
    for row in snapshot.broken:
        _log.warning("%s %s", row.problem.where, row.problem.message)
    models = [(_order_of(record), _model(record)) for record in snapshot.records]
    models.sort(key=lambda one: one[1].created_at, reverse=True)
    models.sort(key=itemgetter(0))
    return tuple(model for _, model in models)


def _order_of(record: Record) -> tuple[bool, Any]:
    """The place that the model has on the page; after all others where there is none that can be read."""
    place = record.fields["sort_order"]
    return place is None, place or 0


@contextmanager
def _writing() -> Iterator[Store]:
    """The store, whose kept list is not taken after the write, also one that failed half-way."""
    store = _store()
    try:
        yield store
    finally:
        _writes[store] += 1


def _update(model_id: str, updates: ManagedModelUpdate) -> ManagedModel | None:
    given = updates.model_dump()
    values = {name: given[name] for name in DEFINED if given[name] is not None}
    values.update((name, None) for name in CLEARED_BY_EMPTY if given[name] == "")
    with _writing() as store:
        row = operations.update_model(store, model_id, values, now=datetime.now(UTC))
    return None if row is None else _model(row)


def _delete(model_id: str) -> bool:
    with _writing() as store:
        return operations.delete_model(store, model_id)


def _model(record: Record) -> ManagedModel:
    """A record as an app gets it: its fields as they were parsed, so that no row that was read is refused now."""
    parsed = {STORED_NAME[name]: value for name, value in record.fields.items()}
    return _shape({**record.raw, **parsed})


def _shape(row: Mapping[str, object]) -> ManagedModel:
    """The row as an app gets it. Only the stored names count."""
    return ManagedModel.model_validate(row, by_alias=True, by_name=False)
