"""A store in memory that checks and writes at once, as a table does: the fake for tests of what stands on a store."""

from __future__ import annotations

import time
from contextlib import contextmanager, nullcontext
from copy import deepcopy
from threading import Lock, RLock, get_ident
from typing import TYPE_CHECKING, Any

from syncer.errors import ConflictError, LockedError
from syncer.model.records import Record
from syncer.stores.base import Group, GroupResult, HistoryHead, Insert, Patch, sorted_snapshot
from syncer.stores.codec import broken_row, judge
from syncer.stores.expect import describe_differences
from syncer.stores.history_entry import require_id
from syncer.stores.last_applied import marked_record, marks_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from syncer.model.records import BrokenRow, Snapshot
    from syncer.stores.base import Check, HistoryEntry, HistoryWrite, Write

Rows = dict[str, dict[str, Any]]
_TAKING = Lock()
"""Held for as long as it takes to look who has a store's lock, and to take it."""


class MemoryStore:
    """A Store over a dictionary. `RawMemory` puts rows into the same dictionary."""

    address = "memory"
    interrupted = False

    def __init__(
        self,
        rows: Rows | None = None,
        holder: list[tuple[str, tuple[int, int]]] | None = None,
        kept: dict[str, bytes] | None = None,
        entries: dict[str, HistoryEntry] | None = None,
    ) -> None:
        self.rows: Rows = {} if rows is None else rows
        self.entries: dict[str, HistoryEntry] = {} if entries is None else entries
        self.kept: dict[str, bytes] = {} if kept is None else kept
        self.meanwhile: Callable[[], object] | None = None
        """Another writer, who acts once, after the next commit was asked for and before it looks at the rows."""
        self.commits: list[tuple[Group, ...]] = []
        """What was asked for."""
        self._holder: list[tuple[str, tuple[int, int]]] = [] if holder is None else holder
        self._whole = RLock()

    @property
    def single_writer(self) -> bool:
        """A commit checks and writes at once."""
        return False

    def reopen(self) -> MemoryStore:
        """Another store object over the same rows."""
        return MemoryStore(self.rows, self._holder, self.kept, self.entries)

    @property
    def table(self) -> None:
        """There is none."""

    def checks(self) -> Iterator[Check]:
        """Nothing can be wrong."""
        return iter(())

    def read(self) -> Snapshot:
        """All rows."""
        return sorted_snapshot(self._judged(record_id) for record_id in sorted(self.rows))

    def start_read(self) -> AbstractContextManager[Callable[[], Snapshot]]:
        """Nothing to begin."""
        return nullcontext(self.read)

    def get(self, record_id: str) -> Record | None:
        """The row of that id."""
        found = self._judged(record_id) if record_id in self.rows else None
        return found if isinstance(found, Record) else None

    def find(self, model_id: str) -> tuple[Record, ...]:
        """The rows of that model id."""
        return tuple(record for record in self.read().records if record.model_id == model_id)

    def _take(self, holder: str, me: tuple[int, int]) -> bool:
        """Take the lock, where nobody else has it."""
        with _TAKING:
            if self._holder and self._holder[-1][1] != me:
                return False
            self._holder.append((holder, me))
            return True

    @contextmanager
    def lock(self, *, holder: str, timeout: float) -> Iterator[None]:
        """One holder at a time; others wait as long as they say, a second at most."""
        assert timeout >= 0
        me, until = (id(self), get_ident()), time.monotonic() + min(timeout, 1.0)
        while not self._take(holder, me):
            if time.monotonic() >= until:
                raise LockedError(f"{self._holder[-1][0] if self._holder else 'another'} holds the lock")
            time.sleep(0.001)
        try:
            yield
        finally:
            self._holder.pop()

    def identity(self) -> Mapping[str, str]:
        """The dictionary itself."""
        return {"kind": "memory", "rows": str(id(self.rows))}

    def recall(self, catalog: str) -> bytes | None:
        """What was kept."""
        return self.kept.get(catalog)

    def remember(self, catalog: str, data: bytes) -> None:
        """Keep it."""
        self.kept[catalog] = data

    def commit(
        self,
        groups: Sequence[Group],
        *,
        progress: Callable[[int], None] | None = None,
        history: HistoryWrite | None = None,
    ) -> tuple[GroupResult, ...]:
        """All or nothing."""
        results = tuple(GroupResult("applied") for _ in groups)
        entry = history.done(results) if history is not None else None
        if history is not None:
            require_id(history.begun.apply_id)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        with self._whole:
            self.commits.append(tuple(groups))
            writes = [write for group in groups for write in group]
            self._check(writes)
            for number, write in enumerate(writes, 1):
                self._do(write)
                if progress is not None:
                    progress(number)
            if history is not None and entry is not None:
                self.entries[history.begun.apply_id] = entry
        return results

    def history(self, *, model_id: str | None = None) -> tuple[HistoryHead, ...]:
        """The entries, newest first."""
        entries = sorted(self.entries.items(), reverse=True)
        return tuple(
            HistoryHead(apply_id, dict(entry.head))
            for apply_id, entry in entries
            if model_id is None or model_id in entry.models
        )

    def history_body(self, apply_id: str) -> bytes | None:
        """The body of an entry."""
        entry = self.entries.get(apply_id)
        return entry.body if entry is not None else None

    def forget(self, apply_ids: Sequence[str]) -> int:
        """Remove entries."""
        return sum(self.entries.pop(apply_id, None) is not None for apply_id in apply_ids)

    def _check(self, writes: Sequence[Write]) -> None:
        moved = {
            write.record_id: difference
            for write in writes
            if (difference := describe_differences(write, self.rows.get(write.record_id, {}),
                                                   exists=write.record_id in self.rows))
        }  # fmt: skip
        if moved:
            raise ConflictError(f"changed since the plan was made: {moved}", rows=tuple(moved))

    def _do(self, write: Write) -> None:
        if isinstance(write, Insert):
            self.rows[write.record_id] = deepcopy(dict(write.attributes))
        elif isinstance(write, Patch):
            kept = {key: value for key, value in self.rows[write.record_id].items() if key not in write.remove}
            self.rows[write.record_id] = {**kept, **deepcopy(dict(write.set))}
        else:
            del self.rows[write.record_id]

    def _judged(self, record_id: str) -> Record | BrokenRow:
        row = deepcopy(self.rows[record_id])
        verdict = judge(row)
        if isinstance(verdict, str):
            return broken_row(record_id, verdict, record_id=record_id, model_id=row.get("modelId"))
        return marked_record(verdict, row, marks_of(row, verdict))


class RawMemory:
    """The rows of a MemoryStore, as another writer sees them."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    def put(self, row: Mapping[str, Any]) -> None:
        """Add or replace the row of that id."""
        self.rows[row["id"]] = deepcopy(dict(row))

    def get(self, record_id: str) -> dict[str, Any] | None:
        """The row."""
        return deepcopy(self.rows.get(record_id))

    def delete(self, record_id: str) -> None:
        """Delete the row."""
        del self.rows[record_id]

    def ids(self) -> set[str]:
        """The ids of all rows."""
        return set(self.rows)

    def put_strangers(self) -> None:
        """There is no place for anything else."""
