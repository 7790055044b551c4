"""No string from a catalog or a list of prices is anything but text where a report of prices shows it."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

import pytest

from syncer.authoring.results import Left, PriceProposal
from syncer.model.catalog import Catalog, Settings
from syncer.prices.base import Quote
from syncer.prices.check import PriceReport, check_prices
from syncer.prices.lacking import LackingModel
from syncer.render.lacking import render_lacking
from syncer.render.price_update import render_price_update
from syncer.render.prices import render_prices
from tests.hostile import HOSTILE
from tests.rendered import Page
from tests.unit.prices.lists import NOON, FakeList, priced, rates

STORABLE: Final = tuple(text for text in HOSTILE if text != "\ud800")


def reported(text: str) -> tuple[PriceReport, PriceProposal]:
    """A price that differs, in a row that is called so, and its update; and one that is left."""
    model = priced(text, 3, 4, provider="openai")
    catalog = Catalog(Settings("campus"), (model,))
    found = FakeList({text: Quote(text, text, rates("2", "4"))})
    report = check_prices(catalog, [found], NOON)
    left = Left(text, f"{PurePosixPath('catalog/models')}/x.yaml", 3, text)
    return report, PriceProposal({}, report.prices[:1], (left,), is_open=True, catalog=catalog)


def pages(text: str) -> list[Page]:
    """Each report as GitHub shows it."""
    report, proposal = reported(text)
    lacking = render_lacking([LackingModel("litellm", Quote(text, text, rates("1")))], "markdown", "openai")
    return [*map(Page, (render_prices(report, "markdown"), render_price_update(report, proposal, "markdown"), lacking))]


@pytest.mark.parametrize("text", STORABLE, ids=ascii)
def test_markdown(text: str) -> None:
    """It makes no element, no link, no mention and no row of a table."""
    for page, plain in zip(pages(text), pages("plain"), strict=True):
        assert page.complaints == plain.complaints


@pytest.mark.parametrize("text", STORABLE, ids=ascii)
def test_text_and_annotations(text: str) -> None:
    """It moves no cursor, begins no line, and is no command of a workflow but ours."""
    report, proposal = reported(text)
    shown = [render_prices(report, "text"), render_price_update(report, proposal, "text")]
    shown.append(render_lacking([LackingModel("litellm", Quote(text, text, rates("1")))], "text", "openai"))
    for lines in shown:
        assert all(line.isprintable() and not line.lstrip().startswith("::") for line in lines.splitlines())
        assert "##[" not in lines
    annotations = render_prices(report, "github").split("\n")
    assert [line.partition(" ")[0] for line in annotations if line] == ["::error"]
    assert "##[" not in render_prices(report, "json")
