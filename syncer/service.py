"""The six functions by which an app reads and writes the catalog, off its event loop.

`model_id` is the record's `id`, as the platform means it; the provider's `modelId` is taken too.
"""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from schemas.attributes import CLEARED_BY_EMPTY, DEFINED
from schemas.managed_model import ManagedModel, ManagedModelCreate, ManagedModelUpdate, plain_fields
from syncer.serving.lists import KeptLists
from syncer.serving.models import model_of, own_copy
from syncer.serving.threads import OwnThreads
from syncer.stores.open import choose, open_store
from syncer.sync import operations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from syncer.model.catalog import Target
    from syncer.stores.base import Store

    _Place = tuple[Target, str, Any]
    """A store: its target, the working directory, the session."""

_log = logging.getLogger("syncer")


async def create_managed_model(model_data: ManagedModelCreate) -> ManagedModel:
    """Add a model. It is unmanaged until a catalog adopts it.

    Making it the default takes the default from every other model. Raises DuplicateModelError, a ValueError,
    when the `modelId` is taken; ValueError for what the platform's page refuses; StoreError when the store cannot be
    used.
    """
    return await _writers.run(_create, model_data)


async def get_managed_model(model_id: str) -> ManagedModel | None:
    """The model of that record id or `modelId`; None when there is none. Raises StoreError."""
    return await _readers.run(_get, model_id)


async def list_managed_models(user_roles: Sequence[str] | None = None, *, max_age: float = 0.0) -> list[ManagedModel]:
    """The models that somebody with these roles can pick, in the order of `list_all_managed_models`.

    A model has to be enabled and share a role with `user_roles`; an empty list matches nothing, and None
    means every model. `max_age` as in `list_all_managed_models`. Raises StoreError.
    """
    return await _listed(None if user_roles is None else frozenset(user_roles), max_age)


async def list_all_managed_models(*, max_age: float = 0.0) -> list[ManagedModel]:
    """Every model, in the order of the page: by `sortOrder` where a row has it, then the newest first.

    A row that does not parse is skipped with a warning. Raises StoreError.

    An app that reads on every request can take a list that was read up to `max_age` seconds ago by this process.
    A write through this process is seen at once; one of another writer after `max_age` at the latest. Callers that
    would read at the same time share one read. What they get is their own.
    """
    return await _listed(None, max_age)


async def update_managed_model(model_id: str, updates: ManagedModelUpdate) -> ManagedModel | None:
    """Change the fields given; None leaves a field alone. Returns the model after it, or None for an unknown id.

    An update with nothing in it returns the model unchanged. Raises DuplicateModelError, a ValueError, when
    a new `modelId` is taken; ValueError for what the platform's page refuses; StoreError.
    """
    return await _writers.run(_update, model_id, updates)


async def delete_managed_model(model_id: str) -> bool:
    """Delete the model of that record id or `modelId`; whether it was there.

    Raises ValueError when another model names it as its successor, which the platform's page refuses; LockedError when
    a sync writes for longer than ten seconds; StoreError.
    """
    return await _writers.run(_delete, model_id)


def use_session(session: Any) -> None:
    """Reach the table with this `boto3.session.Session` from now on; None: as the environment says, as at the start.

    Region and profile are the session's. A directory needs none.
    """
    _session[0] = session


def _place() -> _Place:
    """Which store the environment names. A path may be relative: the same one elsewhere is another store."""
    return choose(os.environ).target, os.getcwd(), _session[0]


@lru_cache
def _opened(target: Target, _working_directory: str, session: Any) -> Store:
    """The store, made once for each that the environment has named."""
    return open_store(target, os.environ, marked=False, session=session)


_session: Final[list[Any]] = [None]
"""The session that the app handed over, in a list of one."""
_readers: Final = OwnThreads(4, "read")
_copier: Final = OwnThreads(1, "copy")
"""Copying is computing: more threads would not be faster, and would keep the event loop waiting for its turn."""
_writers: Final = OwnThreads(4, "write")
"""Apart from those that read: a write may wait for a sync for seconds."""
_lists: Final[KeptLists[tuple[ManagedModel, ...]]] = KeptLists(_readers)
os.register_at_fork(after_in_child=_opened.cache_clear)  # two processes cannot share a connection


def _get(model_id: str) -> ManagedModel | None:
    row = operations.find_row(_opened(*_place()), model_id)
    return None if row is None else model_of(row)


async def _listed(roles: frozenset[str] | None, max_age: float) -> list[ManagedModel]:
    place = _place()
    models = await _lists.get(place, partial(_read, place), max_age=max_age)
    return await _copier.run(_picked, models, roles)


def _picked(models: tuple[ManagedModel, ...], roles: frozenset[str] | None) -> list[ManagedModel]:
    """Copies for one caller, of those that the roles can pick."""
    if roles is None:
        return [own_copy(model) for model in models]
    return [own_copy(model) for model in models if model.enabled and not roles.isdisjoint(model.available_to_roles)]


def _read(place: _Place) -> tuple[ManagedModel, ...]:
    snapshot = _opened(*place).read()
    for row in snapshot.broken:
        _log.warning("%s %s", row.problem.where, row.problem.message)
    models = sorted(map(model_of, snapshot.records), key=attrgetter("created_at"), reverse=True)
    return tuple(sorted(models, key=_place_on_page))


def _place_on_page(model: ManagedModel) -> tuple[bool, int]:
    """After all others where there is no place that can be read."""
    place = model.sort_order
    return place is None, place or 0


def _create(model_data: ManagedModelCreate) -> ManagedModel:
    now, fields = datetime.now(UTC), plain_fields(model_data)
    with _writing() as store:
        row = operations.create_model(store, fields, now=now, new_id=lambda: str(uuid4()))
    return _shape(row)


@contextmanager
def _writing() -> Iterator[Store]:
    """The store, whose kept list is not taken after the write, also one that failed half-way."""
    place = _place()
    try:
        yield _opened(*place)
    finally:
        _lists.wrote(place)


def _update(model_id: str, updates: ManagedModelUpdate) -> ManagedModel | None:
    given = updates.model_dump()
    values = {name: given[name] for name in DEFINED if given[name] is not None}
    values.update((name, None) for name in CLEARED_BY_EMPTY if given[name] == "")
    with _writing() as store:
        row = operations.update_model(store, model_id, values, now=datetime.now(UTC))
    return None if row is None else model_of(row)


def _delete(model_id: str) -> bool:
    with _writing() as store:
        return operations.delete_model(store, model_id)


def _shape(row: Mapping[str, object]) -> ManagedModel:
    """The row as an app gets it. Only the stored names count."""
    return ManagedModel.model_validate(row, by_alias=True, by_name=False)
