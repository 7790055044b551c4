"""The page of what became of prices: a chart and a table for each model, from the history of a store."""

from __future__ import annotations

from datetime import timedelta
from itertools import accumulate
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.words import counted
from syncer.render.html.charts.story import NO_TABLE
from syncer.render.html.document import page
from syncer.render.html.history_lines import chart_of_steps, planned_moment, price_name, span_of_steps, step_moment
from syncer.render.html.history_list import moved_fields, overview_of
from syncer.render.html.history_rows import name_shown, rows_of_steps
from syncer.render.html.numbers import point_room
from syncer.render.text.history import former_text
from syncer.render.text.values import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from syncer.model.origins import PriceChange
    from syncer.render.html.charts.frame import Chart
    from syncer.render.html.history_rows import StepRow
    from syncer.sync.model_story import ModelStory

_MOST_CHARTS: Final = 100
_MOST_STEPS: Final = 5_000
"""Of all models that have a chart: about four megabytes."""
_MOST_NAMED: Final = 2_000
_FAR: Final = timedelta(days=2 * 366)
_MOST_FORMER: Final = 20
_FEW: Final = 3
"""So many models have their tables open."""


class PriceHistory(NamedTuple):
    """What the history of a store says of prices."""

    stories: Sequence[ModelStory]
    fields: Sequence[str]
    """The prices that are asked for."""
    address: str
    """What a message calls the store."""
    applies: int
    """How many applies the history has."""
    newest: datetime | None
    """When the last of them was; None where there is none."""
    unreadable: int
    """How many of them cannot be read."""
    commits: str | None
    """The address below which commits are shown; None where nobody knows."""
    is_of_all: bool
    """Whether it is of all models whose price changed, and not of models that were named."""
    planned: Mapping[str, Sequence[PriceChange]] = MappingProxyType({})
    """By model id, what the catalog gives from a day on that is later than the last apply, the earliest first."""


class ModelSection(NamedTuple):
    """What the page has of one model."""

    anchor: str
    title: str
    chart: Chart
    names: tuple[str, ...]
    """Of the prices that a step moves."""
    rows: tuple[StepRow, ...]

    @property
    def digits(self) -> int:
        """Behind the point of its prices."""
        return point_room(move.after for row in self.rows for move in row.moves if move is not None)


def price_history_page(history: PriceHistory) -> str:
    """The page as one HTML file. It holds nothing of the moment: the last price holds until the last apply."""
    span = _span(history)
    told = _told(history.stories) if span else []
    return page(
        "history.html",
        title="Prices over time",
        lead=_lead(history, span),
        notes=list(_notes(history, len(told))),
        overview=overview_of(history.stories[:_MOST_NAMED], history.fields, charts=len(told)),
        sections=[_section(at, one, history, span) for at, one in enumerate(told, 1) if span],
        are_open=len(told) <= _FEW,
    )


def _told(stories: Sequence[ModelStory]) -> list[ModelStory]:
    """The first of the models, as many as a page has room for; one in any case."""
    steps = accumulate(len(one.steps) for one in stories)
    return [
        one
        for at, (one, sum_) in enumerate(zip(stories[:_MOST_CHARTS], steps, strict=False))
        if not at or sum_ <= _MOST_STEPS
    ]


def _span(history: PriceHistory) -> tuple[datetime, datetime] | None:
    """From the first step that is told to the last apply or to what is planned: one axis for all charts."""
    planned = [planned_moment(change) for one in history.stories for change in _near(one, history)]
    return span_of_steps((step for one in history.stories for step in one.steps), [*planned, history.newest])


def _near(one: ModelStory, history: PriceHistory) -> Sequence[PriceChange]:
    """What is planned for a model and not so far away that it would press all else together."""
    if history.newest is None:
        return ()
    last = history.newest + _FAR
    return [change for change in history.planned.get(one.model_id, ()) if planned_moment(change) <= last]


def _count_far(history: PriceHistory) -> int:
    return sum(len(history.planned.get(one.model_id, ())) - len(_near(one, history)) for one in history.stories)


def _section(at: int, one: ModelStory, history: PriceHistory, span: tuple[datetime, datetime]) -> ModelSection:
    planned = history.planned.get(one.model_id, ())
    known = {*moved_fields(one.steps, history.fields), *(field for change in planned for field in change.prices)}
    fields = [field for field in history.fields if field in known]
    title = name_shown(one.model_id)
    chart = chart_of_steps(
        title, one.steps, fields, span, table=NO_TABLE, planned=_near(one, history),
        known_until=history.newest if history.newest is not None and span[1] > history.newest else None,
    )  # fmt: skip
    rows = rows_of_steps(one, fields, planned=planned, commits=history.commits)
    return ModelSection(f"model-{at}", title, chart, tuple(map(price_name, fields)), rows)


def _lead(history: PriceHistory, span: tuple[datetime, datetime] | None) -> str:
    applies = counted(history.applies, "apply", "applies")
    if not history.applies:
        return f"The history of {safe(history.address)} is empty: nothing was applied yet."
    if span is None:
        return f"The history of {safe(history.address)} has {applies}, and none changed the price of a model."
    models = counted(len(history.stories), "model")
    changed = "of which a price changed" if history.is_of_all else "as asked for"
    days = f"{span[0]:%Y-%m-%d} to {history.newest or span[1]:%Y-%m-%d}"
    return f"{models} {changed}, in {applies} of {safe(history.address)}, {days}. US dollars per million tokens."


def _notes(history: PriceHistory, charts: int) -> Iterator[str]:
    if history.unreadable:
        applies = counted(history.unreadable, "apply", "applies")
        yield f"{applies} of the history cannot be read: what became of prices then is not told."
    lost = sum(step_moment(step) is None for one in history.stories for step in one.steps)
    if lost:
        yield f"{counted(lost, 'step')} without a time that can be read: in the table, not in the chart."
    if far := _count_far(history):
        yield f"{counted(far, 'change')} planned for a day that is far away: in the table, not in the chart."
    yield from _notes_of_former(history.stories)
    yield from _notes_of_room(len(history.stories), charts)


def _notes_of_former(stories: Sequence[ModelStory]) -> Iterator[str]:
    former = [former_text(one.model_id, row, show=name_shown) for one in stories for row in one.former]
    yield from former[:_MOST_FORMER]
    if len(former) > _MOST_FORMER:
        yield f"{len(former) - _MOST_FORMER:,} more rows had the name of a model before another did."


def _notes_of_room(stories: int, charts: int) -> Iterator[str]:
    if stories > charts:
        first = f"first {charts} models have" if charts > 1 else "first model has"
        yield f"The {first} a chart; name others with --model for theirs."
    if stories > _MOST_NAMED:
        yield f"The list has the first {_MOST_NAMED:,} models."
