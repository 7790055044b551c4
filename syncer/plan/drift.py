"""What other writers did to a store since it was last synced, by class; the definitions are not looked at. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.plan.field_change import field_change
from syncer.plan.inventory import count_attributes, gone
from syncer.plan.match_rows import duplicates_of
from syncer.plan.three_way import edited

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syncer.model.catalog import Settings
    from syncer.model.changes import FieldChange
    from syncer.model.records import BrokenRow, Inventory, Record, Snapshot
    from syncer.plan.inventory import AttributeCount

CLASSES: Final = ("edited", "unmanaged", "gone", "duplicates", "broken", "attributes")
"""The classes of drift, in the order in which they are told."""


class Edited(NamedTuple):
    """A row of the catalog with fields that were edited."""

    live: Record
    fields: tuple[FieldChange, ...]
    """From what was last applied to what the row holds. Fields that others own are left out."""


class Drift(NamedTuple):
    """Everything that moved."""

    catalog: str
    target: str
    edited: tuple[Edited, ...]
    unmanaged: tuple[Record, ...]
    """Unmanaged rows."""
    gone: tuple[str, ...]
    """Models whose row was there after the last sync, by model id."""
    duplicates: tuple[tuple[Record, ...], ...]
    """Rows that share a model id."""
    broken: tuple[BrokenRow, ...]
    """Rows that do not parse."""
    attributes: tuple[AttributeCount, ...]
    """Attributes that no schema names and that no sync has announced yet."""
    unknown: tuple[str, ...]
    """Our rows that do not say what was last applied, by model id: for them nothing can be told."""

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each class."""
        return {name: len(getattr(self, name)) for name in CLASSES}


def _of(records: Iterable[Record], owner: str | None) -> list[Record]:
    return [record for record in records if record.managed_by == owner]


def find_drift(snapshot: Snapshot, settings: Settings, inventory: Inventory | None, *, target: str) -> Drift:
    """What moved since the last sync. `inventory` is what that one knew."""
    ours = _of(snapshot.records, settings.name)
    return Drift(
        settings.name,
        target,
        tuple(_edited(ours, settings)),
        tuple(_of(snapshot.records, None)),
        gone(snapshot, inventory),
        duplicates_of(snapshot.records),
        snapshot.broken,
        tuple(one for one in count_attributes(snapshot, inventory) if one.is_new),
        tuple(record.model_id for record in ours if record.base is None),
    )


def _edited(ours: list[Record], settings: Settings) -> Iterator[Edited]:
    for record in ours:
        base = record.base
        if base is None or base is record.fields:
            continue
        names = edited(record, settings.policies.of(str(base["model_id"])))
        if names:
            yield Edited(record, tuple(field_change(name, base[name], record.fields[name]) for name in names))
