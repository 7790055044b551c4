"""`syncer plan`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from syncer.cli.allowances import allowances
from syncer.cli.options import at_moment, common, not_empty, reads_roles, takes_part
from syncer.cli.output import emit_form
from syncer.cli.priced import Pricing
from syncer.errors import CHANGES_EXIT, UsageError
from syncer.frozen import NamedTuple, replace
from syncer.render.plan import render_plan
from syncer.sync.planning import plan_catalog

if TYPE_CHECKING:
    from syncer.cli.session import Session
    from syncer.plan.guards.check import Allowances
    from syncer.plan.plan import Plan

FOR_CI = ("summary", "github", "sarif")
"""The forms that also say why there is no plan."""


class Scope(NamedTuple):
    """What is planned, and what is written besides: the options of these names."""

    out: str | None
    expires_after: float
    all_targets: bool
    against: str | None
    base: str | None
    report_dir: str | None
    usage: str | None

    def require_possible(self, session: Session, allowed: Allowances) -> None:
        """Raise UsageError for options that exclude each other. What reads no store is for no target by default."""
        if self.against is not None:
            session.without_default()
        self._require_now(session)
        if self.all_targets and session.has_option:
            raise UsageError("give one of --target and --all-targets")
        if self.against is not None and allowed.part is not None:
            raise UsageError("give one of --against and --only; --only is for a plan against a store")
        if self.against is not None and self.base is not None:
            raise UsageError("give one of --against and --base; --against compares the settings, too")

    def _require_now(self, session: Session) -> None:
        if session.at is not None and (self.out, self.report_dir) != (None, None):
            raise UsageError("--at goes without --out and --report-dir: a plan for another moment is not to be applied")

    @property
    def is_for_ci(self) -> bool:
        """Whether more than one plan of one store is asked for."""
        return self.all_targets or any(one is not None for one in (self.against, self.base, self.report_dir))


@click.command("plan", epilog="Example: syncer plan --detailed-exitcode")
@common("text", "json", "markdown", "html", *FOR_CI)
@allowances
@takes_part
@reads_roles
@at_moment
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when there are changes.")
@click.option("--unmanaged", is_flag=True, help="Also list the unmanaged rows.")
@click.option("--out", metavar="FILE", help="Save the plan, so that `syncer apply FILE` does exactly this.")
@click.option("--expires-after", type=click.FloatRange(min=0, min_open=True, max=24 * 366), default=168,
              show_default=True, metavar="HOURS", help="How long the saved plan holds.")  # fmt: skip
@click.option("--all-targets", is_flag=True, help="Plan every target of catalog.yaml in one run.")
@click.option("--against", metavar="REF", callback=not_empty,
              help="Read no store: compare with the catalog at this Git ref, such as origin/main.")  # fmt: skip
@click.option("--base", metavar="REF", callback=not_empty,
              help="Also compare the settings with those at this Git ref, whose guards count.")  # fmt: skip
@click.option("--usage", metavar="FILE", callback=not_empty,
              help="Say what the plan costs a month, by the use of models in this CSV or JSON file.")  # fmt: skip
@click.option("--report-dir", metavar="DIR", callback=not_empty,
              help="Also write all that a CI needs into this folder: comments, saved plans, ...")  # fmt: skip
def command(
    *, session: Session, form: str, output: str | None, allowed: Allowances, detailed_exitcode: bool, unmanaged: bool,
    **given: Any,
) -> int:  # fmt: skip
    """Show what a sync would do, and write nothing. Exit code 4 when a guard refuses the plan."""
    scope = Scope(**given)
    session.only_looks = True  # a sync and an apply look again before they write
    scope.require_possible(session, allowed)
    if scope.is_for_ci or form in FOR_CI:
        from syncer.cli.plan_for_ci import plan_for_ci  # noqa: PLC0415  most plans are of one target

        return plan_for_ci(session, form, output, allowed, scope, detailed=detailed_exitcode, unmanaged=unmanaged)
    voice, pricing = session.voice, Pricing(scope.usage)
    plan = plan_catalog(session.load, session.store, allowed, require_roles=session.require_roles, today=session.today)
    plan = pricing.price(replace(plan, at=session.said_at), session)
    voice.warn_of_many(plan.problems, [plan])
    emit_form(partial(render_plan, plan, form, all_fields=voice.verbose, unmanaged=unmanaged), form, output)
    if scope.out is not None:
        _save(session, plan, scope.out, hours=scope.expires_after)
    return plan.exit_code or CHANGES_EXIT * (detailed_exitcode and not plan.is_empty)


def _save(session: Session, plan: Plan, out: str, *, hours: float) -> None:
    if plan.exit_code:
        session.voice.say(f"the plan is refused, so {out} was not written")
    else:
        from syncer.cli.saved_plans import save_plan  # noqa: PLC0415  most plans are not saved

        save_plan(session, plan, session.load(), out, hours=hours)
