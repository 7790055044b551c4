"""One start of a browser for all that is looked at in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from syncer.render.markdown.comment import summary_markdown
from tests.browser import NO_BROWSER, installed, shown
from tests.hostile import HOSTILE
from tests.rendered import html_of
from tests.unit.hostile_plans import hostile_planned
from tests.unit.render.layouts import pages

if TYPE_CHECKING:
    from tests.browser import Shown


@pytest.fixture(scope="session")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shown]:
    """What a browser makes of comments, of hostile strings, and of pages that show that it would tell."""
    browser = installed()
    if browser is None:
        pytest.skip(NO_BROWSER)
    hostile = "\n".join(summary_markdown(hostile_planned(text)) for text in HOSTILE if text != "\ud800")
    wide = "<table><tr>" + f"<td><code>{'x' * 30}</code></td>" * 4
    made = {
        "hostile": (html_of(hostile), 746), "owned": ("<img src=x onerror=document.title='owned'>", 746),
        "wide": (wide, 746), **dict(pages()),
    }  # fmt: skip
    return shown(browser, tmp_path_factory.mktemp("browser"), made)
