"""What models are used, and what a plan costs by it. Values; whoever makes them loads exact arithmetic."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from fractions import Fraction

TOKEN_KINDS: Final = ("input", "output", "cache_read", "cache_write")
"""Kinds of tokens, each with a price."""
TIERS: Final = {
    "long": "in long requests",
    "one_hour": "kept for an hour",
    "off_peak": "in off-peak hours",
    "service": "of another service tier",
}
"""What tokens can be paid at a price of its own for, which no row has; each as it ends a sentence."""


class Usage(NamedTuple):
    """The use of models."""

    place: str
    """Where it comes from, for messages."""
    monthly: Mapping[str, Mapping[str, Fraction]]
    """Tokens a month, by model id and kind. Every model that is used is here."""
    tiers: Mapping[str, Mapping[tuple[str, str], Fraction]] = MappingProxyType({})
    """Tokens a month that are paid at a price that no row has, by model id, then kind and tier. None is in both."""


class MonthlyChange(NamedTuple):
    """What a model costs a month, now and then, in US dollars rounded to cents."""

    model_id: str
    before: Decimal
    after: Decimal
    more: Decimal
    """The difference, rounded by itself; below zero where it costs less."""
    successor: str | None = None
    """The model that runs in its place then."""


class LaterChange(NamedTuple):
    """What a model costs a month from a day to come on."""

    since: str
    """The day, `YYYY-MM-DD`."""
    change: MonthlyChange
    """With the use of retired models for which it runs."""


class TierUse(NamedTuple):
    """Tokens of models whose prices a plan changes, and which are paid at another price that no row has."""

    kind: str
    tier: str
    """One of `TIERS`."""
    tokens: int
    """A month, rounded."""
    model_ids: tuple[str, ...]


class Money(NamedTuple):
    """What a plan costs a month."""

    usage: str
    """Where the use comes from."""
    more: Decimal
    """All of it: US dollars a month, rounded to cents once; below zero where it costs less."""
    changes: tuple[MonthlyChange, ...] = ()
    """The largest first."""
    unsaid: tuple[str, ...] = ()
    """What cannot be said, in sentences without what comes from outside."""
    unused: tuple[str, ...] = ()
    """Models that get other prices, and of whose use nothing is known."""
    tiers: tuple[TierUse, ...] = ()
    """What is counted nowhere, the most tokens first."""
    strange: tuple[str, ...] = ()
    """Models of which the use is known, and that neither the catalog nor the plan has."""
    coming: tuple[LaterChange, ...] = ()
    """By day, then the largest first; no part of `more`."""
