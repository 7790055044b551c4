"""The page of a plan is used: search, filters, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.pages.window import opened

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page


def shown(page: Page) -> set[str]:
    """The model ids of the changes that are seen."""
    return {name for name in page.locator("section.changes tbody th code:visible").all_inner_texts() if name}


def test_filters_and_the_way_back(browser: Browser, files: dict[str, Path]) -> None:
    """What is typed and chosen is what is seen; the address keeps it over a reload; going back takes it back."""
    with opened(browser, files["plan"]) as window:
        page = window.page
        everything = shown(page)
        assert {"gpt-4o", "gpt-3.5-turbo", "gpt-6.1-sol", "gpt-5-nano"} <= everything
        page.keyboard.press("/")
        page.keyboard.type("gpt-5")
        found = shown(page)
        assert found == {name for name in everything if "gpt-5" in name}
        page.locator("select[name=kind]").select_option("prices")
        assert shown(page) == {"gpt-5-mini"}
        page.reload()
        assert (shown(page), page.get_by_role("searchbox").input_value()) == ({"gpt-5-mini"}, "gpt-5")
        page.go_back()
        assert shown(page) == found
        page.go_forward()
        assert shown(page) == {"gpt-5-mini"}
        page.get_by_role("button", name="Show all").click()
        expect(page.get_by_role("searchbox")).to_have_value("")
        expect(page.get_by_role("status")).not_to_contain_text(" of ")
        assert shown(page) == everything
        page.locator("select[name=move]").select_option("down")
        assert shown(page) == {"us.amazon.nova-pro-v1:0"}
        page.get_by_role("searchbox").fill("no such thing")
        assert (shown(page), "None of" in page.get_by_role("status").inner_text()) == (set(), True)
        assert window.complaints == []
