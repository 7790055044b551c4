"""A new definition from a public list: the prices that it knows, and comments for what it does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from schemas.attributes import BY_PROVIDER, DEFAULTS, DEFINED
from syncer.frozen import NamedTuple
from syncer.load.price_changes import KEY
from syncer.prices.base import PRICE_FIELDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from syncer.prices.base import Later
    from syncer.prices.listed import ListedPrices

_REQUIRED: Final = frozenset(DEFINED) - DEFAULTS.keys() - BY_PROVIDER.keys()

_WHY: Final = (
    "To be filled in, because the list does not know it",
    "To be filled in, because in the list it depends on the hour",
    "Not in the list, so that the default holds",
)
"""What comments say of fields, in this order."""


class ListedFields(NamedTuple):
    """The fields of a definition, and what is said of them in its file."""

    fields: Mapping[str, object]
    header: tuple[str, ...]
    remarks: Mapping[tuple[str, ...], str]
    """Behind the prices of the list, by the keys at which each stands."""
    missing: tuple[str, ...]
    """What the file needs, and neither the list nor anybody else says."""


def from_list(listed: ListedPrices, given: Mapping[str, object], like: Mapping[str, object]) -> ListedFields:
    """What is given, and the prices of the list; none is taken from `like`, which has all that else is known."""
    fields = {**dict.fromkeys(PRICE_FIELDS), **listed.fields, **given}
    said = {**like, **fields}
    unknown = [name for name in DEFINED if said.get(name) is None]
    missing = tuple(filter(_REQUIRED.__contains__, unknown))
    taken = listed.without(given)
    header = (f"# Prices: {listed.source}", *_told(unknown, missing, listed.hourly))
    return ListedFields({**fields, KEY: _by_day(taken.later)}, header, _remarks(taken), missing)


def _remarks(listed: ListedPrices) -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {(field,): remark for field, remark in listed.remarks.items()}
    for field, one in listed.later.items():
        found[KEY, one.since.isoformat(), field] = listed.remarks[field]
    return found


def _by_day(later: Mapping[str, Later]) -> dict[str, dict[str, float]] | None:
    """As a file has prices to come; None where there are none."""
    found: dict[str, dict[str, float]] = {}
    for field, one in sorted(later.items(), key=lambda known: known[1].since):
        found.setdefault(one.since.isoformat(), {})[field] = float(one.price)
    return found or None


def _told(unknown: list[str], missing: Collection[str], hourly: Collection[str]) -> Iterator[str]:
    """What the list does not know, as comments."""
    groups: dict[str, list[str]] = {}
    for name in unknown:
        groups.setdefault(_why_unknown(name, missing, hourly), []).append(name)
    yield from (f"# {why}: {', '.join(groups[why])}" for why in _WHY if why in groups)


def _why_unknown(name: str, missing: Collection[str], hourly: Collection[str]) -> str:
    if name in hourly:
        return _WHY[1]
    return _WHY[0] if name in missing else _WHY[2]
