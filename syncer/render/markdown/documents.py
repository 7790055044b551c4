"""Plans, reports and problems as GitHub-flavoured Markdown; each short enough for a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.plan.per_target import Planned
from syncer.render.markdown.budget import Block, Drop, dropped, fitted
from syncer.render.markdown.comment import COMMENT_BUDGET, as_text
from syncer.render.markdown.escape import code, prose
from syncer.render.markdown.other_blocks import problem_lines
from syncer.render.markdown.section import Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.errors import Problem
    from syncer.plan.plan import Plan
    from syncer.plan.report import ApplyReport

_OUTCOME_BUDGET: Final = 10_000
_UNFOLDED: Final = 20


def plan_markdown(plan: Plan, *, unmanaged: bool = False, budget: int = COMMENT_BUDGET) -> str:
    """The plan for a reviewer; `unmanaged` lists the unmanaged rows."""
    return as_text(Section(Planned(plan.target, plan), unmanaged=unmanaged).lines(budget, None))


def report_markdown(report: ApplyReport) -> str:
    """The plan, and what became of it."""
    counts = ", ".join(f"{count} {status}" for status, count in report.counts.items())
    rows = tuple(
        f"- {code(outcome.change.model_id)} {outcome.status}: {prose(outcome.detail or 'not tried')}"
        for outcome in report.outcomes
        if outcome.status != "applied"
    )
    outcome = _listed(f"**Outcome**: {counts}.", rows, "failed change", room=_OUTCOME_BUDGET)
    plan = plan_markdown(report.plan, budget=COMMENT_BUDGET - len(outcome.encode()) - 1)
    return f"{plan}\n{outcome}"


def problems_markdown(problems: Sequence[Problem], headline: str) -> str:
    """Problems as a list under a headline."""
    ordered = tuple(problem_lines(problems))
    return _listed(f"### {prose(headline)}", ordered, "problem", room=COMMENT_BUDGET)


def _listed(title: str, rows: tuple[str, ...], noun: str, *, room: int) -> str:
    """A list under a title, as long as there is room."""
    block = Block(name="rows", title=title, rows=rows, unfolded=_UNFOLDED, noun=noun)
    found = fitted([block], [Drop("rows", 1)], room)
    gone = dropped([block], found)
    lines = found[0].lines() or [title]
    lines += [f"Left out: {', '.join(gone)}.", ""] if gone else []
    return as_text(lines)
