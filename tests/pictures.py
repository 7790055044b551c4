"""Pictures of comments in a real browser, to be looked at: `python -m tests.pictures FOLDER`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.browser import NO_BROWSER, installed, picture, shown
from tests.unit.render.layouts import pages


def main(words: list[str]) -> int:
    """Write a picture of each plan in each width. Exit code 1 without a browser, 64 without a folder."""
    browser = installed()
    if len(words) != 1 or browser is None:
        sys.stderr.write(f"{NO_BROWSER if len(words) == 1 else 'usage: python -m tests.pictures FOLDER'}\n")
        return 1 if len(words) == 1 else 64
    folder = Path(words[0]).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    made = dict(pages())
    heights = {name: page.height for name, page in shown(browser, folder, made).items()}
    for name, (body, width) in made.items():
        file = picture(browser, folder, name.replace(" ", "-"), body, width=width, height=int(heights[name]) + 80)
        sys.stdout.write(f"{file}\n")
    (folder / "page.html").unlink()
    shutil.rmtree(folder / "profile", ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
