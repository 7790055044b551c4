"""An axis of time: a moment to its place between 0 and 1, and the moments that are named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.render.html.charts.frame import Tick, percent_across, side_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_MOST: Final = 7
_WIDE, _MIDDLE, _NARROW = 74, 46, 28
"""Characters of names that an axis has room for, from the widest chart to that of a phone."""
_HOURS: Final = (1, 3, 6, 12)
_DAYS: Final = (1, 2, 3, 4, 7, 14)
_MONTHS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 600, 2400, 12000)


class TimeScale(NamedTuple):
    """An axis of time."""

    start: datetime
    end: datetime

    def place(self, moment: datetime) -> float:
        """Where a moment stands, from 0 to 1; what is outside stands at the edge."""
        share = (moment - self.start) / (self.end - self.start)
        return min(1.0, max(0.0, share))


def time_scale(first: datetime, last: datetime) -> TimeScale:
    """An axis from the first moment to the last, with some room around them; both in UTC, from year 2 to 9990."""
    room = max((last - first) * 0.04, timedelta(hours=1))
    return TimeScale(first - room, last + room * 2)


def time_ticks(scale: TimeScale) -> tuple[Tick, ...]:
    """The moments that the axis names: full hours, days, months or years, as many as there is room for."""
    named = _named(scale)
    length = _length(named)
    middle = ceil(length / _MIDDLE) or 1
    narrow = ceil(length / _NARROW / middle) * middle or 1  # what a phone names, a wider screen names, too
    return tuple(
        Tick(
            place := percent_across(scale.place(moment)),
            text,
            "widest" if at % middle else "wide" if at % narrow else "",
            side_of(place),
        )
        for at, (moment, text) in enumerate(named)
    )


def _length(named: Sequence[tuple[datetime, str]]) -> int:
    return sum(len(text) + 2 for _, text in named)


def _named(scale: TimeScale) -> list[tuple[datetime, str]]:
    for moments, form in _candidates(scale):
        found = [(moment, moment.strftime(form)) for moment in _within(moments, scale)]
        if len(found) <= _MOST and _length(found) <= _WIDE:
            return found
    return []


def _within(moments: Callable[[], Iterator[datetime]], scale: TimeScale) -> Iterator[datetime]:
    """The moments on the axis, one more than there is room for at most."""
    count = 0
    for moment in moments():
        if moment > scale.end or count > _MOST:
            return
        if moment >= scale.start:
            count += 1
            yield moment


def _candidates(scale: TimeScale) -> Iterator[tuple[Callable[[], Iterator[datetime]], str]]:
    day = scale.start.replace(hour=0, minute=0, second=0, microsecond=0)
    for hours in _HOURS:
        yield lambda hours=hours: _every(day, timedelta(hours=hours)), "%m-%d %H:%M"  # type: ignore[misc]  # the loop's own
    for days in _DAYS:
        yield lambda days=days: _every(day, timedelta(days=days)), "%Y-%m-%d"  # type: ignore[misc]  # the same
    for months in _MONTHS:
        form = "%Y" if months >= 12 else "%Y-%m"
        yield lambda months=months: _months(day, months), form  # type: ignore[misc]  # the same


def _every(start: datetime, step: timedelta) -> Iterator[datetime]:
    while True:
        yield start
        start += step


def _months(start: datetime, step: int) -> Iterator[datetime]:
    """The first day of every so many months."""
    month = (start.year * 12 + start.month - 1) // step * step
    while month // 12 < 9999:
        if month >= 12:
            yield datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
        month += step
