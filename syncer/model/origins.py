"""Where the value of a field comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.model.catalog import Place


class PriceSource(NamedTuple):
    """What the prices of a model are held against. `schemas.price_settings.PriceSourceSettings` documents each."""

    list: str | None = None
    id: str | None = None
    factor: float | None = None
    none: str | None = None
    until: str | None = None


class PriceChange(NamedTuple):
    """Prices that a definition gives from a day on."""

    since: str
    """The day, `YYYY-MM-DD`: from midnight UTC on."""
    prices: Mapping[str, float]
    """By field."""
    lines: Mapping[str, int]
    """The line of each price in the file of the definition, from 1."""


class FieldOrigin(NamedTuple):
    """Where the value of a field comes from."""

    field: str
    value: object
    place: Place
    why: Literal["definition", "default", "override", "change"]
    """`default`: the definition leaves it out. `change`: a price that the definition gives from a day on."""
    instead_of: object = None
    """For an override and a change: what the definition says."""
