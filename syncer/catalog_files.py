"""Writes files of a catalog: all that stands in the way is found first, then each is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from syncer.errors import SyncerError, UsageError
from syncer.files import MAX_DEFINITION_BYTES, FileTooLargeError, read_bounded, replace_file

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHOWN = 10


def write_new(folder: str, texts: Mapping[str, str], *, replace: bool = False) -> tuple[str, ...]:
    """Write files that are not there yet, in the given order; the paths that were written.

    `texts` is by path relative to the folder. A file that is there with just this text is passed over, so that a run
    that was killed can be completed. Raises UsageError, before anything is written, when a file is there with another
    text and `replace` is not given; SyncerError when a file cannot be written.
    """
    wanted = [path for path, text in texts.items() if _found(f"{folder}/{path}") != text.encode()]
    taken = [f"{folder}/{path}" for path in wanted if os.path.lexists(f"{folder}/{path}")]
    if taken and not replace:
        more = f" and {len(taken) - _SHOWN} more" if len(taken) > _SHOWN else ""
        raise UsageError(
            f"{', '.join(taken[:_SHOWN])}{more} exist already; nothing was written; pass --replace to write over them"
        )
    for path in wanted:
        write_bytes(f"{folder}/{path}", texts[path].encode())
    return tuple(wanted)


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
