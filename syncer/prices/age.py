"""How old a list is: by the newest date in it that has come, because a package has no date of its own."""

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
