"""`syncer table create` and `syncer table check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from syncer.cli.options import common
from syncer.cli.output import emit
from syncer.errors import CHANGES_EXIT
from syncer.render.forms import json_text

if TYPE_CHECKING:
    from syncer.cli.session import Session


@click.group("table", epilog="Example: syncer table check --target production")
def command() -> None:
    """Make the platform's DynamoDB table, or hold one against the contract. Never alters a table."""


@command.command("create", epilog="Example: DYNAMODB_MANAGED_MODELS_TABLE_NAME=models syncer table create")
@common("text")
def create(*, session: Session, form: str, output: str | None) -> int:  # noqa: ARG001  the one form
    """Make the table with its index: on-demand, encrypted, protected against deletion, recoverable in time."""
    table = session.table
    for feature in table.create():
        session.voice.say(f"warning: {table.place} offers no {feature}")
    emit(f"Made {table.place}.\n", output=output)
    return 0


@command.command("check", epilog="Example: syncer table check --target production")
@common("text", "json")
def check(*, session: Session, form: str, output: str | None) -> int:
    """Say in what the table is not the contract's. Exit code 2 when there is a difference."""
    found = session.table.differences()
    if form == "json":
        document = {"format_version": "1.0", "differences": [difference._asdict() for difference in found]}
        emit(json_text(document), output=output)
    else:
        lines = [
            f"{'BREAKS' if d.breaks else 'advice'}: {d.what} is {d.found}, the contract has {d.wanted}" for d in found
        ]
        verdict = f"{session.table.place} is as the contract says." if not found else f"{len(found)} differences."
        emit("\n".join([*lines, verdict]) + "\n", output=output)
    return CHANGES_EXIT if found else 0
