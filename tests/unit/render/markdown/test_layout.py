"""Comments in a real browser: nothing is cut off at the width that GitHub gives, and what matters is seen first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests.browser import Shown

SCREEN: Final = 900
"""Pixels of a screen's height."""


def test_nothing_is_wider_than_a_comment(seen: dict[str, Shown]) -> None:
    """At 746 and 1,000 pixels no table has to be scrolled sideways, folded ones included."""
    assert {name: page.wide for name, page in seen.items() if page.wide and name not in {"hostile", "wide"}} == {}
    assert seen["wide"].wide != []  # a table of four long words is


def test_deletes_are_on_the_first_screen(seen: dict[str, Shown]) -> None:
    """Of sixty changes, too: that models are deleted, and that the default is another one."""
    for name in ("sixty_changes 746", "sixty_changes 746 linked"):
        tops = seen[name].tops
        assert max(tops["7 models deleted"], tops["the default"]) < SCREEN / 3


def test_one_price_is_one_screen(seen: dict[str, Shown]) -> None:
    """A comment about one price is no longer, whatever is warned of elsewhere."""
    assert max(page.height for name, page in seen.items() if name.startswith("one_price")) < SCREEN / 2
