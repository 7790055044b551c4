"""The rows of the table beside the chart of a model's prices: what each apply did, and what a file plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.changes import FieldChange
from syncer.model.times import short_time
from syncer.model.words import beginning
from syncer.plan.field_change import relative_change
from syncer.render.html.charts.scales import drawn_price
from syncer.render.html.history_lines import price_name
from syncer.render.html.numbers import price_text
from syncer.render.links import commit_address, plain_address
from syncer.render.text.values import percent, safe, shown
from syncer.sync.model_story import DONE
from syncer.sync.price_stories import moved_prices

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syncer.model.origins import PriceChange
    from syncer.sync.model_story import ModelStory, StoryStep

_COMMIT_SHOWN: Final = 12
_STATES: Final = {
    "begun": "interrupted, it may not have been done",
    "failed": "failed, not done",
    "skipped": "not tried",
}


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
    record_id: str = ""
    """Of a story of several rows."""


def rows_of_steps(
    story: ModelStory, fields: Sequence[str], *, planned: Sequence[PriceChange], commits: str | None
) -> tuple[StepRow, ...]:
    """The rows of one model, the newest first: what is planned, then each apply that moved one of these prices."""
    done = [_row(step, fields, commits, story) for step in story.steps]
    to_come = list(_planned_rows(story, fields, planned))
    return (*reversed(to_come), *(row for row in done if any(row.moves)))


def _row(step: StoryStep, fields: Sequence[str], commits: str | None, story: ModelStory) -> StepRow:
    apply, change = step.apply, step.change
    called = "" if change.model_id == story.model_id else f"called {name_shown(change.model_id)} then"
    moves = {move.field: _move(move) for move in moved_prices(change)}
    return StepRow(
        at=safe(short_time(apply.at)), apply_id=safe(apply.apply_id), moves=tuple(map(moves.get, fields)),
        by=safe(apply.who.by), run=plain_address(apply.who.run), commit=safe(apply.commit or "")[:_COMMIT_SHOWN],
        commit_address=commit_address(commits, apply.commit or ""),
        remark="; ".join(filter(None, (_STATES.get(change.status, ""), called))),
        record_id=name_shown(change.record_id) if story.has_rows else "",
    )  # fmt: skip


def _planned_rows(story: ModelStory, fields: Sequence[str], planned: Sequence[PriceChange]) -> Iterator[StepRow]:
    """The earliest first, each price with what it is before."""
    done = [move for step in story.steps if step.change.status in DONE for move in moved_prices(step.change)]
    before: dict[str, object] = {move.field: move.after for move in reversed(done)}
    for change in planned:
        moves = {field: _planned_move(field, before.get(field), price) for field, price in change.prices.items()}
        before.update(change.prices)
        yield StepRow(change.since, "", tuple(map(moves.get, fields)), "", None, "", None, "planned in the catalog")


def _planned_move(field: str, before: object, price: float) -> PriceMove:
    known = drawn_price(before)
    return _move(FieldChange(field, before, price, None if known is None else relative_change(field, known, price)))


def _move(move: FieldChange) -> PriceMove:
    change = percent(move).strip(" ()").replace("-", "\N{MINUS SIGN}")
    return PriceMove(price_name(move.field), price_shown(move.before), price_shown(move.after), change)


def price_shown(value: object) -> str:
    """A price; of what is none, that it is there."""
    return price_text(drawn_price(value)) if value is None or drawn_price(value) is not None else shown(value)


def name_shown(model_id: str) -> str:
    """A model id, or the beginning of an endless one."""
    return beginning(safe(model_id))
