"""The lists that a check asks: the installed one, and what the command line names."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from syncer.errors import UsageError
from syncer.prices.genai import GenaiPrices, is_installed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from syncer.prices.base import PriceList


def open_lists(at: datetime, *, litellm: str | None) -> tuple[PriceList, ...]:
    """The lists, ready to be asked; `litellm` is a file or an address.

    Raises UsageError when there is none, or one cannot be read.
    """
    installed: tuple[PriceList, ...] = (GenaiPrices(at),) if is_installed() or litellm is None else ()
    return installed if litellm is None else (*installed, _table(litellm))


def _table(place: str) -> PriceList:
    """The table. The modules of HTTP are imported only for it."""
    fetch, litellm = import_module("syncer.prices.fetch"), import_module("syncer.prices.litellm")
    table: PriceList = litellm.LiteLlmTable(fetch.read_list(place), place)
    return table


def require_trusted(settings: Mapping[str, Sequence[str]], lists: Iterable[PriceList]) -> None:
    """Raise UsageError when settings name lists and none of them was asked."""
    asked = {one.name for one in lists}
    named = {name for names in settings.values() for name in names}
    if named and not named & asked:
        raise UsageError(f"`prices` of catalog.yaml trusts {', '.join(sorted(named))}, of which none was asked")
