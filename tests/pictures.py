"""Pictures in a real browser, to be looked at: of comments, and of each page for the documents.

`python -m tests.pictures comments FOLDER` · `python -m tests.pictures pages docs/pictures`
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.browser import NO_BROWSER, installed, picture, shown
from tests.pages.making import COMMANDS, make_page
from tests.pages.story import make_story
from tests.pages.window import browsing, opened
from tests.unit.render.layouts import pages

if TYPE_CHECKING:
    from collections.abc import Iterator

_USAGE: Final = "usage: python -m tests.pictures comments|pages FOLDER"
_SIZES: Final = ((1600, 1000), (360, 720))
"""Width and height in pixels: a screen and a phone."""
_PLACES: Final = {("history", 360): "#model-1"}
"""Where a picture begins that does not begin at the top."""
_QUALITY: Final = 82
"""Of 100, at which small print is as sharp as in the window and a picture is small."""


def main(words: list[str]) -> int:
    """Write the pictures, and say which. Exit code 1 without a browser, 64 for other words."""
    browser = installed()
    makers = {"comments": of_comments, "pages": of_pages}
    if len(words) != 2 or words[0] not in makers or browser is None:
        sys.stderr.write(f"{NO_BROWSER if browser is None else _USAGE}\n")
        return 1 if browser is None else 64
    folder = Path(words[1]).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    for file in makers[words[0]](browser, folder):
        sys.stdout.write(f"{file}  {file.stat().st_size:,} bytes\n")
    return 0


def of_comments(browser: str, folder: Path) -> Iterator[Path]:
    """Each plan as a comment, in each width."""
    made = dict(pages())
    heights = {name: page.height for name, page in shown(browser, folder, made).items()}
    for name, (body, width) in made.items():
        yield picture(browser, folder, name.replace(" ", "-"), body, width=width, height=int(heights[name]) + 80)
    (folder / "page.html").unlink()
    shutil.rmtree(folder / "profile", ignore_errors=True)


def of_pages(browser: str, folder: Path) -> Iterator[Path]:
    """The top of each page of the story, in each size, as WebP."""
    with tempfile.TemporaryDirectory() as scratch, browsing(browser) as started:
        story = make_story(Path(scratch))
        for name in COMMANDS:
            file = make_page(story, name)
            for width, height in _SIZES:
                place = _PLACES.get((name, width), "")
                with opened(started, file, width=width, height=height, fragment=place) as window:
                    made = folder / f"{name}-{width}.webp"
                    made.write_bytes(window.picture(_QUALITY))
                    yield made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
