"""A snapshot that another process read: what it hands over, and what is made of that here."""

from __future__ import annotations

import os
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from syncer.disk import shares
from syncer.errors import Problem
from syncer.model.records import BrokenRow
from syncer.stores.base import sorted_snapshot
from syncer.stores.directory.row_file import KnownRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from syncer.disk.cache import Cache
    from syncer.model.records import Snapshot
    from syncer.stores.directory.read import Overlay, RowReader

    _Handed = tuple[list[str], list[str], list[Any], bytes | None]
    """The ids of the records and the keys of their contents, in the order of a snapshot; the broken rows; and what the
    cache is to keep from now on, None where that is what it found. Plain values."""


@contextmanager
def read_apart(
    rows: RowReader, latched: Callable[[], AbstractContextManager[Overlay]], read: Callable[[], Snapshot]
) -> Iterator[Callable[[], Snapshot]]:
    """Begin to read in another process, where there are many rows and a cache that knows none of them yet.

    What is known needs a look at its stamp alone: to hand that over takes as long.

    The function that is yielded waits for it, and saves the cache. It is `read`, which does all of it here, where there
    is no such process.
    """
    cache = rows.cache
    if cache is None or not cache.is_new or not _has_many(rows.folder):
        yield read
        return
    with shares.begun(lambda: _found(rows, latched, cache)) as result:
        yield lambda: read() if (given := result()) is None else _taken(given, rows.folder, cache)


def _has_many(folder: str) -> bool:
    """Whether there are so many names in the folder that another process is worth it."""
    try:
        with os.scandir(folder) as scan:
            return sum(1 for _ in islice(scan, shares.MANY)) == shares.MANY
    except OSError:
        return False


def _found(rows: RowReader, latched: Callable[[], AbstractContextManager[Overlay]], cache: Cache) -> _Handed | None:
    """What the files say by themselves; None after a commit that a crash left."""
    with latched() as overlay:
        if overlay.pending:
            return None
        found = rows.found(overlay)
    known = sorted((row.model_id, row.record_id, row.key) for row in found if isinstance(row, KnownRow))
    broken = [(*row[:2], tuple(row.problem), row.faults) for row in found if isinstance(row, BrokenRow)]
    return [record_id for _, record_id, _ in known], [key for *_, key in known], broken, cache.packed()


def _taken(given: _Handed, folder: str, cache: Cache) -> Snapshot:
    """The snapshot, whose rows are read again when somebody looks into them."""
    ids, keys, broken, body = given
    if body is not None:
        cache.take(body)
    paths = (f"{folder}/{record_id}.json" for record_id in ids)
    records = [KnownRow.of(path, key, cache.get(key)).record() for path, key in zip(paths, keys, strict=True)]
    wrong = sorted_snapshot(
        BrokenRow(name, model_id, Problem(*said), faults) for name, model_id, said, faults in broken
    )
    return wrong._replace(records=tuple(records))
