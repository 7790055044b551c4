"""Plans and reports as JSON text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.render.json.documents import plan_document, plans_document, report_document
from syncer.render.json.text import json_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.plan.per_target import Planned
    from syncer.plan.plan import Plan
    from syncer.plan.report import ApplyReport
    from syncer.render.plan import Look


def plan(one: Plan, _: Look, /) -> str:
    """The plan."""
    return json_text(plan_document(one))


def plans(planned: Sequence[Planned], _: Look, /) -> str:
    """The plans of several targets."""
    return json_text(plans_document(planned))


def report(done: ApplyReport, _: Look, /) -> str:
    """What became of a plan, and the plan."""
    return json_text(report_document(done))
