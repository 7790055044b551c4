"""Runs git, and is the only place that does: on the repository whose work tree holds a folder, without its programs.

Files that a branch commits can make a folder look like a bare repository, whose settings then name programs that git
runs. So the repository is looked for by `.git`, which no branch can commit, and git is started at its top; a bare one
is never taken; and what a setting can make git run is switched off.
"""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

SWITCHED_OFF: Final = {
    "safe.bareRepository": "explicit",
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.attributesFile": os.devnull,
    "core.askPass": "",
    "core.pager": "cat",
    "core.sshCommand": "false",
    "credential.helper": "",
    "diff.external": "",
    "gpg.program": "false",
    "log.showSignature": "false",
}
"""Settings that make git run a program or take another repository, and what they are for every call."""
_LEFT_OUT: Final = frozenset({
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_ASKPASS", "GIT_COMMON_DIR", "GIT_DIR", "GIT_EXTERNAL_DIFF",
    "GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY", "GIT_PAGER",
    "GIT_PREFIX", "GIT_SHALLOW_FILE", "GIT_WORK_TREE",
})  # fmt: skip
"""What a hook of Git sets, what would lead to another repository than the folder's, and what names programs."""
_OURS: Final = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
_SECONDS: Final = 60
"""After which a git that does not answer is given up."""


class WorkTree(NamedTuple):
    """The work tree that holds a folder, which need not exist any more."""

    top: str
    """Its top folder, as an absolute path without links."""
    prefix: str
    """The folder below the top, with forward slashes; empty for the top itself."""

    @classmethod
    def of(cls, folder: str) -> WorkTree | None:
        """The innermost one around the folder; None where there is none."""
        real = top = os.path.realpath(folder)
        while not os.path.lexists(f"{top}/.git"):
            above = os.path.dirname(top)
            if above == top:
                return None
            top = above
        prefix = "" if real == top else os.path.relpath(real, top)
        return cls(top, prefix.replace(os.sep, "/"))

    def git(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        """What git says to fixed words at the top. Raises OSError where there is no git, or no answer."""
        try:
            return subprocess.run(  # noqa: S603  fixed words, a folder, and names behind --end-of-options or --
                self.command(*words), stdin=subprocess.DEVNULL, capture_output=True, env=self.environment(),
                timeout=_SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(None, f"no answer for {_SECONDS} seconds") from error

    def command(self, *words: str) -> list[str]:
        """The command line: at the top, with what could run a program switched off."""
        off = (word for name, value in SWITCHED_OFF.items() for word in ("-c", f"{name}={value}"))
        return ["git", "-C", self.top, "--no-pager", "--literal-pathspecs", *off, *words]

    def environment(self) -> dict[str, str]:
        """That of the user without what leads elsewhere; nothing above the top is looked at."""
        kept = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
        return {**kept, **_OURS, "GIT_CEILING_DIRECTORIES": os.path.dirname(self.top)}

    def is_dirty(self) -> bool:
        """Whether a file of the folder is not as the commit has it. No filter of the user's is run."""
        found = self.git(*self._without_filters(), "status", "--porcelain", "--ignore-submodules=all",
                         "--", self.prefix or ".")  # fmt: skip
        return bool(found.stdout.strip())

    def _without_filters(self) -> Iterator[str]:
        """Options that switch every filter off that a `.gitattributes` could name."""
        named = self.git("config", "--name-only", "-z", "--get-regexp", r"^filter\..*\.(clean|smudge|process)$")
        for name in os.fsdecode(named.stdout).split("\0")[:-1]:
            yield from ("-c", f"{name}=", "-c", f"{name.rpartition('.')[0]}.required=false")
