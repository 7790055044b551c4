"""What a plan does to the order of the models, in a line; and the plan without it."""

from __future__ import annotations

from itertools import filterfalse
from typing import TYPE_CHECKING

from schemas.attributes import BY_CATALOG
from syncer.frozen import replace
from syncer.model.changes import Create, Delete, Recreate, Restore, Update
from syncer.model.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.model.changes import Change, FieldChange
    from syncer.plan.plan import Plan


def is_place(field: FieldChange) -> bool:
    """Whether the field is a place in the order, which is told of all models at once."""
    return field.field in BY_CATALOG


def order_lines(plan: Plan) -> Iterator[str]:
    """A sentence where models that are there get another place."""
    moved = _moved(plan)
    if moved:
        models = counted(plan.unchanged + len(plan.changes) - plan.counts["delete"], "model")
        back = sum(field.origin == "live" for field in moved)
        was, is_ = ("was", "is") if back == 1 else ("were", "are")
        ending = f"; {back:,} of them {was} moved outside the catalog and {is_} put back" if back else ""
        yield f"order: {len(moved):,} of {models} move{'s' if len(moved) == 1 else ''}{ending}."


def _moved(plan: Plan) -> list[FieldChange]:
    kept = [change for change in plan.changes if not isinstance(change, (Create, Delete, Recreate))]
    return [field for change in kept for field in change.fields if is_place(field)]


def without_places(plan: Plan) -> Plan:
    """The plan without what only moves rows within the order."""
    return replace(plan, changes=tuple(filter(_says_more, map(_placeless, plan.changes))))


def _placeless(change: Change) -> Change:
    if not any(map(is_place, change.fields)):
        return change
    return replace(change, fields=tuple(filterfalse(is_place, change.fields)))


def _says_more(change: Change) -> bool:
    return bool(change.fields) or not isinstance(change, (Update, Restore))
