"""What lists no longer have since an earlier report: rows of models that are gone, and lists that are hardly whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from syncer.errors import GuardError, UsageError
from syncer.frozen import NamedTuple
from syncer.prices.strict_json import strict_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from syncer.model.catalog import CatalogEntry
    from syncer.prices.check import PriceReport

MOST_EARLIER: Final = 64 << 20
"""Bytes of an earlier report; one of 10,000 models and three lists has half of that."""


class EarlierReport(NamedTuple):
    """What an earlier report says of lists."""

    at: str
    sizes: Mapping[str, int]
    """How many rows each list had."""
    rows: Mapping[tuple[str, str], str]
    """The row of each model, by the list and the model's id."""


class GoneRow(NamedTuple):
    """A model of the catalog that a list had a row of, and has none now."""

    source: str
    entry: CatalogEntry
    row: str
    """What the list called it."""


class ShrunkList(NamedTuple):
    """A list that has half as many rows as it had, or fewer."""

    source: str
    before: int
    now: int


class ListNews(NamedTuple):
    """What became of the lists since an earlier report. A list that was not asked both times is no news."""

    since: str
    """The moment for which the earlier report asked."""
    gone: tuple[GoneRow, ...]
    shrunk: tuple[ShrunkList, ...]


def read_earlier(data: bytes, place: str) -> EarlierReport:
    """The report as `prices check --format json` prints it; `place` is for messages. Raises UsageError."""
    try:
        document = strict_json(data)
        sizes = {str(one["name"]): int(one["rows"]) for one in document["lists"]}
        return EarlierReport(str(document["at"]), sizes, dict(_rows(document["prices"])))
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{place} is no report that `prices check --format json` printed: {error!r}") from error


def _rows(prices: Any) -> Iterator[tuple[tuple[str, str], str]]:
    for one in prices:
        for opinion in one["opinions"]:
            if opinion["row"] is not None:
                yield (str(opinion["source"]), str(one["model_id"])), str(opinion["row"])


def list_news(report: PriceReport, earlier: EarlierReport) -> ListNews:
    """What the lists of a report no longer have."""
    shrunk = (ShrunkList(one.name, earlier.sizes.get(one.name, 0), one.rows) for one in report.lists)
    return ListNews(
        earlier.at, tuple(_gone(report, earlier)), tuple(one for one in shrunk if one.now * 2 <= one.before)
    )


def _gone(report: PriceReport, earlier: EarlierReport) -> Iterator[GoneRow]:
    """Each model once for each list, in the order of the report."""
    found: dict[tuple[str, str], GoneRow] = {}
    for price in report.prices:
        for opinion in (price.opinion, *price.others):
            key = (opinion.source, price.entry.model_id)
            row = earlier.rows.get(key)
            if row is not None and opinion.name is None:
                found[key] = GoneRow(opinion.source, price.entry, row)
    return iter(found.values())


def require_no_shrunk(news: ListNews | None) -> None:
    """Raise GuardError where a list is hardly whole: an update would go by what was left of it."""
    for one in news.shrunk if news is not None else ():
        raise GuardError(
            f"{one.source} has {one.now} rows, and had {one.before} at {news.since if news else ''}: as if it were "
            "not whole; nothing was written; leave --since out if that is meant"
        )
