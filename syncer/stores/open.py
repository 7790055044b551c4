"""Settings and environment to a Store, with the reason for the choice."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from syncer.disk.cache import Cache, cache_folder
from syncer.errors import UsageError
from syncer.model.catalog import DirectoryTarget, DynamoDBTarget
from syncer.stores.directory.store import DirectoryStore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.model.catalog import Target
    from syncer.stores.base import Store
    from syncer.stores.dynamodb.store import DynamoDBStore

TABLE_VARIABLE = "DYNAMODB_MANAGED_MODELS_TABLE_NAME"
FOLDER_VARIABLE = "MANAGED_MODELS_DIR"
DEFAULT_FOLDER = "managed_models"


class Choice(NamedTuple):
    """Which store, and why."""

    target: Target
    reason: str


def choose(environment: Mapping[str, str]) -> Choice:
    """The store that the environment names; by default the directory `managed_models` beside the catalog.

    Directories are relative to the catalog's folder, those of the environment to the working directory.
    """
    if table := environment.get(TABLE_VARIABLE):
        return Choice(DynamoDBTarget(table), f"{TABLE_VARIABLE} is set")
    if folder := environment.get(FOLDER_VARIABLE):
        return Choice(DirectoryTarget(os.path.abspath(folder)), f"{FOLDER_VARIABLE} is set")
    return Choice(DirectoryTarget(f"{os.pardir}/{DEFAULT_FOLDER}"), "the default beside the catalog")


def names_a_store(environment: Mapping[str, str]) -> bool:
    """Whether the environment says which store it is."""
    return bool(environment.get(TABLE_VARIABLE) or environment.get(FOLDER_VARIABLE))


def target_of(identity: Mapping[str, str]) -> Target:
    """The target that leads to a store of that identity. Raises UsageError."""
    if identity.get("kind") == "dynamodb" and "table" in identity:
        return DynamoDBTarget(identity["table"], identity.get("region"), identity.get("endpoint"))
    if identity.get("kind") == "directory" and "path" in identity:
        return DirectoryTarget(identity["path"])
    raise UsageError("the plan does not say which store it is for; make the plan again")


def open_store(
    target: Target, environment: Mapping[str, str], *, catalog: str = "catalog", cached: bool = False
) -> Store:
    """The store of a target. `cached` keeps verdicts on records between runs, in the user's cache directory."""
    if isinstance(target, DynamoDBTarget):
        return open_table(target, environment)
    folder = Path(_short(os.path.join(catalog, target.path)))
    cache = Cache(cache_folder(environment), f"records {folder.absolute()}") if cached else None
    return DirectoryStore(folder, cache=cache)


def open_table(target: Target, environment: Mapping[str, str]) -> DynamoDBStore:
    """The table of a target, also for what is no part of a sync. Raises UsageError for a directory."""
    if not isinstance(target, DynamoDBTarget):
        raise UsageError(
            f"this is for a DynamoDB table, but the store is a directory; pass --target, or set {TABLE_VARIABLE}"
        )
    from syncer.stores.dynamodb.store import DynamoDBStore  # noqa: PLC0415  botocore costs 250 ms

    # The contract names AWS_REGION, and boto3 knows only AWS_DEFAULT_REGION.
    region = target.region or environment.get("AWS_REGION") or None
    return DynamoDBStore(target.table, region=region, endpoint=target.endpoint, profile=target.profile)


def _short(path: str) -> str:
    """The path without detours; below the working directory relative to it, as messages show it."""
    whole = os.path.normpath(path)
    if not os.path.isabs(whole):
        return whole
    near = os.path.relpath(whole)
    return whole if near.startswith(os.pardir) else near
