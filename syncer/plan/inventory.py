"""What a sync remembers of a store beside the rows: which rows it manages, and which foreign attributes were announced.

Without it nobody could tell a row that was deleted outside the catalog from a definition that is new.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.changes import Create, Delete, Recreate
from syncer.model.records import Inventory

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from syncer.model.changes import Change
    from syncer.model.records import Snapshot
    from syncer.plan.diff import Difference

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
) -> Inventory:
    """What is to be remembered once everything that lies between is applied."""
    rows = {record.model_id: record.record_id for record in snapshot.records if record.managed_by == name}
    for change in difference.changes:
        _apply(rows, change)
    applied = before.applied if before else ()
    return Inventory(rows, frozenset(attribute.name for attribute in attributes), applied)


def after_saved(
    before: Inventory | None,
    changes: Iterable[Change],
    attributes: Iterable[AttributeCount],
    *,
    plan_id: str,
    at: str,
) -> Inventory:
    """What is to be remembered once a saved plan is applied to a store that others may have synced meanwhile."""
    known = before or NOTHING_KNOWN
    rows = dict(known.rows)
    for change in changes:
        _apply(rows, change)
    names = known.attributes | {attribute.name for attribute in attributes}
    return Inventory(rows, names, (*known.applied, (plan_id, at))[-_MOST_APPLIED:])


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
    document = {
        "format": _FORMAT,
        "rows": dict(inventory.rows),
        "attributes": sorted(inventory.attributes),
        "applied": inventory.applied,
    }
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


def read_inventory(data: bytes | None) -> Inventory | None:
    """The inventory that was kept; None when there is none, or when nobody can read it: nothing is known then."""
    try:
        document = json.loads(data or b"")
        if document["format"] != _FORMAT:
            return None
        rows, attributes = document["rows"], document["attributes"]
        applied = tuple((str(plan_id), str(at)) for plan_id, at in document.get("applied", ()))
        return Inventory({str(name): str(row) for name, row in rows.items()}, frozenset(map(str, attributes)), applied)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
