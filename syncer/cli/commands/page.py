"""`syncer page`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from syncer.cli.offered import History, offers_of, page_about
from syncer.cli.options import at_moment, common, not_empty
from syncer.cli.output import save
from syncer.errors import UsageError
from syncer.render.html.catalog import catalog_page

if TYPE_CHECKING:
    from syncer.cli.session import Session


@click.command("page", epilog="Example: syncer page --out catalog.html")
@common()
@at_moment
@click.option("--out", metavar="FILE|DIR", default="catalog.html", show_default=True, callback=not_empty,
              help="Where the page is written; in a folder it is called index.html.")  # fmt: skip
@click.option("--live", is_flag=True, help="Also what the store holds, beside what Git says.")
@click.option("--public", is_flag=True, help="Leave out roles, targets, record ids, files, and who did what.")
def command(*, session: Session, out: str, live: bool, public: bool) -> int:
    """Write the catalog as one HTML file that opens in a browser and asks for nothing else."""
    session.only_looks = True
    if not live:
        session.without_default()
    session.voice.warn_of_many(session.load().warnings)
    history = History(session) if live else None
    about = page_about(session, history, is_public=public)
    made = catalog_page(offers_of(session, about, history), about)
    file = _file(out)
    save(made, file, option="--out")
    session.voice.say(f"wrote {file}")
    return 0


def _file(out: str) -> str:
    """The file that is meant; a name that ends as a folder's does is made one. Raises UsageError."""
    if not out.endswith("/") and not os.path.isdir(out):
        return out
    try:
        os.makedirs(out, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make --out {out!r}: {error.strerror}") from error
    return os.path.join(out, "index.html")
