"""`syncer fmt`."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

import click

from syncer.authoring.write_files import write_each
from syncer.cli.options import common
from syncer.cli.output import emit
from syncer.disk.files import (
    MAX_DEFINITION_BYTES,
    FileTooLargeError,
    NotTextError,
    decode_text,
    read_bounded,
)
from syncer.errors import CHANGES_EXIT, CatalogError, Problem, UsageError
from syncer.frozen import NamedTuple
from syncer.load.find_files import find_model_files
from syncer.model.words import counted
from syncer.render.forms import json_text
from syncer.render.text.values import safe
from syncer.yaml.format import canonical
from syncer.yaml.layout import NotEditableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.cli.session import Session
    from syncer.yaml.format import Canonical


class _Change(NamedTuple):
    """A file that is not in its canonical form."""

    path: str
    data: bytes
    """The canonical form."""
    renamed: tuple[tuple[str, str], ...]


@click.command("fmt", epilog="Example: syncer fmt --check")
@common("text", "json", store=False)
@click.option("--check", is_flag=True, help="Write nothing; exit with 2 when a file would change.")
@click.argument("files", nargs=-1, metavar="[FILE]...")
def command(*, session: Session, form: str, output: str | None, check: bool, files: tuple[str, ...]) -> int:
    """Bring model files into the one canonical form, comments kept. Without FILE, every model file of the catalog."""
    paths, problems = _paths(session.catalog, files)
    found = [*map(_look_at, session.voice.watched("Reading the model files")(paths))]
    changes = [change for change in found if isinstance(change, _Change)]
    good = found.count(None)
    document = partial(_json, good=good) if form == "json" else partial(_text, good=good, check=check)
    done: list[_Change] = changes if check else []
    try:
        if not check:
            write_each({change.path: change.data for change in changes}, lambda _: done.append(changes[len(done)]))
    finally:
        emit(document(done), output=output)
    _require_none(problems, found)
    return CHANGES_EXIT * (check and bool(changes))


def _require_none(problems: Sequence[Problem], found: Sequence[_Change | Problem | None]) -> None:
    """Raise CatalogError with the problems of the folder and of the files, if there are any."""
    every = [*problems, *(problem for problem in found if isinstance(problem, Problem))]
    if every:
        raise CatalogError(every)


def _paths(catalog: str, files: Sequence[str]) -> tuple[Sequence[str], Sequence[Problem]]:
    """The model files that are meant, each once. catalog.yaml is left alone: a hook may name it among them."""
    if files:
        missing = [path for path in files if not os.path.isfile(path)]
        if missing:
            raise UsageError(f"{missing[0]} is no file")
        return [path for path in dict.fromkeys(files) if not _is_settings(path)], ()
    found = find_model_files(catalog.replace(os.sep, "/").rstrip("/"))
    return found.files, found.problems


def _is_settings(path: str) -> bool:
    folder, name = os.path.split(path)
    return name == "catalog.yaml" and os.path.isdir(os.path.join(folder, "models"))


def _look_at(path: str) -> _Change | Problem | None:
    """The file's change; None when it is canonical; or why it cannot be told."""
    found = _read(path)
    if isinstance(found, Problem):
        return found
    data, made = found
    wanted = made.text.encode()
    return None if wanted == data else _Change(path, wanted, made.renamed)


def _read(path: str) -> tuple[bytes, Canonical] | Problem:
    """What the file holds, and its canonical form."""
    try:
        data = read_bounded(path, MAX_DEFINITION_BYTES)
        return data, canonical(decode_text(data))
    except NotEditableError as error:
        return Problem(path, f"cannot be formatted: {error}", error.line, 1)
    except NotTextError as error:
        return Problem(path, str(error), error.line, error.column)
    except FileTooLargeError:
        return Problem(path, f"is larger than {MAX_DEFINITION_BYTES >> 20} MiB")
    except OSError as error:
        return Problem(path, f"cannot be read: {error.strerror}")


def _text(changes: Sequence[_Change], *, good: int, check: bool) -> str:
    lines = []
    for change in changes:
        keys = ", ".join(f"{old} -> {new}" for old, new in change.renamed)
        lines.append(f"{'would format' if check else 'formatted'} {safe(change.path)}{keys and f' ({safe(keys)})'}\n")
    done = f"{counted(len(changes), 'file')} {'to format' if check else 'formatted'}"
    return "".join([*lines, f"{done}, {good} as they should be.\n"])


def _json(changes: Sequence[_Change], *, good: int) -> str:
    found = [{"file": change.path, "renamed": dict(change.renamed)} for change in changes]
    return json_text({"format_version": "1.0", "unchanged": good, "changed": found})
