"""`syncer page`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from syncer.cli.options import common, not_empty
from syncer.cli.output import save
from syncer.render.html.catalog import catalog_page
from syncer.render.text.listing import Row

if TYPE_CHECKING:
    from syncer.cli.session import Session


@click.command("page", epilog="Example: syncer page --out catalog.html")
@common()
@click.option("--out", metavar="FILE", default="catalog.html", show_default=True, callback=not_empty,
              help="Where the page is written.")  # fmt: skip
def command(*, session: Session, out: str) -> int:
    """Write the catalog as one HTML file that opens in a browser and asks for nothing else."""
    session.without_default()
    loaded = session.load()
    session.voice.warn(loaded.warnings)
    rows = [Row(entry.fields, source=f"{entry.source.file}:{entry.source.line}") for entry in loaded.entries]
    save(catalog_page(rows), out, option="--out")
    session.voice.say(f"wrote {out}")
    return 0
