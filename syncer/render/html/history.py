"""The page of what became of prices: a chart and a table for each model, from the history of a store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.times import short_time
from syncer.model.words import beginning, counted
from syncer.render.html.charts.scales import drawn_price
from syncer.render.html.charts.story import NO_TABLE, price_story
from syncer.render.html.document import page
from syncer.render.html.history_lines import DONE, applies_on_axis, lines_of_prices, price_name, step_moment
from syncer.render.html.numbers import price_text
from syncer.render.links import commit_address, plain_address
from syncer.render.text.values import percent, safe, shown
from syncer.sync.price_stories import moved_prices

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from syncer.model.changes import FieldChange
    from syncer.render.html.charts.frame import Chart
    from syncer.sync.history import StoryStep
    from syncer.sync.price_stories import ModelStory

_MOST_CHARTS: Final = 100
_MOST_NAMED: Final = 2_000
_COMMIT_SHOWN: Final = 12
_FEW: Final = 3
"""So many models have their tables open."""
_STATES: Final = {
    "begun": "interrupted, it may not have been done",
    "failed": "failed, not done",
    "skipped": "not tried",
}


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


class PriceMove(NamedTuple):
    """One price in one step."""

    name: str
    before: str
    after: str
    percent: str


class StepRow(NamedTuple):
    """A row of a model's table: what one apply did to its prices."""

    at: str
    apply_id: str
    moves: tuple[PriceMove | None, ...]
    """Of each price of the table; None where it stayed."""
    by: str
    run: str | None
    commit: str
    commit_address: str | None
    remark: str


class ModelSection(NamedTuple):
    """What the page has of one model."""

    anchor: str
    title: str
    chart: Chart
    names: tuple[str, ...]
    """Of the prices that a step moves."""
    rows: tuple[StepRow, ...]


class OverviewRow(NamedTuple):
    """A model in the list of all."""

    anchor: str | None
    title: str
    ends: tuple[str, ...]
    """Of each price the first and the last."""
    changes: int
    last: str


def price_history_page(history: PriceHistory) -> str:
    """The page as one HTML file. It holds nothing of the moment: the last price holds until the last apply."""
    span = _span(history)
    told = history.stories[:_MOST_CHARTS] if span else ()
    listed = history.stories[:_MOST_NAMED]
    fields = _moved_fields([step for one in listed for step in one.steps], history.fields)
    return page(
        "history.html",
        title="Prices over time",
        lead=_lead(history, span),
        notes=list(_notes(history)),
        names=[price_name(field) for field in fields],
        overview=[_overview(at, one, fields) for at, one in enumerate(listed, 1)],
        sections=[_section(at, one, history, span) for at, one in enumerate(told, 1) if span],
        are_open=len(told) <= _FEW,
    )


def _span(history: PriceHistory) -> tuple[datetime, datetime] | None:
    """From the first step that is told to the last apply: one axis for all charts."""
    moments = [at for one in history.stories for step in one.steps if (at := step_moment(step)) is not None]
    if not moments:
        return None
    return min(moments), max(moments) if history.newest is None else max(*moments, history.newest)


def _moved_fields(steps: Sequence[StoryStep], fields: Sequence[str]) -> tuple[str, ...]:
    moved = {move.field for step in steps for move in moved_prices(step.change)}
    return tuple(field for field in fields if field in moved)


def _section(at: int, one: ModelStory, history: PriceHistory, span: tuple[datetime, datetime]) -> ModelSection:
    steps, fields = one.steps[::-1], _moved_fields(one.steps, history.fields)
    lines = lines_of_prices(steps, fields, since=span[0])
    title = _name(one.model_id)
    chart = price_story(f"Prices of {title}", lines, within=span, events=applies_on_axis(steps), table=NO_TABLE)
    rows = [_row(step, fields, history.commits, one.model_id) for step in one.steps]
    names = tuple(map(price_name, fields))
    return ModelSection(f"model-{at}", title, chart, names, tuple(row for row in rows if any(row.moves)))


def _name(model_id: str) -> str:
    return beginning(safe(model_id))


def _row(step: StoryStep, fields: Sequence[str], commits: str | None, model_id: str) -> StepRow:
    apply, change = step.apply, step.change
    called = "" if change.model_id == model_id else f"called {_name(change.model_id)} then"
    moves = {move.field: _move(move) for move in moved_prices(change)}
    return StepRow(
        at=safe(short_time(apply.at)), apply_id=safe(apply.apply_id), moves=tuple(map(moves.get, fields)),
        by=safe(apply.who.by), run=plain_address(apply.who.run), commit=safe(apply.commit or "")[:_COMMIT_SHOWN],
        commit_address=commit_address(commits, apply.commit or ""),
        remark="; ".join(filter(None, (_STATES.get(change.status, ""), called))),
    )  # fmt: skip


def _move(move: FieldChange) -> PriceMove:
    change = percent(move).strip(" ()").replace("-", "\N{MINUS SIGN}")
    return PriceMove(price_name(move.field), _price(move.before), _price(move.after), change)


def _price(value: object) -> str:
    """A price; of what is none, that it is there."""
    return price_text(drawn_price(value)) if value is None or drawn_price(value) is not None else shown(value)


def _overview(at: int, one: ModelStory, fields: Sequence[str]) -> OverviewRow:
    """What was done, also by an apply that did not say so; nothing that failed."""
    done = [step for step in one.steps if step.change.status in DONE and _moved_fields([step], fields)]
    return OverviewRow(
        f"#model-{at}" if at <= _MOST_CHARTS else None,
        _name(one.model_id),
        tuple(_ends(done, field) for field in fields),
        sum(step.change.action != "create" for step in done),
        safe(short_time(done[0].apply.at)) if done else "",
    )


def _ends(steps: Sequence[StoryStep], field: str) -> str:
    """The first value of a price and the last, of steps that are the newest first."""
    moves = [move for step in steps for move in moved_prices(step.change) if move.field == field]
    if not moves:
        return price_text(None)
    first, last = moves[-1], _price(moves[0].after)
    start = _price(first.after if first.before is None else first.before)
    return start if start == last else f"{start} \N{RIGHTWARDS ARROW}\N{NO-BREAK SPACE}{last}"


def _lead(history: PriceHistory, span: tuple[datetime, datetime] | None) -> str:
    applies = counted(history.applies, "apply", "applies")
    if span is None:
        return f"The history of {safe(history.address)} has {applies}, and none of them changed the price of a model."
    models = counted(len(history.stories), "model")
    changed = "of which a price changed" if history.is_of_all else "as asked for"
    days = f"{span[0]:%Y-%m-%d} to {span[1]:%Y-%m-%d}"
    return f"{models} {changed}, in {applies} of {safe(history.address)}, {days}. US dollars per million tokens."


def _notes(history: PriceHistory) -> Iterator[str]:
    if history.unreadable:
        applies = counted(history.unreadable, "apply", "applies")
        yield f"{applies} of the history cannot be read: what they did to prices is missing here."
    lost = sum(step_moment(step) is None for one in history.stories for step in one.steps)
    if lost:
        yield f"{counted(lost, 'step')} without a time that can be read: in the table, not in the chart."
    if len(history.stories) > _MOST_CHARTS:
        yield f"The {_MOST_CHARTS} models that changed last have a chart; name another with --model for its own."
    if len(history.stories) > _MOST_NAMED:
        yield f"The list has the {_MOST_NAMED:,} models that changed last."
