"""What surrounds a run: who, with which version, in which CI run, and what Git says about the catalog's folder."""

from __future__ import annotations

import getpass
import json
import os
import re
import socket
from datetime import date
from importlib.metadata import version
from typing import Final

from syncer.disk.files import FileTooLargeError, read_bounded
from syncer.disk.git import WorkTree

_COMMIT: Final = re.compile(r"[0-9a-f]{40,64}")
_MOST_BYTES: Final = 1 << 25


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


def ci_folder() -> str:
    """The repository's folder, as GitHub and GitLab say it; empty elsewhere."""
    return os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR", "")


def ci_files() -> str | None:
    """The address of the files of the commit that is planned, as GitHub and GitLab have it; of a pull request its head.

    None where nothing says so.
    """
    given = os.environ.get
    commit = _head() or given("GITHUB_SHA") if given("GITHUB_REPOSITORY") else given("CI_COMMIT_SHA")
    project = _ci_project()
    return f"{project}/blob/{commit}" if project and commit else None


def ci_commits() -> str | None:
    """The address under which the commits of the repository are shown, as GitHub and GitLab have it."""
    project = _ci_project()
    return f"{project}/commit" if project else None


def _ci_project() -> str | None:
    """The address of the repository, with what its pages begin with."""
    given = os.environ.get
    if given("GITHUB_REPOSITORY"):
        return f"{given('GITHUB_SERVER_URL')}/{given('GITHUB_REPOSITORY')}"
    return f"{given('CI_PROJECT_URL')}/-" if given("CI_PROJECT_URL") else None


def _head() -> str | None:
    """The newest commit of the pull request that started a workflow of GitHub."""
    try:
        event = json.loads(read_bounded(os.environ["GITHUB_EVENT_PATH"], _MOST_BYTES))
        head = str(event["pull_request"]["head"]["sha"])
    except (OSError, FileTooLargeError, LookupError, TypeError, ValueError, RecursionError):
        return None
    return head if _COMMIT.fullmatch(head) else None


def tool_version() -> str:
    """The version of this tool."""
    return version("model-catalog-sync")


def git_commit(folder: str) -> str | None:
    """The commit that is checked out where the catalog is; None outside Git."""
    return _said(WorkTree.of(folder), "rev-parse", "HEAD")


def git_day(folder: str) -> date | None:
    """The day of that commit, as its author's clock had it; None outside Git."""
    said = _said(WorkTree.of(folder), "show", "--no-patch", "--format=%cs", "HEAD")
    return date.fromisoformat(said) if said is not None else None


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
