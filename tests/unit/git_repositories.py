"""Small Git repositories for tests, which need nothing of the user's Git configuration."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CONFIG = ("user.name=T", "user.email=t@example.invalid", "init.defaultBranch=main", "commit.gpgsign=false",
          "core.hooksPath=/dev/null", "protocol.file.allow=always")  # fmt: skip


def git(folder: Path, *words: str, data: bytes = b"") -> str:
    """What a git command prints."""
    options = [word for setting in CONFIG for word in ("-c", setting)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", "-C", str(folder), *options, *words],
        input=data,
        capture_output=True,
        env={**environment, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull},
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().strip()


def repository(folder: Path) -> Path:
    """An empty repository."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q")
    return folder


def commit(folder: Path, files: Mapping[str, str | bytes | None] | None = None) -> str:
    """Write files (None: remove one), and commit everything; the commit's id."""
    for name, content in (files or {}).items():
        path = folder / name
        if content is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "x")
    return git(folder, "rev-parse", "HEAD")


def tree(folder: Path, *entries: tuple[str, str, bytes]) -> str:
    """A commit whose tree has these entries (mode, name, content), also those that git itself would refuse."""
    lines = b""
    for mode, name, content in entries:
        kind = "tree" if mode == "40000" else "blob"
        made = content.decode() if kind == "tree" else git(folder, "hash-object", "-w", "--stdin", data=content)
        lines += f"{mode} {name}".encode() + b"\0" + bytes.fromhex(made)
    made = git(folder, "hash-object", "--literally", "-w", "-t", "tree", "--stdin", data=lines)
    return git(folder, "commit-tree", made, "-m", "x")


def subtree(folder: Path, *entries: tuple[str, str, bytes]) -> bytes:
    """The id of such a tree, for an entry of mode 40000."""
    return git(folder, "rev-parse", f"{tree(folder, *entries)}^{{tree}}").encode()
