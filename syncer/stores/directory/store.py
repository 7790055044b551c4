"""A directory of JSON files, `{id}.json` each: the store for development and for tests."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from syncer.disk.files import FileTooLargeError, read_bounded, replace_file
from syncer.errors import ConflictError, StoreError
from syncer.model.records import Snapshot
from syncer.stores.base import GroupResult
from syncer.stores.directory import history as historyfile
from syncer.stores.directory.apart import read_apart
from syncer.stores.directory.journal import TextChange, carry_out, current_text, pending, recover
from syncer.stores.directory.lock import SyncLock, latch
from syncer.stores.directory.read import Overlay, RowReader, after_text, conflict_of, row_in
from syncer.stores.directory.state_folder import LOCK, SAFE_ID, STATE_FOLDER, make_state_folder, require_ours
from syncer.stores.expect import conflict_text, named
from syncer.stores.history_entry import is_id, require_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from syncer.disk.cache import Cache
    from syncer.model.records import Record
    from syncer.stores.base import Check, Group, HistoryHead, HistoryWrite, Write

_COMMIT_TIMEOUT: Final = 30.0
_MOST_INVENTORY: Final = 1 << 28


class DirectoryStore:
    """A Store over a directory. A directory that does not exist yet is an empty store."""

    def __init__(self, folder: str | Path, *, cache: Cache | None = None, marked: bool = True) -> None:
        """`cache` keeps verdicts on file contents between runs; apps go without.

        `marked` says whether records tell what was last applied.
        """
        self.folder = os.fspath(folder)
        self._rows = RowReader(self.folder, cache, marked=marked)
        self._lock = SyncLock(f"{self.folder}/{STATE_FOLDER}/{LOCK}")

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
        with self._translated():
            require_ours(self.folder)
            return pending(self.folder) is not None

    @property
    def table(self) -> None:
        """A directory is made by its first commit, and its lock goes with the process that holds it."""
        return None

    def checks(self) -> Iterator[Check]:
        """Whether a file can be written, and how much room there is."""
        from syncer.stores.directory.checks import directory_checks  # noqa: PLC0415  tempfile costs 5 ms, for a doctor

        return directory_checks(self.folder)

    def read(self) -> Snapshot:
        """All records. Raises StoreError when a part of the directory cannot be read."""
        if self._is_new():
            return Snapshot(())
        with self._reading() as overlay:
            found = self._rows.all(overlay)
        self._rows.save_verdicts()
        return found

    def start_read(self) -> AbstractContextManager[Callable[[], Snapshot]]:
        """Begin to read many rows in another process, which judges them while the catalog is loaded here."""
        return read_apart(self._rows, self._reading, self.read)

    def get(self, record_id: str) -> Record | None:
        """The record of that id; None when there is none, or when the id is no safe file name."""
        if not SAFE_ID.match(record_id) or self._is_new():
            return None
        name = f"{record_id}.json"
        path = f"{self.folder}/{name}"
        if os.path.islink(path) or os.path.isdir(path):
            return None
        with self._reading() as overlay:
            return self._rows.one(name, overlay)

    def find(self, model_id: str) -> tuple[Record, ...]:
        """The records of that model id."""
        return tuple(record for record in self.read().records if record.model_id == model_id)

    @contextmanager
    def lock(self, *, holder: str, timeout: float) -> Iterator[None]:
        """Hold the lock file; a commit that a crash interrupted is undone first."""
        with ExitStack() as held:
            with self._translated():
                require_ours(self.folder)
                if not os.path.exists(self._lock.path):
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
            require_ours(self.folder, os.path.basename(self._inventory(catalog)))
            try:
                return read_bounded(self._inventory(catalog), _MOST_INVENTORY, follow=False)
            except (FileNotFoundError, NotADirectoryError, FileTooLargeError):
                return None

    def remember(self, catalog: str, data: bytes) -> None:
        """Replace the inventory file of the catalog."""
        with self._translated():
            require_ours(self.folder, os.path.basename(self._inventory(catalog)))
            replace_file(self._inventory(catalog), data)

    def _inventory(self, catalog: str) -> str:
        return f"{self.folder}/{STATE_FOLDER}/inventory-{catalog}.json"

    def commit(
        self,
        groups: Sequence[Group],
        *,
        progress: Callable[[int], None] | None = None,
        history: HistoryWrite | None = None,
    ) -> tuple[GroupResult, ...]:
        """Do all the writes or none, however many, and the entry of the history with them. See the protocol."""
        results = tuple(GroupResult("applied") for _ in groups)
        writes = [write for group in groups for write in group]
        entry = _entry_of(history, results)
        with (
            self.lock(holder=f"process {os.getpid()}", timeout=_COMMIT_TIMEOUT),
            self._translated({f"{write.record_id}.json": named(write) for write in writes}),
            latch(self.folder, exclusive=True),
        ):
            changes = self._prepared(writes)
            if entry is not None:
                changes = (*changes, historyfile.change_for(self.folder, *entry))
            foreign = carry_out(self.folder, changes, progress=_up_to(len(writes), progress))
        if foreign:
            ids = tuple(name.removesuffix(".json") for name in foreign)
            raise ConflictError(f"{' and '.join(ids)} was edited during the commit; nothing was written", rows=ids)
        return results

    def history(self, *, model_id: str | None = None) -> tuple[HistoryHead, ...]:
        """The first line of every file of the history."""
        if self._is_new():
            return ()
        with self._reading() as overlay:
            return historyfile.heads(self.folder, model_id, undone=overlay.undone)

    def history_body(self, apply_id: str) -> bytes | None:
        """The second line of an entry's file."""
        if not is_id(apply_id) or self._is_new():
            return None
        with self._reading() as overlay:
            undone = historyfile.name_of(apply_id) in overlay.undone
            return None if undone else historyfile.body(self.folder, apply_id)

    def forget(self, apply_ids: Sequence[str]) -> int:
        """Remove the files of these entries."""
        if self._is_new():
            return 0
        with self._translated():
            require_ours(self.folder)
            return historyfile.forget(self.folder, apply_ids)

    def _prepared(self, writes: list[Write]) -> tuple[TextChange, ...]:
        """The text of every file before and after. Raises ConflictError for rows that are not as expected."""
        conflicts: dict[str, str] = {}
        changes: list[TextChange] = []
        for write in writes:
            if not SAFE_ID.match(write.record_id):
                raise StoreError(f"{named(write)}: {write.record_id!r} cannot be the name of a record's file")
            name = f"{write.record_id}.json"
            before = current_text(f"{self.folder}/{name}")
            row = row_in(before)
            difference = conflict_of(write, row, exists=before is not None)
            if difference:
                conflicts[write.record_id] = difference
            else:
                changes.append(TextChange(name, before, after_text(write, row)))
        if conflicts:
            raise ConflictError(f"{conflict_text(conflicts)}; nothing was written", rows=tuple(conflicts))
        return tuple(changes)

    def _is_new(self) -> bool:
        """Whether there is no directory yet. Raises StoreError when there cannot be one."""
        if os.path.lexists(self.folder):
            return False
        above = os.path.dirname(self.folder) or "."
        if not os.path.isdir(above):
            raise StoreError(f"{self.address} cannot be used: {above} is no directory; make it first")
        return True

    @contextmanager
    def _reading(self) -> Iterator[Overlay]:
        """Hold commits off; yields what a commit that a crash left unfinished makes of the files."""
        with self._translated(), latch(self.folder, exclusive=False):
            require_ours(self.folder)
            yield Overlay(pending(self.folder))

    @contextmanager
    def _translated(self, names: Mapping[str, str] = MappingProxyType({})) -> Iterator[None]:
        """OSError to StoreError, with what to do. `names` says by file what is written to it."""
        try:
            yield
        except OSError as error:
            about = names.get(os.path.basename(str(error.filename)))
            place = f"{f'{about} in ' if about else ''}{error.filename}: " if error.filename else ""
            raise StoreError(
                f"{self.address} cannot be used: {place}{error.strerror or error}; check the path and its permissions"
            ) from error


def _entry_of(history: HistoryWrite | None, results: tuple[GroupResult, ...]) -> tuple[str, str] | None:
    """The id and the text of the entry, made before anybody waits for the lock."""
    if history is None:
        return None
    return require_id(history.begun.apply_id), historyfile.entry_text(history.done(results))


def _up_to(most: int, progress: Callable[[int], None] | None) -> Callable[[int], None] | None:
    """The progress of a commit that does more than writes of rows: told of no more than those."""
    if progress is None:
        return None
    return lambda done: progress(done) if done <= most else None
