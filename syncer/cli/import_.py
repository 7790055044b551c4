"""`syncer import`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from syncer.cli.options import common
from syncer.cli.output import emit
from syncer.errors import UsageError

if TYPE_CHECKING:
    from syncer.catalog import CatalogEntry
    from syncer.cli.session import Session
    from syncer.records import Snapshot

_SCHEMA = "schemas/json/model.schema.json"


@click.command("import", epilog="Example: syncer import --name campus-models --select 'id=us.*'")
@common("text", "json")
@click.option("--name", metavar="NAME", help="The name of the catalog, when there is none yet.")
@click.option("--select", "selected", metavar="KEY=PATTERN", multiple=True,
              help="Only rows whose provider, maker or id matches, such as maker=Amazon or 'id=us.*'. Patterns of one "
              "key add up; different keys must all match.")  # fmt: skip
@click.option("--replace", is_flag=True, help="Also write over files that exist.")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be written.")
def command(
    *, session: Session, form: str, output: str | None, name: str | None, selected: tuple[str, ...], replace: bool,
    dry_run: bool,
) -> int:  # fmt: skip
    """Write a model file for every row that is nobody's, or this catalog's, and that has no definition yet."""
    from syncer.catalog_files import write_new  # noqa: PLC0415  not for the help
    from syncer.importing import Choice, draft_import, selection  # noqa: PLC0415
    from syncer.render.importing import Written, import_text  # noqa: PLC0415

    selections = tuple(map(selection, selected))
    entries, found = _catalog(session, name)
    snapshot = session.store.read()
    choice = Choice(found or _new_name(name, snapshot), selections, replace, _header(session.catalog))
    folder = session.catalog.replace(os.sep, "/").rstrip("/")
    made = draft_import(snapshot, entries, choice, folder=folder)
    texts = {draft.path: draft.text for draft in made.drafts}
    if found is None and texts:
        texts["catalog.yaml"] = (
            f"# Rows that this catalog manages carry its name, so it must not change.\nname: {choice.name}\n"
        )
    written = () if dry_run else write_new(folder, texts, replace=replace)
    kept = sum(bool(record.extras) for record in snapshot.records)
    shown = Written(folder, made, tuple(texts) if dry_run else written, is_dry=dry_run, kept=kept)
    emit(import_text(shown, form), output=output)
    return 0


def _catalog(session: Session, name: str | None) -> tuple[tuple[CatalogEntry, ...], str | None]:
    """The definitions and the name of the catalog that is there; None as the name when there is none."""
    if not os.path.lexists(f"{session.catalog}/catalog.yaml"):
        return (), None
    catalog = session.load()
    if name not in (None, catalog.settings.name):
        raise UsageError(f"{session.catalog} is the catalog {catalog.settings.name}, not {name}; leave --name out")
    return catalog.entries, catalog.settings.name


def _new_name(name: str | None, snapshot: Snapshot) -> str:
    """A name that a catalog can have. Raises UsageError."""
    from syncer.importing import name_for  # noqa: PLC0415  only a new catalog needs it
    from syncer.verdict import check_settings  # noqa: PLC0415

    found = name_for(name, snapshot)
    said, problems = check_settings(f"name: {found}\n".encode())
    if said is None:
        raise UsageError(f"a catalog cannot be called {found!r}: it {problems[0][0]}; pass another --name")
    return found


def _header(catalog: str) -> tuple[str, ...]:
    """The line that tells an editor where the schema is, where there is one beside the catalog."""
    if not os.path.exists(os.path.join(catalog, os.pardir, _SCHEMA)):
        return ()
    return (f"# yaml-language-server: $schema=../../../{_SCHEMA}",)
