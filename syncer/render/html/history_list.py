"""The list of all models of a price history: of each price the first and the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.frozen import NamedTuple
from syncer.model.times import short_time
from syncer.render.html.history_lines import price_name
from syncer.render.html.history_rows import name_shown, price_shown
from syncer.render.html.numbers import point_room, price_text
from syncer.render.text.values import safe
from syncer.sync.model_story import DONE
from syncer.sync.price_stories import moved_prices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.sync.model_story import ModelStory, StoryStep


class OverviewRow(NamedTuple):
    """A model in the list of all."""

    anchor: str | None
    title: str
    ends: tuple[str, ...]
    """Of each price the first and the last."""
    changes: int
    last: str


class Overview(NamedTuple):
    """The list of all models."""

    names: tuple[str, ...]
    """Of the prices that one of them moved."""
    rows: tuple[OverviewRow, ...]

    @property
    def digits(self) -> int:
        """Behind the point of its prices."""
        return point_room(ends for one in self.rows for ends in one.ends)


def overview_of(stories: Sequence[ModelStory], fields: Sequence[str], *, charts: int) -> Overview:
    """The list of these models, of which the first so many have a chart."""
    fields = moved_fields([step for one in stories for step in one.steps], fields)
    rows = tuple(_overview_row(at, one, fields, charts) for at, one in enumerate(stories, 1))
    return Overview(tuple(map(price_name, fields)), rows)


def _overview_row(at: int, one: ModelStory, fields: Sequence[str], charts: int) -> OverviewRow:
    """What was done, also by an apply that did not say so; nothing that failed."""
    done = [step for step in one.steps if step.change.status in DONE and moved_fields([step], fields)]
    return OverviewRow(
        f"#model-{at}" if at <= charts else None,
        name_shown(one.model_id),
        tuple(_ends(done, field) for field in fields),
        sum(step.change.action != "create" for step in done),
        safe(short_time(done[0].apply.at)) if done else "",
    )


def _ends(steps: Sequence[StoryStep], field: str) -> str:
    """The first value of a price and the last, of steps that are the newest first."""
    moves = [move for step in steps for move in moved_prices(step.change) if move.field == field]
    if not moves:
        return price_text(None)
    first, last = moves[-1], price_shown(moves[0].after)
    start = price_shown(first.after if first.before is None else first.before)
    return start if start == last else f"{start} \N{RIGHTWARDS ARROW}\N{NO-BREAK SPACE}{last}"


def moved_fields(steps: Sequence[StoryStep], fields: Sequence[str]) -> tuple[str, ...]:
    """Those of the prices that a step moves."""
    moved = {move.field for step in steps for move in moved_prices(step.change)}
    return tuple(field for field in fields if field in moved)
