"""Files: read within a bound, decoded as text, and written whole or not at all."""

from __future__ import annotations

import codecs
import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

MAX_DEFINITION_BYTES: Final = 1 << 20
"""A larger file of a catalog is refused unread: a definition has about a thousand bytes."""
_USUAL: Final = 1 << 14
"""Bytes asked for where nobody knows how many there are: a small buffer is handed out faster than a large one."""
_READING: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
_LINE_SEPARATOR: Final = "[\x85\u2028\u2029]"
"""What libyaml takes for the end of a line, but YAML 1.2 and editors do not."""


class FileTooLargeError(Exception):
    """The file is larger than the bound it was read within."""


def read_bounded(path: str | Path, limit: int, *, follow: bool = True) -> bytes:
    """The file's bytes. Never waits on a pipe or a device; a link is an error where it is not to be followed.

    Raises OSError, and FileTooLargeError beyond `limit` bytes.
    """
    descriptor = os.open(path, _READING if follow else _READING | os.O_NOFOLLOW)
    try:
        return _bytes_of(descriptor, os.fstat(descriptor).st_size, path, limit)
    finally:
        os.close(descriptor)


def read_stamped(path: str | Path, limit: int) -> tuple[os.stat_result, bytes]:
    """What the system says of the file, and then its bytes: what is written in between shows in the next stamp.

    Raises as `read_bounded` does.
    """
    descriptor = os.open(path, _READING)
    try:
        status = os.fstat(descriptor)
        return status, _bytes_of(descriptor, status.st_size, path, limit)
    finally:
        os.close(descriptor)


def _bytes_of(descriptor: int, size: int, path: str | Path, limit: int) -> bytes:
    """All bytes, up to the limit. Where the system knew a `size`, less than one byte more than that is the last."""
    wanted = min(size, limit) + 1
    data = more = os.read(descriptor, wanted)
    while more and len(data) <= limit and not (0 < size <= len(data) and len(more) < wanted):
        wanted = min(max(_USUAL, len(data)), limit + 1 - len(data))
        more = os.read(descriptor, wanted)
        data += more
    if len(data) > limit:
        raise FileTooLargeError(str(path))
    return data


class NotTextError(Exception):
    """The bytes are not UTF-8 text, or hold what no text file should; says where."""

    def __init__(self, message: str, data: bytes, at: int) -> None:
        super().__init__(message)
        before = data[:at].removeprefix(codecs.BOM_UTF8)
        self.line = before.count(b"\n") + 1
        self.column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1


def decode_text(data: bytes) -> str:
    """UTF-8 text without its byte order mark. Raises NotTextError, with the place of the first bad byte."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise NotTextError("is UTF-16 or UTF-32 text; save it as UTF-8", data, 0)
    if b"\0" in data:
        raise NotTextError("is not a text file: it has a NUL byte", data, data.index(b"\0"))
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start + len(data) - len(error.object)
        raise NotTextError(f"byte 0x{data[at]:02x} is not UTF-8; save the file as UTF-8", data, at) from error
    separator = None if text.isascii() else re.search(_LINE_SEPARATOR, text)
    if separator:
        at = data.index(separator[0].encode())
        raise NotTextError(f"the line separator {separator[0]!a} cannot stand here; remove it", data, at)
    return text


def write_synced(path: str | Path, data: bytes) -> None:
    """Write a file and wait until it is on the disk. Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
    try:
        _write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_exclusively(path: str | Path, data: bytes) -> None:
    """Write a file that is not there yet, also not as a link. Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        _write_all(descriptor, data)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def sync_folder(path: str | Path) -> None:
    """Wait until the folder's entries (new names, renames, removals) are on the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: str | Path) -> None:
    """Wait until the bytes of a file are on the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file_system(folder: str) -> bool:
    """Sync the file system that holds the folder; False where the system has no call for it that waits."""
    import ctypes  # noqa: PLC0415  only a large commit needs it

    syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if syncfs is None:
        return False
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        return bool(syncfs(descriptor) == 0)
    finally:
        os.close(descriptor)


def beside(path: Path) -> Path:
    """A hidden name in the same folder, under which a file or a folder is made before it takes its place."""
    return path.with_name(_hidden(path.name))


def _hidden(name: str) -> str:
    return f".{name}.{os.getpid()}.{os.urandom(4).hex()}"


def replace_file(path: str | Path, data: bytes) -> None:
    """Put new bytes in the place of a file, so that a reader or a crash finds the old ones or the new ones.

    Raises OSError.
    """
    folder, name = os.path.split(path)
    staged = os.path.join(folder, _hidden(name))
    try:
        write_synced(staged, data)
        os.chmod(staged, mode_for(path, staged))
        os.replace(staged, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(staged)
        raise
    sync_folder(folder or os.curdir)


def mode_for(path: str | Path, new: str | Path) -> int:
    """The mode of the file that is replaced; where there is none, the new one's."""
    try:
        return os.stat(path).st_mode & 0o777
    except FileNotFoundError:
        return os.stat(new).st_mode & 0o777
