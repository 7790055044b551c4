"""`syncer plan`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from syncer.cli.allowances import allowances
from syncer.cli.options import common, not_empty
from syncer.cli.output import emit, painted, save
from syncer.errors import CHANGES_EXIT, UsageError
from syncer.pipeline import plan_catalog
from syncer.render.plan import render_plan

if TYPE_CHECKING:
    from syncer.cli.session import Session
    from syncer.guards import Allowances
    from syncer.plan import Plan

SEVERAL_ONLY = ("summary", "github", "sarif")
"""The forms that are made for a CI, and that also say why there is no plan."""


@click.command("plan", epilog="Example: syncer plan --detailed-exitcode")
@common("text", "json", "markdown", *SEVERAL_ONLY)
@allowances
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when there are changes.")
@click.option("--unmanaged", is_flag=True, help="Also list the rows that are nobody's.")
@click.option("--out", metavar="FILE", help="Save the plan, so that `syncer apply FILE` does exactly this.")
@click.option("--expires-after", type=click.FloatRange(min=0, min_open=True, max=24 * 366), default=168,
              show_default=True, metavar="HOURS", help="How long the saved plan holds.")  # fmt: skip
@click.option("--all-targets", is_flag=True, help="Plan every target of catalog.yaml in one run.")
@click.option("--against", metavar="REF", callback=not_empty,
              help="Read no store: compare with the catalog at this Git ref, such as origin/main.")  # fmt: skip
@click.option("--report-dir", metavar="DIR", callback=not_empty,
              help="Also write all that a CI needs into this folder: comments, summary, annotations, saved plans.")  # fmt: skip
def command(
    *, session: Session, form: str, output: str | None, allowed: Allowances, detailed_exitcode: bool, unmanaged: bool,
    out: str | None, expires_after: float, all_targets: bool, against: str | None, report_dir: str | None,
) -> int:  # fmt: skip
    """Show what a sync would do, and write nothing. Exit code 4 when a guard refuses the plan."""
    if all_targets and session.target is not None:
        raise UsageError("give one of --target and --all-targets")
    if all_targets or against is not None or report_dir is not None or form in SEVERAL_ONLY:
        if out is not None:
            raise UsageError("--out saves the plan of one store; here --report-dir saves each plan that can be applied")
        return _several(
            session, form, output, allowed, detailed=detailed_exitcode, every=all_targets, against=against,
            report_dir=report_dir, hours=expires_after,
        )  # fmt: skip
    voice = session.voice
    plan = plan_catalog(session.load, session.store, allowed)
    voice.warn(plan.problems)
    plain = render_plan(plan, form, all_fields=voice.verbose, unmanaged=unmanaged)
    shown = render_plan(plan, form, paint=painted(sys.stdout), all_fields=voice.verbose, unmanaged=unmanaged)
    emit(shown, plain=plain, output=output)
    if out is not None:
        _save(session, plan, out, hours=expires_after)
    return plan.exit_code or (CHANGES_EXIT if detailed_exitcode and not plan.is_empty else 0)


def _save(session: Session, plan: Plan, out: str, *, hours: float) -> None:
    if plan.exit_code:
        session.voice.say(f"the plan is refused, so {out} was not written")
    else:
        save(session.saved(plan, session.load(), hours=hours), out, option="--out")


def _several(
    session: Session, form: str, output: str | None, allowed: Allowances, *, detailed: bool, every: bool,
    against: str | None, report_dir: str | None, hours: float,
) -> int:  # fmt: skip
    """Every target, and what a CI needs of them. An error of one target is told beside the plans of the others."""
    from syncer.cli.planning import Planning  # noqa: PLC0415  only when asked for
    from syncer.cli.session import ci_run  # noqa: PLC0415
    from syncer.planned import worst_exit  # noqa: PLC0415
    from syncer.render.plan import render_planned  # noqa: PLC0415

    planning = Planning(session, allowed, against=against, every=every)
    planned = planning.planned()
    whole = ci_run()
    if report_dir is not None:
        planning.report(report_dir, planned, whole, hours=hours)
    for one in planned:
        if one.error is not None:
            session.voice.error(f"{one.target}: {one.error}")
    emit(
        render_planned(planned, form, whole=whole, paint=painted(sys.stdout), all_fields=session.voice.verbose),
        plain=render_planned(planned, form, whole=whole, all_fields=session.voice.verbose),
        output=output,
    )
    return worst_exit(planned, detailed=detailed)
