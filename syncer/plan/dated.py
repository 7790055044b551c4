"""The day that a plan is for, and the prices that change around it. Pure."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from syncer.frozen import NamedTuple
from syncer.model.changes import changes_values

if TYPE_CHECKING:
    from datetime import date

    from syncer.model.catalog import Catalog
    from syncer.model.changes import Update
    from syncer.model.records import Announced
    from syncer.plan.coming_prices import ComingPrice
    from syncer.plan.partial import Part


class Dated(NamedTuple):
    """The day of a plan, and the prices of definitions that change around it."""

    today: date | None = None
    """In UTC; without it nothing is said of what happens soon."""
    coming: tuple[ComingPrice, ...] = ()
    """The prices for days to come, by day, then by model id."""
    due: frozenset[tuple[str, str]] = frozenset()
    """The model ids and fields of prices whose day has come, and of which the last sync was told."""


UNDATED = Dated()


def dated(catalog: Catalog, announced: Announced, today: date | None = None, part: Part | None = None) -> Dated:
    """What changes around the day; of a part, only its models. `catalog` is as it is on that day.

    `announced` is what the last sync was told. Most catalogs have no such prices, and do without the module.
    """
    if not any(entry.price_changes or entry.since for entry in catalog.entries):
        return Dated(today)
    made = import_module("syncer.plan.coming_prices")
    coming = made.coming_prices(catalog, announced, today)
    if part is not None:
        coming = tuple(one for one in coming if part.takes([one.model_id]))
    return Dated(today, coming, made.due_prices(catalog, announced))


def announced_by(coming: tuple[ComingPrice, ...]) -> Announced:
    """What a sync is told that sees these, for the one after it."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for one in coming:
        found.setdefault(one.model_id, {}).setdefault(one.since, {})[one.field] = one.after
    return found


def is_untold(change: Update, due: frozenset[tuple[str, str]]) -> bool:
    """Whether the catalog changes values of the row, and more of them than prices that are due."""
    if not changes_values(change) or change.puts_all_back:
        return False
    return not due or any((change.model_id, field.field) not in due for field in change.fields)
