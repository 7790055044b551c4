"""Edits of prices that change on a day: each stands where the price that holds comes from. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.load.price_changes import KEY
from syncer.yaml.layout import NotEditableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.model.catalog import CatalogEntry
    from syncer.prices.base import Later


def changes_of(entry: CatalogEntry) -> dict[str, dict[str, float]] | None:
    """The prices of a definition that change on a day, as its file says them; None where none does."""
    return {change.since: dict(change.prices) for change in entry.price_changes} or None


def where_they_hold(entry: CatalogEntry, changes: Mapping[str, object]) -> Mapping[str, object]:
    """The changes of fields, those of prices that hold since a day in the place of what that day gives.

    `entry` is what the file says alone. Raises NotEditableError for one that is taken away: a day can give prices only.
    """
    moved = {name: value for name, value in changes.items() if name in entry.since}
    if not moved:
        return changes
    dated = changes_of(entry) or {}
    for name, value in moved.items():
        dated[entry.since[name]][name] = _price(entry, name, value)
    return {**{name: value for name, value in changes.items() if name not in moved}, KEY: dated}


def _price(entry: CatalogEntry, name: str, value: object) -> float:
    if isinstance(value, (int, float)):
        return float(value)
    since = entry.since[name]
    line = next(one.lines[name] for one in entry.price_changes if one.since == since)
    raise NotEditableError(f"{name} holds from {since} on, and a day cannot take a price away", line)


class DatedDraft:
    """Edits of the prices of one definition, for now and for days to come, collected until the file is written."""

    def __init__(self, entry: CatalogEntry) -> None:
        """`entry` is what the file says alone, and knows which of its changes hold."""
        self._since = dict(entry.since)
        self._before, self._dated = changes_of(entry), changes_of(entry) or {}
        self._fields: dict[str, object] = {}
        self.remarks: dict[tuple[str, ...], str] = {}
        """What is to stand behind a value, by the keys at which it stands."""

    def fold(self, day: str) -> None:
        """Let the prices of a day that is over stand above the changes; the days are given in their order."""
        for field, price in self._dated.pop(day).items():
            self._fields[field] = price
            if self._since.get(field) == day:
                del self._since[field]

    def put(self, field: str, price: float, remark: str) -> None:
        """Change the price that holds, where it stands."""
        since = self._since.get(field)
        if since is None:
            self._fields[field] = price
        else:
            self._dated[since][field] = price
        self.remarks[(field,) if since is None else (KEY, since, field)] = remark

    def schedule(self, field: str, later: Later, known: Later | None, remark: str) -> None:
        """Give another price from a day to come on, in the place of the one that the file knows of, if it does."""
        if known is not None and known.since != later.since:
            del self._dated[known.since.isoformat()][field]
        day = later.since.isoformat()
        self._dated.setdefault(day, {})[field] = float(later.price)
        self.remarks[KEY, day, field] = remark

    @property
    def fields(self) -> Mapping[str, object]:
        """The prices that stand above the changes then, as far as they are others."""
        return self._fields

    @property
    def dated(self) -> dict[str, dict[str, float]]:
        """The changes as they are then, by day."""
        return {day: prices for day, prices in sorted(self._dated.items()) if prices}

    @property
    def changes(self) -> dict[str, object]:
        """The keys of the file that get another value; None for one that goes."""
        dated = self.dated or None
        return dict(self._fields) if dated == self._before else {**self._fields, KEY: dated}
