"""`syncer import`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from syncer.authoring.editor_schemas import FOLDER, model_header, schema_files, schema_line
from syncer.authoring.environment import draft_environment, drafted_entry
from syncer.authoring.import_rows import ImportChoice, draft_import, name_for, selection
from syncer.authoring.target_rules import rules_texts
from syncer.authoring.write_files import require_known, unwritten, write_new
from syncer.cli.next_command import next_command
from syncer.cli.options import common
from syncer.cli.output import emit
from syncer.cli.surroundings import tool_version
from syncer.errors import UsageError
from syncer.frozen import NamedTuple
from syncer.load.read_file import check_settings
from syncer.load.targets import left_out_by
from syncer.render.text.importing import ImportResult, import_text
from syncer.yaml.write import value_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.attributes import Platform
    from syncer.authoring.results import Import, TargetRules
    from syncer.cli.session import Session
    from syncer.model.catalog import CatalogEntry
    from syncer.model.ignored import IgnoreRule
    from syncer.model.records import Snapshot

_FIRST_LINE = schema_line("catalog", "catalog.yaml")
_COMMENT = "# Rows that this catalog manages carry its name, so it must not change."


@click.command("import", epilog="Example: syncer import --name campus-models --select 'id=us.*'")
@common("text", "json")
@click.option("--name", metavar="NAME", help="The name of the catalog, when there is none yet.")
@click.option("--select", "selected", metavar="KEY=PATTERN", multiple=True,
              help="Only rows whose provider, maker or id matches, such as maker=Amazon or 'id=us.*'. Patterns of one "
              "key add up; different keys must all match.")  # fmt: skip
@click.option("--replace", is_flag=True, help="Also write over files that exist.")
@click.option("--as-overrides", is_flag=True,
              help="Write what only this target has into its rules: `overrides`, `only`, `except`.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be written.")
def command(
    *, session: Session, form: str, output: str | None, name: str | None, selected: tuple[str, ...], replace: bool,
    as_overrides: bool, dry_run: bool,
) -> int:  # fmt: skip
    """Write a model file for every row that is unmanaged, or this catalog's, and that has no definition yet."""
    selections = tuple(map(selection, selected))
    entries, found = _catalog(session, name)
    if as_overrides:
        _require_several(session, entries, replace=replace)
    snapshot = session.store.read()
    _require_rows(session, snapshot, needed=as_overrides)
    choice = ImportChoice(
        found or _new_name(name, snapshot), selections, replace, _header(session.catalog, found),
        _platform(session, found), _ignored(session, found),
    )  # fmt: skip
    folder = session.catalog.replace(os.sep, "/").rstrip("/")
    made, rules, texts = (_of_environment if as_overrides else _of_all)(session, snapshot, entries, choice, folder)
    if found is None:
        texts = _with_settings(texts, choice.name)
        require_known(folder, texts)
    written = _write(session, folder, texts, replace=replace or as_overrides, dry=dry_run, new=found is None)
    _warn(session, made, selected)
    others = _others(session, made, rules, folder) if found else ()
    result = ImportResult(
        folder, made, written, is_dry=dry_run, following=next_command(session, "plan"), others=others,
        target=session.target, is_first=not entries, rules=rules, is_full=session.voice.verbose,
    )  # fmt: skip
    emit(import_text(result, form), output=output)
    return 0


class _Drafted(NamedTuple):
    """What is to be written."""

    made: Import
    rules: tuple[TargetRules, ...]
    texts: dict[str, str]
    """By path below the catalog's folder."""


def _of_all(
    session: Session, snapshot: Snapshot, entries: tuple[CatalogEntry, ...], choice: ImportChoice, folder: str
) -> _Drafted:
    """The model files, for every target."""
    received = {entry.model_id: entry for entry in session.load().entries} if entries and choice.replace else None
    made = draft_import(snapshot, entries, choice, folder=folder, received=received)
    return _Drafted(made, (), {draft.path: draft.text for draft in made.drafts})


def _require_several(session: Session, entries: tuple[CatalogEntry, ...], *, replace: bool) -> None:
    """Raise UsageError where it is not said of whom, or of what, something is an override."""
    if replace:
        raise UsageError("give one of --replace and --as-overrides: the one writes files anew, the other leaves them")
    if session.target is None or len(session.file_settings.targets) < 2:
        raise UsageError(
            "--as-overrides is for a target that is one of several; pass --target with one of catalog.yaml"
        )
    if not entries:
        raise UsageError(
            "the catalog has no model yet that anything could be an override of; leave --as-overrides out for the "
            "target that its files are to be about"
        )


def _require_rows(session: Session, snapshot: Snapshot, *, needed: bool) -> None:
    """Say where the store has no row at all, as one of another name; raise UsageError where rows are `needed`."""
    if snapshot.records or snapshot.broken:
        return
    said = f"{session.store.address} has no rows"
    if needed:
        raise UsageError(
            f"{said} that could differ from the files; see where the target {session.target} is (a path starts at the "
            "folder of catalog.yaml)"
        )
    session.voice.say(said)


def _of_environment(
    session: Session, snapshot: Snapshot, _: tuple[CatalogEntry, ...], choice: ImportChoice, folder: str
) -> _Drafted:
    """The new model files, and the files of settings with new rules: these last, since they speak of the models."""
    made, rules = draft_environment(snapshot, session.current, session.target or "", choice, folder=folder)
    files = {draft.path: draft.text for draft in made.drafts}
    unwritten(folder, files)
    edited = rules_texts(session.file_settings.targets, rules)
    return _Drafted(made, rules, {**files, **{path.removeprefix(f"{folder}/"): text for path, text in edited.items()}})


def _others(session: Session, made: Import, rules: tuple[TargetRules, ...], folder: str) -> tuple[str, ...]:
    """The other targets that get one of the new models; none where rules say what each gets."""
    if session.target is None or rules:
        return ()
    new = [drafted_entry(f"{folder}/{draft.path}", draft.text) for draft in made.drafts]
    return tuple(name for name, target in session.file_settings.targets.items() if name != session.target and
                 any(left_out_by(entry, target) is None for entry in new))  # fmt: skip


def _with_settings(texts: dict[str, str], name: str) -> dict[str, str]:
    """The model files and `catalog.yaml`; nothing where there is no model."""
    return {**texts, "catalog.yaml": f"{_FIRST_LINE}\n{_COMMENT}\n{_name_line(name)}"} if texts else {}


def _warn(session: Session, made: Import, selected: Sequence[str]) -> None:
    session.voice.warn([warning for draft in made.drafts for warning in draft.warnings])
    if selected and not made.chosen:
        session.voice.say(f"no row of the store matches {' '.join(f'--select {text}' for text in selected)}")


def _catalog(session: Session, name: str | None) -> tuple[tuple[CatalogEntry, ...], str | None]:
    """The definitions and the name of the catalog that is there; None as the name when there is none."""
    folder = session.catalog
    if not any(os.path.lexists(f"{folder}/{file}") for file in ("catalog.yaml", "catalog.yml")):
        return (), None
    entries = session.current.entries if os.path.lexists(f"{folder}/models") else ()
    settings = session.file_settings
    if name not in (None, settings.name):
        raise UsageError(f"{folder} is the catalog {settings.name}, not {name}; leave --name out")
    return entries, settings.name


def _platform(session: Session, found: str | None) -> Platform:
    """The release of the platform that the catalog is for."""
    return session.file_settings.platform if found else "any"


def _ignored(session: Session, found: str | None) -> tuple[IgnoreRule, ...]:
    """The rows that the catalog that is there says to leave alone."""
    return session.settings().ignore if found else ()


def _new_name(name: str | None, snapshot: Snapshot) -> str:
    """A name that a catalog can have. Raises UsageError."""
    found = name_for(name, snapshot)
    said, problems = check_settings(_name_line(found).encode())
    if said is None:
        raise UsageError(f"a catalog cannot be called {found!r}: it {problems[0][0]}; pass another --name")
    return found


def _name_line(name: str) -> str:
    """The name in `catalog.yaml`. It may come from a row that anybody wrote, and stays one value."""
    return f"name: {value_text(name)}\n"


def _header(catalog: str, found: str | None) -> tuple[str, ...]:
    """The first line of the files. A new catalog brings the schemas."""
    return (schema_line("model", "models/a/b.yaml"),) if found is None else model_header(catalog)


def _write(
    session: Session, folder: str, texts: dict[str, str], *, replace: bool, dry: bool, new: bool
) -> tuple[str, ...]:
    """Write the files, all or none, beside a new catalog the schemas for editors too; those that are there stay.

    The paths below the folder.
    """
    if dry:
        return unwritten(folder, texts, replace=replace)
    beside = _missing_schemas(folder) if new else {}
    written = write_new(folder, {**beside, **texts}, replace=replace)
    if beside:
        session.voice.say(f"wrote the schemas for editors: {os.path.normpath(f'{folder}/{os.pardir}/{FOLDER}')}")
    return tuple(path for path in written if path in texts)


def _missing_schemas(folder: str) -> dict[str, str]:
    """The schemas that are not beside the folder, by path from it."""
    files = {f"{os.pardir}/{path}": text for path, text in schema_files(version=tool_version()).items()}
    return {path: text for path, text in files.items() if not os.path.lexists(f"{folder}/{path}")}
