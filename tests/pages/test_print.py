"""A printed page can be read sheet by sheet: a table that goes over several has its header on each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest

from syncer.plan.plan import Planned
from syncer.render.html.catalog import catalog_page
from syncer.render.html.history import PriceHistory, price_history_page
from syncer.render.html.offers import About, Offer
from syncer.render.html.plan import plan_page
from syncer.sync.price_stories import PRICES, stories_of_prices
from tests.pages.printed import texts_of_sheets
from tests.pages.window import opened
from tests.unit.building import entry, plan_of, record
from tests.unit.render.html.applies import INPUT, applied, changed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

_NAMES: Final = tuple(f"model-{number:02}" for number in range(60))


def _catalog() -> str:
    made = [entry(name, provider_name="Some Maker", available_to_roles=["staff", "students"]) for name in _NAMES]
    return catalog_page([Offer(one.model_id, one.fields, one.source) for one in made], About("campus"))


def _plan() -> str:
    cheaper = [entry(name, input_price_per_million_tokens=3.0) for name in _NAMES]
    new = [entry(f"new-{name}") for name in _NAMES]
    return plan_page([Planned("production", plan_of([*cheaper, *new], map(record, _NAMES)))])


def _history() -> str:
    applies = [applied(day, changed("a", (INPUT, float(day), day + 1.0))) for day in range(90)]
    stories = stories_of_prices(applies)
    return price_history_page(PriceHistory(stories, PRICES, "memory", 90, None, 0, None, is_of_all=False))


@pytest.mark.parametrize(
    ("make", "fragment", "tables"),
    [
        (_catalog, "#sort=mix", {"^Some Maker$": {"Context", "Mix 3:1"}, "^✓$": {"staff", "students"}}),
        (_catalog, "#model=model-03", {"^(?:Region|Model name)$": {"Field", "Value"}}),
        (_plan, "", {r"▲ \+20 %": {"Before", "After"}, "^new-model": {"Input tokens", "Roles"}}),
        (_history, "", {"^maria$": {"When", "Commit"}}),
    ],
)
def test_each_sheet_has_the_header(
    browser: Browser, tmp_path: Path, make: Callable[[], str], fragment: str, tables: dict[str, set[str]]
) -> None:  # fmt: skip
    """Wherever a row of a long table stands, the names of its columns stand above; told by what only that row has."""
    file = tmp_path / "page.html"
    file.write_text(make(), "utf-8")
    with opened(browser, file, fragment=fragment) as window:
        window.settle()
        sheets = texts_of_sheets(window.page.pdf(format="A4"))
    for row, header in tables.items():
        found = [{*text.splitlines()} for text in sheets if re.search(row, text, re.MULTILINE)]
        assert len(found) > 1
        assert [header - lines for lines in found if not header <= lines] == []
