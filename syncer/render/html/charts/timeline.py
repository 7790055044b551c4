"""What retires when, as a timeline with a row for each day."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.words import a_few, beginning, counted
from syncer.render.html.charts.frame import Chart, Label, LegendEntry, Line, Mark, percent_across
from syncer.render.html.charts.times import TimeScale, time_ticks
from syncer.render.text.values import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from syncer.render.html.charts.frame import MarkShape

_ROW: Final = 40
"""Pixels: a line of text, and its mark below."""
_MOST_ROWS: Final = 40
_LONGEST: Final = 44
"""Characters of a row's text, which a narrow screen has room for."""
_MOST_IN_TABLE: Final = 500
_BEFORE: Final = timedelta(days=365)
_AFTER: Final = timedelta(days=5 * 366)
"""What lies farther away than that stands at the edge, so that the rest can be told apart."""
_EARLIEST: Final = date(1970, 1, 1)
_LATEST: Final = date(9000, 1, 1)
"""No axis is seen from a day beyond: the calendar of the standard library ends at 9999."""


class RetiringModel(NamedTuple):
    """A model that has a date."""

    name: str
    on: date
    successor: str | None
    status: str
    """Such as `active` or `deprecated`."""


def retirement_timeline(models: Sequence[RetiringModel], *, today: date) -> Chart:
    """The chart of what retires when, the earliest first, seen from a day."""
    today = min(max(today, _EARLIEST), _LATEST)
    ordered = sorted(models, key=lambda one: (one.on, one.name))
    groups, unit = _grouped(ordered)
    scale = _scale([one.on for one in ordered], today)
    height = _ROW * max(len(groups), 1) + 8
    now = percent_across(scale.place(_moment(today)))
    rows = [(_ROW * at + 26, days) for at, days in enumerate(groups.values())]
    return Chart(
        title="What retires when",
        description=_description(ordered, today),
        height=height,
        across=time_ticks(scale),
        up=(),
        columns=("Date", "Model", "Status", "Successor"),
        rows=tuple((f"{one.on}", safe(one.name), one.status, _successor(one)) for one in ordered[:_MOST_IN_TABLE]),
        marks=tuple(_mark(y, members, scale, today) for y, members in rows),
        lines=(Line(f"M{now * 10:g} 0V{height}", "today"), *_stems(rows, scale, now)),
        labels=tuple(Label(0, y - 12, _text(name, members)) for (y, members), name in zip(rows, groups, strict=True)),
        legend=tuple(_legend(ordered, today)),
        notes=tuple(_notes(ordered, scale, unit)),
    )


def _grouped(ordered: Sequence[RetiringModel]) -> tuple[Mapping[str, Sequence[RetiringModel]], str]:
    """The models by day, by month where those are too many, by year where those are; and which of the three."""
    for unit, length in (("day", 10), ("month", 7)):
        found = _by_beginning(ordered, length)
        if len(found) <= _MOST_ROWS:
            return found, unit
    return _by_beginning(ordered, 4), "year"


def _by_beginning(ordered: Sequence[RetiringModel], length: int) -> dict[str, list[RetiringModel]]:
    found: dict[str, list[RetiringModel]] = defaultdict(list)
    for one in ordered:
        found[f"{one.on}"[:length]].append(one)
    return found


def _scale(days: Sequence[date], today: date) -> TimeScale:
    """From a little before the first day, or today, to a little after the last."""
    near = [day for day in days if today - _BEFORE <= day <= today + _AFTER]
    first, last = min([today, *near]), max([today, *near])
    room = max((last - first) * 0.04, timedelta(days=7))
    return TimeScale(_moment(first) - room, _moment(last) + room)


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _is_outside(day: date, scale: TimeScale) -> bool:
    return not scale.start <= _moment(day) <= scale.end


def _mark(y: float, members: Sequence[RetiringModel], scale: TimeScale, today: date) -> Mark:
    first = members[0]
    x = percent_across(scale.place(_moment(first.on)))
    text = f"{first.on}: {a_few([beginning(safe(one.name), _LONGEST) for one in members])}"
    return Mark(x, y, 5.0, _shape(first.on, scale, today), "past" if first.on < today else "coming", text)


def _shape(day: date, scale: TimeScale, today: date) -> MarkShape:
    if _is_outside(day, scale):
        return "earlier" if day < today else "later"
    return "cross" if day < today else "diamond"


def _stems(rows: Sequence[tuple[float, Sequence[RetiringModel]]], scale: TimeScale, now: float) -> Iterator[Line]:
    """From today to the day: how much time is left."""
    for y, members in rows:
        yield Line(f"M{now * 10:g} {y}H{percent_across(scale.place(_moment(members[0].on))) * 10:g}", "stem")


def _text(name: str, members: Sequence[RetiringModel]) -> str:
    several = f" ({len(members):,})" if len(members) > 1 else ""
    return beginning(f"{name}{several} {a_few([safe(one.name) for one in members], 3)}", _LONGEST)


def _successor(one: RetiringModel) -> str:
    return "none" if one.successor is None else safe(one.successor)


def _legend(ordered: Sequence[RetiringModel], today: date) -> Iterator[LegendEntry]:
    yield LegendEntry(Mark(0, 0, 6, "tick", "today", ""), f"as of {today}")
    if any(one.on >= today for one in ordered):
        yield LegendEntry(Mark(0, 0, 5, "diamond", "coming", ""), "retires")
    if any(one.on < today for one in ordered):
        yield LegendEntry(Mark(0, 0, 5, "cross", "past", ""), "its date has passed")


def _description(ordered: Sequence[RetiringModel], today: date) -> str:
    if not ordered:
        return "No model has a date."
    coming = [one for one in ordered if one.on >= today]
    following = f"the next on {coming[0].on}: {safe(coming[0].name)}" if coming else "all of them have passed"
    return f"{counted(len(ordered), 'model')} with a date, {following}."


def _notes(ordered: Sequence[RetiringModel], scale: TimeScale, unit: str) -> Iterator[str]:
    if unit != "day":
        yield f"{len(ordered):,} models: a row is a {unit}, with its mark at the first day."
    if len(ordered) > _MOST_IN_TABLE:
        yield f"The table has the first {_MOST_IN_TABLE} of {len(ordered):,} models."
    far = sum(_is_outside(one.on, scale) for one in ordered)
    if far:
        yield f"{counted(far, 'model')} with a date that is far away: an arrow at the edge."
