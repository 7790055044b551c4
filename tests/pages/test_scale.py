"""A page of 10,000 models is small, opens and finds without waiting, and says how to search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.pages.scale import MODELS, make_empty, make_large, measure
from tests.pages.window import opened

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

MOST_BYTES: Final = 6_000_000
MOST_PAINT: Final = 12
MOST_KEY: Final = 30
"""Times what an empty page of the same size takes in the same run; a fifth to a third of each is usual."""


def test_ten_thousand_models(browser: Browser, tmp_path: Path) -> None:
    """Rows that nobody sees are not in the document, all are found and printed, and nothing takes long."""
    large = make_large(tmp_path)
    size = large.stat().st_size
    assert size < MOST_BYTES
    with opened(browser, large) as window:
        window.settle()
        assert window.page.locator("*").count() < MODELS
        assert "Search with the field above" in window.text()
        last = f"{MODELS - 1:05}"
        window.page.get_by_role("searchbox").fill(last)
        assert last in window.page.locator("#table tbody th").inner_text()
        window.page.get_by_role("searchbox").fill("n 77")
        window.page.pdf(format="A4")
        found = int(window.page.get_by_role("status").inner_text().split(" of ")[0])
        assert 100 < found == window.page.locator("#table tbody tr").count()
        assert window.complaints == []
    ours, empty = measure(browser, large, make_empty(tmp_path, size), rounds=2)
    assert ours.paint < MOST_PAINT * empty.paint, (ours, empty)
    assert ours.key < MOST_KEY * empty.key, (ours, empty)
