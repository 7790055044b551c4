"""The story of prices over time as step lines."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.words import counted
from syncer.render.html.charts.frame import Chart, Label, LegendEntry, Line, Mark, percent_across, pixels_down
from syncer.render.html.charts.scales import linear_scale, log_scale, ticks_up
from syncer.render.html.charts.times import time_scale, time_ticks
from syncer.render.html.numbers import price_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from syncer.render.html.charts.frame import MarkShape
    from syncer.render.html.charts.scales import PriceScale
    from syncer.render.html.charts.times import TimeScale

_HEIGHT: Final = 240
_SHAPES: Final[tuple[MarkShape, ...]] = ("circle", "square", "triangle", "diamond")
_WIDE_RANGE: Final = 12
"""How many times the least price the largest may be on an axis that is linear."""
_MOST_MARKS: Final = 80
"""With more steps than this, a line has marks at its ends alone."""
_LONGEST: Final = 8
"""Characters of a price that a narrow screen has room for beside the chart."""
_APART: Final = 16
"""Pixels between two labels."""


class PriceStep(NamedTuple):
    """From when on a price holds."""

    at: datetime
    """In UTC."""
    price: float | None
    """US dollars per million tokens; None where there is none from then on."""
    is_sure: bool = True
    """Whether it is known to hold: not where an edit came from elsewhere, or where it is only planned."""
    is_planned: bool = False


class PriceLine(NamedTuple):
    """What became of one price, the oldest step first."""

    name: str
    steps: tuple[PriceStep, ...]


class AxisMark(NamedTuple):
    """Something that happened, such as an apply."""

    at: datetime
    text: str


class StoryTable(NamedTuple):
    """The table beside a story, where it says more than the steps do."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


NO_TABLE: Final = StoryTable((), ())
"""For a page that has a table of its own beside the chart."""


def price_story(
    title: str,
    lines: Sequence[PriceLine],
    *,
    within: tuple[datetime, datetime],
    known_until: datetime | None = None,
    events: Sequence[AxisMark] = (),
    table: StoryTable | None = None,
    notes: tuple[str, ...] = (),
) -> Chart:
    """The chart of these prices in a span of time, with events as marks on the axis.

    A last price holds until the end of the span; after `known_until` it is not sure. All that is given is in the span.
    """
    drawn = [line for line in lines if any(step.price is not None for step in line.steps)]
    across, up = time_scale(*within), _price_axis(drawn)
    beside = StoryTable(("Price", "From", "#USD per million tokens"), tuple(_rows(lines))) if table is None else table
    return Chart(
        title=title,
        description=_description(drawn),
        height=_HEIGHT,
        across=time_ticks(across),
        up=ticks_up(up, _HEIGHT),
        columns=beside.columns,
        rows=beside.rows,
        marks=(*_event_marks(events, across), *_step_marks(drawn, across, up)),
        lines=tuple(_paths([_known(line, known_until) for line in drawn], across, up)),
        labels=tuple(_labels(drawn, up)),
        legend=tuple(_legend(drawn, has_events=bool(events))),
        notes=notes,
        up_title=f"USD per million tokens{' (log scale)' if up.is_log else ''}",
    )


def _price_axis(drawn: Sequence[PriceLine]) -> PriceScale:
    """Linear from 0 where all prices can be told apart on it, otherwise logarithmic."""
    prices = [step.price for line in drawn for step in line.steps if step.price is not None]
    positive = [price for price in prices if price > 0] or [1.0]
    return log_scale(prices) if max(positive) > _WIDE_RANGE * min(positive) else linear_scale(prices)


def _known(line: PriceLine, until: datetime | None) -> PriceLine:
    """The line with its last price of that time as one that is not sure from then on."""
    known = [step for step in line.steps if until is not None and step.at <= until]
    if until is None or not known:
        return line
    return line._replace(steps=(*known, known[-1]._replace(at=until, is_sure=False), *line.steps[len(known) :]))


def _paths(drawn: Sequence[PriceLine], across: TimeScale, up: PriceScale) -> Iterator[Line]:
    """Of each price the path of what is known and, broken, that of what is not."""
    for at, line in enumerate(drawn):
        for is_sure, extra in ((True, ""), (False, " unsure")):
            path = "".join(_pieces(line.steps, across, up, is_sure=is_sure))
            if path:
                yield Line(path, f"{_series(at)}{extra}")


def _series(at: int) -> str:
    return f"series-{at % len(_SHAPES) + 1}"


def _pieces(steps: Sequence[PriceStep], across: TimeScale, up: PriceScale, *, is_sure: bool) -> Iterator[str]:
    """A piece for each time in which a price holds: down or up to it, and along it."""
    before: float | None = None
    for number, step in enumerate(steps):
        if step.price is not None and step.is_sure == is_sure:
            x = percent_across(across.place(step.at))
            end = percent_across(across.place(steps[number + 1].at)) if number + 1 < len(steps) else 100.0
            start = step.price if before is None else before
            yield f"M{_wide(x)} {_down(start, up)}V{_down(step.price, up)}H{_wide(end)}"
        before = step.price


def _wide(percent: float) -> str:
    return f"{percent * 10:g}"


def _down(price: float, up: PriceScale) -> str:
    return f"{pixels_down(up.place(price), _HEIGHT):g}"


def _step_marks(drawn: Sequence[PriceLine], across: TimeScale, up: PriceScale) -> Iterator[Mark]:
    for at, line in enumerate(drawn):
        shown = line.steps if len(line.steps) <= _MOST_MARKS else (line.steps[0], line.steps[-1])
        for before, step in zip((None, *shown), shown, strict=False):
            is_end = step.price is None
            price = before.price if step.price is None and before is not None else step.price
            if price is not None:
                place = percent_across(across.place(step.at)), pixels_down(up.place(price), _HEIGHT)
                shape: MarkShape = "cross" if is_end else _SHAPES[at % len(_SHAPES)]
                yield Mark(*place, 4.5, shape, f"{_series(at)}{' planned' * step.is_planned}", _told(line.name, step))


def _told(name: str, step: PriceStep) -> str:
    """`Input 2.50 from 2026-01-31`."""
    if step.price is None:
        return f"{name} ends {step.at:%Y-%m-%d}"
    return f"{name} {price_text(step.price)}{' planned' * step.is_planned} from {step.at:%Y-%m-%d}"


def _event_marks(events: Sequence[AxisMark], across: TimeScale) -> Iterator[Mark]:
    """The events on the axis; those of one place are one mark."""
    found: dict[float, list[str]] = {}
    for event in events:
        found.setdefault(round(percent_across(across.place(event.at)) * 4) / 4, []).append(event.text)
    for x, texts in sorted(found.items()):
        yield Mark(
            x, _HEIGHT, 6, "tick", "event", "; ".join(texts[:3]) + f" and {len(texts) - 3} more" * (len(texts) > 3)
        )


def _labels(drawn: Sequence[PriceLine], up: PriceScale) -> Iterator[Label]:
    """The newest price of each line beside its end, moved apart where they would cover each other."""
    ends = ((line.name, line.steps[-1].price) for line in drawn)
    placed = sorted((pixels_down(up.place(price), _HEIGHT), name, price) for name, price in ends if price is not None)
    tops = [min(top, _HEIGHT - _APART * (len(placed) - 1 - at)) for at, (top, _, _) in enumerate(placed)]
    for at in range(1, len(tops)):
        tops[at] = max(tops[at], tops[at - 1] + _APART)
    for top, (_, name, price) in zip(tops, placed, strict=True):
        yield Label(100, round(top, 1), _short(price), name)


def _short(price: float) -> str:
    """The price, or about it where it would be too long to stand beside a chart."""
    text = price_text(price)
    return text if len(text) <= _LONGEST else f"{price:.3g}"


def _legend(drawn: Sequence[PriceLine], *, has_events: bool) -> Iterator[LegendEntry]:
    for at, line in enumerate(drawn):
        yield LegendEntry(Mark(0, 0, 5, _SHAPES[at % len(_SHAPES)], _series(at), ""), line.name)
    if any(step.is_planned for line in drawn for step in line.steps):
        yield LegendEntry(Mark(0, 0, 5, "circle", "plain planned", ""), "planned")
    if has_events:
        yield LegendEntry(Mark(0, 0, 6, "tick", "event", ""), "apply")


def _rows(lines: Sequence[PriceLine]) -> Iterator[tuple[str, ...]]:
    for line in lines:
        yield from ((line.name, f"{step.at:%Y-%m-%d %H:%M}", price_text(step.price)) for step in line.steps)


def _description(drawn: Sequence[PriceLine]) -> str:
    """What each price was first and is last, and how often it changed."""
    if not drawn:
        return "No price is known."
    told = []
    for line in drawn:
        first, last = line.steps[0], line.steps[-1]
        steps = sum(one.price != other.price for one, other in pairwise(line.steps))
        told.append(
            f"{line.name} {price_text(last.price)}"
            if not steps
            else f"{line.name} from {price_text(first.price)} ({first.at:%Y-%m-%d}) to {price_text(last.price)} "
            f"({last.at:%Y-%m-%d}) in {counted(steps, 'step')}"
        )
    return f"{'; '.join(told)}."
