"""The lists that a check asks: the installed one, and what the command line names."""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from syncer.errors import UsageError
from syncer.frozen import NamedTuple
from syncer.prices.genai import GenaiPrices, is_installed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from syncer.prices.base import PriceList


class NamedList(NamedTuple):
    """A list that is asked where somebody names it. Its class has `named`, which takes what was said."""

    name: str
    """As settings call it, and the option."""
    module: str
    """Imported only where the list is named: that of AWS takes its time, as HTTP does."""
    kind: str
    """The class in it."""
    metavar: str
    many: bool
    """Whether the option may be repeated."""
    help: str


NAMED: Final = (
    NamedList("litellm", "syncer.prices.litellm", "LiteLlmTable", "FILE|URL", many=False,
              help="Also ask LiteLLM's table: a file, or an https address, which is fetched."),
    NamedList("aws", "syncer.prices.aws", "AwsPrices", "REGION", many=True,
              help="Also ask AWS for its own price list, for calls from this region. Repeatable."),
)  # fmt: skip
_NONE: Final[Mapping[str, Any]] = MappingProxyType({})


def open_lists(at: datetime, wanted: Mapping[str, Any] = _NONE) -> tuple[PriceList, ...]:
    """The lists, ready to be asked: the installed one, unless it is missing and another one is named.

    `wanted` has what was said to name each. Raises UsageError when there is none, or one cannot be read.
    """
    named = [_kind(one).named(wanted[one.name]) for one in NAMED if wanted.get(one.name)]
    installed = (GenaiPrices(at),) if is_installed() or not named else ()
    return (*installed, *named)


def _kind(one: NamedList) -> Any:
    return getattr(import_module(one.module), one.kind)


def require_trusted(settings: Mapping[str, Sequence[str]], lists: Iterable[PriceList]) -> None:
    """Raise UsageError when settings name lists and none of them was asked."""
    asked = {one.name for one in lists}
    named = {name for names in settings.values() for name in names}
    if named and not named & asked:
        raise UsageError(f"`prices` of catalog.yaml trusts {', '.join(sorted(named))}, of which none was asked")
