"""Settings and environment to a Store. Says what was picked, and why."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from syncer.cache import Cache, cache_folder
from syncer.errors import UsageError
from syncer.stores.directory import DirectoryStore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.stores.base import Store

TABLE_VARIABLE = "DYNAMODB_MANAGED_MODELS_TABLE_NAME"
FOLDER_VARIABLE = "MANAGED_MODELS_DIR"
DEFAULT_FOLDER = "managed_models"


class Picked(NamedTuple):
    """A store and the reason for it."""

    store: Store
    reason: str


def pick_store(environment: Mapping[str, str], *, catalog: str = "catalog", cached: bool = False) -> Picked:
    """The store that the environment names; by default the directory `managed_models` beside the catalog.

    `cached` keeps verdicts on records between runs, in the user's cache directory. Raises UsageError.
    """
    if environment.get(TABLE_VARIABLE):
        raise UsageError(
            f"{TABLE_VARIABLE} is set, but this version cannot work on DynamoDB yet; unset it to use a directory"
        )
    named = environment.get(FOLDER_VARIABLE)
    folder = Path(named or os.path.normpath(os.path.join(catalog, os.pardir, DEFAULT_FOLDER)))
    cache = Cache(cache_folder(environment), f"records {folder.absolute()}") if cached else None
    reason = f"{FOLDER_VARIABLE} is set" if named else "the default beside the catalog"
    return Picked(DirectoryStore(folder, cache=cache), reason)
