"""What lifts a stop of a plan, as people paste it: on a command line, in the description of a pull request."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from syncer.render.view import PlanView

WHEN_LIFTED: Final = {"refused": "If that is meant", "conflict": "Where the catalog is right"}
"""When what lifts a stop of the kind is to be written."""
MOST_OPTION: Final = 300
"""So many characters of an option and its value are shown."""
_MOST_LIFTING: Final = 20


def typed_option(option: str) -> str:
    """An option and its value as a shell takes them."""
    name, gap, value = option.partition(" ")
    return f"{name}{gap}{shlex.quote(value)}" if gap else name


def pasted_lines(view: PlanView, kind: str) -> list[str]:
    """The options that lift all stops of a kind, a line each, as the description of a pull request takes them.

    Empty when an option cannot do it, or when there are too many of them.
    """
    options = view.lifting(kind)
    if not 0 < len(options) <= _MOST_LIFTING or not all(map(_is_plain, options)):
        return []
    return [f"syncer: {typed_option(option)}" for option in options]


def _is_plain(option: str) -> bool:
    """Whether the option can stand in a line of text as it is."""
    return option.isprintable() and "`" not in option and len(option) <= MOST_OPTION
