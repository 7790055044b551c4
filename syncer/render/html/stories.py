"""The stories of the prices of a page's models, each as a chart with its table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.times import short_time
from syncer.model.words import beginning
from syncer.render.html.charts.story import StoryTable
from syncer.render.html.history_lines import chart_of_steps, price_name, span_of_steps
from syncer.render.html.history_rows import price_shown
from syncer.render.text.values import safe
from syncer.sync.model_story import DONE
from syncer.sync.price_stories import PRICES, moved_prices

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from syncer.render.html.charts.frame import Chart
    from syncer.render.html.offers import About, Offer
    from syncer.sync.model_story import StoryStep

_MOST: Final = 100
"""So many models have a chart."""
_SHORT: Final = 12


class ToldStory(NamedTuple):
    """What became of the prices of one model."""

    key: str
    chart: Chart


def told_stories(offers: Sequence[Offer], about: About) -> list[ToldStory]:
    """The charts of the models whose prices changed, the one that changed last first; all on one axis of time."""
    within = span_of_steps((step for one in offers for step in one.story), [about.newest])
    if within is None:
        return []
    latest = sorted((one for one in offers if one.story), key=_newest, reverse=True)
    return [ToldStory(one.key, _chart(one, about, within)) for one in latest[:_MOST]]


def _newest(offer: Offer) -> tuple[str, str]:
    return offer.story[0].apply.apply_id, offer.key


def _chart(offer: Offer, about: About, within: tuple[datetime, datetime]) -> Chart:
    table = StoryTable(("When", "Price", "#From", "#To", "By", "Commit"), tuple(_rows(offer.story)))
    name = beginning(safe(str(offer.fields["model_name"])))
    return chart_of_steps(name, offer.story, PRICES, within, table=None if about.is_public else table)


def _rows(steps: Sequence[StoryStep]) -> Iterator[tuple[str, ...]]:
    for step in steps:
        apply = step.apply
        said = safe(short_time(apply.at)) + ("" if step.change.status in DONE else f" ({step.change.status})")
        for move in moved_prices(step.change):
            sides = (price_shown(move.before), price_shown(move.after))
            yield (said, price_name(move.field), *sides, safe(apply.who.by), safe(apply.commit or "")[:_SHORT])
