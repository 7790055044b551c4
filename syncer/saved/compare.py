"""A new plan compared with the one that was reviewed: what it says more, and what it says less. Pure.

A plan says more when it does anything that the reviewed one did not say: another change, another field, another value
before or after, a model that a role loses. A plan that only says less is within what was reviewed.
"""

from __future__ import annotations

from importlib import import_module
from itertools import chain
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.changes import Create, Delete, Recreate, source_of
from syncer.model.equality import same
from syncer.model.looks import told_apart
from syncer.model.words import a_few
from syncer.plan.conflict_text import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.model.changes import Change, FieldChange
    from syncer.plan.plan import Plan

_LONGEST_VALUE: Final = 80
_WHOLE: Final = (Create, Delete, Recreate)
"""Changes whose fields are all that a row has, so that one that is missing makes it another row."""


class Comparison(NamedTuple):
    """What a plan says more and what it says less than the reviewed one, each with its values, in words."""

    more: tuple[str, ...] = ()
    """Deletes first, each with `(file:line)` or `(row ...)` where it has a place."""
    less: tuple[str, ...] = ()
    """Told of a plan that says no more."""


def compare(reviewed: Plan, plan: Plan) -> Comparison:
    """The plan held against the reviewed one; both are empty when it says the same."""
    if reviewed.coming:  # few plans say of prices to come
        plan = import_module("syncer.saved.announced").as_reviewed(plan, reviewed)
    twins = {_key(change): change for change in reviewed.changes}
    others = {change.model_id: change for change in reversed(reviewed.changes)}
    deletes_first = sorted(plan.changes, key=lambda change: not isinstance(change, Delete))
    found = (_more(change, twins.get(_key(change)), others.get(change.model_id)) for change in deletes_first)
    more = (*chain.from_iterable(found), *_losses(reviewed, plan), *_settings(reviewed, plan), *_news(reviewed, plan))
    return Comparison(more) if more else Comparison(less=tuple(_less(reviewed, plan)))


def _key(change: Change) -> tuple[str, str, str | None]:
    """Equal keys do the same sort of thing to the same row."""
    return change.model_id, change.action, change.record_id


def _less(reviewed: Plan, plan: Plan) -> Iterator[str]:
    known = {_key(change): change for change in plan.changes}
    for change in reviewed.changes:
        now = known.get(_key(change))
        if now is None:
            yield f"{change.action} {change.model_id}"
        else:
            kept = {field.field for field in now.fields}
            yield from (_said(change, field) for field in change.fields if field.field not in kept)


def _more(change: Change, twin: Change | None, other: Change | None) -> Iterator[str]:
    """What a change says that its reviewed twin does not; `other` is the first that was reviewed of its model."""
    if twin is not None:
        return _other_fields(change, twin)
    if other is not None or isinstance(change, _WHOLE) or not change.fields:
        return iter([_unreviewed(change, other)])
    return (_field(change, field, None) for field in change.fields)


def _other_fields(change: Change, twin: Change) -> Iterator[str]:
    """The fields of a change that its reviewed twin does not have, or with other values."""
    said = {field.field: field for field in twin.fields}
    for field in change.fields:
        before = said.pop(field.field, None)
        if before is None or not _same(field, before):
            yield _field(change, field, before)
    if isinstance(change, _WHOLE):
        yield from (_field(change, field._replace(before=None, after=None), field) for field in said.values())


def _unreviewed(change: Change, other: Change | None) -> str:
    """A change as a whole, with what was reviewed of its model, if anything was."""
    said = f"{change.action} {change.model_id}"
    if other is not None:
        said += f" of {_row(change)}" if change.action == other.action else ""
        said += f", where {other.action} of {_row(other)} was reviewed"
    return f"{said} ({_place(change, 'model_id')})"


def _same(field: FieldChange, other: FieldChange) -> bool:
    return same(field.field, field.before, other.before) and same(field.field, field.after, other.after)


def _field(change: Change, field: FieldChange, other: FieldChange | None) -> str:
    reviewed = f", where {_values(change, other)} was reviewed" if other is not None else ""
    return f"{_said(change, field)}{reviewed} ({_place(change, field.field)})"


def _place(change: Change, field: str) -> str:
    source = source_of(change)
    return str(source.at(field)) if source is not None else _row(change)


def _row(change: Change) -> str:
    return f"row {change.record_id}" if change.record_id is not None else "a row with a random id"


def _said(change: Change, field: FieldChange) -> str:
    return f"{change.action} {change.model_id}: {field.field} {_values(change, field)}"


def _values(change: Change, field: FieldChange) -> str:
    if isinstance(change, (Create, Recreate)):
        return _value(field.after)
    if isinstance(change, Delete):
        return _value(field.before)
    return " -> ".join(told_apart(field.odd[0] or _value(field.before), field.odd[1] or _value(field.after)))


def _value(value: object) -> str:
    text = in_words(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 3]}..."


def _settings(reviewed: Plan, plan: Plan) -> Iterator[str]:
    """Settings that are looser than at the last sync, and that were not when the plan was reviewed.

    A plan that an older release saved knows nothing of settings.
    """
    known = {(change.name, change.after) for change in reviewed.settings}
    for change in plan.settings if reviewed.in_force is not None else ():
        if change.loosened and (change.name, change.after) not in known:
            yield f"setting {change.name} {change.values} ({change.place})"


def _news(reviewed: Plan, plan: Plan) -> Iterator[str]:
    """Prices for days to come of which no sync was told, and that were not reviewed."""
    new = [one for one in plan.coming if one.is_new]
    if new:
        yield from import_module("syncer.saved.announced").unreviewed(new, reviewed)


def _losses(reviewed: Plan, plan: Plan) -> Iterator[str]:
    """Models that the members of a role can pick no longer, and could after the reviewed plan."""
    known = {role.role: frozenset(role.lost) for role in reviewed.reach.roles}
    for role in plan.reach.roles:
        lost = [model_id for model_id in role.lost if model_id not in known.get(role.role, ())]
        if lost:
            yield f"role {role.role} loses {a_few(lost)}"
