"""`syncer apply`."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

import click

from syncer.cli.options import common
from syncer.cli.output import emit_form
from syncer.cli.saved_plans import read_plan
from syncer.cli.surroundings import ci_run, holder, tool_version
from syncer.errors import PartialApplyError
from syncer.render.plan import render_report
from syncer.sync.apply import Run, apply_saved

if TYPE_CHECKING:
    from syncer.cli.session import Session


@click.command("apply", epilog="Example: syncer apply plan.json")
@common("text", "json", "markdown")
@click.option("--lock-timeout", type=click.FloatRange(min=0), default=0, show_default=True, metavar="SECONDS",
              help="How long to wait for another sync.")  # fmt: skip
@click.argument("file")
def command(*, session: Session, form: str, output: str | None, file: str, lock_timeout: float) -> int:
    """Do exactly what a saved plan says, if what it touches is as it was; otherwise nothing. Needs no catalog."""
    saved = read_plan(file)
    session.prefer(saved.target)
    run = Run(
        holder=holder(), commit=saved.origin.commit, lock_timeout=lock_timeout, now=lambda: datetime.now(UTC),
        new_id=lambda: str(uuid4()), tool=tool_version(), ci_run=ci_run(),
    )  # fmt: skip
    report = apply_saved(saved, session.store, run, name=file)
    emit_form(partial(render_report, report, form), form, output)
    if not report.is_complete:
        raise PartialApplyError("applied in part; make a new plan for the rest")
    report.require_remembered()
    return 0
