"""`syncer targets`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from syncer.cli.options import common, completing
from syncer.cli.output import emit
from syncer.render.text.tables import TargetRow, target_names, targets_text
from syncer.stores.open import described

if TYPE_CHECKING:
    from syncer.cli.session import Session


@click.command("targets", epilog="Example: syncer targets --names")
@common("text", "json", "markdown", store=False)
@click.option("--names", is_flag=True, help="Print the names alone, as a JSON list on one line.")
@click.argument("targets", metavar="[TARGET]...", nargs=-1, shell_complete=completing("target"))
def command(*, session: Session, form: str, output: str | None, names: bool, targets: tuple[str, ...]) -> int:
    """List the targets of the catalog, or only those that are named: their stores, and how many models each gets."""
    found = {name: session.target_settings(name) for name in targets or session.settings().targets}
    if names:
        emit(target_names([*found]), output=output)
        return 0
    rows = [
        TargetRow(name, target, described(target.store), len(session.load_for(name).entries))
        for name, target in found.items()
    ]
    emit(targets_text(rows, form), output=output)
    return 0
