"""What a plan says beside its changes, as blocks of Markdown: people, what stops it and what lifts that, warnings."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

from syncer.model.changes import Delete
from syncer.plan.conflict_text import describe
from syncer.render.markdown.budget import Block
from syncer.render.markdown.change_tables import WORST
from syncer.render.markdown.escape import code, prose
from syncer.render.text.values import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syncer.errors import Problem
    from syncer.plan.guards.check import Guard
    from syncer.plan.plan import Plan

_ROLES: Final = ("| role | models to pick | loses | gains |", "|---|---|---|---|")
_MOST_NAMES: Final = 5
_MOST_OPTION: Final = 300


def stop_line(plan: Plan) -> str | None:
    """What stops the plan, in a line; None when nothing does."""
    stops = []
    if plan.conflicts:
        stops.append(f"**Conflict**: somebody has to decide about {counted(len(plan.conflicts), 'value')} first")
    if plan.refusals:
        names = dict.fromkeys(guard.name for guard in plan.refusals)
        listed = ", ".join(code(name) for name in names)
        stops.append(f"**Refused** by {len(plan.refusals):,} guard{'s'[: len(plan.refusals) != 1]} ({listed})")
    if not stops:
        return None
    return f"{'. '.join(stops)}. Nothing is applied; what lifts it is said below."


def role_block(plan: Plan) -> Block:
    """The roles whose members can pick other models; those that lose most first."""
    ordered = sorted(plan.reach.roles, key=lambda one: (bool(one.after), -len(one.lost), one.role))
    rows = tuple(
        f"| {code(one.role)} | {one.before} -&gt; {one.after} | {_listed(one.lost)} | {_listed(one.gained)} |"
        for one in ordered
    )
    return Block(name="roles", title="**Roles**:", header=_ROLES, rows=rows, unfolded=WORST, noun="role")


def _listed(names: tuple[str, ...]) -> str:
    """A few names, and how many more there are."""
    more = f" and {len(names) - _MOST_NAMES:,} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(code(name, most=60) for name in names[:_MOST_NAMES]) + more


def stop_blocks(plan: Plan) -> Iterator[Block]:
    """Conflicts, guards that refuse the plan, and guards that were lifted."""
    conflicts = tuple(f"- **conflict**: {prose(describe(conflict))}" for conflict in plan.conflicts)
    yield Block(name="conflicts", title="**Conflicts**:", rows=conflicts, unfolded=2 * WORST, noun="conflict")
    refused = tuple(_refused(guard) for guard in plan.refusals)
    yield Block(name="guards", title="**Refused**:", rows=refused, unfolded=2 * WORST, noun="refusal")
    lifted = tuple(f"- **{guard.name}**: {prose(guard.message)}" for guard in plan.guards if guard.lifted)
    yield Block(name="lifted", title="**Allowed**:", rows=lifted, unfolded=2 * WORST, noun="lifted guard")


def _refused(guard: Guard) -> str:
    lift = (
        f"Lifted by {code(option(guard.lifted_by), most=_MOST_OPTION)}." if guard.lifted_by else "No option lifts it."
    )
    message = guard.message.removesuffix(f"; pass {guard.lifted_by} if that is meant")
    return f"- **{guard.name}**: {prose(message)}. {lift}"


def option(lifted_by: str) -> str:
    """An option and its value as a shell takes them."""
    name, gap, value = lifted_by.partition(" ")
    return f"{name}{gap}{shlex.quote(value)}" if gap else name


def warning_block(problems: Iterable[Problem]) -> Block:
    """What is wrong without stopping the plan."""
    rows = tuple(problem_lines(problems))
    return Block(name="warnings", title="**Warnings**:", rows=rows, unfolded=_MOST_NAMES, noun="warning")


def problem_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """A list item for each problem."""
    for problem in problems:
        place = problem.where if problem.line is None else f"{problem.where}:{problem.line}"
        field = f" {code(problem.field)}" if problem.field else ""
        yield f"- {problem.severity} {code(place)}{field}: {prose(problem.message)}"


def remark_block(plan: Plan) -> Block:
    """Remarks on the plan as a whole."""
    return Block(name="remarks", title="**Remarks**:", rows=tuple(_remarks(plan)), unfolded=_MOST_NAMES, noun="remark")


def _remarks(plan: Plan) -> Iterator[str]:
    missed = sum(isinstance(change, Delete) and bool(change.live.fields["enabled"]) for change in plan.changes)
    if missed:
        yield (
            f"- {counted(missed, 'enabled model')} deleted: disabling first (`enabled: false`) shows whether anybody "
            "misses them."
        )
    for attribute in plan.attributes:
        if attribute.is_new:
            yield f"- Other writers now store {code(attribute.name)} on {counted(attribute.rows, 'row')}; it is kept."
    if plan.renewals:
        yield f"- The mark of {counted(len(plan.renewals), 'row')} is out of date; the next sync renews it."


def unmanaged_block(plan: Plan) -> Block:
    """The unmanaged rows."""
    rows = tuple(f"- {code(record.model_id)}, row {code(record.record_id)}" for record in plan.unmanaged)
    title = "**Unmanaged rows**, which no plan deletes:"
    return Block(name="unmanaged", title=title, rows=rows, unfolded=WORST, noun="row")
