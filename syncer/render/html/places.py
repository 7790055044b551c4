"""Where a value comes from: the file as a page names it, its line, and the address of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.frozen import NamedTuple
from syncer.model.catalog import Place
from syncer.render.ci.findings import Root
from syncer.render.links import Links

if TYPE_CHECKING:
    from syncer.model.catalog import Source


class Whence(NamedTuple):
    """Where a value comes from."""

    text: str
    """`catalog/models/a.yaml:7`, or `default`; empty where Git says nothing."""
    address: str | None = None


class Files(NamedTuple):
    """How a page names the files of a catalog: the same one wherever the catalog lies."""

    folder: str = "catalog"
    """The catalog's folder, as its files are named."""
    name: str = "catalog"
    """What the page calls it."""
    links: Links = Links(None, Root())

    def text(self, file: str) -> str:
        """The file as the page names it."""
        return f"{self.name}{file.removeprefix(self.folder)}" if file.startswith(f"{self.folder}/") else file

    def whence(self, place: Place) -> Whence:
        """A line of a file."""
        return Whence(f"{self.text(place.file)}:{place.line}", self.links.address(place))

    def of_field(self, source: Source | None, field: str) -> Whence:
        """Where the value of a field comes from."""
        if source is None:
            return Whence("")
        place = source.overrides.get(field)
        if place is None and field not in source.lines:
            return Whence("default")
        return self.whence(place or Place(source.file, source.lines[field]))
