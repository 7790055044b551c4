"""Addresses of lines of the catalog's files on the page of their repository."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from syncer.model.catalog import Place
    from syncer.render.ci.findings import Root

PLAIN_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._~%/?=-]*)?(?:#[A-Za-z0-9._-]+)?")
"""An address that is one in Markdown, too, and nothing else."""
_LONGEST: Final = 600
_COMMIT: Final = re.compile(r"[0-9a-f]{7,64}")


class Links(NamedTuple):
    """Where the files of a commit are shown."""

    files: str | None
    """The address of the commit's files, such as `https://github.com/o/r/blob/<commit>`; None where nobody knows."""
    root: Root
    """From where files are named."""

    def address(self, place: Place) -> str | None:
        """The address of a line; None for a file that is not in the repository, or whose address is no plain one."""
        file = self.root.relative(place.file) if self.files is not None else None
        found = f"{self.files}/{quote(file, errors='surrogatepass')}#L{place.line}" if file is not None else ""
        return found if len(found) <= _LONGEST and PLAIN_ADDRESS.fullmatch(found) else None


def commit_address(commits: str | None, commit: str) -> str | None:
    """The address of a commit below that of all commits; None for what is no commit, or where nobody knows."""
    return plain_address(f"{commits}/{commit}") if commits and _COMMIT.fullmatch(commit) else None


def plain_address(text: str | None) -> str | None:
    """An address that somebody else wrote, where it is a plain one of the web; None for any other text."""
    return text if text and len(text) <= _LONGEST and PLAIN_ADDRESS.fullmatch(text) else None
