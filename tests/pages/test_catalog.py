"""The page of the catalog is used: search, filter, sort, open a model, follow the address back; also by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from syncer.load.catalog import load_catalog
from syncer.render.html.catalog import catalog_page
from syncer.render.html.offers import About
from tests.pages.window import opened

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

INPUT = "input_price_per_million_tokens"


def shown(page: Page) -> list[str]:
    """The model ids of the rows, in their order."""
    return page.locator("#table tbody th code").all_inner_texts()


def test_search_filter_sort_and_the_way_back(browser: Browser, files: dict[str, Path], story: Path) -> None:
    """What is chosen is what the catalog has; the address keeps it over a reload, and each step can be taken back."""
    entries = [one.fields for one in load_catalog(str(story / "catalog")).entries]
    found = sorted(str(one["model_id"]) for one in entries if "gpt-5" in str(one["model_id"]))
    prices: dict[str, Any] = {
        str(one["model_id"]): one[INPUT] for one in entries if one["model_id"] in found and one["provider"] == "openai"
    }
    of_openai = sorted(prices)
    assert 3 < len(of_openai) < len(found) < len(entries)
    with opened(browser, files["catalog"]) as window:
        page = window.page
        page.get_by_role("searchbox").press_sequentially("gpt-5")
        assert sorted(shown(page)) == found
        page.locator("select[name=provider]").select_option("openai")
        assert sorted(shown(page)) == of_openai
        page.get_by_role("columnheader", name="Input").get_by_role("button").click()
        ascending = shown(page)
        assert [prices[name] for name in ascending] == sorted(prices.values())
        page.get_by_role("columnheader", name="Input").get_by_role("button").click()
        descending = shown(page)
        assert [prices[name] for name in descending] == sorted(prices.values(), reverse=True)
        page.reload()
        assert (shown(page), page.get_by_role("searchbox").input_value()) == (descending, "gpt-5")
        page.locator("#table a.model").first.click()
        expect(page.get_by_role("dialog")).to_contain_text("catalog/models/openai/")
        page.reload()
        expect(page.get_by_role("dialog")).to_be_visible()
        page.go_back()
        expect(page.get_by_role("dialog")).not_to_be_visible()
        page.go_back()
        assert shown(page) == ascending
        page.go_back()
        page.go_back()
        assert sorted(shown(page)) == found
        page.go_forward()
        assert sorted(shown(page)) == of_openai
        assert window.complaints == []


def test_the_chart_follows_what_is_chosen(browser: Browser, files: dict[str, Path]) -> None:
    """Marks of models that are not chosen stand back and the page says so; a mark of one model opens it."""
    with opened(browser, files["catalog"]) as window:
        page = window.page
        expect(page.locator("#faint")).to_be_hidden()
        page.get_by_role("searchbox").fill("nova micro")
        expect(page.locator("#faint")).to_be_visible()
        bright = page.locator("#prices-chart .mark[data-rows]:not(.back)")
        expect(bright).to_have_count(1)
        bright.click()
        expect(page.get_by_role("dialog")).to_contain_text("amazon.nova-micro-v1:0")
        page.go_back()
        page.get_by_role("button", name="Show all").click()
        expect(page.locator("#prices-chart .mark.back")).to_have_count(0)
        assert window.complaints == []


def test_an_open_model_is_what_is_printed(browser: Browser, files: dict[str, Path]) -> None:
    """All of it and nothing else: not its first screen on each page that the catalog would take."""
    with opened(browser, files["catalog"], fragment="#model=gpt-4o") as window:
        expect(window.page.get_by_role("dialog")).to_be_visible()
        of_model = window.page.pdf(format="A4").count(b"/Type /Page\n")
        window.page.keyboard.press("Escape")
        assert 1 <= of_model <= 3
        assert window.page.pdf(format="A4").count(b"/Type /Page\n") > of_model + 2


def test_a_catalog_without_models_says_so(browser: Browser, tmp_path: Path) -> None:
    """In a sentence, without a search of nothing, an empty table and a chart of nothing."""
    file = tmp_path / "page.html"
    file.write_text(catalog_page([], About("campus")), "utf-8")
    with opened(browser, file, width=360) as window:
        assert "There are no models here yet." in window.text()
        assert window.page.locator("input, table, nav, h2").filter(visible=True).count() == 0
        assert window.complaints == []


def test_by_keys(browser: Browser, files: dict[str, Path]) -> None:
    """Without a mouse: a key to search, keys to walk to a model, one to open it, one to come back to where one was."""
    with opened(browser, files["catalog"]) as window:
        page = window.page
        page.keyboard.press("/")
        page.keyboard.type("nova")
        first, second = shown(page)[:2]
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_contain_text(second)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).not_to_be_visible()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_contain_text(first)
        assert window.complaints == []
