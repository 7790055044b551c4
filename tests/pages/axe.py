"""axe-core, which finds what people who do not see, or do not use a mouse, would run into."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.npm import MissingError, Package, unpacked

if TYPE_CHECKING:
    from playwright.sync_api import Page

_PACKAGE: Final = Package(
    "axe-core", "4.14.1", "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745", what="axe-core",
    folder="axe-core",
)  # fmt: skip
_RUN: Final = """async only => {
  const alike = 'tbody tr:nth-child(n+20), article:nth-of-type(n+5), section > section:nth-of-type(n+10)';
  for (const one of document.querySelectorAll(alike)) one.remove();
  const {violations} = await axe.run(document, {resultTypes: ['violations'], ...(only ? {runOnly: only} : {})});
  return violations.flatMap(({id, impact, nodes}) => nodes.map(
    node => ({impact, said: `${id}: ${node.html.slice(0, 120)}: ${node.any[0]?.message ?? node.failureSummary}`})));
}"""
"""Rows and parts that are like those before them are left out: they take its time, and nothing else is found there."""
_SERIOUS: Final = {"serious", "critical"}


def found_by_axe(page: Page, *, only: str | None = None) -> list[str]:
    """What axe-core calls serious or critical of the page, by one rule or all. Skips the test where it cannot be had.

    It is evaluated as the browser's own tools would, which the page's policy does not concern.
    """
    page.evaluate(_source())
    found: list[dict[str, Any]] = page.evaluate(_RUN, only)
    return [one["said"] for one in found if one["impact"] in _SERIOUS]


@cache
def _source() -> str:
    try:
        return (unpacked(_PACKAGE) / "package/axe.min.js").read_text("utf-8")
    except MissingError as error:
        pytest.skip(str(error))
