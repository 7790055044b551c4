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
    """`line 7` of the model's own file, `catalog/targets/a.yaml:7` of another, or `default`; empty for nothing."""
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

    def file(self, file: str) -> Whence:
        """A whole file."""
        address = self.links.address(Place(file, 1))
        return Whence(self.text(file), address.partition("#")[0] if address is not None else None)

    def of_field(self, source: Source | None, field: str) -> Whence:
        """Where the value of a field comes from."""
        if source is None:
            return Whence("")
        place = source.overrides.get(field)
        if place is not None:
            return self.whence(place)
        line = source.lines.get(field)
        if line is None:
            return Whence("default")
        return Whence(f"line {line}", self.links.address(Place(source.file, line)))
