"""Which roles the models name, as a matrix."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.grants import named_roles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.render.html.offers import Offer

_MOST_CELLS: Final = 12_000
_MOST_ROWS: Final = 400
"""More than these make a page slow: all of it is laid out anew at each letter of a search. The filter by role tells of
every model."""


class RoleMatrix(NamedTuple):
    """Models across roles."""

    roles: tuple[str, ...]
    """Sorted."""
    rows: tuple[tuple[Offer, tuple[bool, ...]], ...]
    """The models that name a role, each with whether it names each of them."""
    left_out: int
    """How many more there are that name a role."""
    without: int
    """How many name none."""


def role_matrix(offers: Sequence[Offer]) -> RoleMatrix:
    """The matrix of all models that name a role, or of so many of them as a page can hold."""
    naming = [(offer, names) for offer in offers if (names := named_roles(offer.fields["available_to_roles"]))]
    roles = tuple(sorted({*chain.from_iterable(names for _, names in naming)}))
    most = max(1, min(_MOST_ROWS, _MOST_CELLS // max(1, len(roles))))
    rows = tuple((offer, _across(roles, frozenset(names))) for offer, names in naming[:most])
    return RoleMatrix(roles, rows, len(naming) - len(rows), len(offers) - len(naming))


def _across(roles: Sequence[str], names: frozenset[str]) -> tuple[bool, ...]:
    return tuple(role in names for role in roles)
