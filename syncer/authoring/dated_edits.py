"""Edits of prices that change on a day: each stands where the price that holds comes from. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.load.price_changes import KEY
from syncer.yaml.layout import NotEditableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.model.catalog import CatalogEntry


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


def path_of(entry: CatalogEntry, field: str) -> tuple[str, ...]:
    """The keys at which the value of a field stands that holds."""
    return (field,) if field not in entry.since else (KEY, entry.since[field], field)
