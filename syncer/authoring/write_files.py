"""Writes files of a catalog: all that stands in the way is found first, then each is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from syncer.disk.files import MAX_DEFINITION_BYTES, FileTooLargeError, read_bounded, replace_file
from syncer.errors import CatalogError, SyncerError, UsageError
from syncer.load.find_files import find_model_files
from syncer.model.words import a_few

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHOWN = 10


def write_new(folder: str, texts: Mapping[str, str], *, replace: bool = False) -> tuple[str, ...]:
    """Write files that are not there yet, in the given order; the paths that were written.

    `texts` is by path relative to the folder. A file that is there with just this text is passed over, so that a run
    that was killed can be completed. Raises UsageError, before anything is written, when a file is there with another
    text and `replace` is not given; SyncerError when a file cannot be written.
    """
    wanted = unwritten(folder, texts, replace=replace)
    for path in wanted:
        write_bytes(f"{folder}/{path}", texts[path].encode())
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


def write_bytes(path: str, data: bytes) -> None:
    """Write a file of the catalog, and the folders that it needs. Raises SyncerError."""
    target = Path(os.path.realpath(path))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        replace_file(target, data)
    except OSError as error:
        raise SyncerError(f"{path} cannot be written: {error.strerror}; what was written before it stays") from error


def _found(path: str) -> bytes | None:
    """The bytes that are there; None when there are none that could be the same."""
    try:
        return read_bounded(path, MAX_DEFINITION_BYTES)
    except (OSError, FileTooLargeError):
        return None
