"""A page as a browser would read it, with the standard library alone: its elements, its texts, and its data."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_VOID = frozenset({"meta", "input", "br", "hr", "link", "img"})


class Element(NamedTuple):
    """An element with what is in it."""

    name: str
    attributes: dict[str, str]
    inside: list[Element | str]

    def all(self, name: str, /, **attributes: str) -> Iterator[Element]:
        """The elements of that name inside that have these attributes; `_` is `-`, at the end nothing."""
        wanted = {key.strip("_").replace("_", "-"): value for key, value in attributes.items()}
        for one in self.inside:
            if isinstance(one, Element):
                if one.name == name and wanted.items() <= one.attributes.items():
                    yield one
                yield from one.all(name, **attributes)

    def one(self, name: str, /, **attributes: str) -> Element:
        """The only such element."""
        (found,) = self.all(name, **attributes)
        return found

    @property
    def text(self) -> str:
        """All of its text."""
        return "".join(one if isinstance(one, str) else one.text for one in self.inside)

    def everything(self) -> Iterator[Element]:
        """The element, and all that are inside."""
        yield self
        for one in self.inside:
            if isinstance(one, Element):
                yield from one.everything()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("", {}, [])]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs}, [])
        self.open[-1].inside.append(made)
        if tag not in _VOID:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}, []))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"</{tag}> ends <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read_page(text: str) -> Element:
    """The document. An element that is not closed where it has to be is an error."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    (document,) = reader.open
    return document


def data_of(document: Element) -> dict[str, Any]:
    """What the script reads."""
    found: dict[str, Any] = json.loads(document.one("script", id="data").text)
    return found


def column_of(data: dict[str, Any], name: str, part: str = "values") -> list[Any]:
    """The values of a column, or its texts, one for each model: as the script finds them."""
    (column,) = (one for one in data["columns"] if one["name"] == name)
    values: list[Any] = column.get(part, column["values"])
    if "at" in column:
        return [values[at] for at in column["at"]]
    return values * data["count"] if len(values) == 1 else values


def articles_of(document: Element) -> dict[str, dict[str, Any]]:
    """The exact value of each field of each model that is written out."""
    return {
        article.attributes["data-model"]: {
            row.attributes["data-field"]: json.loads(next(row.all("data")).attributes["value"])
            for row in article.all("tr")
            if "data-field" in row.attributes
        }
        for article in document.all("article")
    }
