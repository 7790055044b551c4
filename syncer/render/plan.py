"""A plan, or the plans of several targets, in the form that was asked for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from syncer.errors import CatalogError
from syncer.render.text.plan import plan_text, report_text
from syncer.render.text.problems import problems_text
from syncer.render.text.values import PLAIN, Paint, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.errors import SyncerError
    from syncer.plan.per_target import Planned
    from syncer.plan.plan import Plan
    from syncer.plan.report import ApplyReport
    from syncer.render.ci.findings import Root


def render_plan(
    plan: Plan, form: str, *, paint: Paint = PLAIN, all_fields: bool = False, unmanaged: bool = False
) -> str:
    """The plan as `text`, `json` or `markdown`."""
    if form == "json":
        from syncer.render.json import documents, text  # noqa: PLC0415  one form a run

        return text.json_text(documents.plan_document(plan))
    if form == "markdown":
        from syncer.render.markdown.documents import plan_markdown  # noqa: PLC0415  one form a run

        return plan_markdown(plan, unmanaged=unmanaged)
    return plan_text(plan, paint=paint, all_fields=all_fields, unmanaged=unmanaged)


def render_planned(
    planned: Sequence[Planned],
    form: str,
    *,
    paint: Paint = PLAIN,
    all_fields: bool = False,
    unmanaged: bool = False,
    whole: str | None = None,
    root: Root | None = None,
    catalog: str = "catalog",
) -> str:
    """The plans of several targets as `text`, `json`, `summary` (or `markdown`, the same), `github` or `sarif`.

    `whole` says where all of it is when a form leaves something out; `root` and `catalog`, the catalog's folder, are
    for the last two forms.
    """
    if form == "json":
        from syncer.render.json import documents, text  # noqa: PLC0415  one form a run

        return text.json_text(documents.plans_document(planned))
    if form in {"markdown", "summary"}:
        from syncer.render.markdown.comment import summary_markdown  # noqa: PLC0415  one form a run

        return summary_markdown(planned, whole=whole, unmanaged=unmanaged)
    if form == "github":
        from syncer.render.ci.annotations import annotations_github  # noqa: PLC0415  one form a run

        return annotations_github(planned, root=root)
    if form == "sarif":
        from syncer.render.ci.sarif import sarif_text  # noqa: PLC0415  one form a run

        return sarif_text(planned, root=root, catalog=catalog)
    look = partial(plan_text, paint=paint, all_fields=all_fields, unmanaged=unmanaged)
    texts = (look(one.plan) if one.plan is not None else _error_text(one.error, paint) for one in planned)
    heads = (paint("bold", f"target {safe(one.target)}") for one in planned)
    return "\n".join(map("{}\n{}".format, heads, texts))


def _error_text(error: SyncerError | None, paint: Paint) -> str:
    problems = error.problems if isinstance(error, CatalogError) else ()
    said = paint("red", f"could not be planned: {safe(str(error))}")
    return f"{problems_text(problems, paint=paint)}{said}\n"


def render_report(report: ApplyReport, form: str, *, paint: Paint = PLAIN) -> str:
    """The report as `text` (without its plan), `json` or `markdown` (both with it)."""
    if form == "json":
        from syncer.render.json import documents, text  # noqa: PLC0415  one form a run

        return text.json_text(documents.report_document(report))
    if form == "markdown":
        from syncer.render.markdown.documents import report_markdown  # noqa: PLC0415  one form a run

        return report_markdown(report)
    return report_text(report, paint=paint)
