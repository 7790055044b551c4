"""The names on an axis of time never stand over each other, however long the story and narrow the chart."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pytest

from syncer.render.html.history import PriceHistory, price_history_page
from syncer.sync.price_stories import PRICES, stories_of_prices
from tests.pages.window import WIDTHS, opened
from tests.unit.render.html.applies import INPUT, applied, changed

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

_NAMES: Final = """[...document.querySelectorAll('.plot > text[text-anchor]:not([dx])')]
  .map((one) => one.getBoundingClientRect()).filter(({ width }) => width > 0)
  .map(({ left, right }) => [left, right]).sort(([one], [other]) => one - other)"""
"""Where each name begins and ends, in pixels."""


@pytest.mark.parametrize("days", [1, 4, 12, 40, 700])
def test_names_of_an_axis_are_apart(browser: Browser, tmp_path: Path, days: int) -> None:
    """Two or more at each width, with room between them."""
    applies = [applied(days * at // 3, changed("a", (INPUT, at + 1.0, at + 2.0))) for at in range(4)]
    file = tmp_path / "page.html"
    history = PriceHistory(stories_of_prices(applies), PRICES, "memory", 4, None, 0, None, is_of_all=False)
    file.write_text(price_history_page(history), "utf-8")
    with opened(browser, file) as window:
        for width in (*WIDTHS, 620):
            window.page.set_viewport_size({"width": width, "height": 900})
            places = window.page.evaluate(_NAMES)
            assert len(places) > 1, width
            gaps = [later[0] - earlier[1] for earlier, later in pairwise(places)]
            assert min(gaps) > 4, (width, gaps)
