"""A snapshot that another process read: what it hands over, and what is made of that here."""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING, Any

from syncer.disk.shares import MANY
from syncer.errors import Problem
from syncer.model.records import BrokenRow, Snapshot
from syncer.stores.directory.row_file import FileRow, known_record

if TYPE_CHECKING:
    from syncer.disk.cache import Cache

Handed = tuple[list[str], list[str], list[Any], list[str], bytes | None]
"""The ids of the records and the keys of their contents, in the order of the snapshot; the broken rows; the notes; and
what the cache is to keep from now on, None where that is what it found. Plain values."""


def has_many(folder: str) -> bool:
    """Whether there are so many names in the folder that another process is worth it."""
    try:
        with os.scandir(folder) as scan:
            return sum(1 for _ in islice(scan, MANY)) == MANY
    except OSError:
        return False


def handed(snapshot: Snapshot, cache: Cache) -> Handed:
    """What was read with the cache, which is not saved. Raises TypeError for what no file says by itself."""
    ids, keys = [], []
    for record in snapshot.records:
        if not isinstance(record.raw, FileRow):  # a commit that a crash left makes it
            raise TypeError(record.record_id)
        ids.append(record.record_id)
        keys.append(record.raw.key)
    broken = [(row.record_id, row.model_id, tuple(row.problem), row.faults) for row in snapshot.broken]
    return ids, keys, broken, [*snapshot.notes], cache.packed()


def taken(given: Handed, folder: str, cache: Cache) -> Snapshot:
    """The snapshot, whose rows are read again when somebody looks into them. The cache is saved."""
    ids, keys, broken, notes, body = given
    if body is not None:
        cache.take(body)
    records = [known_record(f"{folder}/{name}.json", key, cache.get(key)) for name, key in zip(ids, keys, strict=True)]
    wrong = [BrokenRow(name, model_id, Problem(*said), faults) for name, model_id, said, faults in broken]
    return Snapshot(tuple(records), tuple(wrong), tuple(notes))
