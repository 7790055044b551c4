"""What a sync remembers of a store beside the rows: which rows it manages, and what of others' it has announced.

Without it nobody could tell a row that was deleted outside the catalog from a definition that is new, nor settings that
were loosened from those that always were so.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Final

from schemas.attributes import PYTHON_NAME, WHEN_NAMED
from syncer.frozen import NamedTuple
from syncer.model.changes import Create, Delete, Recreate
from syncer.model.records import NOTHING_ANNOUNCED, Inventory
from syncer.plan.in_force import remembered
from syncer.plan.page_fields import seen_after, seen_after_saved

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from syncer.model.changes import Change
    from syncer.model.records import Announced, Snapshot
    from syncer.plan.diff import Difference
    from syncer.plan.guards.rules import Breach
    from syncer.plan.page_fields import PageEdit

NOTHING_KNOWN: Final = Inventory({}, frozenset())
"""The inventory of a store that no sync has looked at."""
_FORMAT: Final = 1
_MOST_APPLIED: Final = 200
"""So many saved plans are remembered as applied; an older one has expired long ago."""


class AttributeCount(NamedTuple):
    """An attribute that no schema names."""

    name: str
    rows: int
    """How many rows have it."""
    is_new: bool
    """Whether no sync has announced it yet."""


class Beside(NamedTuple):
    """What a plan comes to beside its changes."""

    inventory: Inventory | None
    """What is to be remembered; None when it is known already."""
    left_out: tuple[str, ...] = ()
    """The models of which a plan for some models leaves something out, sorted."""
    breaches: tuple[Breach, ...] = ()
    """What only the changes that are left out would make right."""


def count_attributes(snapshot: Snapshot, inventory: Inventory | None) -> tuple[AttributeCount, ...]:
    """The attributes that other writers store, by name."""
    counts = Counter(name for record in snapshot.records if record.extras for name in record.extras)
    known = inventory.attributes if inventory else frozenset()
    return tuple(AttributeCount(name, rows, name not in known) for name, rows in sorted(counts.items()))


def next_inventory(
    snapshot: Snapshot,
    difference: Difference,
    attributes: Sequence[AttributeCount],
    before: Inventory | None,
    *,
    name: str,
    settings: Mapping[str, Any] | None = None,
    announced: Announced = NOTHING_ANNOUNCED,
) -> Inventory | None:
    """What is to be remembered once everything that lies between is applied; None when it is known already."""
    rows = {record.model_id: record.record_id for record in snapshot.records if record.managed_by == name}
    for change in difference.changes:
        _apply(rows, change)
    known = before or NOTHING_KNOWN._replace(settings=settings)  # of a store without rows there is nothing to remember
    rows |= _without_id(known, rows)
    spent = known.spent | _deleted(difference.changes) | _vanished(known, snapshot)
    # Those that a schema names by now stay: to forget them would be a write for nothing.
    kept = known.attributes.intersection(PYTHON_NAME)
    names = kept.union(attribute.name for attribute in attributes)
    page = seen_after(snapshot, difference, name=name)
    following = Inventory(rows, names, known.applied, settings, spent, page, announced)
    return None if following == known else following


def _without_id(known: Inventory, rows: Mapping[str, str]) -> dict[str, str]:
    """Rows whose id was drawn when they were written: they stay without, as to note it would be a write for nothing."""
    return {name: row for name, row in known.rows.items() if row == "" and name in rows}


def _vanished(known: Inventory, snapshot: Snapshot) -> frozenset[str]:
    """The ids of rows that were there after the last sync."""
    there: set[str | None] = {row.record_id for rows in (snapshot.records, snapshot.broken) for row in rows}
    return frozenset(known.rows.values()) - there - {""}


def _deleted(changes: Iterable[Change]) -> frozenset[str]:
    return frozenset(change.record_id for change in changes if isinstance(change, Delete))


def after_saved(
    before: Inventory | None,
    changes: Iterable[Change],
    attributes: Iterable[AttributeCount],
    *,
    plan_id: str,
    at: str,
    settings: Mapping[str, Any] | None = None,
    page_edits: Iterable[PageEdit] = (),
    announced: Announced = NOTHING_ANNOUNCED,
) -> Inventory:
    """What is to be remembered once a saved plan is applied to a store that others may have synced meanwhile.

    `settings` are those that held for the plan; one that comes from no catalog knows the platform at most.
    `page_edits` and `announced` are what it announces.
    """
    known = before or NOTHING_KNOWN
    rows, done = dict(known.rows), tuple(changes)
    for change in done:
        _apply(rows, change)
    names = known.attributes | {attribute.name for attribute in attributes}
    is_whole = settings is not None and "name" in settings
    kept = settings if is_whole else known.settings
    told = announced if is_whole else known.announced
    plans = (*known.applied, (plan_id, at))[-_MOST_APPLIED:]
    page = seen_after_saved(known, page_edits, done)
    return Inventory(rows, names, plans, kept, known.spent | _deleted(done), page, told)


def after_part(before: Inventory | None, changes: Sequence[Change]) -> Inventory | None:
    """What is to be remembered once some changes of a plan are applied; None when it is known already.

    Of the rest it stays what was known: a later sync tells of it as if this one had not been.
    """
    known = before or NOTHING_KNOWN
    rows = dict(known.rows)
    for change in changes:
        _apply(rows, change)
    spent, page = known.spent | _deleted(changes), seen_after_saved(known, (), changes)
    following = known._replace(rows=rows, spent=spent, page=page)
    return None if following == known else following


def _apply(rows: dict[str, str], change: Change) -> None:
    if isinstance(change, (Create, Recreate)):
        rows[change.model_id] = change.record_id or ""
        return
    if change.action == "update" and change.live.managed_by is None:
        return
    rows.pop(change.model_id, None)
    if not isinstance(change, Delete):
        renamed = next((str(field.after) for field in change.fields if field.field == "model_id"), change.model_id)
        rows[renamed] = change.record_id


def gone(snapshot: Snapshot, inventory: Inventory | None) -> tuple[str, ...]:
    """The models whose row was there after the last sync and is there no more, by model id."""
    if inventory is None:
        return ()
    there: set[str | None] = {key for row in snapshot.records for key in (row.model_id, row.record_id)}
    there.update(key for row in snapshot.broken for key in (row.model_id, row.record_id))
    return tuple(sorted(name for name, row in inventory.rows.items() if there.isdisjoint((name, row))))


def inventory_bytes(inventory: Inventory) -> bytes:
    """The inventory as it is kept: the same bytes every time."""
    document: dict[str, Any] = {
        "format": _FORMAT,
        "rows": dict(inventory.rows),
        "attributes": sorted(inventory.attributes),
        "applied": inventory.applied,
        **({"spent": sorted(inventory.spent)} if inventory.spent else {}),
        **({"page": {name: dict(values) for name, values in inventory.page.items()}} if inventory.page else {}),
        **({"announced": _announced(inventory.announced)} if inventory.announced else {}),
    }
    if inventory.settings is not None:
        document["settings"] = dict(inventory.settings)
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


def read_inventory(data: bytes | None) -> Inventory | None:
    """The inventory that was kept; None when there is none, or when nobody can read it: nothing is known then."""
    try:
        document = json.loads(data or b"")
        if document["format"] != _FORMAT:
            return None
        rows, attributes = document["rows"], document["attributes"]
        applied = tuple((str(plan_id), str(at)) for plan_id, at in document.get("applied", ()))
        spent = frozenset(map(str, document.get("spent", ())))
        known = {str(name): str(row) for name, row in rows.items()}
        names, settings = frozenset(map(str, attributes)), remembered(document.get("settings"))
        announced = _announced(document.get("announced", {}))
        return Inventory(known, names, applied, settings, spent, _seen(document.get("page", {})), announced)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _seen(document: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, object]]:
    """Without fields that this version does not know. Raises TypeError or AttributeError for what no version wrote."""
    found = {str(model_id): {field: values[field] for field in WHEN_NAMED if field in values}
             for model_id, values in document.items()}  # fmt: skip
    if not all(isinstance(value, (str, bool)) for values in found.values() for value in values.values()):
        raise TypeError("a value that no such field has")
    return found


def _announced(document: Mapping[str, Mapping[str, Mapping[str, float]]]) -> Announced:
    """Raises AttributeError, TypeError or ValueError for what no version wrote."""
    return {
        str(model_id): {str(day): {str(field): float(price) for field, price in prices.items()}
                        for day, prices in days.items()}
        for model_id, days in document.items()
    }  # fmt: skip
