"""Prices that definitions give for days to come: what a reviewer is told before, and what needs no review then. Pure.

Imported only for a catalog that has such prices. A sync remembers what it was told: what then comes into force was
reviewed when it was written, and is refused no more for being odd, or one of many.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING

from syncer.frozen import NamedTuple
from syncer.model.equality import same
from syncer.plan.match_rows import Rows
from syncer.plan.retirements import SOON

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from syncer.model.catalog import Catalog, CatalogEntry, Place
    from syncer.model.records import Announced, Record


class ComingPrice(NamedTuple):
    """A price that a definition gives from a day on that is to come, or has come and is not written yet."""

    model_id: str
    since: str
    """The day, `YYYY-MM-DD`."""
    field: str
    before: float | None
    """The price until then; None where there is none."""
    after: float
    is_new: bool
    """Whether no sync has been told of it yet."""
    is_soon: bool
    """Whether the day is at most 30 days away."""
    place: Place


def coming_prices(catalog: Catalog, announced: Announced, today: date | None) -> tuple[ComingPrice, ...]:
    """Every price to come of the fields that the catalog owns, by day, then by model id.

    `catalog` is as it is on a day; `announced` is what the last sync was told. Without `today` none of them is soon.
    """
    end = "" if today is None else (today + timedelta(days=SOON)).isoformat()
    changing = (entry for entry in catalog.entries if entry.price_changes)
    found = (_of_entry(one, _others(catalog, one), announced.get(one.model_id, {}), end) for one in changing)
    return tuple(sorted(chain.from_iterable(found), key=lambda one: (one.since, one.model_id)))


def _others(catalog: Catalog, entry: CatalogEntry) -> set[str]:
    """The fields whose price the file does not decide: a target overrides them, or other writers own them."""
    policies = catalog.settings.policies.of(entry.model_id)
    return {*entry.source.overrides, *(field for field, policy in policies.items() if policy == "live")}


def _of_entry(
    entry: CatalogEntry, others: set[str], known: Mapping[str, Mapping[str, float]], end: str
) -> Iterator[ComingPrice]:
    before = dict(entry.fields)
    for change in entry.price_changes:
        for field, price in change.prices.items():
            if field not in others and before[field] != price:
                is_new = known.get(change.since, {}).get(field) != price
                place = entry.source.at(field)._replace(line=change.lines[field])
                yield ComingPrice(
                    entry.model_id, change.since, field, before[field], price, is_new, change.since <= end, place  # type: ignore[arg-type]  # a price
                )  # fmt: skip
            before[field] = price


def due_prices(catalog: Catalog, announced: Announced) -> frozenset[tuple[str, str]]:
    """The model ids and fields of prices whose day has come, and of which the last sync was told."""
    return frozenset(
        (entry.model_id, field)
        for entry in catalog.entries
        for field, since in entry.since.items()
        if announced.get(entry.model_id, {}).get(since, {}).get(field) == entry.fields[field]
    )


def unwritten_prices(catalog: Catalog, announced: Announced, records: Sequence[Record]) -> tuple[ComingPrice, ...]:
    """The prices whose day has come and that the catalog's row does not have, by day, then by model id.

    `before` is what the row has. A model without a row of the catalog's is none of these: a plan makes or adopts it.
    """
    rows = Rows(catalog, records)
    given = (entry for entry in catalog.entries if entry.since)
    found = (_unwritten(entry, row, _others(catalog, entry), announced.get(entry.model_id, {}))
             for entry in given for row in rows.of(entry)[:1] if row.managed_by == catalog.settings.name)  # fmt: skip
    return tuple(sorted(chain.from_iterable(found), key=lambda one: (one.since, one.model_id)))


def _unwritten(
    entry: CatalogEntry, row: Record, others: set[str], known: Mapping[str, Mapping[str, float]]
) -> Iterator[ComingPrice]:
    for field, since in entry.since.items():
        before, after = row.fields[field], entry.fields[field]
        if field not in others and not same(field, before, after):
            is_new = known.get(since, {}).get(field) != after
            yield ComingPrice(
                entry.model_id, since, field, before, after, is_new, is_soon=True, place=entry.source.at(field)  # type: ignore[arg-type]  # a price
            )  # fmt: skip
