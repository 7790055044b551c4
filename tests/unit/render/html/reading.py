"""A page read back by the standard library's parser: its elements, and the rows of its tables of changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

VOID: Final = frozenset({"meta", "input", "br"})
OPTIONAL: Final = frozenset({"dt", "dd"})
"""Elements whose end may be left out."""


@dataclass
class Element:
    """An element with what is inside."""

    tag: str
    attrs: dict[str, str | None]
    inside: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in it."""
        return "".join(one if isinstance(one, str) else one.text for one in self.inside)

    def all(self, *tags: str, cls: str = "") -> list[Element]:
        """The elements below it of these tags, and of this class, in their order."""
        found: list[Element] = []
        for one in self.inside:
            if isinstance(one, Element):
                classes = (one.attrs.get("class") or "").split()
                found += [one] if (not tags or one.tag in tags) and (not cls or cls in classes) else []
                found += one.all(*tags, cls=cls)
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top = Element("", {})
        self._open = [self.top]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in OPTIONAL and self._open[-1].tag in OPTIONAL:
            self._open.pop()
        made = Element(tag, dict(attrs))
        self._open[-1].inside.append(made)
        if tag not in VOID:
            self._open.append(made)

    def handle_endtag(self, tag: str) -> None:
        if tag == "dl" and self._open[-1].tag in OPTIONAL:
            self._open.pop()
        assert self._open[-1].tag == tag, f"<{self._open[-1].tag}> is ended by </{tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)


def read_back(page: str) -> Element:
    """The document of a page. Every element that begins must end."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.top
