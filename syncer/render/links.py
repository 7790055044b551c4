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
