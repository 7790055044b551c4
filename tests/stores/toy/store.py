"""A store that keeps everything in one JSON file, which each commit replaces."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from syncer.disk.files import replace_file
from syncer.errors import StoreError
from syncer.stores.base import Check, HistoryEntry
from syncer.stores.directory.lock import SyncLock
from tests.stores.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from syncer.model.records import Record, Snapshot
    from syncer.stores.base import Group, GroupResult, HistoryHead, HistoryWrite


class ToyStore:
    """A Store over one file. What is done to its dictionary is done in memory, under a lock beside the file."""

    single_writer = True
    interrupted = False
    table = None

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = SyncLock(path.with_suffix(".lock"))

    @property
    def address(self) -> str:
        """The file."""
        return f"toy {self.path}"

    def checks(self) -> Iterator[Check]:
        """Whether the file is there."""
        yield Check("file", f"{self.path} is {'there' if self.path.exists() else 'made by the first sync'}")

    def read(self) -> Snapshot:
        """All rows."""
        return self._loaded().read()

    def start_read(self) -> AbstractContextManager[Callable[[], Snapshot]]:
        """Nothing to begin."""
        return nullcontext(self.read)

    def get(self, record_id: str) -> Record | None:
        """The row of that id."""
        return self._loaded().get(record_id)

    def find(self, model_id: str) -> tuple[Record, ...]:
        """The rows of that model id."""
        return self._loaded().find(model_id)

    @contextmanager
    def lock(self, *, holder: str, timeout: float) -> Iterator[None]:
        """The lock beside the file."""
        with self._lock.hold(holder=holder, timeout=timeout):
            yield

    def identity(self) -> Mapping[str, str]:
        """The file's own path."""
        return {"kind": "toy", "path": os.path.realpath(self.path)}

    def recall(self, catalog: str) -> bytes | None:
        """What was kept."""
        return self._loaded().recall(catalog)

    def remember(self, catalog: str, data: bytes) -> None:
        """Keep it."""
        with self._changed() as memory:
            memory.remember(catalog, data)

    def commit(
        self,
        groups: Sequence[Group],
        *,
        progress: Callable[[int], None] | None = None,
        history: HistoryWrite | None = None,
    ) -> tuple[GroupResult, ...]:
        """All or nothing."""
        with self._changed() as memory:
            return memory.commit(groups, progress=progress, history=history)

    def history(self, *, model_id: str | None = None) -> tuple[HistoryHead, ...]:
        """The entries, newest first."""
        return self._loaded().history(model_id=model_id)

    def history_body(self, apply_id: str) -> bytes | None:
        """The body of an entry."""
        return self._loaded().history_body(apply_id)

    def forget(self, apply_ids: Sequence[str]) -> int:
        """Remove entries."""
        with self._changed() as memory:
            return memory.forget(apply_ids)

    @contextmanager
    def _changed(self) -> Iterator[MemoryStore]:
        """What is in the file, to be changed; it is written when that went well."""
        with self.lock(holder="a commit", timeout=10):
            memory = self._loaded()
            yield memory
            replace_file(self.path, json.dumps(_document(memory)).encode())

    def _loaded(self) -> MemoryStore:
        try:
            document = json.loads(self.path.read_bytes())
        except FileNotFoundError:
            return MemoryStore()
        except (OSError, ValueError) as error:
            raise StoreError(f"{self.address} cannot be read: {error}") from error
        kept = {catalog: bytes.fromhex(data) for catalog, data in document["kept"].items()}
        entries = {
            apply_id: HistoryEntry(apply_id, head, tuple(models), bytes.fromhex(body))
            for apply_id, head, models, body in document["entries"]
        }
        return MemoryStore(document["rows"], kept=kept, entries=entries)


def _document(memory: MemoryStore) -> dict[str, object]:
    return {
        "rows": memory.rows,
        "kept": {catalog: data.hex() for catalog, data in memory.kept.items()},
        "entries": [[key, dict(one.head), one.models, one.body.hex()] for key, one in memory.entries.items()],
    }


class RawToy:
    """The rows of the file, as another writer sees them."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def _read(self) -> dict[str, dict[str, dict[str, object]]]:
        if not self._path.exists():
            return {"rows": {}, "kept": {}, "entries": {}}
        found: dict[str, dict[str, dict[str, object]]] = json.loads(self._path.read_bytes())
        return found

    def put(self, row: Mapping[str, object]) -> None:
        """Add or replace the row of that id."""
        document = self._read()
        document["rows"][str(row["id"])] = dict(row)
        self._path.write_text(json.dumps(document))

    def get(self, record_id: str) -> dict[str, object] | None:
        """The row."""
        return self._read()["rows"].get(record_id)

    def delete(self, record_id: str) -> None:
        """Delete the row."""
        document = self._read()
        del document["rows"][record_id]
        self._path.write_text(json.dumps(document))

    def ids(self) -> set[str]:
        """The ids of all rows."""
        return set(self._read()["rows"])

    def put_strangers(self) -> None:
        """There is no place for anything else."""
