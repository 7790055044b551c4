"""The few things that most people look for first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from syncer.frozen import NamedTuple
from syncer.model.lifecycle import status_of
from syncer.render.html.cells import cell_of
from syncer.render.html.numbers import blend_text, blended
from syncer.render.html.sheet import condition_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from syncer.render.html.offers import Offer

_THERE: Final = frozenset({"active", "default"})
_SIZE: Final = "max_input_tokens"


class Sight(NamedTuple):
    """One model that stands out."""

    label: str
    text: str
    """By what."""
    offer: Offer
    sort: str = ""
    """By which column others follow, as the address of the page has it."""


def glance(offers: Sequence[Offer], parts: tuple[int, int]) -> tuple[Sight, ...]:
    """What is cheapest, reads most and is the default among the models that people can pick, and what retires next."""
    there = [one for one in offers if condition_of(one) in _THERE]
    mix = ":".join(map(str, parts))
    cheapest = _least(there, partial(_mix, parts))
    longest = _least(there, _size)
    found = [Sight(f"Cheapest at {mix}", blend_text(_mix(parts, one)), one, "mix") for one in cheapest]
    found += [Sight("Longest context", cell_of(_SIZE, one.fields[_SIZE]).text, one, f"-{_SIZE}") for one in longest]
    found += [Sight(f"Default, at {mix}", blend_text(_mix(parts, one)), one) for one in _least(there, _is_default)]
    found += [Sight("Retires first", str(one.fields["retires_on"]), one) for one in _least(offers, _last_day)]
    return tuple(found)


def _least(offers: Sequence[Offer], value: Callable[[Offer], Any]) -> Sequence[Offer]:
    """The one with the least value, by its key where several have that; none where nobody has a value."""
    ranked = [(found, one.key, one) for one in offers if (found := value(one)) is not None]
    return [min(ranked, key=lambda rank: rank[:2])[2]] if ranked else []


def _mix(parts: tuple[int, int], offer: Offer) -> float | None:
    fields = offer.fields
    return blended(fields["input_price_per_million_tokens"], fields["output_price_per_million_tokens"], parts=parts)


def _is_default(offer: Offer) -> bool | None:
    return offer.fields["is_default"] is True or None


def _size(offer: Offer) -> int | None:
    size = offer.fields[_SIZE]
    return -size if isinstance(size, int) else None


def _last_day(offer: Offer) -> str | None:
    day = offer.fields["retires_on"]
    return str(day) if day and status_of(offer.fields) != "retired" else None
