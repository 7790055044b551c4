"""Prices of a column stand with their points below each other, however many digits they have, and in their own cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from syncer.plan.plan import Planned
from syncer.render.html.catalog import catalog_page
from syncer.render.html.history import PriceHistory, price_history_page
from syncer.render.html.offers import About, Offer
from syncer.render.html.plan import plan_page
from syncer.sync.price_stories import PRICES, stories_of_prices
from tests.pages.window import opened
from tests.unit.building import entry, plan_of, record
from tests.unit.render.html.applies import INPUT, OUTPUT, applied, changed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

_SHOWN: Final = (3.0, 0.0125, 0.01875, 1000.5, 0.0000125)
_POINTS: Final = """(selector) => [...document.querySelectorAll(selector)].map((cell) => {
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  let found = null;
  while (walker.nextNode()) {
    const at = walker.currentNode.data.lastIndexOf('.');
    if (at < 0 || walker.currentNode.parentElement.closest('.small')) continue;
    const range = document.createRange();
    range.setStart(walker.currentNode, at);
    range.setEnd(walker.currentNode, at + 1);
    found = Math.round(range.getBoundingClientRect().right);
  }
  return found;
})"""
"""Where the last point of each cell ends, in pixels."""
_OVER: Final = """[...document.querySelectorAll('main tbody :is(td, th)')].filter((cell) =>
  cell.checkVisibility() && cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.innerText)"""


def _catalog() -> str:
    made = [entry(f"m{at}", input_price_per_million_tokens=price, output_price_per_million_tokens=price * 2)
            for at, price in enumerate(_SHOWN)]  # fmt: skip
    return catalog_page([Offer(one.model_id, one.fields, one.source) for one in made], About("campus"))


def _plan() -> str:
    names = {f"m{at}": price for at, price in enumerate(_SHOWN)}
    dearer = [entry(name, input_price_per_million_tokens=price) for name, price in names.items()]
    new = [entry(f"n{name}", output_price_per_million_tokens=price) for name, price in names.items()]
    return plan_page([Planned("production", plan_of([*dearer, *new], map(record, names)))])


def _history() -> str:
    return price_history_page(
        PriceHistory(stories_of_prices([applied(day, changed("m", (INPUT, 1.0, price), (OUTPUT, 1.0, price)))
                     for day, price in enumerate(_SHOWN)]), PRICES, "memory", 5, None, 0, None, is_of_all=False)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("make", "widths", "columns"),
    [
        (_catalog, (360, 746, 1600), ["#table tbody td:nth-child(4)", "#table tbody td:nth-child(5)"]),
        (_catalog, (360, 1600), ["#prices-chart tbody td:nth-child(2)", "#prices-chart tbody td:nth-child(3)"]),
        (_plan, (760, 1600), [".of-prices tbody td:nth-child(4)", ".of-creates tbody td:nth-child(4)"]),
        (_history, (746, 1600), [".story tbody td:nth-child(2)", ".story tbody td:nth-child(3)"]),
    ],
)
def test_points_stand_below_each_other(
    browser: Browser, tmp_path: Path, make: Callable[[], str], widths: tuple[int, ...], columns: list[str]
) -> None:  # fmt: skip
    """At each width, and nothing stands over the next cell."""
    file = tmp_path / "page.html"
    file.write_text(make(), "utf-8")
    with opened(browser, file) as window:
        window.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        for width in widths:
            window.page.set_viewport_size({"width": width, "height": 900})
            for column in columns:
                points = window.page.evaluate(_POINTS, column)
                assert len(points) == len(_SHOWN), (width, column)
                assert len({*points}) == 1, (width, column, points)
            assert window.page.evaluate(_OVER) == [], width
            assert window.too_wide() == ""
