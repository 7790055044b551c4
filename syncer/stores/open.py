"""Settings and environment to a Store, with the reason for the choice. A kind of store is a folder here and a line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

from syncer.errors import UsageError
from syncer.frozen import NamedTuple
from syncer.model.catalog import Target
from syncer.stores.directory import DIRECTORY
from syncer.stores.dynamodb import DYNAMODB
from syncer.stores.kind import StoreKind, Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from syncer.stores.base import Store, Table

KINDS: Final[dict[str, StoreKind]] = {
    "dynamodb": DYNAMODB,
    "directory": DIRECTORY,
}
"""By the key that settings have for it. Where the environment names several stores, the first kind counts."""
DEFAULT_FOLDER = "managed_models"


class StoreChoice(NamedTuple):
    """Which store, and why."""

    target: Target
    reason: str


def choose(environment: Mapping[str, str]) -> StoreChoice:
    """The store that the environment names; by default the directory `managed_models` beside the catalog.

    Directories are relative to the catalog's folder, those of the environment to the working directory.
    """
    for kind in KINDS.values():
        if named := environment.get(kind.variable):
            return StoreChoice(kind.named(named), f"{kind.variable} is set")
    default = Target.of("directory", path=f"{os.pardir}/{DEFAULT_FOLDER}")
    return StoreChoice(default, "the default beside the catalog")


def names_a_store(environment: Mapping[str, str]) -> bool:
    """Whether the environment says which store it is."""
    return any(environment.get(kind.variable) for kind in KINDS.values())


def identified(identity: Mapping[str, str]) -> Target:
    """The target that leads to a store of that identity. Raises UsageError."""
    name = identity.get("kind", "")
    if name not in KINDS or KINDS[name].settings[0] not in identity:
        raise UsageError("the plan does not say which store it is for; make the plan again")
    return Target.of(name, **{setting: identity.get(setting) for setting in KINDS[name].settings})


def described(target: Target) -> str:
    """The target's store in a few words, such as `table managed-models in eu-central-1`."""
    return KINDS[target.kind].described(dict(target.settings))


def open_store(
    target: Target,
    environment: Mapping[str, str],
    *,
    catalog: str = "catalog",
    cached: bool = False,
    latest: bool = True,
    marked: bool = True,
    has_few: Callable[[], bool] = lambda: False,
    session: Any = None,
) -> Store:
    """The store of a target. `Surroundings` documents the rest."""
    return KINDS[target.kind].opened(
        dict(target.settings), Surroundings(environment, catalog, cached, latest, marked, has_few, session)
    )


def open_table(target: Target, environment: Mapping[str, str]) -> Table:
    """The table of a target, for what is no part of a sync. Raises UsageError for a store that is none."""
    table = open_store(target, environment).table
    if table is None:
        raise UsageError(
            f"this is for a DynamoDB table, but the store is a {target.kind}; pass --target, or set {DYNAMODB.variable}"
        )
    return table
