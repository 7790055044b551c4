"""Where a new repository installs the tool from: a line that others can use, without a secret, or one that says why."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement

from syncer.authoring.scaffold.requirement import NOT_KNOWN, from_git, from_origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.driving import Ran

ANSWER = "git+https://git.example/o/model-catalog-sync.git@abc"


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("https://git.example/o/model-catalog-sync.git", ANSWER),
        ("https://token-of-mine@git.example/o/model-catalog-sync.git", ANSWER),
        ("https://me:token-of-mine@git.example/o/model-catalog-sync.git?token=token-of-mine#token-of-mine", ANSWER),
        ("git@git.example:o/model-catalog-sync.git", ANSWER),
        ("git.example:o/model-catalog-sync.git", ANSWER),
        ("ssh://git:token-of-mine@git.example:2222/o/model-catalog-sync.git", ANSWER),
        ("https://git.example:8443/o/r", "git+https://git.example:8443/o/r@abc"),
        ("/somewhere/on/this/machine", None),
        ("../model-catalog-sync", None),
        ("file:///somewhere/on/this/machine", None),
        ("http://git.example/o/model-catalog-sync.git", None),
        ("https:///o/r", None),
        ("", None),
    ],
)
def test_addresses_of_a_clone(address: str, line: str | None) -> None:
    """Each kind of address gives the HTTPS one with the commit, and no user name or token of who typed it."""
    found = from_git(address, "abc")
    if line is None:
        assert found == NOT_KNOWN
        return
    assert Requirement(found.line).url == line
    assert "token-of-mine" not in found.line + found.remark
    assert bool(found.remark) == ("token-of-mine" in address and not address.startswith("ssh"))


def test_what_pip_records() -> None:
    """A commit, a folder that is a clone or none, an archive of an address or of this machine."""
    commit = {"vcs": "git", "commit_id": "abc"}
    address = "https://git.example/o/model-catalog-sync.git"
    assert from_origin({"url": address, "vcs_info": commit}, lambda _: None).line.endswith(ANSWER)
    folders = {"/a b": (address, "abc")}
    clone = from_origin({"url": "file:///a%20b", "dir_info": {"editable": True}}, folders.get)
    assert clone.line.endswith(ANSWER)
    assert from_origin({"url": "file:///a", "dir_info": {}}, lambda _: None) == NOT_KNOWN
    wheel = "https://files.example/model_catalog_sync-1-py3-none-any.whl"
    assert from_origin({"url": wheel, "archive_info": {}}, lambda _: None).line == f"model-catalog-sync @ {wheel}"
    assert from_origin({"url": "file:///a.whl", "archive_info": {}}, lambda _: None) == NOT_KNOWN


def test_pip_stops_with_the_reason(tmp_path: Path) -> None:
    """An unknown origin is no name that somebody else could register: pip prints the line and installs nothing."""
    file = tmp_path / "requirements.txt"
    file.write_text(f"{NOT_KNOWN.line}\n")
    pip = [sys.executable, "-m", "pip", "install", "--no-index", "--dry-run", "--requirement", str(file)]
    ran = subprocess.run(pip, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "write here where model-catalog-sync is installed from" in ran.stderr


def test_init_says_so(syncer: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not known, or was left out, is said when the repository is made."""
    monkeypatch.setattr("syncer.cli.commands.init.requirement", lambda _: NOT_KNOWN)
    ran = syncer("init", "--name", "c")
    assert (ran.code, NOT_KNOWN.remark in ran.err) == (0, True)
    assert Path("requirements.txt").read_text() == f"{NOT_KNOWN.line}\n"
