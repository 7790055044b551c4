"""Several files are written, all or none; what an earlier run left beside them goes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from syncer.disk.files import beside
from syncer.disk.strays import remove_strays
from syncer.disk.together import NotWrittenError, write_together


def test_what_cannot_be_taken_back_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk fails again while the moves are taken back, the error names what stays."""
    real, moves = Path.replace, iter([True, False, False])

    def fail(path: Path, target: Path) -> Path:
        if next(moves):
            return real(path, target)
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(NotWrittenError) as found:
        write_together({tmp_path / "a": b"1", tmp_path / "b": b"2"})
    assert (found.value.path, found.value.left) == (tmp_path / "b", (tmp_path / "a",))
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_file_that_came_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that somebody makes in a place while it is staged is not written over, and the rest is taken back."""
    monkeypatch.setattr("syncer.disk.together.raise_if_stopped", lambda: (tmp_path / "b").write_bytes(b"theirs"))
    with pytest.raises(NotWrittenError, match="exists"):
        write_together({tmp_path / "a": b"1", tmp_path / "b": b"2"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"b": b"theirs"}


def test_only_strays_of_these_files_and_of_runs_that_are_gone(tmp_path: Path) -> None:
    """Files and folders of a run that is gone go; those of one that runs, and everything else, stay."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as running:
        kept = {f".a.{running.pid}.01234567", ".b.1234567.01234567", ".a.1234567.0123456", "a", ".a"}
        for name in kept | {".a.1234567.01234567", f".a.{os.getpid()}.89abcdef"}:
            (tmp_path / name).touch()
        claimed = beside(tmp_path / ".a.1234567.76543210")
        (claimed / "inside").mkdir(parents=True)
        remove_strays([tmp_path / "a", tmp_path / "no such folder" / "x"])
        assert {path.name for path in tmp_path.iterdir()} == kept
        running.communicate()
