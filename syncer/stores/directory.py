"""A directory of JSON files, `{id}.json` each: the store for development and for tests."""

from __future__ import annotations

import os
import re
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Final, cast

from syncer.cache import content_key
from syncer.errors import ConflictError, StoreError
from syncer.files import FileTooLargeError, read_bounded, replace_file
from syncer.records import BrokenRow, Record, Snapshot
from syncer.stores.base import Group, GroupResult, Write
from syncer.stores.codec import LazyRow, broken_row
from syncer.stores.journal import FOLDER, FileChange, carry_out, current_text, make_state_folder, pending, recover
from syncer.stores.lock import SyncLock, latch
from syncer.stores.marks import Marks, marked_record
from syncer.stores.rowfile import Overlay, after_text, conflict_of, is_row, is_torn, judge_bytes, model_id_of, row_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from syncer.cache import Cache

MAX_BYTES: Final = 4 << 20
"""A larger file is no record: DynamoDB ends at 400 KB."""
_SAFE_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}\Z")
_TORN_PAUSES: Final = (0.02, 0.1)
"""Seconds between looks at a file that does not parse: the platform writes in place, so it may be half-written."""
_COMMIT_TIMEOUT: Final = 30.0
_MOST_INVENTORY: Final = 1 << 28


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

    @property
    def interrupted(self) -> bool:
        """Whether a crash left a journal."""
        return pending(self.folder) is not None

    def read(self) -> Snapshot:
        """All records. Raises StoreError when a part of the directory cannot be read."""
        if self._is_new():
            return Snapshot(())
        with self._reading() as overlay:
            records, broken = self._judge_all(self._rows(overlay), overlay)
        if self._cache is not None:
            self._cache.save()
        records.sort(key=lambda record: (record.model_id, record.record_id))
        broken.sort(key=lambda row: row.problem.where)
        notes = ("a sync was interrupted; it is undone before the next write",) if overlay.pending else ()
        return Snapshot(tuple(records), tuple(broken), notes)

    def start_read(self) -> Callable[[], Snapshot]:
        """Reading files is all computing here, so nothing is gained by beginning early."""
        return self.read

    def get(self, record_id: str) -> Record | None:
        """The record of that id; None when there is none, or when the id is no safe file name."""
        if not _SAFE_ID.match(record_id) or self._is_new():
            return None
        name = f"{record_id}.json"
        if os.path.islink(self.folder / name) or os.path.isdir(self.folder / name):
            return None
        with self._reading() as overlay:
            data = self._bytes(name, overlay)
            records, _ = self._judge_all({name: data} if data is not None else {}, overlay)
        return records[0] if records else None

    def find(self, model_id: str) -> tuple[Record, ...]:
        """The records of that model id."""
        return tuple(record for record in self.read().records if record.model_id == model_id)

    @contextmanager
    def lock(self, *, holder: str, timeout: float) -> Iterator[None]:
        """Hold the lock file; a commit that a crash interrupted is undone first."""
        with ExitStack() as held:
            with self._translated():
                if not self._lock.path.exists():
                    make_state_folder(self.folder)
                held.enter_context(self._lock.hold(holder=holder, timeout=timeout))
                if (interrupted := pending(self.folder)) is not None:
                    with latch(self.folder, exclusive=True):
                        recover(self.folder, interrupted)
            yield

    def identity(self) -> Mapping[str, str]:
        """The directory's own path."""
        return {"kind": "directory", "path": os.path.realpath(self.folder)}

    def recall(self, catalog: str) -> bytes | None:
        """The inventory file of the catalog."""
        with self._translated():
            try:
                return read_bounded(self._inventory(catalog), _MOST_INVENTORY)
            except (FileNotFoundError, NotADirectoryError, FileTooLargeError):
                return None

    def remember(self, catalog: str, data: bytes) -> None:
        """Replace the inventory file of the catalog."""
        with self._translated():
            replace_file(self._inventory(catalog), data)

    def _inventory(self, catalog: str) -> Path:
        return self.folder / FOLDER / f"inventory-{catalog}.json"

    def commit(
        self, groups: Sequence[Group], *, progress: Callable[[int], None] | None = None
    ) -> tuple[GroupResult, ...]:
        """Do all the writes or none, however many. See the protocol."""
        with (
            self.lock(holder=f"process {os.getpid()}", timeout=_COMMIT_TIMEOUT),
            self._translated(),
            latch(self.folder, exclusive=True),
        ):
            changes = self._prepared([write for group in groups for write in group])
            foreign = carry_out(self.folder, changes, progress=progress)
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
            row = row_of(before)
            difference = conflict_of(write, row, exists=before is not None)
            if difference:
                conflicts[write.record_id] = difference
            else:
                changes.append(FileChange(name, before, after_text(write, row)))
        if conflicts:
            said = "; ".join(f"{record_id}: {difference}" for record_id, difference in conflicts.items())
            raise ConflictError(f"changed since the plan was made: {said}; nothing was written", rows=tuple(conflicts))
        return tuple(changes)

    def _is_new(self) -> bool:
        """Whether there is no directory yet. Raises StoreError when there cannot be one."""
        if os.path.lexists(self.folder):
            return False
        if not self.folder.parent.is_dir():
            raise StoreError(f"{self.address} cannot be used: {self.folder.parent} is no directory; make it first")
        return True

    @contextmanager
    def _reading(self) -> Iterator[Overlay]:
        """Hold commits off; yields what a commit that a crash left unfinished makes of the files."""
        with self._translated(), latch(self.folder, exclusive=False):
            yield Overlay(pending(self.folder))

    def _rows(self, overlay: Overlay) -> dict[str, bytes | None]:
        """The bytes of every record's file by name; None for what is no file."""
        with os.scandir(self.folder) as scan:
            found = {entry.name: entry.is_file(follow_symlinks=False) for entry in scan if is_row(entry.name)}
        rows: dict[str, bytes | None] = {}
        for name in (*found, *(overlay.changes.keys() - found.keys())):
            is_file = found.get(name, True)
            data = self._bytes(name, overlay) if is_file else None
            if data is not None or not is_file:
                rows[name] = data
        return rows

    def _bytes(self, name: str, overlay: Overlay) -> bytes | None:
        """The file's bytes; empty when it is too large to be a record; None when there is none."""
        try:
            data = read_bounded(f"{self.folder}/{name}", MAX_BYTES)
        except FileNotFoundError:
            return overlay.over(name, None)
        except FileTooLargeError:
            return b""
        return overlay.over(name, data)

    def _judge_all(self, rows: dict[str, bytes | None], overlay: Overlay) -> tuple[list[Record], list[BrokenRow]]:
        """What the files say. One that may be half-written is looked at again."""
        judged = {name: self._judged(name, data) for name, data in rows.items()}
        for pause in _TORN_PAUSES:
            torn = [name for name, found in judged.items() if isinstance(found, BrokenRow) and is_torn(rows[name])]
            if not torn:
                break
            time.sleep(pause)
            for name in torn:
                rows[name] = data = self._bytes(name, overlay)
                if data is None:
                    del judged[name]
                else:
                    judged[name] = self._judged(name, data)
        records = [found for found in judged.values() if isinstance(found, Record)]
        return records, [found for found in judged.values() if isinstance(found, BrokenRow)]

    def _judged(self, name: str, data: bytes | None) -> Record | BrokenRow:
        record_id = name.removesuffix(".json")
        if data is None:
            return self._broken(record_id, "it is not a regular file", None)
        key = content_key(data) if self._cache is not None else ""
        found = cast("Any", self._cache.get(key)) if self._cache is not None else None
        if found is None:
            found = judge_bytes(data)
            if isinstance(found, str):
                return self._broken(record_id, found, model_id_of(data))
            if self._cache is not None:
                self._cache.put(key, found)
        verdict, marks = found
        if not _SAFE_ID.match(record_id):
            return self._broken(record_id, "its name is no id that could be written", verdict[2])
        if verdict[0] != record_id:
            return self._broken(record_id, f"its id is {verdict[0]}, not its file's name", verdict[2])
        return marked_record(verdict, LazyRow(data), Marks(*marks))

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
