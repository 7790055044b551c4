"""A new plan compared with the one that was reviewed: what it says more, and what it says less. Pure.

A plan says more when it does anything that the reviewed one did not say: another change, another field, another value
before or after, a model that a role loses. A plan that only says less is within what was reviewed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from syncer.model.changes import Create, Delete, Recreate
from syncer.model.equality import same
from syncer.plan.conflict_text import in_words
from syncer.plan.plan import source_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syncer.model.changes import Change, FieldChange
    from syncer.plan.plan import Plan

_SHOWN: Final = 5
"""Models of a role that are named."""
_LONGEST_VALUE: Final = 80


class Beyond(NamedTuple):
    """One thing that a plan says and the reviewed one did not."""

    subject: str
    """The model's id; the name of a role that loses models."""
    message: str
    """What it is, with its values, in words."""
    place: str = ""
    """`file:line`, or the row."""
    is_delete: bool = False

    def __str__(self) -> str:
        """The message with the place."""
        return f"{self.message} ({self.place})" if self.place else self.message


def beyond(reviewed: Plan, plan: Plan) -> tuple[Beyond, ...]:
    """What the plan says more than the reviewed one, deletes first; nothing when it is true still, or says less."""
    known = _by_model(reviewed)
    found = [one for change in plan.changes for one in _more(change, known.get(change.model_id, ()))]
    found.sort(key=lambda one: not one.is_delete)
    return (*found, *_losses(reviewed, plan))


def left_out(reviewed: Plan, plan: Plan) -> tuple[str, ...]:
    """What the reviewed plan said and a plan within it does not say any more, in words."""
    known = _by_model(plan)
    found: list[str] = []
    for change in reviewed.changes:
        now = _twin(change, known.get(change.model_id, ()))
        if now is None:
            found.append(f"{change.action} {change.model_id}")
        elif not _is_whole(change):
            kept = {field.field for field in now.fields}
            found += [_said(change, field) for field in change.fields if field.field not in kept]
    return tuple(found)


def _by_model(plan: Plan) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    for change in plan.changes:
        found.setdefault(change.model_id, []).append(change)
    return found


def _twin(change: Change, others: Iterable[Change]) -> Change | None:
    """The one that does the same sort of thing to the same row."""
    key = (change.action, change.record_id)
    return next((other for other in others if (other.action, other.record_id) == key), None)


def _is_whole(change: Change) -> bool:
    """Whether the fields are all that a row has, so that one that is missing makes it another row."""
    return isinstance(change, (Create, Delete, Recreate))


def _more(change: Change, reviewed: Sequence[Change]) -> Iterator[Beyond]:
    """What a change says that none of the reviewed changes of its model says."""
    twin = _twin(change, reviewed)
    if twin is None:
        yield from _unreviewed(change, reviewed[0] if reviewed else None)
        return
    said = {field.field: field for field in twin.fields}
    for field in change.fields:
        before = said.pop(field.field, None)
        if before is None or not _same(field, before):
            yield _field(change, field, before)
    if _is_whole(change):
        for field in said.values():
            yield _field(change, field._replace(before=None, after=None), field)


def _unreviewed(change: Change, other: Change | None) -> Iterator[Beyond]:
    """A change of which nothing was reviewed. `other` is what was reviewed of its model."""
    if change.fields and other is None and not _is_whole(change):
        yield from (_field(change, field, None) for field in change.fields)
        return
    said = f"{change.action} {change.model_id}"
    if other is not None:
        said += f" of {_row(change)}" if change.action == other.action else ""
        said += f", where {other.action} of {_row(other)} was reviewed"
    yield _beyond(change, said, "model_id")


def _same(field: FieldChange, other: FieldChange) -> bool:
    return same(field.field, field.before, other.before) and same(field.field, field.after, other.after)


def _field(change: Change, field: FieldChange, other: FieldChange | None) -> Beyond:
    reviewed = f", where {_values(change, other)} was reviewed" if other is not None else ""
    return _beyond(change, f"{_said(change, field)}{reviewed}", field.field)


def _beyond(change: Change, message: str, field: str) -> Beyond:
    source = source_of(change)
    place = str(source.at(field)) if source is not None else _row(change)
    return Beyond(change.model_id, message, place, isinstance(change, Delete))


def _row(change: Change) -> str:
    return f"row {change.record_id}" if change.record_id is not None else "a row with a random id"


def _said(change: Change, field: FieldChange) -> str:
    return f"{change.action} {change.model_id}: {field.field} {_values(change, field)}"


def _values(change: Change, field: FieldChange) -> str:
    if isinstance(change, (Create, Recreate)):
        return _value(field.after)
    if isinstance(change, Delete):
        return _value(field.before)
    return f"{_value(field.before)} -> {_value(field.after)}"


def _value(value: object) -> str:
    text = in_words(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 3]}..."


def _losses(reviewed: Plan, plan: Plan) -> Iterator[Beyond]:
    """Models that the members of a role can pick no longer, and could after the reviewed plan."""
    known = {role.role: frozenset(role.lost) for role in reviewed.reach.roles}
    for role in plan.reach.roles:
        lost = [model_id for model_id in role.lost if model_id not in known.get(role.role, ())]
        if lost:
            more = f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
            yield Beyond(role.role, f"role {role.role} loses {', '.join(lost[:_SHOWN])}{more}")
