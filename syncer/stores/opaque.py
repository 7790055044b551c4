"""A stored value that JSON has no form for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Opaque:
    """A set or a binary value, for which JSON has nothing: it goes back as it came."""

    kind: str
    """`SS`, `NS`, `BS` or `B`."""
    content: tuple[str, ...] | tuple[bytes, ...]
    """The members, sorted; of a `B` the one value. Numbers as text."""
