"""What Git says about the folder of a catalog."""

from __future__ import annotations

import os

from syncer.disk.git import WorkTree


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
