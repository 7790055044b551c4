"""Whether a row is still what a write expects: one rule for every store that can look at the row itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.stores.base import ABSENT, Insert, Write

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHOWN = 25


def describe_differences(write: Write, row: Mapping[str, object], *, exists: bool) -> str:
    """What is not as the write expects, for a person; empty when all is."""
    if isinstance(write, Insert):
        return "a row with this id exists by now" if exists else ""
    if not exists:
        return "the row is gone"
    differences = [
        f"{name} is {_shown(row.get(name, ABSENT))}, not {_shown(value)}"
        for name, value in write.expect.items()
        if _differ(row.get(name, ABSENT), value)
    ]
    more = len(differences) - _SHOWN
    return ", ".join(differences[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _differ(found: object, value: object) -> bool:
    if _is_nothing(found) and _is_nothing(value):
        return False
    return found != value and repr(found) != repr(value)  # a NaN that somebody stored is not even equal to itself


def _is_nothing(value: object) -> bool:
    """Absent and null say the same: the platform's files have null where its table has nothing."""
    return value is None or value is ABSENT


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
