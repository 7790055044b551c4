"""A snapshot that another process read: what it hands over, and what is made of that here."""

from __future__ import annotations

import os
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from syncer.disk import shares
from syncer.errors import Problem
from syncer.model.records import BrokenRow, Snapshot
from syncer.stores.directory.row_file import FileRow, known_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syncer.disk.cache import Cache

_Handed = tuple[list[str], list[str], list[Any], list[str], bytes | None]
"""The ids of the records and the keys of their contents, in the order of the snapshot; the broken rows; the notes; and
what the cache is to keep from now on, None where that is what it found. Plain values."""


@contextmanager
def read_apart(
    folder: str, cache: Cache | None, find: Callable[[], Snapshot], read: Callable[[], Snapshot]
) -> Iterator[Callable[[], Snapshot]]:
    """Begin to read the folder in another process, where there are many rows and a cache for what is said of them.

    `find` finds the rows with the cache; `read` also saves it, as does the function that is yielded: the one that waits
    for the other process, or `read` itself where there is none.
    """
    if cache is None or not _has_many(folder):
        yield read
        return
    with shares.begun(lambda: _handed(find(), cache)) as result:
        yield lambda: read() if (given := result()) is None else _taken(given, folder, cache)


def _has_many(folder: str) -> bool:
    """Whether there are so many names in the folder that another process is worth it."""
    try:
        with os.scandir(folder) as scan:
            return sum(1 for _ in islice(scan, shares.MANY)) == shares.MANY
    except OSError:
        return False


def _handed(snapshot: Snapshot, cache: Cache) -> _Handed:
    """What was read with the cache. Raises TypeError for a row that no file says by itself."""
    ids, keys = [], []
    for record in snapshot.records:
        if not isinstance(record.raw, FileRow):  # a commit that a crash left makes it
            raise TypeError(record.record_id)
        ids.append(record.record_id)
        keys.append(record.raw.key)
    broken = [(row.record_id, row.model_id, tuple(row.problem), row.faults) for row in snapshot.broken]
    return ids, keys, broken, [*snapshot.notes], cache.packed()


def _taken(given: _Handed, folder: str, cache: Cache) -> Snapshot:
    """The snapshot, whose rows are read again when somebody looks into them."""
    ids, keys, broken, notes, body = given
    if body is not None:
        cache.take(body)
    records = [known_record(f"{folder}/{name}.json", key, cache.get(key)) for name, key in zip(ids, keys, strict=True)]
    wrong = [BrokenRow(name, model_id, Problem(*said), faults) for name, model_id, said, faults in broken]
    return Snapshot(tuple(records), tuple(wrong), tuple(notes))
