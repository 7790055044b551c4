"""The live state as it was read, unknown attributes included."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.errors import Problem


class Record(NamedTuple):
    """One row that is a model."""

    record_id: str
    model_id: str
    fields: Mapping[str, object]
    """Every managed field by Python name, as the platform would parse it; None when absent."""
    raw: Mapping[str, object]
    """Every attribute by stored name, as it was read, without the table's key attributes."""
    managed_by: str | None

    @property
    def updated_at(self) -> str:
        """The time of the last change, as it is stored."""
        return str(self.raw.get("updatedAt", ""))


class BrokenRow(NamedTuple):
    """A row that no release of the platform could parse: reported, never changed, never deleted."""

    record_id: str | None
    """The key under which it stands, where that can be told."""
    model_id: str | None
    """Its `modelId`, where that can be told."""
    problem: Problem


class Snapshot(NamedTuple):
    """All of a store at one moment. A store that cannot be read whole is an error, never a part."""

    records: tuple[Record, ...]
    """Sorted by `model_id`, then `record_id`."""
    broken: tuple[BrokenRow, ...] = ()
    notes: tuple[str, ...] = ()
    """What a person should know about the read, such as an interrupted sync that is still to be completed."""
