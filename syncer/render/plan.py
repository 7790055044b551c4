"""A plan in the form that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.render.paint import PLAIN, Paint

if TYPE_CHECKING:
    from syncer.plan import Plan
    from syncer.report import ApplyReport


def render_plan(
    plan: Plan, form: str, *, paint: Paint = PLAIN, all_fields: bool = False, unmanaged: bool = False
) -> str:
    """The plan as `text`, `json` or `markdown`."""
    if form == "json":
        from syncer.render.documents import json_text, plan_document  # noqa: PLC0415  one form a run

        return json_text(plan_document(plan))
    if form == "markdown":
        from syncer.render.markdown import plan_markdown  # noqa: PLC0415

        return plan_markdown(plan, unmanaged=unmanaged)
    from syncer.render.plan_text import plan_text  # noqa: PLC0415

    return plan_text(plan, paint=paint, all_fields=all_fields, unmanaged=unmanaged)


def render_report(report: ApplyReport, form: str, *, paint: Paint = PLAIN) -> str:
    """The report as `text` (without its plan), `json` or `markdown` (both with it)."""
    if form == "json":
        from syncer.render.documents import json_text, report_document  # noqa: PLC0415  one form a run

        return json_text(report_document(report))
    if form == "markdown":
        from syncer.render.markdown import report_markdown  # noqa: PLC0415

        return report_markdown(report)
    from syncer.render.report_text import report_text  # noqa: PLC0415

    return report_text(report, paint=paint)
