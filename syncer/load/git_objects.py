"""Reads trees and files of a Git repository: the only place that asks git for objects.

Every command line is fixed but for one argument, which is never taken for an option.
"""

from __future__ import annotations

import os
import re
import subprocess
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Final, NamedTuple

from syncer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import IO

_OBJECT_ID: Final = re.compile(r"[0-9a-f]{40,64}")
_LEFT_OUT: Final = frozenset({
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_DIR", "GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE", "GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_SHALLOW_FILE", "GIT_WORK_TREE",
})  # fmt: skip
"""What a hook of Git sets, and what would lead to another repository than the folder's."""
_OURS: Final = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}


class Repository(NamedTuple):
    """The repository around a folder, which need not exist any more."""

    folder: str
    """As the user gave it."""
    base: str
    """A folder of the work tree that exists: the folder itself, or the nearest one above it."""
    prefix: str
    """The folder's path in the work tree; empty for the top."""

    @classmethod
    def of(cls, folder: str) -> Repository:
        """The repository around the folder. Raises UsageError when there is none, or no git."""
        real = base = os.path.realpath(folder)
        while not os.path.isdir(base):
            base = os.path.dirname(base)
        done = _git(base, "rev-parse", "--is-inside-work-tree", "--show-prefix")
        is_inside, _, above = os.fsdecode(done.stdout).partition("\n")
        if done.returncode or is_inside != "true":
            raise UsageError(f"{folder} is in no checkout of a Git repository: {_said(done.stderr)}")
        rest = "" if real == base else os.path.relpath(real, base)
        return cls(folder, base, f"{above.removesuffix(chr(10))}{rest}".replace(os.sep, "/").rstrip("/"))

    def tree(self, ref: str) -> str | None:
        """The id of the folder's tree at the ref; None when the ref has no such folder. Raises UsageError."""
        commit = self._commit(ref)
        found = self._object_id(f"{commit}:{self.prefix}")
        if found is None:
            return None
        kind = _git(self.base, "cat-file", "-t", found)
        return found if kind.stdout == b"tree\n" else None

    def listing(self, tree: str) -> list[bytes]:
        """What is in a tree and below: `MODE TYPE ID SIZE<tab>PATH`. Raises UsageError."""
        done = _git(self.base, "ls-tree", "-r", "-z", "-l", "--full-tree", tree)
        if done.returncode:
            raise UsageError(f"git cannot list the files of {self.folder}: {_said(done.stderr)}")
        return done.stdout.split(b"\0")[:-1]

    def contents(self, object_ids: Sequence[str]) -> Iterator[bytes]:
        """The content of each file, from one process. Raises UsageError."""
        if not object_ids:
            return
        with TemporaryFile() as asked, TemporaryFile() as said:
            asked.write("".join(f"{object_id}\n" for object_id in object_ids).encode())
            asked.seek(0)
            words = ["git", "-C", self.base, "cat-file", "--batch", "--buffer"]
            with subprocess.Popen(  # noqa: S603  fixed words and a folder
                words, stdin=asked, stdout=subprocess.PIPE, stderr=said, env=git_environment()
            ) as running:
                try:
                    for _ in object_ids:
                        yield self._next(running.stdout, said)
                finally:
                    running.kill()

    def _next(self, answers: IO[bytes] | None, said: IO[bytes]) -> bytes:
        """The next file of `cat-file --batch`."""
        head = answers.readline().split() if answers is not None else []
        content = answers.read(int(head[2]) + 1) if answers is not None and len(head) == 3 else b""  # and a line end
        if len(head) != 3 or len(content) != int(head[2]) + 1:
            said.seek(0)
            more = _said(said.read() or b" ".join(head))
            raise UsageError(f"git cannot read a file of {self.folder}, which this clone may lack: {more}")
        return content[:-1]

    def _commit(self, ref: str) -> str:
        """The commit's id. Raises UsageError, which says what to do in a shallow clone."""
        found = self._object_id(f"{ref}^{{commit}}") if ref and "\0" not in ref else None
        if found is not None:
            return found
        shallow = _git(self.base, "rev-parse", "--is-shallow-repository")
        if shallow.stdout == b"true\n":
            raise UsageError(
                f"{ref} is not in this clone, which is shallow; fetch it, or check out with more depth "
                "(actions/checkout: `fetch-depth: 2` for HEAD^1, 0 for all)"
            )
        raise UsageError(
            f"{ref or repr(ref)} is no commit of the repository of {self.folder}; fetch it, or name another"
        )

    def _object_id(self, name: str) -> str | None:
        """The id of what git knows by the name; None when it knows nothing."""
        done = _git(self.base, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
        found = os.fsdecode(done.stdout).strip()
        return found if not done.returncode and _OBJECT_ID.fullmatch(found) else None


def _git(folder: str, *words: str) -> subprocess.CompletedProcess[bytes]:
    """What git says. Raises UsageError when there is no git."""
    try:
        return subprocess.run(  # noqa: S603  fixed words, a folder, and one name behind --end-of-options
            ["git", "-C", folder, *words],  # noqa: S607  the user's git
            stdin=subprocess.DEVNULL, capture_output=True, env=git_environment(), check=False,
        )  # fmt: skip
    except OSError as error:
        raise UsageError(f"git cannot be run, which reads the catalog at another commit: {error.strerror}") from error


def git_environment() -> dict[str, str]:
    """The environment for a git that is to look at a folder's own repository, also below a hook of another one."""
    return {**{name: value for name, value in os.environ.items() if name not in _LEFT_OUT}, **_OURS}


def _said(output: bytes) -> str:
    """The first line of what git said."""
    return os.fsdecode(output).strip().partition("\n")[0].removeprefix("fatal: ") or "git does not say why"
