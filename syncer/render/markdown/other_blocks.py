"""What a plan says beside its changes, as blocks of Markdown: people, what stops it and what lifts that, warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.model.words import FEW, a_few, counted
from syncer.render.markdown.budget import Block
from syncer.render.markdown.change_tables import WORST
from syncer.render.markdown.escape import code, prose
from syncer.render.markdown.how_to_lift import MOST_OPTION, as_typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syncer.errors import Problem
    from syncer.plan.guards.role_access import RoleReach
    from syncer.plan.plan import Plan
    from syncer.render.view import PlanView, StopRow

_ROLES: Final = ("| role | models to pick | loses | gains |", "|---|---|---|---|")
_MOST_NAME: Final = 60


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
    return Block(name="roles", title="**Roles**:", header=_ROLES, rows=rows, unfolded=WORST, noun="role")


def _listed(names: tuple[str, ...]) -> str:
    return a_few(names, show=lambda name: code(name, most=_MOST_NAME))


def stop_blocks(view: PlanView) -> Iterator[Block]:
    """Conflicts, guards that refuse the plan, and guards that were lifted."""
    yield _stops("conflicts", "Conflicts", "conflict", map(_stopped, view.stopped("conflict")))
    yield _stops("guards", "Refused", "refusal", map(_refused, view.stopped("refused")))
    yield _stops("lifted", "Allowed", "lifted guard", map(_stopped, view.stopped("allowed")))


def _stops(name: str, title: str, noun: str, rows: Iterable[str]) -> Block:
    return Block(name=name, title=f"**{title}**:", rows=tuple(rows), unfolded=2 * WORST, noun=noun)


def _stopped(stop: StopRow) -> str:
    return f"- **{stop.rule}**: {prose(stop.message)}"


def _refused(stop: StopRow) -> str:
    lift = f"Lifted by {code(as_typed(stop.option), most=MOST_OPTION)}." if stop.option else "No option lifts it."
    return f"- **{stop.rule}**: {prose(stop.reason)}. {lift}"


def warning_block(problems: Iterable[Problem]) -> Block:
    """What is wrong without stopping the plan."""
    rows = tuple(problem_lines(problems))
    return Block(name="warnings", title="**Warnings**:", rows=rows, unfolded=FEW, noun="warning")


def problem_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """A list item for each problem."""
    for problem in problems:
        place = problem.where if problem.line is None else f"{problem.where}:{problem.line}"
        field = f" {code(problem.field)}" if problem.field else ""
        yield f"- {problem.severity} {code(place)}{field}: {prose(problem.message)}"


def remark_block(view: PlanView) -> Block:
    """Remarks on the plan as a whole."""
    rows = tuple(f"- {remark.sentence.format(*map(code, remark.names))}" for remark in view.remarks)
    return Block(name="remarks", title="**Remarks**:", rows=rows, unfolded=FEW, noun="remark")


def unmanaged_block(plan: Plan) -> Block:
    """The unmanaged rows."""
    rows = tuple(f"- {code(record.model_id)}, row {code(record.record_id)}" for record in plan.unmanaged)
    title = "**Unmanaged rows**, which no plan deletes:"
    return Block(name="unmanaged", title=title, rows=rows, unfolded=WORST, noun="row")
