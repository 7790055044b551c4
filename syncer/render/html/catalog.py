"""The page of a whole catalog: what is offered, to whom, at which price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.render.html.document import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.render.text.listing import Row


def catalog_page(rows: Sequence[Row]) -> str:
    """The catalog as one HTML file."""
    return page("catalog.html", title="Model catalog", rows=rows)
