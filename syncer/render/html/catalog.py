"""The page of a whole catalog: what is offered, to whom, at which price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from syncer.model.words import counted
from syncer.render.html.details import details_of, file_of, standing_of
from syncer.render.html.document import page
from syncer.render.html.glance import glance
from syncer.render.html.overview import price_chart, retirement_chart
from syncer.render.html.roles import role_matrix
from syncer.render.html.sheet import condition_of, filters_of, options_of
from syncer.render.html.stories import told_stories
from syncer.render.html.table import MIX, columns_of, headings_of, rows_of
from syncer.render.links import plain_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from syncer.render.html.offers import About, Offer
    from syncer.render.html.sheet import Column

MOST_WRITTEN: Final = 400
"""A catalog with more models is not written out: rows are made where somebody looks."""
_FIRST: Final = 100
"""So many rows of such a catalog are in the document."""


def catalog_page(offers: Sequence[Offer], about: About) -> str:
    """The catalog as one HTML file. The same models make the same bytes."""
    columns = columns_of(offers, about)
    is_whole = len(offers) <= MOST_WRITTEN
    return page(
        "catalog.html",
        title=f"{about.catalog}: model catalog",
        style="catalog.css",
        script="catalog.js",
        about=about,
        counts=_counts(columns),
        sights=glance(offers, MIX),
        mix=":".join(map(str, MIX)),
        filters=[(one, options) for one in filters_of(about) if (options := options_of(columns[f"by {one.name}"]))],
        headings=headings_of(columns),
        rows=rows_of(offers if is_whole else offers[:_FIRST], columns),
        is_whole=is_whole,
        charts={"prices": price_chart(offers), "retiring": retirement_chart(offers, about.as_of)},
        stories=told_stories(offers, about),
        matrix=None if about.is_public else role_matrix(offers),
        details=[(offer, [*details_of(offer, about)]) for offer in offers if is_whole],
        tell={"condition": condition_of, "file": file_of, "standing": standing_of},
        sheet=_sheet(columns, about, is_whole=is_whole),
    )


def _sheet(columns: Mapping[str, Column], about: About, *, is_whole: bool) -> dict[str, Any]:
    """What the script reads."""
    return {
        "count": len(columns["key"].cells),
        "whole": is_whole,
        "files": None if about.is_public else plain_address(about.files.links.files),
        "columns": [column.packed() for name, column in columns.items() if name != "mix"],
    }


def _counts(columns: Mapping[str, Column]) -> tuple[str, str, str]:
    """How many models, makers and providers there are, in words."""
    makers, providers = (len({cell.text for cell in columns[name].cells}) for name in ("provider_name", "provider"))
    count = len(columns["key"].cells)
    return f"{count:,} model{'s'[: count != 1]}", counted(makers, "maker"), counted(providers, "provider")
