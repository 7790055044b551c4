"""The plans of one target or of all, in the forms that a CI takes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from syncer.cli.all_targets import Planning, problems_of
from syncer.cli.output import emit_form
from syncer.cli.who import ci_run
from syncer.errors import UsageError
from syncer.plan.plan import worst_exit

if TYPE_CHECKING:
    from syncer.cli.commands.plan import Scope
    from syncer.cli.session import Session
    from syncer.plan.guards.check import Allowances


def plan_for_ci(
    session: Session, form: str, output: str | None, allowed: Allowances, scope: Scope, *, detailed: bool,
    unmanaged: bool,
) -> int:  # fmt: skip
    """Every target that is asked for. An error of one is told beside the plans of the others."""
    if scope.out is not None:
        raise UsageError("--out saves the plan of one store; with --report-dir each plan is saved that can be applied")
    voice, whole = session.voice, ci_run()
    planning = Planning(session, allowed, against=scope.against, every=scope.all_targets)
    planned = planning.planned()
    if scope.report_dir is not None:
        planning.report(scope.report_dir, planned, whole, hours=scope.expires_after)
    voice.warn(problems_of(planned))
    for one in planned:
        if one.error is not None:
            voice.error(f"{one.target}: {one.error}")
    emit_form(partial(planning.shown, planned, form, whole, unmanaged=unmanaged), form, output)
    return worst_exit(planned, detailed=detailed)
