"""The page of a plan is used: search, filters, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import expect

from syncer.plan.plan import Planned
from syncer.render.html.plan import plan_page
from tests.pages.window import opened
from tests.unit.building import entry, plan_of, record
from tests.unit.render.layouts import sixty_changes

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

_ROWS: Final = 1_000
_COUNT: Final = """() => {
  window.touched = {}; window.taken = 0;
  const seen = (records) => {
    for (const {target} of records) {
      const name = (target.nodeType === 1 ? target : target.parentElement).localName;
      touched[name] = (touched[name] ?? 0) + 1;
    }
  };
  const watching = new MutationObserver(seen);
  watching.observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
  const {get} = Object.getOwnPropertyDescriptor(Node.prototype, 'textContent');
  Object.defineProperty(HTMLTableRowElement.prototype, 'textContent', {get() { taken += 1; return get.call(this); }});
  window.done = () => {
    seen(watching.takeRecords());
    const found = {touched, taken};
    window.touched = {}; window.taken = 0;
    return found;
  };
}"""
"""Counts what a page does: changes of the document by the name of the element, and rows of which the text is read."""


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


def test_a_target_is_chosen(browser: Browser, tmp_path: Path) -> None:
    """Of several targets one can be looked at alone; the address keeps it; a plan of one target has no such choice."""
    plans = [Planned("production", sixty_changes()), Planned("staging", plan_of([entry("a")], [record("b")]))]
    file = tmp_path / "page.html"
    file.write_text(plan_page(plans), "utf-8")
    with opened(browser, file) as window:
        page = window.page
        page.get_by_label("Target").select_option("staging")
        expect(page.get_by_role("heading", name="production")).to_be_hidden()
        assert shown(page) == {"a", "b"}
        assert page.get_by_role("status").inner_text().startswith("2 of ")
        page.reload()
        assert shown(page) == {"a", "b"}
        page.locator("table.of-targets").get_by_role("link", name="production").click()
        expect(page.get_by_role("heading", name="production")).to_be_in_viewport()
        assert len(shown(page)) > 2
        assert window.complaints == []
    file.write_text(plan_page(plans[:1]), "utf-8")
    with opened(browser, file) as window:
        assert window.page.get_by_label("Target").count() == 0


def test_a_letter_touches_only_what_it_changes(browser: Browser, tmp_path: Path) -> None:
    """Rows that stay are left alone, a part without a row is hidden as one, and no row is read twice."""
    names = [f"model-{number:04}" for number in range(_ROWS)]
    dearer = [entry(name, input_price_per_million_tokens=3.0) for name in names]
    file = tmp_path / "page.html"
    file.write_text(plan_page([Planned("production", plan_of(dearer, map(record, names)))]), "utf-8")
    with opened(browser, file) as window:
        window.page.evaluate(_COUNT)
        letters = {letter: _after(window.page, letter) for letter in "model-0123"}
        assert window.page.locator("tbody:not([hidden]) tr:not([hidden])").count() == 1
        assert sum(found["taken"] for found in letters.values()) <= _ROWS
        alike = [letters[letter]["touched"] for letter in "odel-"]
        assert alike == [{"span": 1, "p": 1}] * 5  # how many there are
        rows = {letter: letters[letter]["touched"].get("tr", 0) for letter in "0123"}
        assert rows == {"0": 0, "1": 0, "2": 40, "3": 9}
        parts = {letter: letters[letter]["touched"].get("tbody", 0) for letter in "0123"}
        assert parts == {"0": 0, "1": 18 * 2, "2": 2 + 1, "3": 1}  # hidden and its place given up, or its place alone


def _after(page: Page, letter: str) -> dict[str, Any]:
    """What a letter more in the search made the page do."""
    page.locator("input[type=search]").press_sequentially(letter)
    found: dict[str, Any] = page.evaluate("done()")
    return found
