"""What Git says about the folder of a catalog."""

from __future__ import annotations

import subprocess

from syncer.load.git_objects import git_environment


def git_commit(folder: str) -> str | None:
    """The commit that is checked out where the catalog is; None outside Git."""
    return _git(folder, "rev-parse", "HEAD") or None


def git_is_dirty(folder: str) -> bool:
    """Whether a file of the catalog is not as the commit has it."""
    return bool(_git(folder, "status", "--porcelain", "--", "."))


def git_top(folder: str) -> str | None:
    """The top folder of the repository that a folder is in; None outside Git."""
    return _git(folder, "rev-parse", "--show-toplevel") or None


def git_remote(folder: str) -> tuple[str, str] | None:
    """The address that a folder was cloned from, and the commit that is checked out; None for any other folder."""
    address, commit = _git(folder, "remote", "get-url", "origin"), git_commit(folder)
    return (address, commit) if address and commit else None


def _git(folder: str, *words: str) -> str | None:
    """What git says about the folder; None where it says nothing."""
    try:
        done = subprocess.run(  # noqa: S603  fixed words and a folder
            ["git", "-C", folder, *words],  # noqa: S607  the user's git
            capture_output=True, text=True, timeout=10, env=git_environment(), check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
