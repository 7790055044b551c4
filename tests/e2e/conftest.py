"""Every end-to-end test has a folder, a cache and an environment of its own."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from syncer.cli import run
from tests.e2e.driving import in_this_process
from tests.emulator import emulator as emulator  # noqa: PLC0414  a fixture

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.driving import Ran

ROOT = Path(__file__).parent.parent.parent
OURS = (
    "DYNAMODB_MANAGED_MODELS_TABLE_NAME",
    "MANAGED_MODELS_DIR",
    "SYNCER_TARGET",
    "NO_COLOR",
    "SYNCER_TRACEBACK",
    "PYTHONIOENCODING",
)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory and an environment in which nothing is set."""
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


@pytest.fixture
def syncer(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Runs a command line in this process, which is faster than a process of its own."""
    return in_this_process(capfd)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the shipped catalog and a store that is in step with it."""
    folder = tmp_path_factory.mktemp("shipped")
    shutil.copytree(ROOT / "catalog", folder / "catalog")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        for name in OURS:
            patch.delenv(name, raising=False)
        assert run(["sync", "--yes", "--quiet", "--output", "sync.txt"]) == 0
    return folder


@pytest.fixture
def in_step(shipped: Path, place: Path) -> Path:
    """The working directory holds a copy of the shipped catalog and of its store."""
    shutil.copytree(shipped / "catalog", place / "catalog")
    shutil.copytree(shipped / "managed_models", place / "managed_models")
    shutil.copytree(shipped / "cache", place.parent / "cache", dirs_exist_ok=True)
    return place
