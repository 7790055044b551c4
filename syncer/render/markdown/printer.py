"""Plans and reports as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.render.markdown.comment import summary_markdown
from syncer.render.markdown.documents import plan_markdown, report_markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.plan.per_target import Planned
    from syncer.plan.plan import Plan
    from syncer.plan.report import ApplyReport
    from syncer.render.plan import Look


def plan(one: Plan, look: Look, /) -> str:
    """The plan, short enough for a comment."""
    return plan_markdown(one, unmanaged=look.unmanaged)


def plans(planned: Sequence[Planned], look: Look, /) -> str:
    """The plans of several targets, short enough for the summary of a step."""
    return summary_markdown(planned, whole=look.whole, unmanaged=look.unmanaged)


def report(done: ApplyReport, _: Look, /) -> str:
    """The plan, and what became of it."""
    return report_markdown(done)
