"""Reads trees and files of a Git repository: the only place that asks git for objects."""

from __future__ import annotations

import os
import re
import subprocess
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Final, NamedTuple

from syncer.disk.git import WorkTree
from syncer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import IO

_OBJECT_ID: Final = re.compile(r"[0-9a-f]{40,64}")


class Repository(NamedTuple):
    """The repository around a folder, which need not exist any more."""

    folder: str
    """As the user gave it."""
    work_tree: WorkTree

    @classmethod
    def of(cls, folder: str) -> Repository:
        """The repository around the folder. Raises UsageError when there is none, or no git."""
        found = WorkTree.of(folder)
        if found is None:
            raise UsageError(f"{folder} is in no checkout of a Git repository: not a git repository, nor below one")
        repository = cls(folder, found)
        done = repository._git("rev-parse", "--is-inside-work-tree")
        if done.returncode:
            raise UsageError(f"{folder} is in no checkout of a Git repository: {_said(done.stderr)}")
        return repository

    def tree(self, ref: str) -> str | None:
        """The id of the folder's tree at the ref; None when the ref has no such folder. Raises UsageError."""
        commit = self._commit(ref)
        found = self._object_id(f"{commit}:{self.work_tree.prefix}")
        if found is None:
            return None
        kind = self._git("cat-file", "-t", found)
        return found if kind.stdout == b"tree\n" else None

    def listing(self, tree: str) -> list[bytes]:
        """What is in a tree and below: `MODE TYPE ID SIZE<tab>PATH`. Raises UsageError."""
        done = self._git("ls-tree", "-r", "-z", "-l", "--full-tree", tree)
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
            words = self.work_tree.command("cat-file", "--batch", "--buffer")
            with subprocess.Popen(  # noqa: S603  fixed words and a folder
                words, stdin=asked, stdout=subprocess.PIPE, stderr=said, env=self.work_tree.environment()
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
        shallow = self._git("rev-parse", "--is-shallow-repository")
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
        done = self._git("rev-parse", "--verify", "--quiet", "--end-of-options", name)
        found = os.fsdecode(done.stdout).strip()
        return found if not done.returncode and _OBJECT_ID.fullmatch(found) else None

    def _git(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        """What git says. Raises UsageError when there is no git."""
        try:
            return self.work_tree.git(*words)
        except OSError as error:
            why = f"git cannot be run, which reads the catalog at another commit: {error.strerror}"
            raise UsageError(why) from error


def _said(output: bytes) -> str:
    """The first line of what git said."""
    return os.fsdecode(output).strip().partition("\n")[0].removeprefix("fatal: ") or "git does not say why"
