"""`syncer plan`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from syncer.cli.options import allowances, common
from syncer.cli.output import emit, painted
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
def command(
    *, session: Session, form: str, output: str | None, allowed: Allowances, detailed_exitcode: bool, unmanaged: bool
) -> int:  # fmt: skip
    """Show what a sync would do, and write nothing. Exit code 4 when a guard refuses the plan."""
    voice = session.voice
    plan = plan_catalog(session.load, session.store, allowed)
    voice.warn(plan.problems)
    plain = render_plan(plan, form, all_fields=voice.verbose, unmanaged=unmanaged)
    shown = render_plan(plan, form, paint=painted(sys.stdout), all_fields=voice.verbose, unmanaged=unmanaged)
    emit(shown, plain=plain, output=output)
    if plan.exit_code:
        return plan.exit_code
    return CHANGES_EXIT if detailed_exitcode and not plan.is_empty else 0
