"""What stops a plan as Markdown, and the lines that lift it, for the description of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.model.words import counted
from syncer.render.lifting import MOST_OPTION, WHEN_LIFTED, pasted_lines, typed_option
from syncer.render.markdown.escape import code, prose

if TYPE_CHECKING:
    from syncer.render.view import PlanView, StopRow


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
    lift = f"Lifted by {code(typed_option(stop.option), most=MOST_OPTION)}." if stop.option else "No option lifts it."
    return f"- **{stop.rule}**: {prose(stop.reason)}. {lift}"


STOPS: Final = (
    ("conflicts", "Conflicts", "conflict", "conflict", _decided),
    ("guards", "Refused", "refusal", "refused", _refused),
    ("lifted", "Allowed", "lifted guard", "allowed", _stopped),
)
"""The name of each block, its title, a row in words, the kind of its stops, and what makes a row of one."""


def lifting_lines(view: PlanView, kind: str) -> list[str]:
    """The lines to paste that lift all stops of a kind; empty where there are none."""
    lines = pasted_lines(view, kind)
    if not lines:
        return []
    these = "this line" if len(lines) == 1 else "these lines"
    said = f"{WHEN_LIFTED[kind]}, write {these} into the description of the pull request:"
    return [said, "", "```", *lines, "```", ""]
