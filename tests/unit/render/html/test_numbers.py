"""A column of prices has room for the digits of the longest."""

from __future__ import annotations

from typing import Final

import pytest

from syncer.render.html.numbers import aligned, point_room
from syncer.render.html.offers import About
from syncer.render.html.table import columns_of, headings_of
from tests.unit.render.html.test_catalog_page import offer

ROOM: Final = "\N{FIGURE SPACE}"


@pytest.mark.parametrize(("texts", "digits"), [
    ((), 0), (("2.50", "10.00"), 2), (("2.50", "0.01875"), 5), (("0.123456789",), 7), (("128k", "4.1k", "+50.5 %"), 0),
    (("\N{EN DASH}", "absent", "2"), 0), (("1.00 \N{RIGHTWARDS ARROW}\N{NO-BREAK SPACE}0.075",), 3), (("<0.0001",), 4),
])  # fmt: skip
def test_what_room_a_column_needs(texts: tuple[str, ...], digits: int) -> None:
    """That of its longest price, up to a bound; what is no price needs none."""
    assert point_room(texts) == digits


@pytest.mark.parametrize(("text", "found"), [
    ("2.50", f"2.50{ROOM * 3}"), ("0.01875", "0.01875"), ("0.1234567", "0.1234567"), ("4.1k", "4.1k"), ("128", "128"),
    ("1.00 \N{RIGHTWARDS ARROW} 2.50", f"1.00 \N{RIGHTWARDS ARROW} 2.50{ROOM * 3}"),
])  # fmt: skip
def test_room_behind_a_price(text: str, found: str) -> None:
    """As many digits as the column has; nothing is cut, and nothing is put behind what is no price."""
    assert aligned(text, 5) == found


@pytest.mark.parametrize(("prices", "size", "digits"), [
    ((2.5, 12.5), 8, 4), ((2.5, 1000.0), 10, 4), ((0.01875, 2.5), 8, 5), ((0.0000125, 1234.5), 14, 7),
    ((1e-7, 123456789.0), 14, 7), ((None, None), 8, 4),
])  # fmt: skip
def test_how_wide_a_column_is(prices: tuple[object, object], size: int, digits: int) -> None:
    """As its longest price needs it, in a few sizes, which the style knows."""
    models = [offer(f"m{at}", input_price_per_million_tokens=price) for at, price in enumerate(prices)]
    about = About("campus")
    headings = {one.name: one for one in headings_of(columns_of(models, about))}
    found = headings["input_price_per_million_tokens"]
    assert (found.kind, found.digits) == (f"number price of-{size}", digits)
