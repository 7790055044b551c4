"""One browser for the tests of this folder, and the pages that they open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import NO_BROWSER, installed
from tests.pages.making import make_page
from tests.pages.story import make_story
from tests.pages.window import browsing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The installed browser. It ends with this folder's tests: while it runs, no other event loop can."""
    program = installed()
    if program is None:
        pytest.skip(NO_BROWSER)
    expect.set_options(timeout=20_000)  # milliseconds: a busy machine is no fault of a page
    with browsing(program) as started:
        yield started


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository of the story."""
    return make_story(tmp_path_factory.mktemp("pages") / "story")


class _Made(dict[str, "Path"]):
    """Pages by their names, each made when it is first asked for."""

    def __init__(self, story: Path) -> None:
        super().__init__()
        self._story = story

    def __missing__(self, name: str) -> Path:
        return self.setdefault(name, make_page(self._story, name))


@pytest.fixture(scope="session")
def files(story: Path) -> dict[str, Path]:
    """Each page, by its name."""
    return _Made(story)
