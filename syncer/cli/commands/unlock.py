"""`syncer unlock`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from syncer.cli.options import common
from syncer.cli.output import emit
from syncer.errors import UsageError
from syncer.model.words import beginning
from syncer.render.text.values import safe

if TYPE_CHECKING:
    from syncer.cli.session import Session


@click.command("unlock", epilog="Example: syncer unlock --target production --yes")
@common("text")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
def command(*, session: Session, form: str, output: str | None, yes: bool) -> int:  # noqa: ARG001  the one form
    """Take the lock of a DynamoDB table from a run that is gone. A run that still lives writes nothing more.

    A lock runs out by itself a minute after its run has died, and a directory's lock goes with its process.
    """
    held = session.table.lock_holder()
    if held is None:
        emit("Nobody holds the lock.\n", output=output)
        return 0
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError(f"{held}; there is no terminal to ask on, so pass --yes to take the lock away")
        if not click.confirm(f"{safe(str(held))}. Take the lock away?", err=True):
            return 0
    session.table.unlock(held)
    emit(f"Removed the lock of {safe(beginning(held.holder))}.\n", output=output)
    return 0
