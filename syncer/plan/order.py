"""The order of a catalog's models as a number for each of them, by what `order` says and where the rows stand. Pure."""

from __future__ import annotations

from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syncer.model.catalog import Catalog, CatalogEntry
    from syncer.model.records import Record, Snapshot

_NO_ROW: Final = -1


def in_order(catalog: Catalog, snapshot: Snapshot) -> Catalog:
    """The catalog with the place of each model in `sort_order`; as it is where `order` says nothing.

    The models of the list come first, then the others as their rows stand now, then those without a row. Where the
    rows stand so already they keep their numbers, however far apart: others may stand between them.
    """
    if not catalog.settings.order:
        return catalog
    wanted = {model_id: place for place, model_id in enumerate(catalog.settings.order)}
    found = sorted(
        _with_rows(catalog, snapshot),
        key=lambda one: (wanted.get(one[0].model_id, len(wanted)), _standing(one[1])),
    )
    numbers = _numbers([_NO_ROW if row is None else _place(row) for _, row in found])
    entries = [_placed(catalog, entry, number) for (entry, _), number in zip(found, numbers, strict=True)]
    return catalog._replace(entries=tuple(sorted(entries, key=attrgetter("model_id"))))


def _with_rows(catalog: Catalog, snapshot: Snapshot) -> Iterator[tuple[CatalogEntry, Record | None]]:
    rows = _rows(catalog, snapshot)
    return ((entry, rows.get(entry.model_id) or rows.get(entry.renamed_from or "")) for entry in catalog.entries)


def _rows(catalog: Catalog, snapshot: Snapshot) -> dict[str, Record]:
    """The rows that can be the catalog's, by their name and by the name under which they were last applied."""
    ours = [record for record in snapshot.records if record.managed_by in (None, catalog.settings.name)]
    former = {str(record.base["model_id"]): record for record in ours if record.base is not None}
    return former | {record.model_id: record for record in ours}


def _place(row: Record) -> int | None:
    place = row.fields["sort_order"]
    return place if isinstance(place, int) else None


def _standing(row: Record | None) -> tuple[int, float]:
    """Where the platform lists the row: by its place, then the newest first. A model without a row comes last."""
    if row is None:
        return 2, 0
    place = _place(row)
    if place is not None:
        return 0, place
    made = row.raw.get("createdAt")  # not there in what stands in for a store
    return 1, -datetime.fromisoformat(str(made)).timestamp() if made else 0


def _numbers(live: Sequence[int | None]) -> Iterator[int]:
    """A number for each model. `live` are those of their rows; None where a row has none."""
    known = [place for place in live if place is not None and place != _NO_ROW]
    keeps = None not in live and known == sorted(set(known))
    last = -1
    for place in live:
        last = max(place or 0, last + 1) if keeps else last + 1
        yield last


def _placed(catalog: Catalog, entry: CatalogEntry, number: int) -> CatalogEntry:
    order, places = catalog.settings.order, catalog.settings.order_places
    is_named = entry.model_id in order
    place = places.of("order", order.index(entry.model_id)) if is_named else places.of("order")
    source = entry.source._replace(overrides={**entry.source.overrides, "sort_order": place})
    return entry._replace(fields={**entry.fields, "sort_order": number}, source=source)
