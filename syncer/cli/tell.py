"""What an error says on stderr, and the exit code that it ends with."""

from __future__ import annotations

import os
import sys
import traceback

import click

from syncer.cli.output import painted, says_excerpts
from syncer.errors import CatalogError, SyncerError
from syncer.render.ci.annotations import error_github
from syncer.render.text.problems import problems_text
from syncer.render.text.values import safe


def tell(error: SyncerError) -> int:
    """Say what went wrong on stderr. Returns the exit code."""
    if isinstance(error, CatalogError):
        click.echo(
            problems_text(error.problems, paint=painted(sys.stderr), excerpts=says_excerpts(sys.stderr)),
            nl=False,
            err=True,
        )
    if os.environ.get("GITHUB_ACTIONS") == "true":  # the runner shows it beside the job
        click.echo(error_github(str(error)), err=True)
    else:
        click.echo(f"error: {safe(str(error))}", err=True)
    return error.exit_code


def tell_unexpected(error: Exception) -> int:
    """Say that the tool itself is at fault. Returns the exit code."""
    if os.environ.get("SYNCER_TRACEBACK"):
        traceback.print_exception(error)
    click.echo(
        f"error: unexpected {type(error).__name__}: {error}\n"
        "This is a fault of syncer. Set SYNCER_TRACEBACK=1, run again, and report what it prints.",
        err=True,
    )
    return 1
