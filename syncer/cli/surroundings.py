"""What surrounds a run: who, with which version, in which CI run, and what Git says about the catalog's folder."""

from __future__ import annotations

import getpass
import os
import socket
from importlib.metadata import version

from syncer.disk.git import WorkTree


def holder() -> str:
    """Who runs this command, as another sync is told that waits for the lock."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = f"user {os.getuid()}"
    return f"{user} on {socket.gethostname()} (process {os.getpid()})"


def ci_run() -> str | None:
    """The address of the CI run that this is a part of, as GitHub and GitLab say it."""
    given = os.environ.get
    if given("GITHUB_RUN_ID"):
        return (
            f"{given('GITHUB_SERVER_URL', '')}/{given('GITHUB_REPOSITORY', '')}/actions/runs/{given('GITHUB_RUN_ID')}"
        )
    return given("CI_JOB_URL")


def tool_version() -> str:
    """The version of this tool."""
    return version("model-catalog-sync")


def git_commit(folder: str) -> str | None:
    """The commit that is checked out where the catalog is; None outside Git."""
    return _said(WorkTree.of(folder), "rev-parse", "HEAD")


def git_is_dirty(folder: str) -> bool:
    """Whether a file of the catalog is not as the commit has it."""
    tree = WorkTree.of(folder)
    try:
        return tree is not None and tree.is_dirty()
    except OSError:
        return False


def git_top(folder: str) -> str | None:
    """The top folder of the repository that a folder is in; None outside Git."""
    tree = WorkTree.of(folder)
    return tree.top if _said(tree, "rev-parse", "--git-dir") and tree else None


def git_remote(folder: str) -> tuple[str, str] | None:
    """The address that a folder was cloned from, and the commit that is checked out; None for any other folder."""
    address, commit = _said(WorkTree.of(folder), "remote", "get-url", "origin"), git_commit(folder)
    return (address, commit) if address and commit else None


def _said(tree: WorkTree | None, *words: str) -> str | None:
    """What git says; None where there is no work tree, or it says nothing."""
    if tree is None:
        return None
    try:
        done = tree.git(*words)
    except OSError:
        return None
    return os.fsdecode(done.stdout).strip() or None if done.returncode == 0 else None
