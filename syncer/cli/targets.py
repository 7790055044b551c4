"""`syncer targets`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from syncer.cli.options import common
from syncer.cli.output import emit

if TYPE_CHECKING:
    from syncer.cli.session import Session


@click.command("targets", epilog="Example: syncer targets --names")
@common("text", "json", "markdown", store=False)
@click.option("--names", is_flag=True, help="Print the names alone, as a JSON list on one line.")
def command(*, session: Session, form: str, output: str | None, names: bool) -> int:
    """List the targets of the catalog: their stores, and how many models each gets."""
    from syncer.render.targets import TargetRow, target_names, targets_text  # noqa: PLC0415  not for the help

    settings = session.settings()
    if names:
        emit(target_names([*settings.targets]), output=output)
        return 0
    rows = [TargetRow(name, target, len(session.load_for(name).entries)) for name, target in settings.targets.items()]
    emit(targets_text(rows, form), output=output)
    return 0
