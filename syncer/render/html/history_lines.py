"""The steps of a model's prices as lines of a chart."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from syncer.model.times import short_time
from syncer.render.html.cells import label_of
from syncer.render.html.charts.scales import drawn_price
from syncer.render.html.charts.story import AxisMark, PriceLine, PriceStep, price_story
from syncer.render.text.values import safe
from syncer.sync.model_story import DONE
from syncer.sync.price_stories import moment_of, moved_prices

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syncer.model.changes import FieldChange
    from syncer.model.origins import PriceChange
    from syncer.render.html.charts.frame import Chart
    from syncer.render.html.charts.story import StoryTable
    from syncer.sync.model_story import StoryStep

_LONGEST: Final = 60


def price_name(field: str) -> str:
    """`Input` for `input_price_per_million_tokens`."""
    return label_of(field).removesuffix(" price")


def step_moment(step: StoryStep) -> datetime | None:
    """When a step was taken; None where nothing that can be read says so."""
    return moment_of(step.apply.apply_id, step.apply.at)


def span_of_steps(steps: Iterable[StoryStep], later: Iterable[datetime | None]) -> tuple[datetime, datetime] | None:
    """From the first step to the last, or to what is later; None where nothing says when a step was taken."""
    moments = [at for step in steps if (at := step_moment(step)) is not None]
    return (min(moments), max([*moments, *filter(None, later)])) if moments else None


def chart_of_steps(
    name: str, steps: Sequence[StoryStep], fields: Sequence[str], within: tuple[datetime, datetime], *,
    table: StoryTable | None, planned: Sequence[PriceChange] = (), known_until: datetime | None = None,
) -> Chart:  # fmt: skip
    """The chart of these prices of a model, out of steps that are the newest first, and of what is planned after them.

    `table` is what stands below it; with None it is the drawn prices alone, and no apply is told of.
    """
    oldest_first = steps[::-1]
    return price_story(
        f"Prices of {name}",
        lines_of_prices(oldest_first, fields, since=within[0], planned=planned),
        within=within,
        known_until=known_until,
        events=() if table is None else applies_on_axis(oldest_first),
        table=table,
    )


def planned_moment(change: PriceChange) -> datetime:
    """When a price that a file plans begins to hold."""
    return datetime.fromisoformat(change.since).replace(tzinfo=UTC)


def lines_of_prices(
    steps: Sequence[StoryStep], fields: Sequence[str], *, since: datetime, planned: Sequence[PriceChange] = ()
) -> tuple[PriceLine, ...]:
    """The lines of these prices, of steps that are the oldest first, and of what is planned after them.

    What was before the steps is drawn from `since` on.
    """
    lines = [
        PriceLine(price_name(field), (*_line(_moves(steps, field), since), *_to_come(planned, field)))
        for field in fields
    ]
    return tuple(line for line in lines if line.steps)


def _to_come(planned: Sequence[PriceChange], field: str) -> Iterator[PriceStep]:
    for change in planned:
        if field in change.prices:
            yield PriceStep(planned_moment(change), drawn_price(change.prices[field]), is_sure=False, is_planned=True)


def _moves(steps: Sequence[StoryStep], field: str) -> Iterator[tuple[datetime, FieldChange, bool]]:
    """When, the change, and whether it is known to be done."""
    for step in steps:
        at = step_moment(step)
        if at is None or step.change.status not in DONE:
            continue
        for move in moved_prices(step.change):
            if move.field == field:
                yield at, move, step.change.status == "applied"


def _line(moves: Iterator[tuple[datetime, FieldChange, bool]], since: datetime) -> list[PriceStep]:
    """The steps of one price. What it was before a step is sure only where the step before it says the same."""
    steps: list[PriceStep] = []
    for at, move, is_done in moves:
        before = drawn_price(move.before)
        if steps and steps[-1].price != before:
            steps[-1] = steps[-1]._replace(is_sure=False)
        elif not steps and before is not None and since < at:
            steps.append(PriceStep(since, before, is_sure=False))
        steps.append(PriceStep(at, drawn_price(move.after), is_sure=is_done))
    return steps


def applies_on_axis(steps: Sequence[StoryStep]) -> tuple[AxisMark, ...]:
    """The applies of these steps, each with who and which commit."""
    return tuple(AxisMark(at, _told(step)) for step in steps if (at := step_moment(step)) is not None)


def _told(step: StoryStep) -> str:
    apply = step.apply
    commit = f", commit {safe(apply.commit)[:12]}" if apply.commit else ""
    return f"{step.change.action} {safe(short_time(apply.at))[:_LONGEST]} by {safe(apply.who.by)[:_LONGEST]}{commit}"
