"""Texts of others are text on every page, as the browser itself has taken it: no element, no attribute, no title."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import pytest

from syncer.render.text.values import safe
from tests.hostile import HOSTILE
from tests.pages.hostile_pages import hostile_catalog, hostile_history, hostile_plans
from tests.pages.window import opened

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


MAKERS: Final = {"catalog": hostile_catalog, "plan": hostile_plans, "history": hostile_history}
_MARKS: Final = frozenset("<>&\"'")
TEXTS: Final = (
    "</title><script>document.title='owned'</script>", "</script>", "<!--<script>", "", " ", "{{ x }}",
    "javascript:alert(1)", "x" * 10_000,
    *(text for text in HOSTILE if text != "\ud800" and (_MARKS & {*text} or not f"x{text.strip()}".isprintable())),
)  # fmt: skip
"""What a page could take for something else; without what is no text in UTF-8, which no reader lets through."""
PLAIN: Final = tuple(f"plain{number}" if text.strip() else text for number, text in enumerate(TEXTS))
_MADE: Final = """() => {
  const kinds = new Set(), counts = {}, schemes = new Set();
  for (const one of document.querySelectorAll('*')) {
    kinds.add([one.localName, ...one.getAttributeNames().filter(name => name !== 'hidden').sort()].join(' '));
    counts[one.localName] = (counts[one.localName] ?? 0) + 1;
    if (one.href) schemes.add(new URL(one.href.baseVal ?? one.href).protocol);
  }
  const {title, documentElement: {textContent: text}} = document;
  return {kinds: [...kinds], counts, schemes: [...schemes], title, text};
}"""


def looked_at(browser: Browser, folder: Path, page: str, model: str) -> dict[str, Any]:
    """What the browser made of a page: kinds of elements, how many of each, the schemes of links, the title, text.

    The page of the catalog has a model open, which its script has made.
    """
    file = folder / "page.html"
    file.write_text(page, "utf-8")
    with opened(browser, file, fragment=f"#model={quote(model)}") as window:
        window.settle()
        found: dict[str, Any] = window.page.evaluate(_MADE)
        assert window.complaints == []
        assert window.too_wide() == ""
        return found


@pytest.mark.parametrize("name", MAKERS)
def test_texts_of_others_stay_text(browser: Browser, tmp_path: Path, name: str) -> None:
    """Every text is there, letter for letter, and makes nothing that a plain word in its place would not make."""
    make = MAKERS[name]
    found = looked_at(browser, tmp_path, make(TEXTS), TEXTS[0])
    plain = looked_at(browser, tmp_path, make(PLAIN), PLAIN[0])
    assert sorted({*found["kinds"]} - {*plain["kinds"]}) == []
    assert ("dialog aria-labelledby id open" in found["kinds"]) == (name == "catalog")
    assert {*found["schemes"]} <= {"file:", "https:", "http:"}
    few = ("script", "style", "title", "tr", "table", "section", "h2")
    assert {one: found["counts"].get(one) for one in few} == {one: plain["counts"].get(one) for one in few}
    assert found["title"] == plain["title"].replace("plain0", safe(TEXTS[0]))
    assert [text for text in TEXTS if len(text) < 200 and safe(text) not in found["text"]] == []
