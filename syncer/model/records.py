"""The live state as it was read, unknown attributes included."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from schemas.attributes import KIND, STORED_NAME, WHEN_NAMED
from syncer.frozen import NamedTuple
from syncer.model.equality import same

if TYPE_CHECKING:
    from syncer.errors import Problem

RECORD_NAMESPACE: Final = UUID("a1b2c3d4-e5f6-7890-abcd-ef1234567890")
"""Two writers that race to create one model meet in one key: the platform's bootstrap script uses it too."""


class Record(NamedTuple):
    """One row that is a model."""

    record_id: str
    model_id: str
    fields: Mapping[str, object]
    """Every managed field by Python name, as the platform would parse it; None when absent."""
    raw: Mapping[str, object]
    """Every attribute by stored name, as it was read, without the table's key attributes."""
    managed_by: str | None
    base: Mapping[str, object] | None = None
    """The managed fields as they were last applied; the very same object as `fields` when nothing moved since.
    None when the row does not say, or is unmanaged."""
    has_bad_mark: bool = False
    """Whether the row says what was last applied, but in a way that nobody can read."""
    protected: bool = False
    """Whether the definition that was last applied said so."""
    extras: tuple[str, ...] = ()
    """Names of the attributes that no schema names."""
    named: tuple[str, ...] = ()
    """Those of the fields that are managed only when a definition names them which were last applied. Of the others
    `base` says nothing."""
    invalid: tuple[str, ...] = ()
    """The fields whose stored value is none of theirs. `fields` has them as the platform reads them, which may be by a
    default; for some of them, releases skip the row."""
    keeps_rules: bool = False
    """Whether its parameters are known to keep the rules of every release; False where nobody looked yet."""

    @property
    def applied(self) -> Mapping[str, object] | None:
        """The base, with None for what was not applied."""
        if self.base is None:
            return None
        return {**self.base, **{name: None for name in WHEN_NAMED if name not in self.named}}

    def was_applied(self, field: str) -> bool:
        """Whether the base says something of the field."""
        return self.base is not None and (field not in WHEN_NAMED or field in self.named)

    def said(self, field: str) -> object:
        """The value that the row has for a field; of one that is not valid its text, or None where only text fits."""
        if field not in self.invalid:
            return self.fields[field]
        return str(self.raw.get(STORED_NAME[field])) if KIND[field] == "text" else None

    def odd(self, field: str) -> str:
        """The stored value in words, where it is none of the field's: `0 (a number)`. Empty for any other."""
        if field not in self.invalid:
            return ""
        said = import_module("syncer.model.odd_values")  # hardly any row has such a value
        return str(said.odd_in_words(KIND[field], self.raw.get(STORED_NAME[field])))

    def holds(self, field: str, value: object) -> bool:
        """Whether the row has the value. One that is not valid is as no value that a definition can say."""
        return field not in self.invalid and same(field, self.fields[field], value)

    @property
    def updated_at(self) -> str:
        """The time of the last change, as it is stored."""
        return str(self.raw.get("updatedAt", ""))

    @property
    def applied_at(self) -> str:
        """The time at which the catalog was last applied to the row, as it is stored; empty when it does not say."""
        last = self.raw.get("lastApplied")
        return str(last.get("at", "")) if isinstance(last, Mapping) else ""


class BrokenRow(NamedTuple):
    """A row that no release of the platform could parse: reported, never changed, never deleted."""

    record_id: str | None
    """The key under which it stands, where that can be told."""
    model_id: str | None
    """Its `modelId`, where that can be told."""
    problem: Problem
    faults: tuple[str, ...] = ()
    """Everything that is wrong with it; the problem names the first."""


class Snapshot(NamedTuple):
    """All of a store at one moment. A store that cannot be read whole is an error, never a part."""

    records: tuple[Record, ...]
    """Sorted by `model_id`, then `record_id`."""
    broken: tuple[BrokenRow, ...] = ()
    notes: tuple[str, ...] = ()
    """What a person should know about the read, such as an interrupted sync that is still to be completed."""
    is_whole: bool = True
    """Whether these are all rows, those of others included, and not what stands in for a store."""


Announced = Mapping[str, Mapping[str, Mapping[str, float]]]
"""Prices for days to come, by model id, day and field."""
NOTHING_ANNOUNCED: Final[Announced] = MappingProxyType({})
NOTHING_SEEN: Final[Mapping[str, Mapping[str, object]]] = MappingProxyType({})


class Inventory(NamedTuple):
    """What the last sync of a catalog knew of a store: kept in the store, beside the rows."""

    rows: Mapping[str, str]
    """The id of the row of each model that the catalog managed, by `model_id`."""
    attributes: frozenset[str]
    """Names of attributes that no schema names and that were announced."""
    applied: tuple[tuple[str, str], ...] = ()
    """The saved plans that were applied, the latest last: each its id and the time."""
    settings: Mapping[str, Any] | None = None
    """The settings of the catalog that held for it, as `syncer.plan.in_force` says them; None when not known."""
    spent: frozenset[str] = frozenset()
    """The ids of rows that were deleted: other tables may still refer to them, so that no new row gets one."""
    page: Mapping[str, Mapping[str, object]] = NOTHING_SEEN
    """What others put into fields that no definition names, where it is not the default, by model id and field."""
    announced: Announced = NOTHING_ANNOUNCED
    """The prices for days to come of which the last sync was told."""


def record_id_for(model_id: str) -> str:
    """The id of a new row for the model id (the storage contract's uuid5)."""
    return str(uuid5(RECORD_NAMESPACE, model_id))
