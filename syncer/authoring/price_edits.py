"""What public lists say as edits of the model files: prices that differ, and those that somebody chose."""

from __future__ import annotations

from functools import partial
from itertools import chain, starmap
from typing import TYPE_CHECKING, Any

from syncer.authoring.price_work import work_of
from syncer.authoring.results import Left, PriceProposal
from syncer.errors import GuardError
from syncer.model.dated_prices import catalog_on
from syncer.prices.verdicts import FAILING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from syncer.authoring.price_work import PriceWork, RefusedPrice
    from syncer.model.catalog import Catalog, CatalogEntry
    from syncer.prices.check import ListedValue, PriceReport


def price_proposal(
    report: PriceReport, catalog: Catalog, chosen: Collection[str], *, adds: bool = False, limits: Collection[str] = ()
) -> PriceProposal:  # fmt: skip
    """The edits that give the files the prices of the lists; `chosen` are models whose unsure prices are taken, too.

    `catalog` is what the files say, for no target. With `adds`, prices that they lack are written, too; `limits` are
    models whose limits are taken where a list says others. A price becomes 0 in no case. Raises SyncerError when a file
    cannot be read.
    """
    day = report.at.date().isoformat()
    made = [
        (work, work.written())
        for work in starmap(partial(work_of, chosen, report), _by_model(catalog, _values(report, limits, adds=adds)))
    ]
    texts = {work.entry.source.file: file.data for work, file in made if file.data is not None}
    done = [work for work, _ in made if work.entry.source.file in texts]
    left = [*chain.from_iterable(work.left(file) for work, file in made)]
    is_open = any(map(_fails, left))
    return PriceProposal(
        texts, _all("taken", done), tuple(_told(left)), is_open, _with(catalog_on(catalog, day), done, day),
        _all("scheduled", done), _all("folded", done),
    )  # fmt: skip


def _fails(one: RefusedPrice) -> bool:
    return one.price.opinion.verdict in FAILING


def _all(part: str, works: Iterable[PriceWork]) -> tuple[Any, ...]:
    return tuple(chain.from_iterable(getattr(work, part) for work in works))


def _with(catalog: Catalog, works: Iterable[PriceWork], day: str) -> Catalog:
    """The catalog of the day with what is written."""
    changed = {work.entry.model_id: work.entry_on(day) for work in works}
    return catalog._replace(entries=tuple(changed.get(entry.model_id, entry) for entry in catalog.entries))


def _told(refused: Iterable[RefusedPrice]) -> Iterator[Left]:
    """One for the prices of a model that have the same reason."""
    groups: dict[tuple[str, str], list[ListedValue]] = {}
    for price, why in refused:
        groups.setdefault((price.entry.model_id, why), []).append(price)
    for (model_id, why), prices in groups.items():
        said = ", ".join(f"{one.field.partition('_price_')[0]} {one.opinion.price:f}" for one in prices)
        place = prices[0].entry.source.at(prices[0].field)
        yield Left(model_id, place.file, place.line, f"{said}: {why}")


def require_whole(report: PriceReport, allowed: Collection[int]) -> None:
    """Raise GuardError when lists know less than half of the prices: probably one was cut off.

    `allowed` are the exact numbers of unknown prices that are meant.
    """
    unknown = report.counts.get("unknown", 0)
    if unknown * 2 > len(report.prices) and unknown not in allowed:
        raise GuardError(
            f"the lists do not know {unknown} of {len(report.prices)} prices, as if one were not whole; nothing was "
            f"written; pass --allow-unknown {unknown} if that is meant"
        )


def _values(report: PriceReport, limits: Collection[str], *, adds: bool) -> Iterator[ListedValue]:
    """All prices that were judged, and the values that were asked for besides."""
    yield from report.prices
    yield from report.absent if adds else ()
    yield from (one for one in report.limits if one.entry.model_id in limits)


def _by_model(
    catalog: Catalog, values: Iterable[ListedValue]
) -> Iterator[tuple[CatalogEntry, list[ListedValue]]]:  # fmt: skip
    """What each file says alone, with the values of its model."""
    found: dict[str, list[ListedValue]] = {}
    for one in values:
        found.setdefault(one.entry.model_id, []).append(one)
    return ((entry, found[entry.model_id]) for entry in catalog.entries if entry.model_id in found)
