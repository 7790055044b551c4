"""A new definition from a public list: the prices that it knows, and comments for what it does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from schemas.attributes import BY_PROVIDER, DEFAULTS, DEFINED
from syncer.frozen import NamedTuple
from syncer.prices.base import PRICE_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from syncer.prices.listed import ListedPrices

_REQUIRED: Final = frozenset(DEFINED) - DEFAULTS.keys() - BY_PROVIDER.keys()


class ListedFields(NamedTuple):
    """The fields of a definition, and what is said of them in its file."""

    fields: Mapping[str, object]
    header: tuple[str, ...]
    remarks: Mapping[str, str]
    """Behind the prices of the list."""
    missing: tuple[str, ...]
    """What the file needs, and neither the list nor anybody else says."""


def from_list(listed: ListedPrices, given: Mapping[str, object], like: Mapping[str, object]) -> ListedFields:
    """What is given, and the prices of the list; none is taken from `like`, which has all that else is known."""
    fields = {**dict.fromkeys(PRICE_FIELDS), **listed.fields, **given}
    said = {**like, **fields}
    unknown = [name for name in DEFINED if said.get(name) is None]
    missing = tuple(filter(_REQUIRED.__contains__, unknown))
    remarks = {field: remark for field, remark in listed.remarks.items() if field not in given}
    return ListedFields(fields, (f"# Prices: {listed.source}", *_told(unknown, missing)), remarks, missing)


def _told(unknown: list[str], missing: tuple[str, ...]) -> Iterator[str]:
    """What the list does not know, as comments."""
    rest = [name for name in unknown if name not in missing]
    if missing:
        yield f"# To be filled in, because the list does not know it: {', '.join(missing)}"
    if rest:
        yield f"# Not in the list, so that the default holds: {', '.join(rest)}"
