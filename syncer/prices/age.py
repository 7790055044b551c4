"""How old a list is: by the newest dates in it that have come, because a package has no date of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from syncer.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from syncer.prices.base import PriceList

OLD: Final = timedelta(days=60)
"""A list whose newest date is longer ago is told to be old."""


def newest_written(days: Iterable[date], today: date) -> date | None:
    """The newest of the days that has come, without the newest tenth of them; None where none is left.

    Among those is what was announced for a day to come. Once it has come, nobody can tell it from a price that was
    written down after its day, and it would make the list look young.
    """
    found = sorted(days)
    written = found[: max(1, len(found) * 9 // 10)]
    return max((day for day in written if day <= today), default=None)


def is_old(found: PriceList, at: datetime) -> bool:
    """Whether the list's newest date is too long before the moment."""
    return found.newest is not None and at.date() - found.newest > OLD


def old_lists(lists: Iterable[PriceList], at: datetime) -> Iterator[Problem]:
    """A warning for each list that is old."""
    for one in lists:
        if is_old(one, at):
            yield old_list(one.name, one.version, one.newest)


def old_list(name: str, version: str, newest: date | None) -> Problem:
    """The warning that a list is old, with its date."""
    message = f"{version}, newest date in it {newest}: more than {OLD.days} days old; take a newer version"
    return Problem(name, message, None, None, None, "warning")
