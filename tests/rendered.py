"""Markdown as GitHub shows it: rendered by GitHub's own cmark-gfm, and what its filters would make of the text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

import cmarkgfm
from cmarkgfm.cmark import Options

if TYPE_CHECKING:
    from collections.abc import Callable

EXTENSIONS: Final = ["table", "autolink", "strikethrough", "tagfilter", "tasklist"]
ELEMENTS: Final = frozenset(
    {
        "h2",
        "h3",
        "p",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "code",
        "pre",
        "strong",
        "ul",
        "li",
        "details",
        "summary",
        "br",
        "wbr",
    }
)
"""What the renderers of this tool use."""
_NO_END: Final = frozenset({"br", "wbr"})
_LITERAL: Final = frozenset({"code", "pre", "a"})
"""Inside these GitHub's filters leave the text alone."""
_FILTERS: Final = {
    "mention": re.compile(r"(?<![A-Za-z0-9])@[A-Za-z0-9]"),
    "reference": re.compile(r"#[0-9]|\b(?:gh|[A-Z]{2,10})-[0-9]|\bGHSA-|\bCVE-", re.IGNORECASE),
    "commit": re.compile(r"\b[0-9a-f]{7,40}\b"),
    "link": re.compile(r"[a-z]://|\bwww\.|\w@\w|\b(?:mailto|xmpp):", re.IGNORECASE),
    "emoji": re.compile(r":[A-Za-z0-9+_-]+:"),
    "math": re.compile(r"\$"),
    "footnote": re.compile(r"\[\^"),
    "markup": re.compile(r"[*`~<]|(?<!-)>|\[.?\]|__"),
}


def html_of(markdown: str) -> str:
    """The page that GitHub makes, before its sanitizer; so nothing that the sanitizer would take away is hidden."""
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    render: Callable[..., str] = cmarkgfm.markdown_to_html_with_extensions
    return render(markdown, options=options, extensions=EXTENSIONS)


class Page(HTMLParser):
    """What is on a page: its text, its code, and everything that a text from outside must not bring about."""

    def __init__(self, markdown: str) -> None:
        super().__init__(convert_charrefs=True)
        self.complaints: list[str] = []
        self.codes: list[str] = []
        """The text of each inline code."""
        self.comments: list[str] = []
        self.rows = 0
        """Rows of tables."""
        self._open: list[str] = []
        self._texts: list[str] = []
        self.feed(html_of(markdown))
        self.close()
        if self._open:
            self.complaints.append(f"not closed: {self._open}")

    @property
    def text(self) -> str:
        """All text, in order."""
        return "".join(self._texts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        if tag not in ELEMENTS or any((name, value) != ("align", "right") for name, value in attrs):
            self.complaints.append(f"element {tag} {attrs}")
        if tag == "code":
            self.codes.append("")
        self.rows += tag == "tr"
        if tag not in _NO_END:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if not self._open or self._open[-1] != tag:
            self.complaints.append(f"</{tag}> in {self._open}")
        else:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Text."""
        self._texts.append(data)
        if "code" in self._open:
            self.codes[-1] += data
        if _LITERAL.isdisjoint(self._open):
            found = [
                f"{name}: {match[0]!r} in {data!r}" for name, one in _FILTERS.items() if (match := one.search(data))
            ]
            self.complaints.extend(found)

    def handle_comment(self, data: str) -> None:
        """A comment: GitHub takes it away."""
        self.comments.append(data)

    def handle_decl(self, decl: str) -> None:
        """A declaration: never ours."""
        self.complaints.append(f"declaration {decl}")

    def unknown_decl(self, data: str) -> None:
        """The same."""
        self.complaints.append(f"declaration {data}")

    def handle_pi(self, data: str) -> None:
        """A processing instruction: never ours."""
        self.complaints.append(f"instruction {data}")
