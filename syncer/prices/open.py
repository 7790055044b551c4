"""The lists that a check asks: the installed one, and what the command line names."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from syncer.errors import UsageError
from syncer.frozen import NamedTuple
from syncer.prices.genai import GenaiPrices, is_installed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from syncer.prices.base import PriceList


class Wanted(NamedTuple):
    """The lists that somebody names besides the installed one."""

    litellm: str | None = None
    """LiteLLM's table: a file or an address."""
    aws: tuple[str, ...] = ()
    """The regions of AWS whose price list is asked for."""


UNASKED: Final = Wanted()


def open_lists(at: datetime, wanted: Wanted = UNASKED) -> tuple[PriceList, ...]:
    """The lists, ready to be asked: the installed one, unless it is missing and another one is named.

    Raises UsageError when there is none, or one cannot be read.
    """
    named = [make(value) for make, value in zip((_table, _aws), wanted, strict=True) if value]
    installed = (GenaiPrices(at),) if is_installed() or not named else ()
    return (*installed, *named)


def _table(place: Any) -> PriceList:
    """LiteLLM's table. The modules of HTTP are imported only for it."""
    fetch, litellm = import_module("syncer.prices.fetch"), import_module("syncer.prices.litellm")
    table: PriceList = litellm.LiteLlmTable(fetch.read_list(place), place)
    return table


def _aws(regions: Any) -> PriceList:
    """AWS's own list. Its library is imported only for it."""
    asked = import_module("syncer.prices.ask_aws").ask_aws(regions)
    found: PriceList = import_module("syncer.prices.aws").AwsPrices(asked, regions)
    return found


def require_trusted(settings: Mapping[str, Sequence[str]], lists: Iterable[PriceList]) -> None:
    """Raise UsageError when settings name lists and none of them was asked."""
    asked = {one.name for one in lists}
    named = {name for names in settings.values() for name in names}
    if named and not named & asked:
        raise UsageError(f"`prices` of catalog.yaml trusts {', '.join(sorted(named))}, of which none was asked")
