"""Who was granted which models: what the platform's table of roles says, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from syncer.errors import Problem

EVERY_MODEL: Final = "*"
"""A grant of it is one of all models, those to come included."""
NO_MODELS: Final[frozenset[str]] = frozenset()


def named_roles(names: object) -> tuple[str, ...]:
    """The names of a list, without empty ones and white space: an edit on the page can leave such, and is nobody's."""
    return tuple(name for name in map(str, names) if name.strip()) if isinstance(names, (list, tuple)) else ()


class AppRole(NamedTuple):
    """A role of the platform. Its grants name models by `modelId`."""

    role_id: str
    granted: frozenset[str] = NO_MODELS
    """The models that were granted to the role itself."""
    effective: frozenset[str] = NO_MODELS
    """What the platform last worked out that its members can use, inherited models included."""
    inherits: frozenset[str] = frozenset()
    """The ids of the roles whose own grants it has, too: one level."""
    mapped: frozenset[str] = frozenset()
    """The roles of the sign-in that make somebody a member. `availableToRoles` names those."""
    enabled: bool = True
    """A role that is not gives nobody anything."""


class Grants(NamedTuple):
    """All grants of models."""

    roles: tuple[AppRole, ...] = ()
    """By role id."""
    people: tuple[frozenset[str], ...] = ()
    """The models that were granted to each person. Who that is, nobody here needs to know."""
    problems: tuple[Problem, ...] = ()
    """What could not be read, as warnings; then there may be grants that are not here."""
