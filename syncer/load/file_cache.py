"""What the files of a catalog say: from a cache, or validated anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from syncer.disk.cache import content_key
from syncer.disk.files import MAX_DEFINITION_BYTES, FileTooLargeError, read_bounded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syncer.disk.cache import Cache
    from syncer.load.read_file import FileKind, Reading


def readings(paths: Iterable[str], kind: FileKind, cache: Cache | None) -> dict[str, Reading]:
    """What each file says, in the order of the paths."""
    found: dict[str, Reading | None] = {}
    anew: list[tuple[str, str, bytes]] = []
    for path in paths:
        data, problem = _read(path)
        key, known = _known(cache, kind, data)
        found[path] = (None, [(problem,)]) if problem is not None else known
        if found[path] is None:
            anew.append((path, key, data))
    if anew:
        from syncer.load.read_file import validate_all  # noqa: PLC0415  not needed when every file is cached

        for (path, key, _), reading in zip(anew, validate_all(kind, [data for *_, data in anew]), strict=True):
            found[path] = reading
            _keep(cache, key, reading)
    return cast("dict[str, Reading]", found)


def _known(cache: Cache | None, kind: FileKind, data: bytes) -> tuple[str, Reading | None]:
    """The key under which the cache keeps a file, and what it keeps."""
    if cache is None:
        return "", None
    key = f"{kind} {content_key(data)}"
    return key, cast("Reading | None", cache.get(key))


def _keep(cache: Cache | None, key: str, reading: Reading) -> None:
    if cache is not None and reading[0] is not None:  # a file that is wrong is soon another
        cache.put(key, reading)


def _read(path: str) -> tuple[bytes, str | None]:
    """The file's bytes, or why there are none."""
    try:
        return read_bounded(path, MAX_DEFINITION_BYTES), None
    except FileTooLargeError:
        return b"", f"is larger than {MAX_DEFINITION_BYTES >> 20} MiB; a model file has about a thousand bytes"
    except OSError as error:
        return b"", f"cannot be read: {error.strerror}"
