"""Where the value of a field comes from: only who asks for it needs this."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from syncer.model.catalog import Place


class FieldOrigin(NamedTuple):
    """Where the value of a field comes from."""

    field: str
    value: object
    place: Place
    why: Literal["definition", "default", "override"]
    """`default`: the definition leaves it out."""
    instead_of: object = None
    """For an override: what the definition says."""
