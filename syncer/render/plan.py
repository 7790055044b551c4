"""A plan, or the plans of several targets, in the form that was asked for."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

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
        return _json(_form("json.documents").plan_document(plan))
    if form == "markdown":
        return str(_form("markdown.documents").plan_markdown(plan, unmanaged=unmanaged))
    return plan_text(plan, paint=paint, all_fields=all_fields, unmanaged=unmanaged)


def _form(module: str) -> Any:
    """The module that prints a form: only that of the form which is asked for is loaded."""
    return import_module(f"syncer.render.{module}")


def _json(document: object) -> str:
    return str(_form("json.text").json_text(document))


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
        return _json(_form("json.documents").plans_document(planned))
    if form in {"markdown", "summary"}:
        return str(_form("markdown.comment").summary_markdown(planned, whole=whole, unmanaged=unmanaged))
    if form == "github":
        return str(_form("ci.annotations").annotations_github(planned, root=root))
    if form == "sarif":
        return str(_form("ci.sarif").sarif_text(planned, root=root, catalog=catalog))
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
        return _json(_form("json.documents").report_document(report))
    if form == "markdown":
        return str(_form("markdown.documents").report_markdown(report))
    return report_text(report, paint=paint)
