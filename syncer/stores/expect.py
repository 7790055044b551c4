"""Whether a row is still what a write expects: one rule for every store that can look at the row itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from syncer.model.looks import told_apart
from syncer.model.words import a_few
from syncer.stores.base import ABSENT, Insert, Write

if TYPE_CHECKING:
    from collections.abc import Iterator

UNSTORABLE: Final = (TypeError, ValueError, RecursionError)
"""What comes of a value that a store has no form for: of another type, too long, nested too deep."""
_SHOWN = 25
_MOST = 60


def describe_differences(write: Write, row: Mapping[str, object], *, exists: bool) -> str:
    """What is not as the write expects, for a person; empty when all is."""
    if isinstance(write, Insert):
        return "a row with this id exists by now" if exists else ""
    if not exists:
        return "the row is gone"
    differences = [
        text
        for name, value in write.expect.items()
        if _differ(row.get(name, ABSENT), value)
        for text in _said(name, row.get(name, ABSENT), value)
    ]
    return a_few(differences, _SHOWN)


def named(write: Write) -> str:
    """The model and the row of a write, as a message says it; the row alone where the write does not know its model."""
    known = write.attributes if isinstance(write, Insert) else write.expect
    model_id = known.get("modelId")
    return f"{model_id} (row {write.record_id})" if isinstance(model_id, str) else f"row {write.record_id}"


def conflict_text(found: Mapping[str, str]) -> str:
    """Rows that are not as expected, by record id, as one message says it."""
    said = [f"{record_id}: {difference}" for record_id, difference in found.items()]
    return f"changed since the plan was made: {'; '.join(said)}"


def _said(name: str, found: object, value: object) -> Iterator[str]:
    """The found and the planned value; of nested values only the parts that differ."""
    if isinstance(found, Mapping) and isinstance(value, Mapping):
        for key in dict.fromkeys((*value, *found)):
            inner, wanted = found.get(key, ABSENT), value.get(key, ABSENT)
            if inner is not wanted and repr(inner) != repr(wanted) and inner != wanted:
                yield from _said(f"{name}.{key}", inner, wanted)
        return
    was, now = _written(value), _written(found)
    start = max(0, _first_difference(was, now) - 20) if max(len(was), len(now)) > _MOST else 0
    is_now, wanted = told_apart(_shown(now, start), _shown(was, start))
    yield f"{name} is {is_now}, not {wanted}"


def _written(value: object) -> str:
    """A value as the row's JSON has it, where Python's word for it is another one."""
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _first_difference(was: str, now: str) -> int:
    return next((place for place, (one, other) in enumerate(zip(was, now, strict=False)) if one != other), 0)


def _differ(found: object, value: object) -> bool:
    if _is_nothing(found) and _is_nothing(value):
        return False
    return found != value and repr(found) != repr(value)  # a NaN that somebody stored is not even equal to itself


def _is_nothing(value: object) -> bool:
    """Absent and null say the same: the platform's files have null where its table has nothing."""
    return value is None or value is ABSENT


def _shown(text: str, start: int) -> str:
    """The text from where it matters."""
    shown = f"...{text[start:]}" if start else text
    return shown if len(shown) <= _MOST else f"{shown[: _MOST - 3]}..."
