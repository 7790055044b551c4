"""A plan, the plans of several targets, or what became of a plan, in the form that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from syncer.render.text.values import PLAIN, Paint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.plan.per_target import Planned
    from syncer.plan.plan import Plan
    from syncer.plan.report import ApplyReport
    from syncer.render.ci.findings import Root


class Look(NamedTuple):
    """What some forms let a user choose; the others pass over it."""

    paint: Paint = PLAIN
    all_fields: bool = False
    """Also every field of creates and deletes."""
    unmanaged: bool = False
    """Also the unmanaged rows."""
    whole: str | None = None
    """Where all of it is when a form leaves something out."""


class _Printer(Protocol):
    """The module of a form."""

    def plan(self, plan: Plan, look: Look, /) -> str: ...

    def plans(self, planned: Sequence[Planned], look: Look, /) -> str: ...

    def report(self, report: ApplyReport, look: Look, /) -> str: ...


def _printer(form: str) -> _Printer:
    """The module of `text`, `json`, `markdown` or `summary`, the same as Markdown."""
    if form == "json":
        from syncer.render.json import printer as json  # noqa: PLC0415  a run prints one form, and each takes a while

        return json
    if form in {"markdown", "summary"}:
        from syncer.render.markdown import printer as markdown  # noqa: PLC0415  as above

        return markdown
    from syncer.render.text import printer as text  # noqa: PLC0415  as above

    return text


def render_plan(
    plan: Plan, form: str, *, paint: Paint = PLAIN, all_fields: bool = False, unmanaged: bool = False
) -> str:
    """The plan as `text`, `json` or `markdown`."""
    return _printer(form).plan(plan, Look(paint, all_fields, unmanaged))


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
    if form == "github":
        from syncer.render.ci.annotations import annotations_github  # noqa: PLC0415  one form a run

        return annotations_github(planned, root=root)
    if form == "sarif":
        from syncer.render.ci.sarif import sarif_text  # noqa: PLC0415  one form a run

        return sarif_text(planned, root=root, catalog=catalog)
    return _printer(form).plans(planned, Look(paint, all_fields, unmanaged, whole))


def render_report(report: ApplyReport, form: str, *, paint: Paint = PLAIN) -> str:
    """The report as `text` (without its plan), `json` or `markdown` (both with it)."""
    return _printer(form).report(report, Look(paint))
