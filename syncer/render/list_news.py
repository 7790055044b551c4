"""What became of lists of prices since an earlier report: as lines and for the JSON document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.render.text.values import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemas.price_document import ListNewsDocument
    from syncer.prices.since import ListNews

_MOST: Final = 20
"""Models that are named for a list; a new version of one can leave hundreds out."""


def news_lines(news: ListNews | None) -> Iterator[str]:
    """A line for each list that is hardly whole, and one for the models that a list no longer has."""
    if news is None:
        return
    for one in news.shrunk:
        yield f"{safe(one.source)} has {one.now} rows, and had {one.before}: as if it were not whole"
    for source in dict.fromkeys(one.source for one in news.gone):
        ids = [safe(one.entry.model_id) for one in news.gone if one.source == source]
        more = f", and {len(ids) - _MOST:,} more" if len(ids) > _MOST else ""
        yield f"{safe(source)} had a row of these, and has none now: {', '.join(ids[:_MOST])}{more}"


def news_document(news: ListNews | None) -> ListNewsDocument | None:
    """As `schemas.price_document` has it."""
    if news is None:
        return None
    return {
        "since": news.since,
        "gone": [{"source": one.source, "model_id": one.entry.model_id, "row": one.row} for one in news.gone],
        "shrunk": [{"source": one.source, "before": one.before, "now": one.now} for one in news.shrunk],
    }
