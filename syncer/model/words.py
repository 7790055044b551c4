"""Counts and lists as words of a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FEW: Final = 5
"""So many names of a list are said."""


def counted(count: int, noun: str) -> str:
    """A number of things: `1 model`, `2 models`."""
    return f"{count} {noun}{'s'[: count != 1]}"


def a_few(items: Sequence[str], most: int = FEW, *, apart: str = ", ", show: Callable[[str], str] = str) -> str:
    """The first of the items, each as `show` has it, and how many more there are.

    `a, b and 3 more`; with `; ` between them `a; b; and 3 more`.
    """
    more = len(items) - most
    ending = f"{apart.strip(', ')} and {more:,} more" if more > 0 else ""
    return f"{apart.join(map(show, items[:most]))}{ending}"
