"""`syncer show`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from syncer.cli.options import common
from syncer.cli.output import emit, painted, read_plan

if TYPE_CHECKING:
    from syncer.cli.session import Session


@click.command("show", epilog="Example: syncer show plan.json --format markdown")
@common("text", "json", "markdown", store=False)
@click.argument("file")
def command(*, session: Session, form: str, output: str | None, file: str) -> int:
    """Show a plan that `plan --out` saved: where it comes from, what it is for, and what it does."""
    from syncer.render.saved import render_saved  # noqa: PLC0415  not for the help

    saved = read_plan(file)
    verbose = session.voice.verbose
    plain = render_saved(saved, form, all_fields=verbose)
    emit(render_saved(saved, form, paint=painted(sys.stdout), all_fields=verbose), plain=plain, output=output)
    return 0
