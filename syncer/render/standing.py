"""Which fields of a plan stand first: what costs more, what takes something away, what people notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from syncer.model.changes import FieldChange
    from syncer.render.view import FieldRow

_RANKS: Final = {"enabled": 0, "model_id": 1, "available_to_roles": 2, "allowed_app_roles": 3}
"""The fields that people notice, before all others."""


def worst(sign: int, row: FieldRow) -> tuple[bool, float, str, str]:
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
    return float("inf") if before is not None and after is not None else -1.0  # below every size


def noticed(row: FieldRow) -> tuple[bool, int, str]:
    """Before all others what is switched off; then what people notice."""
    field = row.field
    rank = _RANKS.get(field.field, len(_RANKS))
    return (not (field.field == "enabled" and not field.after), rank, row.change.model_id)
