"""How long a page of 10,000 models takes, beside an empty page of the same size: `python -m tests.pages.scale`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from benchmarks.generate import make_definition
from syncer.model.catalog import Source
from syncer.render.ci.findings import Root
from syncer.render.html.catalog import catalog_page
from syncer.render.html.offers import About, Offer
from syncer.render.html.places import Files
from syncer.render.links import Links
from tests.browser import NO_BROWSER, installed
from tests.pages.window import browsing, opened
from tests.unit.building import fields_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser

    from tests.pages.window import Window

MODELS: Final = 10_000
WORD: Final = "n 77"
"""What is typed: at first all models have it, at last a few."""
_SETTLED: Final = 60
"""Milliseconds without a change after which a keystroke is taken to be done with."""
_WATCH: Final = f"""() => {{
  window.taken = [];
  let start = 0, last = 0;
  new MutationObserver(() => {{ last = performance.now(); }}).observe(
    document, {{subtree: true, childList: true, characterData: true, attributes: true}});
  const painted = () => new Promise(done => requestAnimationFrame(() => {{
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(0);
  }}));
  addEventListener('keydown', async () => {{
    start = last = performance.now();
    let shown = await painted();
    while (performance.now() - last < {_SETTLED}) {{
      const before = last;
      await new Promise(done => setTimeout(done, 10));
      if (last !== before) shown = await painted();
    }}
    window.taken.push(shown - start);
  }}, true);
}}"""
"""Takes the milliseconds from each key to the frame that shows its last change."""
_PAINT: Final = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


class Took(NamedTuple):
    """Milliseconds, each the least of a few rounds: a busy machine makes them longer, nothing makes them shorter."""

    paint: float
    """From the opening of the page to the first paint of text."""
    key: float
    """The slowest letter of a word that is typed into the search, to the frame that shows what it found."""


def make_large(folder: Path) -> Path:
    """The page of that many models, made in the folder."""
    pick = Random(MODELS)  # noqa: S311  no secret: the same models every time
    offers = [_offer(make_definition(index, pick)) for index in range(MODELS)]
    made = folder / "catalog.html"
    about = About("bench", Files(links=Links("https://git.example/catalog/blob/main", Root())), commit="c" * 40)
    made.write_text(catalog_page(offers, about), "utf-8")
    return made


def _offer(definition: dict[str, Any]) -> Offer:
    maker, name = definition["model_id"].replace(":", "-").split(".")
    lines = {field: number for number, field in enumerate(definition, 2)}
    made = fields_of(**definition)
    return Offer(definition["model_id"], made, Source(f"catalog/models/{maker}/{name}.yaml", 2, lines))


def make_empty(folder: Path, size: int) -> Path:
    """A page of that many bytes with nothing to see but a place to type."""
    made = folder / "empty.html"
    head = '<!doctype html><meta charset="utf-8"><title>empty</title><p>empty <input type="search"><!--'
    made.write_text(f"{head}{'x' * (size - len(head) - 3)}-->", "utf-8")
    return made


def measure(browser: Browser, *files: Path, rounds: int) -> tuple[Took, ...]:
    """What each page takes, in turns."""
    taken = [[_once(browser, file) for file in files] for _ in range(rounds)]
    return tuple(Took(*_least(one)) for one in zip(*taken, strict=True))


def _least(rounds: Sequence[tuple[float, list[float]]]) -> tuple[float, float]:
    """The least first paint, and the slowest letter by the least that each took."""
    paints, keys = zip(*rounds, strict=True)
    return min(paints), max(map(min, zip(*keys, strict=True)))


def _once(browser: Browser, file: Path) -> tuple[float, list[float]]:
    with opened(browser, file) as window:
        paint = _when(window, _PAINT)
        window.page.evaluate(_WATCH)
        window.page.locator("input[type=search]").first.focus()
        for done, letter in enumerate(WORD, 1):
            window.page.keyboard.press("Space" if letter == " " else letter)
            _when(window, f"taken.length === {done} || null")
        return paint, window.page.evaluate("taken")


def _when(window: Window, expression: str) -> float:
    """The value of an expression, as soon as there is one. Playwright's own way would be stopped by a page's policy."""
    for _ in range(2000):
        value: float | None = window.page.evaluate(expression)
        if value is not None:
            return value
        window.page.wait_for_timeout(10)
    raise AssertionError(expression)


def main() -> int:
    """Print the size of the page and what it takes. Exit code 1 without a browser."""
    program = installed()
    if program is None:
        sys.stderr.write(f"{NO_BROWSER}\n")
        return 1
    with tempfile.TemporaryDirectory() as scratch, browsing(program) as browser:
        large = make_large(Path(scratch))
        size = large.stat().st_size
        ours, empty = measure(browser, large, make_empty(Path(scratch), size), rounds=5)
    sys.stdout.write(
        f"{MODELS:,} models: {size / 1e6:.2f} MB; an empty page of that size takes what is in brackets\n"
        f"first paint: {ours.paint:.0f} ms ({empty.paint:.0f})\na keystroke: {ours.key:.0f} ms ({empty.key:.0f})\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
