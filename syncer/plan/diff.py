"""Desired against live: which rows change and how.

Rows are matched by `model_id`, by the name that a definition says it had before, and by the name under which a row
was last applied. The same input gives the same changes, in the same order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from schemas.attributes import NAMES
from syncer.model.changes import Adopt, Change, Create, Delete, FieldChange, Renewal, StepDown, Update
from syncer.model.equality import differing
from syncer.model.records import record_id_for
from syncer.plan.match_rows import Rows
from syncer.plan.three_way import Conflict, edited, mark_is_behind, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from syncer.model.catalog import Catalog, CatalogEntry, Place
    from syncer.model.records import BrokenRow, Inventory, Record, Snapshot


class Stop(NamedTuple):
    """A row about which somebody has to decide before anything is applied."""

    model_id: str
    kind: Literal["deleted", "edited", "default", "moved"]
    """`deleted`: outside, under `fail`; `edited`: outside, and to be deleted, under `fail`; `default`: it is to be, but
    another is that is left to others; `moved`: since the apply that is to be taken back."""
    names: tuple[str, ...] = ()
    """The fields that were edited, or the model id of the row that is the default."""
    place: Place | None = None
    """The line of the definition; None where there is none."""


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
    conflicts: tuple[Conflict | Stop, ...] = ()
    """What stops a sync until somebody decides."""
    renewals: tuple[Renewal, ...] = ()
    """Rows that are right, but whose mark is behind."""
    twins: tuple[tuple[CatalogEntry, Record, Record], ...] = ()
    """Definitions with a row by their name and another by the name that they had, or as which it was last applied."""
    lost_renames: tuple[CatalogEntry, ...] = ()
    """Definitions that are created although they say they had another name: no row has it."""


def diff_models(
    catalog: Catalog,
    snapshot: Snapshot,
    *,
    inventory: Inventory | None = None,
    overwrite: frozenset[str] = frozenset(),
) -> Difference:
    """Everything that lies between the catalog and the store.

    `inventory` is what the last sync knew; `overwrite` names the models for which the catalog wins over every edit.
    """
    matcher = _Matcher(catalog, snapshot, inventory, overwrite)
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
        tuple(tuple(records) for _, records in sorted(matcher.doubled.items())),
        tuple(matcher.foreign),
        tuple(matcher.blocked),
        tuple(matcher.conflicts),
        tuple(matcher.renewals),
        tuple(matcher.twins),
        tuple(matcher.lost_renames),
    )


class _Matcher:
    """Takes definitions and rows one by one and sorts them into what happens to them."""

    def __init__(
        self, catalog: Catalog, snapshot: Snapshot, inventory: Inventory | None, overwrite: frozenset[str]
    ) -> None:
        self.changes: list[Change] = []
        self.unchanged = 0
        self.unmanaged: list[Record] = []
        self.foreign: list[tuple[CatalogEntry, Record]] = []
        self.blocked: list[tuple[CatalogEntry, BrokenRow]] = []
        self.conflicts: list[Conflict | Stop] = []
        self.renewals: list[Renewal] = []
        self.twins: list[tuple[CatalogEntry, Record, Record]] = []
        self.lost_renames: list[CatalogEntry] = []
        self._catalog = catalog
        self._name = catalog.settings.name
        self._policies = catalog.settings.policies
        self._overwrite = overwrite
        self._known: Mapping[str, str] = inventory.rows if inventory else {}
        self._rows = Rows(catalog, snapshot.records)
        self.doubled = self._rows.doubled
        self._broken = {key: row for row in snapshot.broken for key in (row.model_id, row.record_id) if key}
        absent = any(entry.model_id not in self._rows.by_id for entry in catalog.entries)
        self._taken = {record.record_id for record in snapshot.records} if absent else set()
        self._has_default = any(record.fields["is_default"] for record in snapshot.records) if absent else True
        self._left_defaults: list[Record] = []
        self._matched: set[str] = set()

    def take(self, entry: CatalogEntry) -> None:
        """One definition: create, update, adopt, or leave."""
        found = self._rows.of(entry)
        self._matched.add(entry.model_id)
        if not found:
            self._create(entry)
            return
        live = found[0]
        self._matched.add(live.model_id)
        others = [row for row in found if row is not live and row.managed_by in (None, self._name)]
        if others:
            self._matched.update(row.model_id for row in others)
            self.twins.append((entry, others[0], live))
        elif live.model_id in self.doubled:
            return
        elif live.managed_by not in (None, self._name):
            self.foreign.append((entry, live))
        else:
            self._compare(entry, live)

    def _compare(self, entry: CatalogEntry, live: Record) -> None:
        """A definition and its row, which is ours or nobody's."""
        overwrite = not self._overwrite.isdisjoint((entry.model_id, live.model_id))
        found = resolve(entry, live, self._policies.of(entry.model_id), overwrite=overwrite)
        self.conflicts.extend(found.conflicts)
        if found.conflicts:
            return
        if found.desired.fields["is_default"] and not entry.fields["is_default"]:
            self._left_defaults.append(live)
        if live.managed_by is None:
            self.changes.append(Adopt(live, found.fields, found.desired, found.left))
        elif found.fields:
            self.changes.append(Update(live, found.fields, found.desired, found.left))
        else:
            self.unchanged += 1
            if mark_is_behind(live, found):
                self.renewals.append(Renewal(live, (), found.desired, found.left))

    def _create(self, entry: CatalogEntry) -> None:
        record_id: str | None = record_id_for(entry.model_id)
        broken = next((self._broken[key] for key in self._names(entry, record_id) if key in self._broken), None)
        if broken is not None:
            self.blocked.append((entry, broken))
            return
        policies = self._policies.of(entry.model_id)
        known = {self._known[name] for name in self._names(entry, None) if name in self._known}
        if known and "fail" in policies.values() and entry.model_id not in self._overwrite:
            self.conflicts.append(Stop(entry.model_id, "deleted", place=entry.source.at("model_id")))
            return
        if entry.renamed_from is not None:
            self.lost_renames.append(entry)
        if record_id in self._taken:
            record_id = None
        if policies.get("is_default") == "live" and self._has_default:
            entry = entry._replace(fields={**entry.fields, "is_default": False})
        before: dict[str, object] = dict.fromkeys(NAMES)
        fields = tuple(FieldChange(name, None, entry.fields[name]) for name in differing(before, entry.fields))
        self.changes.append(Create(entry, record_id, fields, is_gone=bool(known) and known.isdisjoint(self._taken)))

    @staticmethod
    def _names(entry: CatalogEntry, record_id: str | None) -> tuple[str, ...]:
        return tuple(name for name in (entry.model_id, record_id, entry.renamed_from) if name is not None)

    def _is_settled(self, record: Record) -> bool:
        """Whether a definition decides about the row, or nothing may because others share its model id."""
        return record.model_id in self._matched or record.model_id in self.doubled

    def rest(self, records: Iterable[Record]) -> None:
        """The rows without a definition: delete what is ours, leave what is nobody's or another's."""
        for record in records:
            if self._is_settled(record):
                continue
            if record.managed_by is None:
                self.unmanaged.append(record)
            elif record.managed_by == self._name:
                self._delete(record)

    def _delete(self, record: Record) -> None:
        policies = self._policies.of(record.model_id)
        moved = edited(record, policies)
        stopping = tuple(name for name in moved if policies.get(name) == "fail")
        if stopping and record.model_id not in self._overwrite:
            self.conflicts.append(Stop(record.model_id, "edited", stopping))
            return
        gone = tuple(
            FieldChange(name, record.fields[name], None) for name in NAMES if record.fields[name] not in (None, [])
        )
        self.changes.append(Delete(record, gone, moved))

    def hand_over(self, records: Iterable[Record]) -> None:
        """When a definition is the default, no row outside the catalog may stay it."""
        successor = next((entry for entry in self._catalog.entries if entry.fields["is_default"]), None)
        if successor is None or self._policies.of(successor.model_id).get("is_default") == "live":
            return
        place = successor.source.at("is_default")
        for row in self._left_defaults:
            self.conflicts.append(Stop(successor.model_id, "default", (row.model_id,), place))
        for record in records:
            if self._is_settled(record) or not record.fields["is_default"]:
                continue
            if record.managed_by is None:
                change = FieldChange("is_default", before=True, after=False)
                self.changes.append(StepDown(record, (change,), successor))
            elif record.managed_by != self._name:
                self.foreign.append((successor, record))
