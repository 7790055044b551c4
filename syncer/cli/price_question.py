"""What lists of prices are asked, and for when: the options of `prices`, and the report that answers them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from syncer.cli.options import moment, not_empty
from syncer.frozen import NamedTuple
from syncer.prices.check import check_prices
from syncer.prices.open import NAMED, open_lists, require_trusted
from syncer.prices.since import MOST_EARLIER, list_news, read_earlier

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from syncer.cli.session import Session
    from syncer.model.catalog import Catalog
    from syncer.prices.base import PriceList
    from syncer.prices.check import PriceReport
    from syncer.prices.since import EarlierReport


def _now_or(ctx: click.Context, parameter: click.Parameter, value: str | None) -> datetime:
    """A callback: the moment that an option names, in UTC; now without it."""
    return moment(ctx, parameter, value) or datetime.now(UTC).replace(microsecond=0)


class PriceQuestion(NamedTuple):
    """What somebody asks."""

    at: datetime
    wanted: Mapping[str, Any]
    """What names each list that is asked besides the installed one."""
    since: str | None = None
    """The file of an earlier report."""

    def lists(self) -> tuple[PriceList, ...]:
        """The lists, ready to be asked. Raises UsageError."""
        return open_lists(self.at, self.wanted)

    def report(self, catalog: Catalog) -> PriceReport:
        """What the lists say. Raises UsageError when there are none."""
        earlier = None if self.since is None else _earlier(self.since)
        lists = self.lists()
        require_trusted(catalog.settings.trusted_lists, lists)
        report = check_prices(catalog, lists, self.at)
        return report if earlier is None else report._replace(news=list_news(report, earlier))


def _earlier(place: str) -> EarlierReport:
    """The report at a place. The modules of HTTP are imported only for it. Raises UsageError."""
    return read_earlier(import_module("syncer.prices.fetch").read_list(place, most=MOST_EARLIER), place)


def asks_lists(function: Callable[..., Any]) -> Callable[..., Any]:
    """--at, and the options that name lists, which become `asked`; without a target the files are what is meant."""

    @wraps(function)
    def wrapped(*, session: Session, at: datetime, since: str | None = None, **rest: Any) -> Any:
        session.without_default()
        session.at = at
        wanted = {one.name: rest.pop(one.name) for one in NAMED}
        return function(session=session, asked=PriceQuestion(at, wanted, since), **rest)

    result: Callable[..., Any] = wrapped
    for one in reversed(NAMED):
        option = click.option(
            f"--{one.name}", metavar=one.metavar, multiple=one.many, callback=not_empty, help=one.help
        )
        result = option(result)
    when = "The moment for which lists are asked: a date, or a time with its zone. Otherwise now."
    return click.option("--at", metavar="WHEN", callback=_now_or, help=when)(result)


def compares(function: Callable[..., Any]) -> Callable[..., Any]:
    """--since, which `asks_lists` takes; to be written above it."""
    text = "An earlier report in JSON: say which models a list no longer has."
    result: Callable[..., Any] = click.option("--since", metavar="FILE|URL", callback=not_empty, help=text)(function)
    return result
