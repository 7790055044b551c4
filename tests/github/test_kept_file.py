"""`syncer github kept-file`: the one file that a run of a branch kept, and nobody else's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.driving import Ran

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.github_stub import GitHubStub

    Syncer = Callable[..., Ran]

HEAD = "a" * 40
NONE = "no artifact prices of the branch main is kept; last.json was not written\n"


def get(syncer: Syncer) -> Ran:
    """The command as a workflow runs it."""
    return syncer("kept-file", "--name", "prices", "--branch", "main", "--file", "last.json")


def test_the_newest_of_the_branch(syncer: Syncer, stub: GitHubStub) -> None:
    """Not one of a fork, of another branch, or of another name."""
    assert get(syncer) == Ran(0, "", NONE)
    for text in (b"old", b"new"):
        stub.put_artifact("prices", {"report.json": text}, head=HEAD, branch="main")
    stub.put_artifact("prices", {"report.json": b"fork"}, head=HEAD, branch="main", fork=True)
    stub.put_artifact("prices", {"report.json": b"edit"}, head=HEAD)
    stub.put_artifact("other", {"report.json": b"other"}, head=HEAD, branch="main")
    assert get(syncer) == Ran(0, "", "")
    assert Path("last.json").read_text() == "new"


def test_one_that_has_expired_is_none(syncer: Syncer, stub: GitHubStub) -> None:
    """Nor is an older one taken for it."""
    stub.put_artifact("prices", {"report.json": b"old"}, head=HEAD, branch="main")
    number = stub.put_artifact("prices", {"report.json": b"new"}, head=HEAD, branch="main", expired=True)
    assert get(syncer) == Ran(0, "", NONE)
    stub.artifacts[number]["expired"] = False  # it expires between the list and the download
    stub.fail_next("GET", r"/actions/artifacts/\d+/zip", 410)
    assert get(syncer) == Ran(0, "", NONE)


def test_what_is_not_one_file_of_text_is_an_error(syncer: Syncer, stub: GitHubStub) -> None:
    """With GitHub's exit code; nothing is written."""
    for files in ({"a.json": b"1", "b.json": b"2"}, {}, {"report.json": b"\xff"}):
        stub.put_artifact("prices", files, head=HEAD, branch="main")
        ran = get(syncer)
        assert (ran.code, "the artifact prices " in ran.err, Path("last.json").exists()) == (8, True, False)
