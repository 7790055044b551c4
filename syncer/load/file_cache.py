"""The bytes of a catalog's files, and the verdicts that a cache knows of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from syncer.disk.cache import content_key
from syncer.disk.files import MAX_DEFINITION_BYTES, FileTooLargeError, read_bounded

if TYPE_CHECKING:
    from collections.abc import Callable

    from syncer.disk.cache import Cache
    from syncer.load.read_file import Verdict


def read(path: str) -> tuple[bytes, str | None]:
    """The file's bytes, or why there are none."""
    try:
        return read_bounded(path, MAX_DEFINITION_BYTES), None
    except FileTooLargeError:
        return b"", f"is larger than {MAX_DEFINITION_BYTES >> 20} MiB; a model file has about a thousand bytes"
    except OSError as error:
        return b"", f"cannot be read: {error.strerror}"


def known(cache: Cache | None, kind: str, data: bytes) -> tuple[Verdict | None, str]:
    """What the cache knows of a content, and the key to keep it under."""
    if cache is None:
        return None, ""
    key = f"{kind} {content_key(data)}"
    return cast("Verdict | None", cache.get(key)), key


def keep(cache: Cache | None, key: str, verdict: Verdict) -> None:
    """Keep the verdict on a file that is right; one that is wrong is soon another."""
    if cache is not None and verdict[0] is not None:
        cache.put(key, verdict)


def verdict_of(path: str, kind: str, cache: Cache | None, check: Callable[[], Callable[[bytes], Verdict]]) -> Verdict:
    """What a file says, from the cache or anew. `check` gives the function that looks at it, imported only then."""
    data, problem = read(path)
    if problem is not None:
        return None, [(problem,)]
    found, key = known(cache, kind, data)
    if found is None:
        found = check()(data)
        keep(cache, key, found)
    return found
