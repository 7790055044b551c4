"""The prices of a catalog as they are on a day, by the changes that its files give. Pure.

Imported only where a definition has such changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from syncer.model.catalog import Catalog, CatalogEntry


def marked_on(catalog: Catalog, day: str) -> Catalog:
    """What the files say, as they say it; each definition knows which of its changes hold on the day, `YYYY-MM-DD`."""
    return _each(catalog, lambda entry: entry._replace(since=_since(entry, day)))


def catalog_on(catalog: Catalog, day: str) -> Catalog:
    """The catalog as it is on a day, `YYYY-MM-DD`, in UTC. `catalog` is as its files say it."""
    return _each(catalog, lambda entry: entry_on(entry, day))


def _each(catalog: Catalog, made: Callable[[CatalogEntry], CatalogEntry]) -> Catalog:
    entries = (made(entry) if entry.price_changes else entry for entry in catalog.entries)
    return catalog._replace(entries=tuple(entries))


def entry_on(entry: CatalogEntry, day: str) -> CatalogEntry:
    """The definition with the prices that hold on the day, each at its line; of its changes those to come are left."""
    fields, lines = dict(entry.fields), dict(entry.source.lines)
    for change in entry.price_changes:
        if change.since <= day:
            fields.update(change.prices)
            lines.update(change.lines)
    to_come = tuple(change for change in entry.price_changes if change.since > day)
    source = entry.source._replace(lines=lines)
    return entry._replace(fields=fields, source=source, price_changes=to_come, since=_since(entry, day))


def _since(entry: CatalogEntry, day: str) -> dict[str, str]:
    return {field: change.since for change in entry.price_changes if change.since <= day for field in change.prices}
