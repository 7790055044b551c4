"""Changes that stand or fall together: of a model, and of those that name it as their successor. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.model.changes import Create, Delete, Recreate, Renewal
from syncer.model.lifecycle import FITNESS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.model.changes import Change

    Unit = tuple[Change | Renewal, ...]


def linked(units: Sequence[Unit], *, most: int) -> list[Unit]:
    """The units, in their order, with those joined that are about one successor; at most so many changes together.

    Where they are more, the successor goes with the first of those that name it.
    """
    named = frozenset[str]().union(*map(_named, units))
    if not named:
        return list(units)
    carried = [named & _carried(unit) for unit in units]
    group_of, sizes = list(range(len(units))), list(map(len, units))
    home: dict[str, int] = {}
    for at in sorted(range(len(units)), key=lambda one: not carried[one]):  # the successors first
        for name in sorted(carried[at] | _named(units[at])):
            _join(group_of, sizes, (home.setdefault(name, at), at), most)
    found: dict[int, list[Change | Renewal]] = {}
    for group, unit in zip(group_of, units, strict=True):
        found.setdefault(group, []).extend(unit)
    return list(map(tuple, found.values()))


def _join(group_of: list[int], sizes: list[int], pair: tuple[int, int], most: int) -> None:
    """Join the groups of two units, if they are two and not too many."""
    into, gone = group_of[pair[0]], group_of[pair[1]]
    if into != gone and sizes[into] + sizes[gone] <= most:
        sizes[into] += sizes[gone]
        group_of[:] = [into if group == gone else group for group in group_of]


def _named(unit: Unit) -> frozenset[str]:
    """The successors that the changes name no longer, or anew."""
    fields = (field for change in unit for field in change.fields if field.field == "replaced_by")
    return frozenset(str(name) for field in fields for name in (field.before, field.after) if name)


def _carried(unit: Unit) -> frozenset[str]:
    """The model ids, before and after, of the changes that decide whether a model is there and fit."""
    found: set[str] = set()
    for change in unit:
        if isinstance(change, (Create, Recreate, Delete)):
            found.add(change.model_id)
        elif any(field.field in FITNESS for field in change.fields):
            found.add(change.model_id)
            found.update(str(field.after) for field in change.fields if field.field == "model_id")
    return frozenset(found)
