"""A directory of JSON files, `{id}.json` each: the store for development and for tests."""

from __future__ import annotations

import os
import re
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, cast

from syncer.cache import content_key
from syncer.errors import ConflictError, StoreError
from syncer.files import FileTooLargeError, read_bounded
from syncer.records import BrokenRow, Record, Snapshot
from syncer.stores.base import Group, GroupResult, Write
from syncer.stores.codec import LazyRow, broken_row, record_from
from syncer.stores.expect import describe_differences
from syncer.stores.journal import FOLDER, FileChange, Journal, current_text, finish, pending, settle, write_journal
from syncer.stores.lock import SyncLock, latch
from syncer.stores.rowfile import after_text, decoded, is_row, judge_bytes, model_id_of, overlaid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from syncer.cache import Cache

MAX_BYTES: Final = 4 << 20
"""A larger file is no record: DynamoDB ends at 400 KB."""
_SAFE_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}\Z")
_TORN_PAUSES: Final = (0.02, 0.1)
"""Seconds between looks at a file that does not parse: the platform writes in place, so it may be half-written."""
_COMMIT_TIMEOUT: Final = 30.0


class DirectoryStore:
    """A Store over a directory. A directory that does not exist yet is an empty store."""

    def __init__(self, folder: Path, *, cache: Cache | None = None) -> None:
        """`cache` keeps verdicts on file contents between runs; apps go without."""
        self.folder = folder
        self._cache = cache
        self._lock = SyncLock(folder / FOLDER / "lock")

    @property
    def address(self) -> str:
        """The directory."""
        return f"directory {self.folder}"

    @property
    def single_writer(self) -> bool:
        """A file system has no conditional write."""
        return True

    def read(self) -> Snapshot:
        """All records. Raises StoreError when a part of the directory cannot be read."""
        with self._reading() as journal:
            rows = dict(self._rows(journal))
            records, broken = self._judge_all(rows)
            for pause in _TORN_PAUSES:
                torn = [row.record_id for row in broken if row.record_id and row.model_id is None]
                if not torn:
                    break
                time.sleep(pause)
                again = {f"{name}.json": self._bytes(f"{name}.json") for name in torn}
                rows.update((name, data) for name, data in again.items() if data is not None)
                records, broken = self._judge_all(rows)
        if self._cache is not None:
            self._cache.save()
        records.sort(key=lambda record: (record.model_id, record.record_id))
        notes = ("an interrupted sync is pending; the next sync completes it",) if journal else ()
        return Snapshot(tuple(records), tuple(sorted(broken, key=lambda row: row.problem.where)), notes)

    def get(self, record_id: str) -> Record | None:
        """The record of that id; None when there is none, or when the id is no safe file name."""
        if not _SAFE_ID.match(record_id):
            return None
        with self._reading() as journal:
            text = self._bytes(f"{record_id}.json")
            for change in journal.changes if journal else ():
                if change.name == f"{record_id}.json":
                    text = overlaid(journal, change, text)
        found = self._judged(f"{record_id}.json", text) if text is not None else None
        return found if isinstance(found, Record) else None

    def find(self, model_id: str) -> tuple[Record, ...]:
        """The records of that model id."""
        with self._reading() as journal:
            rows = [(name, data) for name, data in self._rows(journal) if model_id_of(data) == model_id]
        found = [self._judged(name, data) for name, data in rows if data is not None]
        return tuple(record for record in found if isinstance(record, Record))

    @contextmanager
    def lock(self, *, holder: str, timeout: float) -> Iterator[None]:
        """Hold the lock file; a commit that a crash interrupted is finished first."""
        with self._translated():
            (self.folder / FOLDER).mkdir(parents=True, exist_ok=True)
            holding = self._lock.hold(holder=holder, timeout=timeout)
        with holding:
            self.recover()
            yield

    def recover(self) -> None:
        """Finish a commit that a crash interrupted. Only under the lock."""
        with self._translated():
            if (self.folder / FOLDER).is_dir() and (journal := pending(self.folder)):
                with latch(self.folder, exclusive=True):
                    settle(self.folder, journal)
                    finish(self.folder, journal)

    @property
    def interrupted(self) -> bool:
        """Whether a crash left a commit to be finished."""
        return (self.folder / FOLDER / "journal.json").exists()

    def commit(
        self, groups: Sequence[Group], *, progress: Callable[[int], None] | None = None
    ) -> tuple[GroupResult, ...]:
        """Do all the writes or none, however many. See the protocol."""
        with (
            self.lock(holder=f"process {os.getpid()}", timeout=_COMMIT_TIMEOUT),
            self._translated(),
            latch(self.folder, exclusive=True),
        ):
            journal = Journal(self._prepared([write for group in groups for write in group]))
            write_journal(self.folder, journal)
            foreign = settle(self.folder, journal, stop=True, progress=progress)
            if foreign:
                journal = journal._replace(back=True)
                write_journal(self.folder, journal)
                settle(self.folder, journal)
            finish(self.folder, journal)
        if foreign:
            ids = tuple(name.removesuffix(".json") for name in foreign)
            raise ConflictError(f"{' and '.join(ids)} was edited during the commit; nothing was written", rows=ids)
        return tuple(GroupResult("applied") for _ in groups)

    def _prepared(self, writes: list[Write]) -> tuple[FileChange, ...]:
        """The text of every file before and after. Raises ConflictError for rows that are not as expected."""
        conflicts: dict[str, str] = {}
        changes: list[FileChange] = []
        for write in writes:
            if not _SAFE_ID.match(write.record_id):
                raise StoreError(f"{write.record_id!r} cannot be the name of a record's file")
            name = f"{write.record_id}.json"
            before = current_text(self.folder / name)
            row = decoded(before)
            difference = describe_differences(write, row, exists=before is not None)
            if difference:
                conflicts[write.record_id] = difference
            else:
                changes.append(FileChange(name, before, after_text(write, row)))
        if conflicts:
            said = "; ".join(f"{record_id}: {difference}" for record_id, difference in conflicts.items())
            raise ConflictError(f"changed since the plan was made: {said}; nothing was written", rows=tuple(conflicts))
        return tuple(changes)

    @contextmanager
    def _reading(self) -> Iterator[Journal | None]:
        """Hold commits off; yields the commit that a crash left unfinished, which a read has to take into account."""
        if not os.path.lexists(self.folder):
            if not self.folder.parent.is_dir():
                raise StoreError(f"{self.address} cannot be used: {self.folder.parent} is no directory; make it first")
            yield None
            return
        with self._translated(), latch(self.folder, exclusive=False):
            yield pending(self.folder) if self.interrupted else None

    def _rows(self, journal: Journal | None) -> Iterator[tuple[str, bytes | None]]:
        """Name and bytes of every record's file, as a finished journal leaves them; None for what is no file."""
        if not os.path.lexists(self.folder):
            return
        changed = {change.name: change for change in journal.changes} if journal else {}
        with os.scandir(self.folder) as scan:
            entries = [(entry.name, entry.is_file(follow_symlinks=False)) for entry in scan if is_row(entry.name)]
        for name, is_file in entries:
            data = self._bytes(name) if is_file else None
            if name in changed:
                data = overlaid(journal, changed.pop(name), data)
                if data is None:
                    continue
            elif is_file and data is None:
                continue
            yield name, data
        for name, change in changed.items():
            data = overlaid(journal, change, None)
            if data is not None:
                yield name, data

    def _bytes(self, name: str) -> bytes | None:
        """The file's bytes; empty when it is too large to be a record; None when it is gone."""
        try:
            return read_bounded(f"{self.folder}/{name}", MAX_BYTES)
        except FileNotFoundError:
            return None
        except FileTooLargeError:
            return b""

    def _judge_all(self, rows: dict[str, bytes | None]) -> tuple[list[Record], list[BrokenRow]]:
        records: list[Record] = []
        broken: list[BrokenRow] = []
        for name, data in rows.items():
            found = self._judged(name, data)
            if isinstance(found, Record):
                records.append(found)
            else:
                broken.append(found)
        return records, broken

    def _judged(self, name: str, data: bytes | None) -> Record | BrokenRow:
        record_id = name.removesuffix(".json")
        if data is None:
            return self._broken(record_id, "it is not a regular file", None)
        key = content_key(data) if self._cache is not None else ""
        verdict = cast("Any", self._cache.get(key)) if self._cache is not None else None
        if verdict is None:
            verdict = judge_bytes(data)
            if isinstance(verdict, str):
                return self._broken(record_id, verdict, model_id_of(data))
            if self._cache is not None:
                self._cache.put(key, verdict)
        if verdict[0] != record_id:
            return self._broken(record_id, f"its id is {verdict[0]}, not its file's name", verdict[2])
        return record_from(verdict, LazyRow(data))

    def _broken(self, record_id: str, reason: str, model_id: str | None) -> BrokenRow:
        where = f"{self.folder}/{record_id}.json"
        return broken_row(where, reason, record_id=record_id, model_id=model_id)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """OSError to StoreError, with what to do."""
        try:
            yield
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            raise StoreError(
                f"{self.address} cannot be used: {place}{error.strerror or error}; check the path and its permissions"
            ) from error
