"""A plan, or the plans of several targets, in the form that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.render.text.values import PLAIN, Paint

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syncer.plan.per_target import Planned
    from syncer.plan.plan import Plan
    from syncer.plan.report import ApplyReport
    from syncer.render.ci.findings import Root


def render_plan(
    plan: Plan, form: str, *, paint: Paint = PLAIN, all_fields: bool = False, unmanaged: bool = False
) -> str:
    """The plan as `text`, `json` or `markdown`."""
    if form == "json":
        from syncer.render.json.documents import plan_document  # noqa: PLC0415  one form a run
        from syncer.render.json.text import json_text  # noqa: PLC0415

        return json_text(plan_document(plan))
    if form == "markdown":
        from syncer.render.markdown.documents import plan_markdown  # noqa: PLC0415

        return plan_markdown(plan, unmanaged=unmanaged)
    from syncer.render.text.plan import plan_text  # noqa: PLC0415

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
        from syncer.render.json.documents import plans_document  # noqa: PLC0415  one form a run
        from syncer.render.json.text import json_text  # noqa: PLC0415

        return json_text(plans_document(planned))
    if form in {"markdown", "summary"}:
        from syncer.render.markdown.comment import summary_markdown  # noqa: PLC0415

        return summary_markdown(planned, whole=whole, unmanaged=unmanaged)
    if form in {"github", "sarif"}:
        from syncer.render.ci.annotations import annotations_github  # noqa: PLC0415
        from syncer.render.ci.findings import HERE  # noqa: PLC0415
        from syncer.render.ci.sarif import sarif_text  # noqa: PLC0415

        if form == "github":
            return annotations_github(planned, root=root or HERE)
        return sarif_text(planned, root=root or HERE, catalog=catalog)
    return "\n".join(_texts(planned, paint, all_fields=all_fields, unmanaged=unmanaged))


def _texts(planned: Sequence[Planned], paint: Paint, *, all_fields: bool, unmanaged: bool) -> Iterator[str]:
    """The text of each target under a line with its name."""
    from syncer.errors import CatalogError  # noqa: PLC0415  as above
    from syncer.render.text.plan import plan_text  # noqa: PLC0415
    from syncer.render.text.problems import problems_text  # noqa: PLC0415
    from syncer.render.text.values import safe  # noqa: PLC0415

    for one in planned:
        head = f"{paint('bold', f'target {safe(one.target)}')}\n"
        if one.plan is not None:
            yield head + plan_text(one.plan, paint=paint, all_fields=all_fields, unmanaged=unmanaged)
            continue
        problems = one.error.problems if isinstance(one.error, CatalogError) else ()
        said = paint("red", f"could not be planned: {safe(str(one.error))}")
        yield f"{head}{problems_text(problems, paint=paint)}{said}\n"


def render_report(report: ApplyReport, form: str, *, paint: Paint = PLAIN) -> str:
    """The report as `text` (without its plan), `json` or `markdown` (both with it)."""
    if form == "json":
        from syncer.render.json.documents import report_document  # noqa: PLC0415  one form a run
        from syncer.render.json.text import json_text  # noqa: PLC0415

        return json_text(report_document(report))
    if form == "markdown":
        from syncer.render.markdown.documents import report_markdown  # noqa: PLC0415

        return report_markdown(report)
    from syncer.render.text.report import report_text  # noqa: PLC0415

    return report_text(report, paint=paint)
