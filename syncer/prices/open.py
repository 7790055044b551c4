"""The lists that a check asks: the installed one, and what the command line names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.errors import UsageError
from syncer.prices.genai import GenaiPrices

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from syncer.prices.base import PriceList


def open_lists(at: datetime) -> tuple[PriceList, ...]:
    """The lists, ready to be asked. Raises UsageError when there is none."""
    return (GenaiPrices(at),)


def require_trusted(settings: Mapping[str, Sequence[str]], lists: Iterable[PriceList]) -> None:
    """Raise UsageError when settings name lists and none of them was asked."""
    asked = {one.name for one in lists}
    named = {name for names in settings.values() for name in names}
    if named and not named & asked:
        raise UsageError(f"`prices` of catalog.yaml trusts {', '.join(sorted(named))}, of which none was asked")
