"""A page in the browser, watched: what it asks for, what it complains of, how wide it is, where the focus goes."""

from __future__ import annotations

import base64
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

WIDTHS: Final = (360, 746, 1600)
"""Pixels: a phone, a column beside something else, a screen."""
_FOCUS: Final = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const every = [...document.querySelectorAll('*')], box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const name = at.getAttribute('aria-label') || at.innerText || at.labels?.[0]?.innerText || at.value || at.id || '';
  return {
    name: `${at.localName} ${name}`.trim().slice(0, 60), place: every.indexOf(at),
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


class Focus(NamedTuple):
    """Where the focus is."""

    name: str
    place: int
    """Its place among all elements of the document."""
    outlined: bool
    seen: bool
    """Whether it is within the window."""


class Window:
    """One page."""

    def __init__(self, page: Page, file: Path) -> None:
        """Watch the page from here on; `file` is what it will open."""
        self.page = page
        self.address: Final = file.as_uri()
        self.complaints: Final[list[str]] = []
        """What it asked for beside the file itself, and each error, warning and breach of its policy."""
        page.on("request", self._asked)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))
        page.on("popup", lambda _: self.complaints.append("another window"))

    def _asked(self, request: Request) -> None:
        if request.url.partition("#")[0].partition("?")[0] != self.address:
            self.complaints.append(f"asked for {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"console: {message.text}")

    def open(self, fragment: str = "") -> None:
        """Open the file, at a place of it."""
        self.page.goto(f"{self.address}{fragment}")

    def settle(self) -> None:
        """Wait until the page has put no further element into itself for a moment."""
        before = -1
        while before != (before := self.page.locator("*").count()):
            self.page.wait_for_timeout(150)

    def text(self) -> str:
        """What can be read, as it is shown."""
        return self.page.inner_text("body")

    def picture(self, quality: int) -> bytes:
        """What is seen of it, as WebP; quality is that of the format, up to 100."""
        tools = self.page.context.new_cdp_session(self.page)
        made: dict[str, str] = tools.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
        return base64.b64decode(made["data"])

    def too_wide(self) -> str:
        """How far the page can be scrolled sideways; empty when it cannot."""
        wide, there = self.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        return f"{wide} pixels in {there}" if wide > there else ""

    def tabs(self, most: int) -> Iterator[Focus]:
        """Where the focus is after each press of Tab, until it leaves the page."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            found: dict[str, Any] | None = self.page.evaluate(_FOCUS)
            if found is None:
                return
            yield Focus(**found)


@contextmanager
def browsing(program: str) -> Iterator[Browser]:
    """The browser, started. While it runs, the process has an event loop, and can have no other."""
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield started
        finally:
            started.close()


@contextmanager
def opened(
    browser: Browser,
    file: Path,
    *,
    width: int = 1600,
    height: int = 900,
    script: bool = True,
    scheme: Literal["light", "dark"] = "light",
    fragment: str = "",
) -> Iterator[Window]:
    """The file, opened from disk in a window of its own; `fragment` is the rest of its address, from the `#` on."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        java_script_enabled=script,
        color_scheme=scheme,
        service_workers="block",
    )
    context.set_default_timeout(20_000)
    try:
        window = Window(context.new_page(), file)
        window.open(fragment)
        yield window
    finally:
        context.close()
