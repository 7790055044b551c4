"""Desired against live: which rows change and how; the only home of deepdiff.

Rows are matched by `model_id`. The same input gives the same changes, in the same order.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID, uuid5

from schemas.attributes import KIND, NAMES
from syncer.changes import Adopt, Change, Create, Delete, FieldChange, StepDown, Update
from syncer.values import canonical_json, differing, without_nulls

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syncer.catalog import Catalog, CatalogEntry
    from syncer.records import BrokenRow, Record, Snapshot

RECORD_NAMESPACE = UUID("a1b2c3d4-e5f6-7890-abcd-ef1234567890")
"""Two writers that race to create one model meet in one key: the platform's bootstrap script uses it too."""
_HUGE_PERCENT: Final = 10**15
"""A relative change beyond this says nothing to a person."""


class Difference(NamedTuple):
    """What lies between a catalog and a store."""

    changes: tuple[Change, ...]
    unchanged: int
    unmanaged: tuple[Record, ...]
    """Rows that are nobody's and that the catalog does not name."""
    duplicates: tuple[tuple[Record, ...], ...]
    """Rows that share a model id. Nothing is planned for them."""
    foreign: tuple[tuple[CatalogEntry, Record], ...]
    """Definitions whose row another catalog manages, or whose default it holds."""
    blocked: tuple[tuple[CatalogEntry, BrokenRow], ...]
    """Definitions whose row cannot be parsed, so that a create would make a second one."""


def record_id_for(model_id: str) -> str:
    """The id of a new row for the model id (the storage contract's uuid5)."""
    return str(uuid5(RECORD_NAMESPACE, model_id))


def diff_models(catalog: Catalog, snapshot: Snapshot) -> Difference:
    """Everything that lies between the catalog and the store."""
    by_id: dict[str, Record] = {}
    doubled: dict[str, list[Record]] = {}
    for record in snapshot.records:
        first = by_id.setdefault(record.model_id, record)
        if first is not record:
            doubled.setdefault(record.model_id, [first]).append(record)
    matcher = _Matcher(catalog, snapshot, by_id, doubled)
    for entry in catalog.entries:
        matcher.take(entry)
    matcher.rest(snapshot.records)
    matcher.hand_over(snapshot.records)
    order = {"create": 0, "adopt": 1, "update": 2, "delete": 3}
    changes = sorted(matcher.changes, key=lambda change: (order[change.action], change.model_id))
    return Difference(
        tuple(changes),
        matcher.unchanged,
        tuple(matcher.unmanaged),
        tuple(tuple(records) for _, records in sorted(doubled.items())),
        tuple(matcher.foreign),
        tuple(matcher.blocked),
    )


class _Matcher:
    """Takes definitions and rows one by one and sorts them into what happens to them."""

    def __init__(
        self, catalog: Catalog, snapshot: Snapshot, by_id: dict[str, Record], doubled: Mapping[str, object]
    ) -> None:
        self.changes: list[Change] = []
        self.unchanged = 0
        self.unmanaged: list[Record] = []
        self.foreign: list[tuple[CatalogEntry, Record]] = []
        self.blocked: list[tuple[CatalogEntry, BrokenRow]] = []
        self._catalog = catalog
        self._name = catalog.settings.name
        self._by_id = by_id
        self._doubled = doubled
        self._broken = {key: row for row in snapshot.broken for key in (row.model_id, row.record_id) if key}
        self._taken = {record.record_id for record in snapshot.records} if self._may_create() else set()
        self._matched: set[str] = set()

    def _may_create(self) -> bool:
        return any(entry.model_id not in self._by_id for entry in self._catalog.entries)

    def take(self, entry: CatalogEntry) -> None:
        """One definition: create, update, adopt, or leave."""
        live = self._by_id.get(entry.model_id)
        self._matched.add(entry.model_id)
        if entry.model_id in self._doubled:
            return
        if live is None:
            self._create(entry)
        elif live.managed_by not in (None, self._name):
            self.foreign.append((entry, live))
        elif live.managed_by is None:
            self.changes.append(Adopt(live, _changed(live.fields, entry.fields), entry))
        elif fields := _changed(live.fields, entry.fields):
            self.changes.append(Update(live, fields, entry))
        else:
            self.unchanged += 1

    def _create(self, entry: CatalogEntry) -> None:
        record_id: str | None = record_id_for(entry.model_id)
        broken = self._broken.get(entry.model_id) or self._broken.get(str(record_id))
        if broken is not None:
            self.blocked.append((entry, broken))
            return
        if record_id in self._taken:
            record_id = None
        before: dict[str, object] = dict.fromkeys(NAMES)
        fields = tuple(FieldChange(name, None, entry.fields[name]) for name in differing(before, entry.fields))
        self.changes.append(Create(entry, record_id, fields))

    def _is_settled(self, record: Record) -> bool:
        """Whether a definition decides about the row, or nothing may because others share its model id."""
        return record.model_id in self._matched or record.model_id in self._doubled

    def rest(self, records: Iterable[Record]) -> None:
        """The rows without a definition: delete what is ours, leave what is nobody's or another's."""
        for record in records:
            if self._is_settled(record):
                continue
            if record.managed_by is None:
                self.unmanaged.append(record)
            elif record.managed_by == self._name:
                gone = tuple(
                    FieldChange(name, record.fields[name], None)
                    for name in NAMES
                    if record.fields[name] not in (None, [])
                )
                self.changes.append(Delete(record, gone))

    def hand_over(self, records: Iterable[Record]) -> None:
        """When a definition is the default, no row outside the catalog may stay it."""
        successor = next((entry for entry in self._catalog.entries if entry.fields["is_default"]), None)
        if successor is None:
            return
        for record in records:
            if self._is_settled(record) or not record.fields["is_default"]:
                continue
            if record.managed_by is None:
                self.changes.append(StepDown(record, (FieldChange("is_default", before=True, after=False),), successor))
            elif record.managed_by != self._name:
                self.foreign.append((successor, record))


def _changed(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(
            name,
            before[name],
            after[name],
            relative_change(name, before[name], after[name]),
            _nested(name, before[name], after[name]),
        )
        for name in differing(before, after)
    )


def relative_change(field: str, before: object, after: object) -> float | None:
    """Change of a price or a limit in percent of the old value; None where that has no meaning."""
    if KIND[field] not in {"price", "count"}:
        return None
    if not isinstance(before, (int, float)) or not isinstance(after, (int, float)) or not before:
        return None
    from decimal import Decimal  # noqa: PLC0415  only a changed number needs it

    old, new = Decimal(repr(before)), Decimal(repr(after))
    exact = (new - old) / old * 100
    if abs(exact) >= _HUGE_PERCENT:
        return None
    return float(round(exact, 2) or f"{exact:.1g}")


def _nested(field: str, before: object, after: object) -> tuple[str, ...]:
    """Which nested values differ, for two `supported_params` that are known to. A list is one value."""
    if KIND[field] != "params" or before is None or after is None:
        return ()
    from deepdiff import DeepDiff  # noqa: PLC0415  costs 230 ms; only a changed nested value needs it

    found = DeepDiff(without_nulls(before), without_nulls(after), view="tree", verbose_level=2)
    paths = {_keys(item.path(output_format="list")) for items in found.values() for item in items}
    sides = ((path, _side(before, path), _side(after, path)) for path in sorted(paths))
    return tuple(f"{'.'.join(path)}: {old} -> {new}" for path, old, new in sides if old != new)


def _keys(path: Iterable[object]) -> tuple[str, ...]:
    """The mapping keys of a path, up to the first index of a list."""
    return tuple(str(part) for part in takewhile(lambda part: not isinstance(part, int), path))


def _side(value: object, path: Iterable[str]) -> str:
    """One side of a nested difference, as JSON in which `3.0` is `3`."""
    for key in path:
        if not isinstance(value, Mapping) or value.get(key) is None:
            return "absent"
        value = value[key]
    return canonical_json(without_nulls(value))
