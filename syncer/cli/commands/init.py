"""`syncer init`."""

from __future__ import annotations

import os
import re
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from syncer.authoring.editor_schemas import schema_line
from syncer.authoring.import_rows import ImportChoice, draft_import
from syncer.authoring.scaffold import CATALOG, NewRepository, repository_files
from syncer.authoring.scaffold.requirement import requirement
from syncer.authoring.write_files import require_known, write_new
from syncer.cli.options import not_empty
from syncer.cli.output import emit, note, quiet
from syncer.cli.surroundings import git_remote, git_top, tool_version
from syncer.errors import UsageError
from syncer.model.catalog import Target
from syncer.model.words import a_few
from syncer.stores.open import choose, open_store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.cli.output import Voice
    from syncer.model.records import Snapshot

_KEPT = ("README.md", ".gitignore", ".pre-commit-config.yaml", ".prettierignore")
"""What a repository may have already, and keeps."""
_OWNER = re.compile(r"[^\s#@]*@[^\s#@]+( [^\s#@]*@[^\s#@]+)*")
"""One owner or more. GitHub passes over a line with another, and then nobody has to approve anything."""
_SHOWN = 10
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@click.command("init", epilog="Example: syncer init --name campus-models --table managed-models --import")
@click.argument("folder", default=".", metavar="[FOLDER]")
@click.option("--name", metavar="NAME", callback=not_empty,
              help="The name of the catalog; that of the folder when not given.")  # fmt: skip
@click.option("--table", metavar="NAME", callback=not_empty,
              help="The DynamoDB table of the target `production`. Without it the catalog has no targets.")  # fmt: skip
@click.option("--region", metavar="REGION", callback=not_empty, help="The AWS region of the table.")
@click.option("--owner", metavar="OWNER", callback=not_empty,
              help="Who has to approve changes of the catalog, such as @organisation/team.")  # fmt: skip
@click.option("--import", "imports", is_flag=True, help="Start with the rows of the store instead of a few models.")
@click.option("--pages", is_flag=True, help="Also publish the catalog as a page on GitHub Pages, at each merge.")
@click.option("--replace", is_flag=True, help="Also write over files that exist, but for a README and the like.")
@quiet
def command(  # noqa: PLR0913  each is an option
    *, folder: str, name: str | None, table: str | None, region: str | None, owner: str | None, imports: bool,
    pages: bool, replace: bool, voice: Voice,
) -> int:  # fmt: skip
    """Make a catalog repository: a catalog, workflows that plan and sync it, and a README with the next steps."""
    top = folder.replace(os.sep, "/").rstrip("/") or "/"
    pinned = requirement(git_remote)
    choice = NewRepository(
        _name(name, top),
        table,
        region,
        owner,
        has_models=not imports,
        has_pages=pages,
        version=tool_version(),
        requirement=pinned.line,
    )
    _require_possible(choice)
    files = repository_files(choice)
    if imports:
        files = {**_imported(choice, f"{top}/catalog"), **files}
    if (imports and replace) or not os.path.lexists(f"{top}/{CATALOG}"):
        require_known(f"{top}/catalog", {path.removeprefix("catalog/"): text for path, text in files.items()})
    kept = _kept(top, files)
    written = write_new(top, _without(files, kept), replace=replace)
    _remark(voice, top, kept, pinned.remark)
    emit(_said(written, top, choice))
    return 0


def _require_possible(choice: NewRepository) -> None:
    """Raise UsageError for an owner that GitHub does not take, and for a region without a table."""
    if choice.owner is not None and not _OWNER.fullmatch(choice.owner):
        raise UsageError(
            f"--owner {choice.owner!r} is none that GitHub takes: it is @organisation/team, @user or an address"
        )
    if choice.region is not None and choice.table is None:
        raise UsageError("--region is that of a table; pass --table, too")


def _kept(top: str, files: Mapping[str, str]) -> list[str]:
    """The files that a repository has already, with other text, and keeps."""
    return [path for path in _KEPT if os.path.lexists(f"{top}/{path}") and _text(f"{top}/{path}") != files[path]]


def _without(files: Mapping[str, str], kept: list[str]) -> dict[str, str]:
    return {path: text for path, text in files.items() if path not in kept}


def _remark(voice: Voice, top: str, kept: list[str], pinned: str) -> None:
    above = git_top(top)
    if above is not None and not os.path.samefile(above, top):
        voice.say(f"{top} is inside the repository {above}; GitHub looks for .github in {above} only")
    if pinned:
        voice.say(pinned)
    if kept:
        voice.say(f"kept as they are: {', '.join(kept)}")


def _name(given: str | None, folder: str) -> str:
    """A name that a catalog can have. Raises UsageError."""
    if given is not None:
        if not _NAME.fullmatch(given):
            raise UsageError(
                f"a catalog cannot be called {given!r}: at most 64 lower-case letters, digits, `.`, `_` and `-`, of "
                "which the first is a letter or a digit"
            )
        return given
    found = re.sub(r"[^a-z0-9._-]+", "-", Path(folder).resolve().name.lower()).lstrip("._-")[:64]
    if not found:
        raise UsageError("the folder's name is none for a catalog; pass --name, such as --name campus-models")
    return found


def _text(path: str) -> str | None:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _imported(choice: NewRepository, catalog: str) -> Mapping[str, str]:
    """The model files of the rows of the store, by path. Raises UsageError when there are none, StoreError."""
    table = Target.of("dynamodb", table=choice.table, region=choice.region)
    target = choose(os.environ).target if choice.table is None else table
    store = open_store(target, os.environ, catalog=catalog)
    snapshot = store.read()
    made = draft_import(
        snapshot, (), ImportChoice(choice.name, header=(schema_line("model", "models/a/b.yaml"),)), folder=catalog
    )
    for refusal in made.refusals:
        note(f"not imported: {refusal.model_id} (row {refusal.record_id}): {refusal.reason}")
    if made.foreign:
        rows = a_few(made.foreign, _SHOWN)
        note(f"not imported: rows that another catalog than {choice.name} manages: {rows}")
    if not made.drafts:
        raise UsageError(f"{store.address} has no row that can be imported; {_instead(snapshot, choice.name)}")
    return {f"catalog/{draft.path}": draft.text for draft in made.drafts}


def _instead(snapshot: Snapshot, name: str) -> str:
    """What to do about a store without rows for this catalog."""
    owners = (record.managed_by for record in snapshot.records)
    other = min((owner for owner in owners if owner is not None and owner != name), default=None)
    if other is not None:
        return f"the catalog {other} manages its rows; pass --name {other} to take it over"
    return "leave --import out to start with a few models"


def _said(written: tuple[str, ...], folder: str, choice: NewRepository) -> str:
    """What was made, and what to type next."""
    start = "" if folder == "." else f"cd {quote(folder)}\n  "
    target = "" if choice.table is None else " --target production"
    lines = [f"wrote {path if folder == '.' else f'{folder}/{path}'}" for path in written]
    return "\n".join([*lines, "", "Next:", f"  {start}syncer validate", f"  syncer plan{target}", ""])
