"""Pages in a real browser, which is started once: what it shows, whether it runs anything, and how wide tables get."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import escape, unescape
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NO_BROWSER: Final = "no browser is installed (chromium or google-chrome)"
_STYLE: Final = """
* { box-sizing: border-box }
body { margin: 0; padding: 0 15px; font: 16px/1.5 Helvetica, Arial, sans-serif; overflow-wrap: break-word }
table { display: block; width: max-content; max-width: 100%; overflow: auto; border-collapse: collapse }
table, p, ul, pre, details { margin: 0 0 16px }
th, td { padding: 6px 13px; border: 1px solid #ccc }
code, pre { font: 85%/1.45 monospace }
code { padding: .2em .4em; white-space: break-spaces }
pre { padding: 16px; overflow: auto }
pre code { padding: 0; white-space: pre }
h2 { font-size: 1.5em } h3 { font-size: 1.25em; margin: 24px 0 16px }
"""
"""What GitHub gives a comment that decides about width and height."""
_MEASURE: Final = """
onload = () => {
  const found = {};
  for (const frame of document.querySelectorAll('iframe')) {
    const page = frame.contentDocument;
    const height = page.body.scrollHeight;
    const tops = {};
    for (const one of page.querySelectorAll('strong')) tops[one.textContent] ??= one.getBoundingClientRect().top;
    for (const one of page.querySelectorAll('details')) one.open = true;
    const wide = [...page.querySelectorAll('table'), page.documentElement].filter(
      one => one.scrollWidth > one.clientWidth);
    found[frame.name] = {
      title: page.title, height, tops, made: page.querySelectorAll('script, img').length,
      wide: wide.map(one => `${one.scrollWidth} of ${one.clientWidth} pixels: ${one.innerText.slice(0, 200)}`)};
  }
  document.querySelector('output').textContent = JSON.stringify(found);
};
"""


class Shown(NamedTuple):
    """What a browser made of a page."""

    title: str
    height: float
    """Pixels, while what is folded is folded."""
    tops: dict[str, float]
    """Where each stressed text begins first, in pixels."""
    made: int
    """Scripts and images in it."""
    wide: list[str]
    """The tables that are wider than the page, and the page itself where something sticks out."""


def installed() -> str | None:
    """The browser; None where there is none."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def shown(browser: str, folder: Path, pages: Mapping[str, tuple[str, int]]) -> dict[str, Shown]:
    """What the browser makes of each page, given its HTML and its width, all of them in frames of one page."""
    frames = "".join(
        f'<iframe name="{escape(name)}" width={width} height=900 frameborder=0 srcdoc="{escape(_page(body))}"></iframe>'
        for name, (body, width) in pages.items()
    )
    page = folder / "page.html"
    text = f"<!doctype html><meta charset=utf-8><script>{_MEASURE}</script>{frames}<output></output>"
    page.write_text(text, "utf-8", "replace")
    command = [
        browser, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=5000", "--window-size=1100,1000",
        "--hide-scrollbars", f"--user-data-dir={folder / 'profile'}", "--dump-dom", page.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-500:]
    said = re.search(r"<output>(.*?)</output>", done.stdout, re.DOTALL)
    assert said, "the browser measured nothing"
    return {name: Shown(**one) for name, one in json.loads(unescape(said[1])).items()}


def picture(browser: str, folder: Path, name: str, body: str, *, width: int, height: int) -> Path:
    """The page of a body as a PNG file in the folder, so wide and so high in pixels."""
    page, made = folder / f"{name}.html", folder / f"{name}.png"
    page.write_text(_page(body), "utf-8", "replace")
    command = [
        browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={width},{height}",
        f"--user-data-dir={folder / 'profile'}", f"--screenshot={made}", page.as_uri(),
    ]  # fmt: skip
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    page.unlink()
    return made


def _page(body: str) -> str:
    return f"<!doctype html><meta charset=utf-8><title>untouched</title><style>{_STYLE}</style>{body}"
