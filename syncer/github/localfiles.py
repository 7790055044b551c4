"""Files of the checkout that are to be proposed."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Final, NamedTuple

from syncer.disk.files import FileTooLargeError, read_bounded
from syncer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

_LARGEST: Final = 8 << 20


class LocalFile(NamedTuple):
    """A file by its path in the repository; without data it is not there any more."""

    path: str
    data: bytes | None
    is_executable: bool = False


def read_files(paths: Iterable[str], *, root: str = ".") -> tuple[LocalFile, ...]:
    """The files, sorted by path, each once. Raises UsageError for a path that does not stay below `root`."""
    return tuple(_read(path, root) for path in sorted({_normal(path) for path in paths}))


def _normal(path: str) -> str:
    parts = [part for part in path.split("/") if part != "."]
    odd = {"", ".."} & {*parts} or any(part.lower() == ".git" for part in parts) or not parts
    if odd or not path.isprintable():
        raise UsageError(f"{path!r} is no path of a file below the root of the repository")
    return "/".join(parts)


def _read(path: str, root: str) -> LocalFile:
    full = os.path.join(root, path)
    if os.path.realpath(full) != os.path.join(os.path.realpath(root), path):
        raise UsageError(f"{path} leads through a link; only files of the repository itself are proposed")
    try:
        mode = os.lstat(full).st_mode
        if not stat.S_ISREG(mode):
            raise UsageError(f"{path} is no file")
        return LocalFile(path, read_bounded(full, _LARGEST), is_executable=bool(mode & stat.S_IXUSR))
    except (FileNotFoundError, NotADirectoryError):
        return LocalFile(path, None)
    except FileTooLargeError as error:
        raise UsageError(f"{path} is larger than {_LARGEST >> 20} MiB") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
