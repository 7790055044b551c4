"""`syncer list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from syncer.cli.options import common
from syncer.cli.output import emit
from syncer.render.listing import Row, listing_text

if TYPE_CHECKING:
    from syncer.cli.session import Session


@click.command("list", epilog="Example: syncer list --live --format json")
@common("text", "json", "markdown")
@click.option("--live", is_flag=True, help="What the store holds, instead of what the catalog says.")
def command(*, session: Session, form: str, output: str | None, live: bool) -> int:
    """List the models of the catalog with every default resolved; with --live, those of the store."""
    if live:
        snapshot = session.store.read()
        session.voice.warn(row.problem for row in snapshot.broken)
        rows = [Row(record.fields, record_id=record.record_id, managed_by=record.managed_by)
                for record in snapshot.records]  # fmt: skip
    else:
        loaded = session.load()
        session.voice.warn(loaded.warnings)
        rows = [Row(entry.fields, source=f"{entry.source.file}:{entry.source.line}") for entry in loaded.entries]
    emit(listing_text(rows, form, live=live), output=output)
    return 0
