"""A directory of JSON files as a kind of store."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from syncer.disk.cache import Cache, cache_folder
from syncer.model.catalog import Target
from syncer.stores.directory.store import DirectoryStore
from syncer.stores.kind import StoreKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.stores.kind import Surroundings


def _opened(settings: Mapping[str, str], around: Surroundings) -> DirectoryStore:
    folder = _short(os.path.join(around.catalog, settings["path"]))
    cache = (
        Cache(cache_folder(around.environment), f"records {os.path.join(os.getcwd(), folder)}")
        if around.cached
        else None
    )
    return DirectoryStore(folder, cache=cache, marked=around.marked)


def _short(path: str) -> str:
    """The path without detours; below the working directory relative to it, as messages show it."""
    whole = os.path.normpath(path)
    if not os.path.isabs(whole):
        return whole
    near = os.path.relpath(whole)
    return whole if near.startswith(os.pardir) else near


DIRECTORY = StoreKind(
    variable="MANAGED_MODELS_DIR",
    settings=("path",),
    named=lambda folder: Target.of("directory", path=os.path.abspath(folder)),
    described=lambda settings: f"directory {settings['path']}",
    opened=_opened,
)
