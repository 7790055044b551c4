"""What holds of every page: it opens from disk, asks for nothing, fits, can be read, reached by keys and printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.pages.axe import found_by_axe
from tests.pages.making import COMMANDS
from tests.pages.window import WIDTHS, opened

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

FRAGMENTS: Final = (
    "#q=%3Cimg%20src%3Dx%20onerror%3Ddocument.title%3D1%3E&model=%3Cimg%20src%3Dx%3E",
    "#sort=__proto__&provider=constructor&kind=toString&field=valueOf&move=hasOwnProperty&model=__proto__",
    "#sort=-nothing&mix=0:0&role=%00&q=%E0%A4%A&=&&q=twice&q=%ff", "#mix=9999999:1e9&sort=-mix", "#javascript:alert(1)",
    "#main%22onclick=1", "#%",
)  # fmt: skip
_SQUEEZED: Final = """[...document.querySelectorAll('main tbody :is(td, th)')].filter((cell) => {
  const { width, height } = cell.getBoundingClientRect();
  if (width <= 1 || height <= 1 || cell.innerText.trim().length < 3) return false;
  return width < 32 || cell.scrollWidth > cell.clientWidth + 1;
}).map((cell) => cell.innerText)"""
"""The texts of cells that are hardly wider than a letter or two, or narrower than what they hold."""
_NAMELESS: Final = """[...document.querySelectorAll('main table')].filter((table) =>
  !table.caption && !table.ariaLabel && !table.hasAttribute('aria-labelledby')).map((table) => table.innerText)"""
pytestmark = pytest.mark.parametrize("name", COMMANDS)


def test_opens_from_disk(browser: Browser, files: dict[str, Path], name: str) -> None:
    """At each width nothing is asked for, nothing complains, nothing has to be scrolled sideways; so when printed.

    No words stand a letter below the other, or over the next cell, and each table has a name.
    """
    with opened(browser, files[name]) as window:
        for width in WIDTHS:
            window.page.set_viewport_size({"width": width, "height": 900})
            assert window.too_wide() == "", width
            assert window.page.evaluate(_SQUEEZED) == [], width
        assert window.page.evaluate(_NAMELESS) == []
        assert window.page.pdf(format="A4").startswith(b"%PDF-")
        window.page.set_viewport_size({"width": 718, "height": 900})  # A4 without its margins
        window.page.emulate_media(media="print")
        assert window.too_wide() == ""
        assert window.page.title() != ""
        assert window.complaints == []


def test_can_be_read_without_script(browser: Browser, files: dict[str, Path], name: str) -> None:
    """Without script all is there that is there with it, but for what one chooses with, and fits."""
    with opened(browser, files[name], script=False, width=360) as bare, opened(browser, files[name], width=360) as full:
        lines = {line.strip() for line in bare.text().splitlines()}
        assert bare.too_wide() == ""
        full.page.evaluate("for (const one of document.querySelectorAll('.control')) one.remove()")
        shown = full.page.locator("main").inner_text()
        assert [line for line in map(str.strip, shown.splitlines()) if line and line not in lines] == []


def test_no_address_does_harm(browser: Browser, files: dict[str, Path], name: str) -> None:
    """Whatever somebody writes behind the `#` is looked for or passed over: nobody runs it, and nothing breaks."""
    with opened(browser, files[name]) as window:
        usual = window.page.title()
        for fragment in FRAGMENTS:
            window.open(fragment)
            assert window.page.title() == usual
            assert window.page.locator("img, iframe, main script").count() == 0
        assert window.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, files: dict[str, Path], name: str, scheme: str) -> None:
    """axe-core finds nothing serious or critical, contrast included, and the schemes differ."""
    with opened(browser, files[name], scheme="dark" if scheme == "dark" else "light") as window:
        assert found_by_axe(window.page, only="color-contrast" if scheme == "dark" else None) == []
        ground = window.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        channels = [int(word) for word in ground.removeprefix("rgb(").removesuffix(")").split(",")]
        assert (sum(channels) < 3 * 128) == (scheme == "dark"), ground


def test_a_link_to_a_place_keeps_the_state(browser: Browser, files: dict[str, Path], name: str) -> None:
    """Who chose something and goes to a part of the page has an address that still says so; no part stays hidden."""
    with opened(browser, files[name], fragment="#q=gpt") as window:
        link = window.page.locator("a[href^='#']:not(.skip):not([href*='='])").last
        place = str(link.get_attribute("href"))
        link.press("Enter")
        expect(window.page.locator(place)).to_be_focused()
        assert window.page.url.endswith("#q=gpt")
        window.open("#q=no-such-thing")
        link.press("Enter")
        expect(window.page.locator(place)).to_be_focused()
        expect(window.page.locator(place)).to_be_in_viewport()
        assert window.complaints == []


def test_keys_reach_everything(browser: Browser, files: dict[str, Path], name: str) -> None:
    """Tab goes through the page in the order of its text; each place is outlined, within the window, and has a name."""
    with opened(browser, files[name]) as window:
        met = list(window.tabs(40))
        assert met, "nothing can be reached"
        places = [focus.place for focus in met]
        assert places == sorted(places), met
        assert [focus for focus in met if not focus.outlined or not focus.seen or " " not in focus.name] == []
        assert window.complaints == []
