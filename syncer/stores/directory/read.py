"""The files of a directory's records: which there are, what each says, and what a write makes of it."""

from __future__ import annotations

import json
import os
import re
import time
from typing import TYPE_CHECKING, Final

from syncer.errors import StoreError
from syncer.model.records import BrokenRow, Record
from syncer.stores.base import Insert, Patch, Remove, Write, sorted_snapshot
from syncer.stores.codec import broken_row, file_text
from syncer.stores.directory.journal import Changes, is_ours
from syncer.stores.directory.row_file import KnownRow, RowFile, judged_together, look_at
from syncer.stores.directory.state_folder import SAFE_ID
from syncer.stores.expect import UNSTORABLE, describe_differences, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from syncer.disk.cache import Cache
    from syncer.model.records import Snapshot

    FoundRow = Record | KnownRow | BrokenRow
    """A row as it was found; with a cache no Record yet."""

_TORN_PAUSES: Final = (0.02, 0.1)
"""Seconds between looks at a file that does not parse: the platform writes in place, so it may be half-written."""


def is_row(name: str) -> bool:
    """Whether a file of that name is read as a record."""
    return name.endswith(".json") and not name.startswith(".")


def is_torn(data: bytes | None) -> bool:
    """Whether the bytes may be half of a file that is being written in place."""
    return data is not None and _parsed(data) is None


def _parsed(data: bytes) -> object:
    """What a file says; None for one that is no JSON."""
    try:
        found: object = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return found


def model_id_of(data: bytes) -> str | None:
    """The `modelId` of a file, also of one that is half-written; None when it cannot be told."""
    row = _parsed(data)
    if row is None and (match := re.search(rb'"modelId"\s*:\s*("(?:[^"\\]|\\.)*")', data)):
        row = {"modelId": _parsed(match[1])}
    found = row.get("modelId") if isinstance(row, dict) else None
    return found if isinstance(found, str) else None


def row_in(text: str | None) -> dict[str, object] | None:
    """The row in a file; None for a file that holds none, and where there is no file."""
    row = _parsed(text.encode("utf-8", "surrogateescape")) if text is not None else None
    return row if isinstance(row, dict) else None


def conflict_of(write: Write, row: dict[str, object] | None, *, exists: bool) -> str:
    """What is not as the write expects, for a person; empty when all is. A file without a row is left alone."""
    if exists and row is None and not isinstance(write, Insert):
        return "it is no row any more"
    return describe_differences(write, row or {}, exists=exists)


def after_text(write: Write, row: dict[str, object] | None) -> str | None:
    """The file's text after the write; None when there is to be none. Raises StoreError for what no file can hold."""
    try:
        return _after_text(write, row)
    except UNSTORABLE as error:
        name = f"{write.record_id}.json"
        raise StoreError(f"{named(write)} cannot be stored in {name}: {error}; nothing was written") from error


def _after_text(write: Write, row: dict[str, object] | None) -> str | None:
    match write:
        case Insert():
            return file_text(write.attributes).decode()
        case Patch():
            kept = {key: value for key, value in (row or {}).items() if key not in write.remove}
            return file_text({**kept, **write.set}).decode()
        case Remove():
            return None


class Overlay:
    """What the next lock will make of the files of an interrupted commit; a read shows them so already."""

    def __init__(self, interrupted: Changes | None) -> None:
        self.pending = interrupted is not None
        self.changes = {change.name: change for change in interrupted or () if is_row(change.name)}
        self.undone = frozenset(change.name for change in interrupted or () if change.before is None)
        """The files that will not be there."""

    def over(self, name: str, data: bytes | None) -> bytes | None:
        """The file's bytes once the commit is undone; None where there will be no file."""
        change = self.changes.get(name)
        found = data.decode("utf-8", "surrogateescape") if data is not None else None
        if change is None or not is_ours(change, found, after_crash=True):
            return data
        return None if change.before is None else change.before.encode("utf-8", "surrogateescape")


class RowReader:
    """Reads the records of one directory, while commits are held off. Raises OSError."""

    def __init__(self, folder: str, cache: Cache | None, *, marked: bool) -> None:
        self.folder = folder
        self.cache = cache
        self._marked = marked

    def all(self, overlay: Overlay) -> Snapshot:
        """Every record, and every row that is none."""
        rows = [row.record() if isinstance(row, KnownRow) else row for row in self.found(overlay)]
        return sorted_snapshot(
            rows, *(["a sync was interrupted; it is undone before the next write"] * overlay.pending)
        )

    def found(self, overlay: Overlay) -> list[FoundRow]:
        """The same, before records are made of what the cache keeps."""
        with os.scandir(self.folder) as scan:
            found = {entry.name: entry.is_file(follow_symlinks=False) for entry in scan if is_row(entry.name)}
        known = {} if overlay.pending or self.cache is None else dict(self._known(found, self.cache))
        return [*known.values(), *self._judge_all(self._rows(found, known, overlay), overlay)]

    def one(self, name: str, overlay: Overlay) -> Record | None:
        """The record in a file; None when there is none."""
        file = self._file(name, overlay)
        found = self._judge_all({name: file}, overlay) if file is not None else []
        row = found[0].record() if found and isinstance(found[0], KnownRow) else found[0] if found else None
        return row if isinstance(row, Record) else None

    def save_verdicts(self) -> None:
        """Keep the verdicts for the next run."""
        if self.cache is not None:
            self.cache.save()

    def _known(self, found: Mapping[str, bool], cache: Cache) -> Iterator[tuple[str, FoundRow]]:
        """What the cache knows of files that are as they were, by name."""
        for name, is_file in found.items():
            path = f"{self.folder}/{name}"
            kept = cache.unchanged(path) if is_file else None
            if kept is not None:
                yield name, self._named(name, KnownRow.of(path, *kept))

    def _rows(
        self, found: Mapping[str, bool], known: Mapping[str, object], overlay: Overlay
    ) -> dict[str, RowFile | None]:
        """Every record's file that is not known, by name; None for what is no file."""
        rows: dict[str, RowFile | None] = {}
        for name in (*found, *(overlay.changes.keys() - found.keys())):
            is_file = found.get(name, True)
            file = self._file(name, overlay) if is_file and name not in known else None
            if file is not None or not is_file:
                rows[name] = file
        return rows

    def _file(self, name: str, overlay: Overlay) -> RowFile | None:
        """The file as a read has to show it; None when there is none."""
        path = f"{self.folder}/{name}"
        try:
            file = look_at(path)
        except FileNotFoundError:
            file = None
        if not overlay.pending:
            return file
        data = overlay.over(name, file.data if file is not None else None)
        return RowFile(path, data) if data is not None else None

    def _judge_all(self, rows: dict[str, RowFile | None], overlay: Overlay) -> list[FoundRow]:
        """What the files say. One that may be half-written is looked at again."""
        rows = judged_together(rows, self.cache) if self.cache is not None else rows
        judged = {name: self._judged(name, file) for name, file in rows.items()}
        for pause in _TORN_PAUSES:
            torn = self._torn(judged, rows)
            if not torn:
                break
            time.sleep(pause)
            for name in torn:
                del judged[name]
                rows[name] = file = self._file(name, overlay)
                if file is not None:
                    judged[name] = self._judged(name, file)
        return list(judged.values())

    @staticmethod
    def _torn(judged: dict[str, FoundRow], rows: dict[str, RowFile | None]) -> list[str]:
        broken = ((name, rows[name]) for name, found in judged.items() if isinstance(found, BrokenRow))
        return [name for name, file in broken if file is not None and is_torn(file.data)]

    def _judged(self, name: str, file: RowFile | None) -> FoundRow:
        record_id = name.removesuffix(".json")
        if file is None:
            return self._broken(record_id, "it is not a regular file", None)
        found = file.judged(self.cache, marked=self._marked)
        if isinstance(found, str):
            return self._broken(record_id, found, model_id_of(file.data))
        return self._named(name, found)

    def _named(self, name: str, found: Record | KnownRow) -> FoundRow:
        """The row, if its file has the name that it must have."""
        record_id = name.removesuffix(".json")
        if not SAFE_ID.match(record_id):
            return self._broken(record_id, "its name is no id that could be written", found.model_id)
        if found.record_id != record_id:
            return self._broken(record_id, f"its id is {found.record_id}, not its file's name", found.model_id)
        return found

    def _broken(self, record_id: str, reason: str, model_id: str | None) -> BrokenRow:
        where = f"{self.folder}/{record_id}.json"
        return broken_row(where, reason, record_id=record_id, model_id=model_id)
