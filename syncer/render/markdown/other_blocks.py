"""What a plan says beside its changes, as blocks of Markdown: people, what stops it and what lifts that, warnings."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

from syncer.model.words import FEW, a_few, counted
from syncer.render.markdown.budget import WORST, Block
from syncer.render.markdown.escape import code, prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syncer.errors import Problem
    from syncer.plan.guards.role_access import RoleReach
    from syncer.plan.plan import Plan
    from syncer.render.view import PlanView, StopRow

_ROLES: Final = ("| role | models to pick | loses | gains |", "|---|---|---|---|")
_MOST_NAME: Final = 60
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


def role_block(roles: Iterable[RoleReach]) -> Block:
    """The roles whose members can pick other models; those that lose most first."""
    ordered = sorted(roles, key=lambda one: (bool(one.after), -len(one.lost), one.role))
    rows = tuple(
        f"| {code(one.role)} | {one.before} -&gt; {one.after} | {_listed(one.lost)} | {_listed(one.gained)} |"
        for one in ordered
    )
    return Block("roles", "**Roles**:", "role", rows, _ROLES)


def _listed(names: tuple[str, ...]) -> str:
    return a_few(names, show=lambda name: code(name, most=_MOST_NAME))


def stop_blocks(view: PlanView) -> Iterator[Block]:
    """Conflicts, guards that refuse the plan, and guards that were lifted."""
    for name, title, noun, kind, row in (
        ("conflicts", "Conflicts", "conflict", "conflict", _stopped),
        ("guards", "Refused", "refusal", "refused", _refused),
        ("lifted", "Allowed", "lifted guard", "allowed", _stopped),
    ):
        yield Block(name, f"**{title}**:", noun, tuple(map(row, view.stopped(kind))), unfolded=2 * WORST)


def _stopped(stop: StopRow) -> str:
    return f"- **{stop.rule}**: {prose(stop.message)}"


def _refused(stop: StopRow) -> str:
    lift = f"Lifted by {code(_as_typed(stop.option), most=_MOST_OPTION)}." if stop.option else "No option lifts it."
    return f"- **{stop.rule}**: {prose(stop.reason)}. {lift}"


def _as_typed(option: str) -> str:
    """An option and its value as a shell takes them."""
    name, gap, value = option.partition(" ")
    return f"{name}{gap}{shlex.quote(value)}" if gap else name


def lifting_lines(view: PlanView) -> list[str]:
    """The options that lift all that stops the plan, a line each, as the description of a pull request takes them.

    Empty when an option cannot do it, or when there are too many of them.
    """
    options = view.lifting
    if not 0 < len(options) <= _MOST_LIFTING or not all(map(_is_plain, options)):
        return []
    these = "this line" if len(options) == 1 else "these lines"
    lines = [f"syncer: {_as_typed(option)}" for option in options]
    return [f"If that is meant, write {these} into the description of the pull request:", "", "```", *lines, "```", ""]


def _is_plain(option: str) -> bool:
    """Whether the option can stand in a line of text as it is."""
    return option.isprintable() and "`" not in option and len(option) <= _MOST_OPTION


def warning_block(problems: Iterable[Problem]) -> Block:
    """What is wrong without stopping the plan."""
    return Block("warnings", "**Warnings**:", "warning", tuple(problem_items(problems)), unfolded=FEW)


def problem_items(problems: Iterable[Problem]) -> Iterator[str]:
    """A list item for each problem."""
    for problem in problems:
        place = problem.where if problem.line is None else f"{problem.where}:{problem.line}"
        field = f" {code(problem.field)}" if problem.field else ""
        yield f"- {problem.severity} {code(place)}{field}: {prose(problem.message)}"


def remark_block(view: PlanView) -> Block:
    """Remarks on the plan as a whole."""
    rows = tuple(f"- {remark.sentence.format(*map(code, remark.names))}" for remark in view.remarks)
    return Block("remarks", "**Remarks**:", "remark", rows, unfolded=FEW)


def unmanaged_block(plan: Plan) -> Block:
    """The unmanaged rows."""
    rows = tuple(f"- {code(record.model_id)}, row {code(record.record_id)}" for record in plan.unmanaged)
    return Block("unmanaged", "**Unmanaged rows**, which no plan deletes:", "row", rows)
