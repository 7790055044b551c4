"""Which commit a catalog is at, as a saved plan and the history have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.cli.surroundings import git_commit, git_is_dirty
from tests.unit.git_repositories import commit, repository

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_hook_of_another_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commit is that of the folder's own repository, also where a hook of another one has set where Git looks."""
    mine, other = tmp_path / "mine", tmp_path / "other"
    for folder in (mine, other):
        folder.mkdir()
        (folder / "file").write_text(folder.name)
        commit(repository(folder))
    expected = git_commit(str(mine))
    assert expected is not None
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    assert git_commit(str(mine)) == expected
    assert not git_is_dirty(str(mine))
