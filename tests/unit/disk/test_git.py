"""What a branch commits never decides what git runs, or which repository it speaks of. Programs here are harmless."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from syncer.cli.surroundings import git_commit, git_is_dirty, git_remote, git_top
from syncer.disk.git import SWITCHED_OFF, WorkTree
from syncer.errors import UsageError
from syncer.load.at_git_ref import checked_out
from tests.e2e.driving import in_this_process, write_catalog
from tests.unit.git_repositories import commit, git, repository

if TYPE_CHECKING:
    from collections.abc import Callable

ASKED: Final[dict[str, Callable[[str], object]]] = {
    "commit": git_commit,
    "dirty": git_is_dirty,
    "top": git_top,
    "remote": git_remote,
}


def program(folder: Path) -> tuple[Path, Path]:
    """A program that leaves a file behind when it is run, and that file."""
    ran = folder / "it-ran"
    path = folder / "program"
    path.write_text(f"#!/bin/sh\ntouch '{ran}'\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path, ran


def look_bare(folder: Path, settings: str) -> None:
    """Make a folder look like a bare repository with those settings, by files that a branch can commit."""
    (folder / "objects").mkdir(parents=True)
    (folder / "refs").mkdir()
    for name in ("objects/keep", "refs/keep"):
        (folder / name).write_text("")
    (folder / "HEAD").write_text("ref: refs/heads/main\n")
    (folder / "config").write_text(f"[core]\n\trepositoryformatversion = 0\n\tbare = true\n{settings}")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository whose catalog's folder looks like a bare one; what that one names must never run."""
    top = repository(tmp_path / "repository")
    command, _ = program(tmp_path)
    look_bare(top / "catalog", f'\tfsmonitor = {command}\n\tworktree = .\n[filter "x"]\n\tclean = {command}\n')
    (top / "catalog" / "catalog.yaml").write_text("name: t\n")
    commit(top)
    git(top, "remote", "add", "origin", "https://example.invalid/real")
    return top


@pytest.mark.parametrize("question", ASKED)
def test_a_folder_that_looks_like_a_repository(place: Path, tmp_path: Path, question: str) -> None:
    """Each question is answered by the repository around the folder, and no program of the folder's is run."""
    answer = ASKED[question](str(place / "catalog"))
    assert (
        answer
        == {
            "commit": git(place, "rev-parse", "HEAD"),
            "dirty": False,
            "top": str(place),
            "remote": ("https://example.invalid/real", git(place, "rev-parse", "HEAD")),
        }[question]
    )
    assert not (tmp_path / "it-ran").exists()


def test_the_base_is_the_real_base(place: Path, tmp_path: Path) -> None:
    """The catalog at a ref is that of the repository around it, whatever refs the folder's own files claim to have."""
    (place / "catalog" / "refs" / "heads").mkdir()
    (place / "catalog" / "refs" / "heads" / "main").write_text(f"{'0' * 40}\n")
    (place / "catalog" / "catalog.yaml").write_text("name: other\n")
    commit(place)
    with checked_out(str(place / "catalog"), "HEAD^1") as found:
        assert found is not None
        assert Path(found, "catalog.yaml").read_text() == "name: t\n"
    assert not (tmp_path / "it-ran").exists()


def test_settings_of_the_repository_itself(tmp_path: Path) -> None:
    """A monitor, a hook, a pager or a filter that the user's own repository has set up is not run either."""
    top = repository(tmp_path / "repository")
    command, ran = program(tmp_path)
    (top / "file").write_text("one\n")
    (top / ".gitattributes").write_text("* filter=x\n")
    commit(top)
    for name in ("core.fsmonitor", "core.pager", "filter.x.clean", "filter.x.process", "diff.external"):
        git(top, "config", name, str(command))
    git(top, "config", "filter.x.required", "true")
    (top / "file").write_text("two\n")
    assert git_is_dirty(str(top))
    assert not ran.exists()


def test_every_call_switches_programs_off(tmp_path: Path) -> None:
    """The command line carries every setting that could run a program, in the form that overrides all files."""
    tree = WorkTree(str(tmp_path), "")
    words = tree.command("status")
    assert {f"{name}={value}" for name, value in SWITCHED_OFF.items()} <= set(words)
    assert words[-1] == "status"


def test_a_bare_repository_is_no_work_tree(tmp_path: Path) -> None:
    """Where no folder has a `.git`, there is no repository: a bare one is never taken for one."""
    look_bare(tmp_path / "catalog", "")
    assert WorkTree.of(str(tmp_path / "catalog")) is None
    with pytest.raises(UsageError, match="is in no checkout"), checked_out(str(tmp_path / "catalog"), "HEAD"):
        pass


def test_a_plan_is_saved_without_running_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """`plan --out` in a checkout of such a branch records the real commit and runs nothing."""
    top = repository(tmp_path / "repository")
    monkeypatch.chdir(top)
    write_catalog(["a"])
    command, ran = program(tmp_path)
    look_bare(top / "catalog", f"\tfsmonitor = {command}\n\tworktree = .\n")
    head = commit(top)
    done = in_this_process(capfd)("plan", "--out", str(tmp_path / "plan.json"))
    assert done.code == 0, done.err
    assert head in (tmp_path / "plan.json").read_text()
    assert not ran.exists()
