"""Where the value of a field comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from syncer.model.catalog import Place


class PriceSource(NamedTuple):
    """What the prices of a model are held against. `schemas.price_settings.PriceSourceSettings` documents each."""

    list: str | None = None
    id: str | None = None
    factor: float | None = None
    none: str | None = None
    until: str | None = None


class FieldOrigin(NamedTuple):
    """Where the value of a field comes from."""

    field: str
    value: object
    place: Place
    why: Literal["definition", "default", "override"]
    """`default`: the definition leaves it out."""
    instead_of: object = None
    """For an override: what the definition says."""
