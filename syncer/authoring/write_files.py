"""Writes files of a catalog: new ones all or none, others one by one, each whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from syncer.disk.files import MAX_DEFINITION_BYTES, FileTooLargeError, read_bounded, replace_file
from syncer.disk.stopping import hold_signals, raise_if_stopped
from syncer.disk.strays import remove_strays
from syncer.disk.together import NotWrittenError, write_together
from syncer.errors import CatalogError, SyncerError, UsageError
from syncer.load.find_files import find_model_files
from syncer.model.words import a_few, counted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

_SHOWN = 10
_NOTHING = "nothing was written"


def write_new(folder: str, texts: Mapping[str, str], *, replace: bool = False) -> tuple[str, ...]:
    """Write files that are not there yet, all of them or none; the paths that were written.

    `texts` is by path relative to the folder; the last one is what makes the others count. A file that is there with
    just this text is passed over, so that a run that was killed can be completed. Raises UsageError when a file is
    there with another text and `replace` is not given; SyncerError when a file cannot be written.
    """
    wanted = unwritten(folder, texts, replace=replace)
    real = {_real(f"{folder}/{path}"): path for path in wanted}
    remove_strays(_real(f"{folder}/{path}") for path in texts)
    try:
        write_together({place: texts[path].encode() for place, path in real.items()})
    except NotWrittenError as error:
        path = os.path.normpath(f"{folder}/{real[error.path]}") if error.path in real else os.path.relpath(error.path)
        left = f"{a_few([*map(os.path.relpath, error.left)])} could not be taken back" if error.left else _NOTHING
        raise SyncerError(f"{path} cannot be written: {error.reason}; {left}") from error
    except KeyboardInterrupt as error:
        raise KeyboardInterrupt(_NOTHING) from error
    return wanted


def unwritten(folder: str, texts: Mapping[str, str], *, replace: bool = False) -> tuple[str, ...]:
    """The paths that `write_new` would write. Raises UsageError as it does."""
    wanted = tuple(path for path, text in texts.items() if _found(f"{folder}/{path}") != text.encode())
    taken = [f"{folder}/{path}".removeprefix("./") for path in wanted if os.path.lexists(f"{folder}/{path}")]
    if taken and not replace:
        exist = "exists" if len(taken) == 1 else "exist"
        raise UsageError(
            f"{a_few(taken, _SHOWN)} {exist} already; nothing was written; pass --replace to write over it"
        )
    return wanted


def require_known(folder: str, texts: Mapping[str, str]) -> None:
    """Model files where a catalog is to be made are those that are to be written: no others slip into it.

    Raises UsageError; CatalogError for links and folders that a catalog cannot have.
    """
    if not os.path.lexists(f"{folder}/models"):
        return
    found = find_model_files(folder)
    if found.problems:
        raise CatalogError(found.problems)
    strange = [path for path in found.files if path.removeprefix(f"{folder}/") not in texts]
    if strange:
        raise UsageError(
            f"{folder} has model files that are no part of the catalog that is to be made: {a_few(strange, _SHOWN)}; "
            "nothing was written; write catalog.yaml first, or move them away"
        )


def write_each(files: Mapping[str, bytes | None], written: Callable[[str], None]) -> None:
    """Write files of the catalog, one after the other and each whole or not at all; None deletes one.

    `written` is told each path when that file is done. Raises SyncerError when a file cannot be written, and
    KeyboardInterrupt; both say what was done before.
    """
    done: list[str] = []
    remove_strays(map(_real, files))
    try:
        for path, data in files.items():
            raise_if_stopped()
            with hold_signals():
                _write(path, data)
                done.append(path)
            written(path)
    except KeyboardInterrupt as error:
        raise KeyboardInterrupt(_so_far(done, files)) from error
    except _RefusedError as error:
        deed = "deleted" if files[error.path] is None else "written"
        raise SyncerError(f"{error.path} cannot be {deed}: {error.reason}; {_so_far(done, files)}") from error


class _RefusedError(Exception):
    """The system refuses to write or delete a file."""

    def __init__(self, path: str, error: OSError) -> None:
        super().__init__(path)
        self.path = path
        self.reason = error.strerror or str(error)


def _write(path: str, data: bytes | None) -> None:
    target = _real(path)
    try:
        if data is None:
            os.unlink(path)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            replace_file(target, data)
    except OSError as error:
        raise _RefusedError(path, error) from error


def _so_far(done: Sequence[str], files: Collection[str]) -> str:
    return f"{len(done):,} of {counted(len(files), 'file')} done: {a_few(done, _SHOWN)}" if done else _NOTHING


def _real(path: str) -> Path:
    """Where the file is, or would be: a link stays, and what it leads to is written."""
    return Path(os.path.realpath(path))


def _found(path: str) -> bytes | None:
    """The bytes that are there; None when there are none that could be the same."""
    try:
        return read_bounded(path, MAX_DEFINITION_BYTES)
    except (OSError, FileTooLargeError):
        return None
