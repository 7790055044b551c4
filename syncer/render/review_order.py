"""The changes of a plan in the order in which a reviewer needs them: what costs more or less first, then the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from schemas.attributes import KIND
from syncer.model.changes import Adopt, Create, Delete, Recreate, Update

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.model.changes import Change, FieldChange
    from syncer.plan.plan import Plan

_RANKS: Final = {"enabled": 0, "model_id": 1, "available_to_roles": 2, "allowed_app_roles": 3}
"""The fields that people notice, before all others."""
_UNMEASURED: Final = -1.0


class Move(NamedTuple):
    """One field of a row that exists, and the change that it belongs to."""

    change: Change
    field: FieldChange


class Moves(NamedTuple):
    """The fields that a plan changes, sorted by what they mean; each the worst first."""

    prices: tuple[Move, ...]
    """What costs more, the largest relative change first; then what costs less."""
    limits: tuple[Move, ...]
    """Token limits: what sinks, the largest relative change first; then what rises."""
    others: tuple[Move, ...]
    """Without the default: `default_of` tells that."""
    drift: tuple[Move, ...]
    """What was edited outside the catalog and is put back."""


class DefaultMove(NamedTuple):
    """Which models stop being the default, and which become it."""

    before: tuple[str, ...]
    after: tuple[str, ...]


def moves_of(plan: Plan) -> Moves:
    """The fields of updates and adoptions."""
    prices: list[Move] = []
    limits: list[Move] = []
    others: list[Move] = []
    drift: list[Move] = []
    for change in plan.changes:
        if isinstance(change, (Create, Delete, Recreate)):
            continue
        for field in change.fields:
            kind = KIND[field.field]
            if field.origin == "live":
                drift.append(Move(change, field))
            elif kind in {"price", "count"}:
                (prices if kind == "price" else limits).append(Move(change, field))
            elif field.field != "is_default":
                others.append(Move(change, field))
    return Moves(
        tuple(sorted(prices, key=lambda move: _worst(move, sign=1))),
        tuple(sorted(limits, key=lambda move: _worst(move, sign=-1))),
        tuple(sorted(others, key=_noticed)),
        tuple(drift),
    )


def _worst(move: Move, *, sign: int) -> tuple[bool, float, str, str]:
    """Before all others what moves in the bad direction; then by the size of the relative change."""
    field = move.field
    return (not _is_bad(field, sign), -size_of(field), move.change.model_id, field.field)


def _is_bad(field: FieldChange, sign: int) -> bool:
    """Whether a price rises (`sign` 1) or a limit sinks (-1). One that appears or goes is looked at first, too."""
    before, after = field.before, field.after
    if not isinstance(before, (int, float)) or not isinstance(after, (int, float)):
        return True
    return (after - before) * sign > 0


def size_of(field: FieldChange) -> float:
    """The relative change in percent, without its sign; a price that was 0 has risen beyond measure."""
    if field.percent is not None:
        return abs(field.percent)
    before, after = field.before, field.after
    return float("inf") if before is not None and after is not None else _UNMEASURED


def _noticed(move: Move) -> tuple[bool, int, str]:
    field = move.field
    rank = _RANKS.get(field.field, len(_RANKS))
    return (not (field.field == "enabled" and not field.after), rank, move.change.model_id)


def default_of(plan: Plan) -> DefaultMove:
    """What becomes of the default model."""
    return DefaultMove(tuple(_losing(plan)), tuple(_becoming(plan)))


def _losing(plan: Plan) -> Iterator[str]:
    for change in plan.changes:
        if isinstance(change, Delete):
            if change.live.fields["is_default"]:
                yield change.model_id
        elif any(field.field == "is_default" and field.before and not field.after for field in change.fields):
            yield change.model_id


def _becoming(plan: Plan) -> Iterator[str]:
    for change in plan.changes:
        if any(field.field == "is_default" and field.after and not field.before for field in change.fields):
            yield change.desired.model_id if isinstance(change, (Adopt, Update)) else change.model_id
