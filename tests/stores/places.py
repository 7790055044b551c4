"""Empty places for a store that cost nothing: in memory, and in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from syncer.stores.directory.store import DirectoryStore
from tests.stores.memory import MemoryStore, RawMemory
from tests.stores.raw import Fresh, RawFiles

if TYPE_CHECKING:
    from pathlib import Path


def in_memory() -> Fresh:
    """A store in memory."""
    store = MemoryStore()
    return Fresh(store, store.reopen, RawMemory(store.rows))


def in_folder(folder: Path) -> Fresh:
    """A store in a folder, which is made when something is written."""
    return Fresh(DirectoryStore(folder), lambda: DirectoryStore(folder), RawFiles(folder))


@pytest.fixture(params=["memory", "directory"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Fresh:
    """An empty store of either sort."""
    return in_memory() if request.param == "memory" else in_folder(tmp_path / "models")
