"""The data of the benchmark is what it says: a store as a sync left it, in which one row of a hundred lags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.generate import generate
from syncer.cli import run

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_sync_of_its_data_writes_what_lags(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sync changes the rows that lag and no other one, and the next plan is empty."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("MANAGED_MODELS_DIR", "store")
    assert generate(tmp_path, 100) == 1
    before = {path: path.read_bytes() for path in (tmp_path / "store").glob("*.json")}
    assert run(["sync", "--yes", "--quiet"]) == 0
    assert sum(path.read_bytes() != content for path, content in before.items()) == 1
    assert run(["plan", "--detailed-exitcode", "--quiet"]) == 0
