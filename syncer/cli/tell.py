"""What an error says on stderr, and the exit code that it ends with."""

from __future__ import annotations

import os
import traceback

import click

from syncer.cli.output import note, note_block, note_problems
from syncer.errors import CatalogError, SyncerError, UsageError
from syncer.render.ci.annotations import error_github


def tell(error: SyncerError) -> int:
    """Say what went wrong on stderr. Returns the exit code."""
    if isinstance(error, CatalogError):
        note_problems(error.problems)
    if os.environ.get("GITHUB_ACTIONS") == "true":  # the runner shows it beside the job
        note_block(error_github(str(error)))
    else:
        note(f"error: {error}")
    return error.exit_code


def tell_mistake(error: click.ClickException) -> int:
    """Say what click does not understand of a command line, and where help is. Returns the exit code."""
    context = getattr(error, "ctx", None)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        note_block(f"{error.format_message()}\n")
        return tell(UsageError("give a command"))
    if context is not None:
        note(context.get_usage())
        note(f"Try '{context.command_path} {context.help_option_names[0]}' for help.")
        note("")
    return tell(UsageError(error.format_message().replace("\n\t", " ")))  # click lists choices a line each


def tell_unexpected(error: Exception) -> int:
    """Say that the tool itself is at fault. Returns the exit code."""
    if os.environ.get("SYNCER_TRACEBACK"):
        traceback.print_exception(error)
    note(f"error: unexpected {type(error).__name__}: {error}")
    note("This is a fault of syncer. Set SYNCER_TRACEBACK=1, run again, and report what it prints.")
    return 1
