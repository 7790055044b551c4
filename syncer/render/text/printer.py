"""Plans and reports for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.errors import CatalogError
from syncer.model.words import counted
from syncer.render.text.plan import plan_text
from syncer.render.text.problems import problems_text
from syncer.render.text.values import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.plan.per_target import Planned
    from syncer.plan.plan import Plan
    from syncer.plan.report import ApplyReport
    from syncer.render.plan import Look


def plan(one: Plan, look: Look, /) -> str:
    """The plan."""
    return plan_text(one, paint=look.paint, all_fields=look.all_fields, unmanaged=look.unmanaged)


def plans(planned: Sequence[Planned], look: Look, /) -> str:
    """The plan of each target under a line with its name."""
    return "\n".join(f"{look.paint('bold', f'target {safe(one.target)}')}\n{_one(one, look)}" for one in planned)


def _one(planned: Planned, look: Look) -> str:
    if planned.plan is not None:
        return plan(planned.plan, look)
    problems = planned.error.problems if isinstance(planned.error, CatalogError) else ()
    said = look.paint("red", f"could not be planned: {safe(str(planned.error))}")
    return f"{problems_text(problems, paint=look.paint)}{said}\n"


def report(done: ApplyReport, look: Look, /) -> str:
    """What was done, what failed, what was not tried; empty when nothing was tried."""
    if not done.outcomes:
        return ""
    lines = [
        look.paint("red", f"{outcome.status}: {outcome.change.action} {safe(outcome.change.model_id)}")
        + (f": {safe(outcome.detail)}" if outcome.detail else "")
        for outcome in done.outcomes
        if outcome.status != "applied"
    ]
    counts = done.counts
    rest = "" if done.is_complete else f", {counts['failed']} failed, {counts['skipped']} not tried"
    return "\n".join([*lines, f"Applied {counts['applied']} of {counted(len(done.outcomes), 'change')}{rest}."]) + "\n"
