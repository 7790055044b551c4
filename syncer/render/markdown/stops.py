"""What stops a plan as Markdown, and the lines that lift it, for the description of a pull request."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

from syncer.model.words import counted
from syncer.render.markdown.escape import code, prose

if TYPE_CHECKING:
    from syncer.render.view import PlanView, StopRow

_MOST_OPTION: Final = 300
"""So many characters of an option and its value are shown."""
_MOST_LIFTING: Final = 20


def stop_line(view: PlanView) -> str | None:
    """What stops the plan, in a line; None when nothing does."""
    stops = []
    conflicts, refused = view.stopped("conflict"), view.stopped("refused")
    if conflicts:
        stops.append(f"**Conflict**: somebody has to decide about {counted(len(conflicts), 'value')} first")
    if refused:
        listed = ", ".join(code(name) for name in dict.fromkeys(stop.rule for stop in refused))
        stops.append(f"**Refused** by {len(refused):,} guard{'s'[: len(refused) != 1]} ({listed})")
    return f"{'. '.join(stops)}. Nothing is applied; what lifts it is said below." if stops else None


def _decided(stop: StopRow) -> str:
    return f"- {prose(stop.message)}"


def _stopped(stop: StopRow) -> str:
    return f"- **{stop.rule}**: {prose(stop.message)}"


def _refused(stop: StopRow) -> str:
    lift = f"Lifted by {code(_as_typed(stop.option), most=_MOST_OPTION)}." if stop.option else "No option lifts it."
    return f"- **{stop.rule}**: {prose(stop.reason)}. {lift}"


STOPS: Final = (
    ("conflicts", "Conflicts", "conflict", "conflict", _decided),
    ("guards", "Refused", "refusal", "refused", _refused),
    ("lifted", "Allowed", "lifted guard", "allowed", _stopped),
)
"""The name of each block, its title, a row in words, the kind of its stops, and what makes a row of one."""


_MEANT: Final = {"refused": "If that is meant", "conflict": "Where the catalog is right"}
"""When what lifts a stop of the kind is to be written."""


def _as_typed(option: str) -> str:
    """An option and its value as a shell takes them."""
    name, gap, value = option.partition(" ")
    return f"{name}{gap}{shlex.quote(value)}" if gap else name


def lifting_lines(view: PlanView, kind: str) -> list[str]:
    """The options that lift all stops of a kind, a line each, as the description of a pull request takes them.

    Empty when an option cannot do it, or when there are too many of them.
    """
    options = view.lifting(kind)
    if not 0 < len(options) <= _MOST_LIFTING or not all(map(_is_plain, options)):
        return []
    these = "this line" if len(options) == 1 else "these lines"
    lines = [f"syncer: {_as_typed(option)}" for option in options]
    said = f"{_MEANT[kind]}, write {these} into the description of the pull request:"
    return [said, "", "```", *lines, "```", ""]


def _is_plain(option: str) -> bool:
    """Whether the option can stand in a line of text as it is."""
    return option.isprintable() and "`" not in option and len(option) <= _MOST_OPTION
