"""Every price and limit of a catalog beside what lists say at one moment. Pure but for what a list does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.origins import PriceSource
from syncer.prices.age import is_old
from syncer.prices.base import LIMIT_FIELDS, PRICE_FIELDS, Later, exact
from syncer.prices.listed import is_row_of
from syncer.prices.verdicts import Opinion, Sought, opinion_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from syncer.model.catalog import Catalog, CatalogEntry
    from syncer.prices.base import PriceList, Quote
    from syncer.prices.since import ListNews
    from syncer.prices.verdicts import PriceVerdict

_RANK: Final[Mapping[PriceVerdict, int]] = {"ambiguous": 1, "collapsed": 1, "loose": 1, "unknown": 2}
"""How little a verdict tells."""
_SURE: Final[frozenset[PriceVerdict]] = frozenset({"same", "scheduled", "differs"})
"""The row is that of the model, and for its calls."""


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
    def before(self) -> float:
        """What the file says, as a plain number."""
        return float(self.price)

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

    @property
    def before(self) -> int | None:
        """What the file says."""
        return self.limit

    @property
    def opinion(self) -> Opinion:
        """What the list says, as it says a price."""
        return Opinion(self.source, "differs", price=Decimal(self.said))


class AbsentPrice(NamedTuple):
    """A price that a definition does not give, and what the list says that all its other prices go by."""

    entry: CatalogEntry
    field: str
    opinion: Opinion
    before: None = None
    """What the file says."""


ListedValue = JudgedPrice | AbsentPrice | LimitGap
"""What an update may write."""


class AskedList(NamedTuple):
    """A list that was asked."""

    name: str
    version: str
    newest: date | None
    """The newest date in it that has come and counts."""
    is_old: bool
    rows: int
    """How many it has."""


class PriceReport(NamedTuple):
    """What a check found."""

    catalog: str
    at: datetime
    lists: tuple[AskedList, ...]
    prices: tuple[JudgedPrice, ...]
    """Every price, by model id and in the order of a definition."""
    limits: tuple[LimitGap, ...]
    target: str | None = None
    """The target whose prices they are; None for those of the files."""
    absent: tuple[AbsentPrice, ...] = ()
    """Prices that definitions do not give and their list surely has."""
    news: ListNews | None = None
    """What became of the lists since an earlier report, where one was named."""

    @property
    def counts(self) -> dict[PriceVerdict, int]:
        """How many prices have each verdict."""
        found: dict[PriceVerdict, int] = {}
        for one in self.prices:
            found[one.verdict] = found.get(one.verdict, 0) + 1
        return found


def check_prices(catalog: Catalog, lists: Sequence[PriceList], at: datetime) -> PriceReport:
    """The verdict on every price, and the limits that differ."""
    asked = tuple(AskedList(one.name, one.version, one.newest, is_old(one, at), one.size) for one in lists)
    prices: list[JudgedPrice] = []
    limits: list[LimitGap] = []
    absent: list[AbsentPrice] = []
    for entry in catalog.entries:
        asking = _Asking.of(entry, catalog.settings.trusted_lists, lists, at)
        judged = [*asking.judged()]
        prices += judged
        limits += asking.gaps()
        absent += asking.absent(judged)
    settings = catalog.settings
    return PriceReport(settings.name, at, asked, tuple(prices), tuple(limits), settings.target, tuple(absent))


class _Asking(NamedTuple):
    """One definition, and what each list says of its model."""

    entry: CatalogEntry
    provider: str
    """In lower case."""
    source: PriceSource
    trusted: Sequence[str]
    """The lists that count, the first one first."""
    quotes: Mapping[str, Quote | None]
    excuse: str | None
    """Why no list is asked."""

    @classmethod
    def of(
        cls, entry: CatalogEntry, settings: Mapping[str, Sequence[str]], lists: Sequence[PriceList], at: datetime
    ) -> _Asking:  # fmt: skip
        """Asks the lists."""
        provider, source = str(entry.fields["provider"]).lower(), entry.price_source or PriceSource()
        trusted = settings.get(provider) or settings.get("default") or [one.name for one in lists]
        trusted = trusted if source.list is None else [source.list]
        quotes = {one.name: _quoted(one, entry.model_id, provider, source, at) for one in lists}
        return cls(entry, provider, source, trusted, quotes, _excuse(source, at))

    def judged(self) -> Iterator[JudgedPrice]:
        """Every price that the definition gives."""
        for field in PRICE_FIELDS:
            value = self.entry.fields[field]
            if isinstance(value, (int, float)):
                yield self._judged(field, exact(value))

    def _judged(self, field: str, price: Decimal) -> JudgedPrice:
        if self.excuse is not None:
            return JudgedPrice(self.entry, field, price, Opinion("price_source", "excused", self.excuse))
        opinions = [opinion_of(name, self._sought(name, field, price), quote) for name, quote in self.quotes.items()]
        counts = _counting(opinions, self.trusted)
        if self.source.until is not None:
            over = f"the reason in the file held until {self.source.until}"
            counts = counts._replace(why=f"{counts.why}; {over}" if counts.why else over)
        return JudgedPrice(
            self.entry, field, price, counts, tuple(one for one in opinions if one.source != counts.source)
        )

    def absent(self, judged: Sequence[JudgedPrice]) -> Iterator[AbsentPrice]:
        """The prices that the definition leaves out and the list has by which all of those that it gives are sure."""
        source = _only_source(judged)
        quote = self.quotes.get(source)
        if quote is None or not self._is_its_row(quote):
            return
        for field, rate in quote.rates.items():
            if self.entry.fields[field] is None and rate.price and not rate.hourly:
                yield AbsentPrice(self.entry, field, opinion_of(source, self._sought(source, field, rate.price), quote))

    def _is_its_row(self, quote: Quote) -> bool:
        """Whether a row is surely for the model's calls: the file says so, or it is of its id and geography."""
        is_named = self.source.id is not None or self.source.factor is not None
        return is_named or is_row_of(quote, self.entry.model_id, self.provider)

    def _sought(self, name: str, field: str, price: Decimal) -> Sought:
        is_meant = self.source.list in {None, name}
        factor = exact(self.source.factor) if is_meant and self.source.factor is not None else None
        named = self.source.id if is_meant else None
        coming = coming_price(self.entry, field)
        return Sought(self.entry.model_id, self.provider, field, price, factor, named, coming)

    def gaps(self) -> Iterator[LimitGap]:
        """The limits of which the first list that knows one says another."""
        for field in LIMIT_FIELDS:
            limit = self.entry.fields[field]
            for name in dict.fromkeys((*self.trusted, *self.quotes)):
                quote = self.quotes.get(name)
                said = None if quote is None else quote.limits.get(field)
                if said is not None:
                    yield from () if said == limit else (LimitGap(self.entry, field, limit, name, said),)  # type: ignore[arg-type]  # a count or None
                    break


def coming_price(entry: CatalogEntry, field: str) -> Later | None:
    """The next price that a definition gives for a day to come; `entry` is as it is at the moment."""
    if field in entry.source.overrides:
        return None
    found = (one for one in entry.price_changes if field in one.prices)
    return next((Later(date.fromisoformat(one.since), exact(one.prices[field])) for one in found), None)


def _excuse(source: PriceSource, at: datetime) -> str | None:
    """The reason of the file, while it holds."""
    holds = source.until is not None and at.date().isoformat() <= source.until
    return f"{source.none}, until {source.until}" if holds else None


def _quoted(one: PriceList, model_id: str, provider: str, source: PriceSource, at: datetime) -> Quote | None:
    """What a list says: in the row that the file names, or in that of the model's id."""
    if source.id is not None and source.list == one.name:
        return one.quote_named(source.id, provider, at)
    return one.quote(model_id, provider, at)


def _only_source(judged: Sequence[JudgedPrice]) -> str:
    """The list by which all prices of a model are sure; empty where there is none."""
    sources = {one.opinion.source if one.verdict in _SURE else "" for one in judged}
    return sources.pop() if len(sources) == 1 else ""


def _counting(opinions: Sequence[Opinion], trusted: Sequence[str]) -> Opinion:
    """That of the first trusted list that can tell, or else has a price, or else was asked."""
    by_name = {one.source: one for one in opinions}
    found = [by_name[name] for name in trusted if name in by_name]
    found.sort(key=lambda one: _RANK.get(one.verdict, 0))
    return found[0] if found else Opinion(trusted[0], "unknown", "the list was not asked")
