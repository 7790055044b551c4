"""A plan, the plans of several targets, a report or a saved plan, in the form that was asked for."""

from __future__ import annotations

from importlib import import_module
from itertools import chain
from typing import TYPE_CHECKING, Any

from syncer.errors import CatalogError
from syncer.plan.plan import Planned
from syncer.render.forms import in_form, text_of
from syncer.render.text.plan import plan_lines, report_lines
from syncer.render.text.problems import lines_of_problems
from syncer.render.text.values import PLAIN, Paint, safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syncer.errors import SyncerError
    from syncer.plan.plan import Plan
    from syncer.plan.report import ApplyReport
    from syncer.render.links import Links
    from syncer.saved.file import SavedPlan


def _in(module: str) -> Any:
    """The module that prints a form: only that of the form which is asked for is loaded."""
    return import_module(f"syncer.render.{module}")


def render_plan(
    plan: Plan, form: str, *, paint: Paint = PLAIN, all_fields: bool = False, unmanaged: bool = False,
    links: Links | None = None,
) -> str:  # fmt: skip
    """The plan as `text`, `json`, `markdown` or `html`; the last two have `links` to lines."""
    return in_form(
        form,
        lines=plan_lines(plan, paint, all_fields=all_fields, unmanaged=unmanaged),
        document=lambda: _in("json.documents").plan_document(plan),
        markdown=lambda: _in("markdown.comment").plan_markdown(plan, unmanaged=unmanaged, links=links),
        html=lambda: _in("html.plan").plan_page([Planned(plan.target, plan)], unmanaged=unmanaged, links=links),
    )


def render_planned(
    planned: Sequence[Planned],
    form: str,
    *,
    paint: Paint = PLAIN,
    all_fields: bool = False,
    unmanaged: bool = False,
    whole: str | None = None,
    catalog: str = "catalog",
    links: Links | None = None,
) -> str:
    """The plans of several targets as `text`, `json`, `summary` (or `markdown`, the same), `html`, `github` or `sarif`.

    `whole` says where all of it is when a form leaves something out; `links` where files are, and `catalog` the
    catalog's folder.
    """
    root = None if links is None else links.root
    return in_form(
        "summary" if form == "markdown" else form,
        lines=_planned_lines(planned, paint, all_fields=all_fields, unmanaged=unmanaged),
        document=lambda: _in("json.documents").plans_document(planned),
        summary=lambda: _in("markdown.comment").summary_markdown(
            planned, whole=whole, unmanaged=unmanaged, links=links
        ),
        html=lambda: _in("html.plan").plan_page(planned, unmanaged=unmanaged, links=links),
        github=lambda: _in("ci.annotations").annotations_github(planned, root=root),
        sarif=lambda: _in("ci.sarif").sarif_text(planned, root=root, catalog=catalog),
    )


def _planned_lines(planned: Sequence[Planned], paint: Paint, *, all_fields: bool, unmanaged: bool) -> Iterator[str]:
    for place, one in enumerate(planned):
        yield from [""] if place else []
        yield from [paint("bold", f"target {safe(one.target)}")] if one.is_named else []
        if one.plan is None:
            yield from _error_lines(one.error, paint)
        else:
            yield from plan_lines(one.plan, paint, all_fields=all_fields, unmanaged=unmanaged)


def _error_lines(error: SyncerError | None, paint: Paint) -> Iterator[str]:
    yield from lines_of_problems(error.problems if isinstance(error, CatalogError) else (), paint)
    yield paint("red", f"could not be planned: {safe(str(error))}")


def render_report(report: ApplyReport, form: str, *, paint: Paint = PLAIN) -> str:
    """The report as `text` (without its plan), `json` or `markdown` (both with it)."""
    return in_form(
        form,
        lines=report_lines(report, paint),
        document=lambda: _in("json.documents").report_document(report),
        markdown=lambda: _in("markdown.comment").report_markdown(report),
    )


def render_saved(saved: SavedPlan, form: str, *, paint: Paint = PLAIN, all_fields: bool = False) -> str:
    """The saved plan as `text`, `json`, `markdown` or `html`: where it comes from, whom it is for, the plan."""
    return in_form(
        form,
        lines=chain(_facts(saved), [""], plan_lines(saved.plan, paint, all_fields=all_fields)),
        document=lambda: _saved_document(saved),
        markdown=lambda: "\n".join([render_plan(saved.plan, "markdown"), text_of(_fact_items(saved))]),
        html=lambda: _in("html.plan").plan_page([Planned(saved.plan.target, saved.plan)], facts=_facts(saved)),
    )


def _fact_items(saved: SavedPlan) -> Iterator[str]:
    return (f"- {_in('markdown.escape').prose(fact)}" for fact in _facts(saved))


def _facts(saved: SavedPlan) -> Iterator[str]:
    origin = saved.origin
    yield f"saved plan {saved.plan_id[:12]}, made {origin.made_at:%Y-%m-%d %H:%M} UTC by {safe(origin.made_by)}"
    yield f"holds until {origin.expires_at:%Y-%m-%d %H:%M} UTC"
    if origin.commit is not None:
        dirty = ", with files that were not committed" if origin.dirty else ""
        yield f"from commit {safe(origin.commit)}{dirty}"
    yield f"for {safe(', '.join(f'{name} {value}' for name, value in saved.target.items()))}"
    if saved.plan.reverts is not None:
        yield f"takes back {safe(saved.plan.reverts)}"
    for said in _acknowledged(saved):
        yield f"acknowledged by {safe(origin.made_by)}: {safe(said)}"


def _acknowledged(saved: SavedPlan) -> list[str]:
    """The options by which somebody said that what the plan does is meant, each once."""
    lifted = (guard.lifted_by or guard.name for guard in saved.plan.guards if guard.lifted_by or not guard.lifted)
    return list(dict.fromkeys((*lifted, *(f"--overwrite {model_id}" for model_id in saved.plan.overwritten))))


def _saved_document(saved: SavedPlan) -> dict[str, object]:
    origin = saved.origin
    return {
        "plan_id": saved.plan_id,
        "made_by": origin.made_by,
        "made_at": origin.made_at.isoformat(),
        "expires_at": origin.expires_at.isoformat(),
        "tool_version": origin.tool,
        "commit": origin.commit,
        "dirty": origin.dirty,
        "catalog_hash": origin.catalog_hash,
        "target": dict(saved.target),
        "acknowledged": _acknowledged(saved),
        "plan": _in("json.documents").plan_document(saved.plan),
    }
