"""Files, read within a bound and written whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

MAX_DEFINITION_BYTES: Final = 1 << 20
"""A larger file of a catalog is refused unread: a definition has about a thousand bytes."""
_USUAL: Final = 1 << 14
"""Bytes asked for at first: the system hands out a small buffer ten times faster than one for the largest file."""


class FileTooLargeError(Exception):
    """The file is larger than the bound it was read within."""


def read_bounded(path: str | Path, limit: int) -> bytes:
    """The file's bytes. Never waits on a pipe or a device.

    Raises OSError, and FileTooLargeError beyond `limit` bytes.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        data = os.read(descriptor, min(_USUAL, limit + 1))
        more = data
        while more and len(data) <= limit:
            more = os.read(descriptor, min(max(_USUAL, len(data)), limit + 1 - len(data)))
            data += more
    finally:
        os.close(descriptor)
    if len(data) > limit:
        raise FileTooLargeError(str(path))
    return data


def write_synced(path: Path, data: bytes) -> None:
    """Write a file and wait until it is on the disk. Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Wait until the folder's entries (new names, renames, removals) are on the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_file(path: Path, data: bytes) -> None:
    """Put new bytes in the place of a file, so that a reader or a crash finds the old ones or the new ones.

    Raises OSError.
    """
    staged = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        write_synced(staged, data)
        staged.chmod(_mode_for(path, staged))
        staged.replace(path)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _mode_for(path: Path, new: Path) -> int:
    """The mode of the file that is replaced; where there is none, the new one's."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        return new.stat().st_mode & 0o777
