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
    groups = _Groups(list(map(len, units)), most)
    home: dict[str, int] = {}
    for at in sorted(range(len(units)), key=lambda one: not carried[one]):  # the successors first
        for name in sorted(carried[at] | _named(units[at])):
            groups.join(home.setdefault(name, at), at)
    found: dict[int, list[Change | Renewal]] = {}
    for group, unit in zip(groups.of, units, strict=True):
        found.setdefault(group, []).extend(unit)
    return list(map(tuple, found.values()))


class _Groups:
    """The units, by their numbers, in groups that are joined."""

    def __init__(self, sizes: list[int], most: int) -> None:
        """`sizes` says how many changes each unit has, `most` how many a group may have."""
        self.of = list(range(len(sizes)))
        self._units = [[at] for at in self.of]
        self._sizes = sizes
        self._most = most

    def join(self, one: int, other: int) -> None:
        """Join the groups of two units, if they are two and not too many. Only those of the second are gone through."""
        into, gone = self.of[one], self.of[other]
        if into != gone and self._sizes[into] + self._sizes[gone] <= self._most:
            self._sizes[into] += self._sizes[gone]
            self._units[into] += self._units[gone]
            for at in self._units[gone]:
                self.of[at] = into


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
