"""`syncer plan`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from syncer.cli.options import allowances, common
from syncer.cli.output import emit, painted, save
from syncer.errors import CHANGES_EXIT
from syncer.pipeline import plan_catalog
from syncer.render.plan import render_plan

if TYPE_CHECKING:
    from syncer.cli.session import Session
    from syncer.guards import Allowances


@click.command("plan", epilog="Example: syncer plan --detailed-exitcode")
@common("text", "json", "markdown")
@allowances
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when there are changes.")
@click.option("--unmanaged", is_flag=True, help="Also list the rows that are nobody's.")
@click.option("--out", metavar="FILE", help="Save the plan, so that `syncer apply FILE` does exactly this.")
@click.option("--expires-after", type=click.FloatRange(min=0, min_open=True, max=24 * 366), default=168,
              show_default=True, metavar="HOURS", help="How long the saved plan holds.")  # fmt: skip
def command(
    *, session: Session, form: str, output: str | None, allowed: Allowances, detailed_exitcode: bool, unmanaged: bool,
    out: str | None, expires_after: float,
) -> int:  # fmt: skip
    """Show what a sync would do, and write nothing. Exit code 4 when a guard refuses the plan."""
    voice = session.voice
    catalog = session.load
    if out is not None:
        loaded = session.load()
        catalog = lambda: loaded  # noqa: E731  what is planned is what is hashed
    plan = plan_catalog(catalog, session.store, allowed)
    voice.warn(plan.problems)
    plain = render_plan(plan, form, all_fields=voice.verbose, unmanaged=unmanaged)
    shown = render_plan(plan, form, paint=painted(sys.stdout), all_fields=voice.verbose, unmanaged=unmanaged)
    emit(shown, plain=plain, output=output)
    if plan.exit_code:
        if out is not None:
            voice.say(f"the plan is refused, so {out} was not written")
        return plan.exit_code
    if out is not None:
        save(session.saved(plan, catalog(), hours=expires_after), out, option="--out")
    return CHANGES_EXIT if detailed_exitcode and not plan.is_empty else 0
