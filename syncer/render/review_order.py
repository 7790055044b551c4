"""The changes of a plan in the order in which a reviewer needs them: what costs more or less first, then the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from schemas.attributes import KIND
from syncer.model.changes import Adopt, Create, Delete, Recreate, Update
from syncer.plan.plan import source_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syncer.model.changes import Change, FieldChange

_RANKS: Final = {"enabled": 0, "model_id": 1, "available_to_roles": 2, "allowed_app_roles": 3}
"""The fields that people notice, before all others."""
_UNMEASURED: Final = -1.0


class FieldRow(NamedTuple):
    """One field of a row that exists, and the change that it belongs to."""

    change: Change
    field: FieldChange

    @property
    def place(self) -> str:
        """File and line of the field; the row where no definition says it."""
        return field_place(self.change, self.field.field)


class FieldRows(NamedTuple):
    """The fields that a plan changes, by what they mean; each the worst first."""

    prices: tuple[FieldRow, ...]
    """What costs more, the largest relative change first; then what costs less."""
    limits: tuple[FieldRow, ...]
    """Token limits: what sinks, the largest relative change first; then what rises."""
    others: tuple[FieldRow, ...]
    """Without the default: `default_of` tells that."""
    drift: tuple[FieldRow, ...]
    """What was edited outside the catalog and is put back, in the order of the plan."""


class DefaultChange(NamedTuple):
    """Which models stop being the default, and which become it."""

    before: tuple[str, ...]
    after: tuple[str, ...]


def field_place(change: Change, field: str) -> str:
    """File and line of a field that a change is about; the row where no definition says it."""
    source = source_of(change)
    return str(source.at(field)) if source is not None else f"row {change.record_id}"


def field_rows(changes: Iterable[Change]) -> FieldRows:
    """The fields of the changes that make or delete no row."""
    found: dict[str, list[FieldRow]] = {"price": [], "count": [], "other": [], "drift": []}
    for change in changes:
        if not isinstance(change, (Create, Delete, Recreate)):
            for field in change.fields:
                found[_section(field)].append(FieldRow(change, field))
    return FieldRows(
        tuple(sorted(found["price"], key=lambda row: _worst(row, sign=1))),
        tuple(sorted(found["count"], key=lambda row: _worst(row, sign=-1))),
        tuple(sorted((row for row in found["other"] if row.field.field != "is_default"), key=_noticed)),
        tuple(found["drift"]),
    )


def _section(field: FieldChange) -> str:
    kind = KIND[field.field]
    return "drift" if field.origin == "live" else kind if kind in {"price", "count"} else "other"


def _worst(row: FieldRow, *, sign: int) -> tuple[bool, float, str, str]:
    """Before all others what moves in the bad direction; then by the size of the relative change."""
    field = row.field
    return (not _is_bad(field, sign), -relative_size(field), row.change.model_id, field.field)


def _is_bad(field: FieldChange, sign: int) -> bool:
    """Whether a price rises (`sign` 1) or a limit sinks (-1). One that appears or goes is looked at first, too."""
    before, after = field.before, field.after
    if not isinstance(before, (int, float)) or not isinstance(after, (int, float)):
        return True
    return (after - before) * sign > 0


def relative_size(field: FieldChange) -> float:
    """The relative change in percent, without its sign; a price that was 0 has risen beyond measure."""
    if field.percent is not None:
        return abs(field.percent)
    before, after = field.before, field.after
    return float("inf") if before is not None and after is not None else _UNMEASURED


def _noticed(row: FieldRow) -> tuple[bool, int, str]:
    field = row.field
    rank = _RANKS.get(field.field, len(_RANKS))
    return (not (field.field == "enabled" and not field.after), rank, row.change.model_id)


def default_of(changes: Sequence[Change]) -> DefaultChange:
    """What becomes of the default model."""
    return DefaultChange(tuple(_losing(changes)), tuple(_becoming(changes)))


def _losing(changes: Iterable[Change]) -> Iterator[str]:
    for change in changes:
        if change.live.fields["is_default"] if isinstance(change, Delete) else _turns(change, before=True):
            yield change.model_id


def _becoming(changes: Iterable[Change]) -> Iterator[str]:
    for change in changes:
        if _turns(change, before=False):
            yield change.desired.model_id if isinstance(change, (Adopt, Update)) else change.model_id


def _turns(change: Change, *, before: bool) -> bool:
    """Whether `is_default` goes from this to the opposite."""
    return any(
        field.field == "is_default" and bool(field.before) is before and bool(field.after) is not before
        for field in change.fields
    )
