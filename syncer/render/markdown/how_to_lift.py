"""Options that lift what refuses a plan, as a shell and as the description of a pull request take them."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from syncer.render.view import PlanView

MOST_OPTION: Final = 300
"""So many characters of an option and its value are shown."""
_MOST: Final = 20


def as_typed(option: str) -> str:
    """An option and its value as a shell takes them."""
    name, gap, value = option.partition(" ")
    return f"{name}{gap}{shlex.quote(value)}" if gap else name


def lifting_lines(view: PlanView) -> list[str]:
    """Markdown with a line for each option; empty when an option cannot do it, or when there are too many of them."""
    options = view.lifting
    if not 0 < len(options) <= _MOST or not all(map(_is_plain, options)):
        return []
    these = "this line" if len(options) == 1 else "these lines"
    lines = [f"syncer: {as_typed(option)}" for option in options]
    return [f"If that is meant, write {these} into the description of the pull request:", "", "```", *lines, "```", ""]


def _is_plain(option: str) -> bool:
    """Whether the option can stand in a line of text as it is."""
    return option.isprintable() and "`" not in option and len(option) <= MOST_OPTION
