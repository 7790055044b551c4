"""A fresh store and the ways in: through the store, and past it as another writer would go."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from syncer.stores.codec import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from syncer.stores.base import Store


class RawRows(Protocol):
    """Rows as another writer puts and sees them: plain values by stored name, without the table's key attributes."""

    def put(self, row: Mapping[str, Any]) -> None:
        """Add the row, or replace the one of that `id`, whole. It need not be a model; `id` is there."""

    def get(self, record_id: str) -> dict[str, Any] | None:
        """The row, without absent options (a directory has them as null); None when there is none."""

    def delete(self, record_id: str) -> None:
        """Delete the row."""

    def ids(self) -> set[str]:
        """The ids of all rows."""

    def put_strangers(self) -> None:
        """Put what is no row of ours beside the rows: items under another key prefix, files of another kind."""


class Fresh(NamedTuple):
    """A place that was empty, and the ways in."""

    store: Store
    reopen: Callable[[], Store]
    raw: RawRows


class RawFiles:
    """The rows of a directory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, record_id: str) -> Path:
        """The file of a row."""
        return self.folder / f"{record_id}.json"

    def put(self, row: Mapping[str, Any]) -> None:
        """Write in place, as the platform does."""
        self.folder.mkdir(exist_ok=True)
        self.path(row["id"]).write_text(json.dumps(row, indent=2))

    def get(self, record_id: str) -> dict[str, Any] | None:
        """The parsed file, without nulls that stand for absent options."""
        if not self.path(record_id).exists():
            return None
        row = json.loads(self.path(record_id).read_bytes())
        return {key: value for key, value in row.items() if not (value is None and key in OPTIONS)}

    def delete(self, record_id: str) -> None:
        """Remove the file."""
        self.path(record_id).unlink()

    def ids(self) -> set[str]:
        """The names of all the files."""
        return {path.stem for path in self.folder.glob("*.json")}

    def put_strangers(self) -> None:
        """Files of another kind, hidden files, folders."""
        self.folder.mkdir(exist_ok=True)
        for name in ("README.md", "models.json.bak", ".hidden.json", "no-ending"):
            (self.folder / name).write_text("{")
        (self.folder / "archive").mkdir()
        (self.folder / "archive" / "old.json").write_text("{}")
