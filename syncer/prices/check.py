"""Every price and limit of a catalog beside what lists say at one moment. Pure but for what a list does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.prices.base import LIMIT_FIELDS, PRICE_FIELDS, exact
from syncer.prices.verdicts import Opinion, Sought, opinion_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from syncer.model.catalog import Catalog, CatalogEntry
    from syncer.prices.base import PriceList, Quote
    from syncer.prices.verdicts import PriceVerdict

OLD: Final = timedelta(days=60)
"""A list whose newest date is longer ago is told to be old."""
_RANK: Final[Mapping[PriceVerdict, int]] = {"ambiguous": 1, "collapsed": 1, "loose": 1, "unknown": 2}
"""How little a verdict tells."""


class JudgedPrice(NamedTuple):
    """A price of the catalog, and what lists say of it."""

    entry: CatalogEntry
    field: str
    price: Decimal
    opinion: Opinion
    """That of the list that counts."""
    others: tuple[Opinion, ...] = ()
    """Those of the other lists."""

    @property
    def verdict(self) -> PriceVerdict:
        """The verdict of the list that counts."""
        return self.opinion.verdict


class LimitGap(NamedTuple):
    """A limit of the catalog of which a list says another number of tokens."""

    entry: CatalogEntry
    field: str
    limit: int | None
    source: str
    said: int


class AskedList(NamedTuple):
    """A list that was asked."""

    name: str
    version: str
    newest: date | None
    """The newest date in it that has come."""
    is_old: bool


class PriceReport(NamedTuple):
    """What a check found."""

    catalog: str
    at: datetime
    lists: tuple[AskedList, ...]
    prices: tuple[JudgedPrice, ...]
    """Every price, by model id and in the order of a definition."""
    limits: tuple[LimitGap, ...]

    @property
    def counts(self) -> dict[PriceVerdict, int]:
        """How many prices have each verdict."""
        found: dict[PriceVerdict, int] = {}
        for one in self.prices:
            found[one.verdict] = found.get(one.verdict, 0) + 1
        return found


def check_prices(catalog: Catalog, lists: Sequence[PriceList], at: datetime) -> PriceReport:
    """The verdict on every price, and the limits that differ."""
    asked = tuple(AskedList(one.name, one.version, one.newest, one.newest is not None and at.date() - one.newest > OLD)
                  for one in lists)  # fmt: skip
    prices: list[JudgedPrice] = []
    limits: list[LimitGap] = []
    for entry in catalog.entries:
        provider = str(entry.fields["provider"]).lower()
        quotes = {one.name: one.quote(entry.model_id, provider, at) for one in lists}
        trusted = _trusted(catalog.settings.trusted_lists, provider, [*quotes])
        prices += _judged(entry, provider, quotes, trusted)
        limits += _gaps(entry, quotes, trusted)
    return PriceReport(catalog.settings.name, at, asked, tuple(prices), tuple(limits))


def _trusted(settings: Mapping[str, Sequence[str]], provider: str, asked: Sequence[str]) -> Sequence[str]:
    """The lists that count for a provider, the first one first."""
    return settings.get(provider) or settings.get("default") or asked


def _judged(
    entry: CatalogEntry, provider: str, quotes: Mapping[str, Quote | None], trusted: Sequence[str]
) -> Iterator[JudgedPrice]:
    for field in PRICE_FIELDS:
        value = entry.fields[field]
        if isinstance(value, (int, float)):
            sought = Sought(entry.model_id, provider, field, exact(value))
            opinions = [opinion_of(name, sought, quote) for name, quote in quotes.items()]
            counts = _counting(opinions, trusted)
            yield JudgedPrice(entry, field, sought.price, counts, tuple(one for one in opinions if one is not counts))


def _counting(opinions: Sequence[Opinion], trusted: Sequence[str]) -> Opinion:
    """That of the first trusted list that can tell, or else has a price, or else was asked."""
    by_name = {one.source: one for one in opinions}
    found = [by_name[name] for name in trusted if name in by_name]
    found.sort(key=lambda one: _RANK.get(one.verdict, 0))
    return found[0] if found else Opinion(trusted[0], "unknown", "the list was not asked")


def _gaps(entry: CatalogEntry, quotes: Mapping[str, Quote | None], trusted: Sequence[str]) -> Iterator[LimitGap]:
    """The limits of which the first list that knows one says another."""
    for field in LIMIT_FIELDS:
        limit = entry.fields[field]
        for name in dict.fromkeys((*trusted, *quotes)):
            quote = quotes.get(name)
            said = None if quote is None else quote.limits.get(field)
            if said is not None:
                yield from () if said == limit else (LimitGap(entry, field, limit, name, said),)  # type: ignore[arg-type]  # a count or None
                break
