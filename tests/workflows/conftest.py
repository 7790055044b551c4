"""A repository on a GitHub of this machine for the tests of whole workflows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.emulator import emulator as emulator  # noqa: PLC0414  a fixture
from tests.github_stub import github
from tests.stores.dynamodb_rows import local_table
from tests.workflows.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.emulator import Emulator


@pytest.fixture
def world(tmp_path: Path, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A new catalog of three models with a table as its production, both in step."""
    monkeypatch.chdir(tmp_path)
    for name, value in {**emulator.environment, "XDG_CACHE_HOME": str(tmp_path / "cache")}.items():
        monkeypatch.setenv(name, value)
    with github() as stub:
        made = World(tmp_path / "world", stub, emulator, local_table(emulator))
        made.start("--table", made.table.name, "--region", "eu-west-1")
        made.syncer("sync", "--yes", "--target", "production")
        yield made
