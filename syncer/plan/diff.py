"""Desired against live: which rows change and how.

Rows are matched by `model_id`, by the name that a definition says it had before, and by the name under which a row
was last applied. The same input gives the same changes, in the same order.
"""

from __future__ import annotations

from functools import cached_property
from itertools import filterfalse
from typing import TYPE_CHECKING, Final, Literal

from syncer.frozen import NamedTuple
from syncer.model.changes import Adopt, Change, Create, Delete, FieldChange, Renewal, StepDown, Update
from syncer.model.equality import filled
from syncer.model.late import giving
from syncer.model.records import record_id_for
from syncer.plan.field_change import removed_fields
from syncer.plan.match_rows import Rows, duplicates_of
from syncer.plan.three_way import Conflict, edited, is_in_step, mark_is_behind, resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from syncer.model.catalog import Catalog, CatalogEntry, Place
    from syncer.model.records import BrokenRow, Inventory, Record, Snapshot

_ORDER: Final = {"create": 0, "adopt": 1, "update": 2, "delete": 3}


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
    """Unmanaged rows that the catalog does not name."""
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
    ignored: frozenset[str] = frozenset(),
) -> Difference:
    """Everything that lies between the catalog and the store; `inventory` is what the last sync knew.

    For models in `overwrite` the catalog wins over every edit; `ignored` rows without a definition are left alone.
    """
    matcher = _Matcher(catalog, snapshot, inventory, overwrite, ignored)
    for entry in matcher.settle():
        matcher.take(entry)
    matcher.rest()
    matcher.hand_over()
    changes = sorted(matcher.changes, key=lambda change: (_ORDER[change.action], change.model_id))
    return Difference(
        tuple(changes), matcher.unchanged, tuple(matcher.unmanaged), matcher.duplicates, tuple(matcher.foreign),
        tuple(matcher.blocked), tuple(matcher.conflicts), tuple(matcher.renewals), tuple(matcher.twins),
        tuple(matcher.lost_renames),
    )  # fmt: skip


class _Matcher:
    """Takes definitions and rows one by one and sorts them into what happens to them."""

    def __init__(
        self, catalog: Catalog, snapshot: Snapshot, inventory: Inventory | None, overwrite: frozenset[str],
        ignored: frozenset[str],
    ) -> None:  # fmt: skip
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
        self._deleted = inventory.spent if inventory else frozenset()
        self._rows = Rows(catalog, snapshot.records)
        self._is_ignored: Callable[[Record], bool] = lambda record: record.record_id in ignored
        self.duplicates = duplicates_of(snapshot.records, ignored)
        self._doubled = {rows[0].model_id for rows in self.duplicates}
        self._broken = {key: row for row in snapshot.broken for key in (row.model_id, row.record_id) if key}
        self._records = snapshot.records
        self._left_defaults: list[Record] = []
        self._matched = {entry.model_id for entry in catalog.entries}

    @cached_property
    def _taken(self) -> set[str]:
        """The ids of all rows; only a create asks for them."""
        return {record.record_id for record in self._records}

    @cached_property
    def _spent(self) -> set[str]:
        """The ids that no new row may get: those of rows, also of rows that are known to have been deleted."""
        return {*self._taken, *self._known.values(), *self._deleted}

    @cached_property
    def _has_default(self) -> bool:
        return any(map(_is_default, self._records))

    def settle(self) -> list[CatalogEntry]:
        """Count the definitions whose row surely needs nothing, nearly all; the others."""
        alone, policies, owner = self._rows.alone, self._policies, self._name
        found = [one for one in self._catalog.entries
                 if not is_in_step(one, alone.get(one.model_id), owner) or policies.of(one.model_id)]  # fmt: skip
        self.unchanged = len(self._catalog.entries) - len(found)
        return found

    def take(self, entry: CatalogEntry) -> None:
        """One definition: create, update, adopt, or leave."""
        found = self._rows.of(entry)
        if not found:
            self._create(entry)
            return
        live, others = found[0], self._others(found) if len(found) > 1 else []
        self._matched.add(live.model_id)
        self._matched.update([row.model_id for row in others])
        if others:
            self.twins.append((entry, others[0], live))
        elif live.model_id in self._doubled:
            return
        elif not self._may_take(live):
            self.foreign.append((entry, live))
        else:
            self._compare(entry, live)

    def _others(self, found: tuple[Record, ...]) -> list[Record]:
        return [row for row in found[1:] if row is not found[0] and self._may_take(row)]

    def _may_take(self, row: Record) -> bool:  # it is unmanaged or this catalog's
        return row.managed_by in (None, self._name)

    def _compare(self, entry: CatalogEntry, live: Record) -> None:
        overwrite = not self._overwrite.isdisjoint((entry.model_id, live.model_id))
        found = resolve(entry, live, self._policies.of(entry.model_id), overwrite=overwrite)
        self.conflicts.extend(found.conflicts)
        if found.conflicts:
            return
        if _is_default(found.desired) and not _is_default(entry):
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
        names = (entry.model_id, *filter(None, [entry.renamed_from]))
        record_id = record_id_for(entry.model_id)
        broken = [self._broken[key] for key in (entry.model_id, record_id, *names) if key in self._broken]
        if broken:
            self.blocked.append((entry, broken[0]))
            return
        policies = self._policies.of(entry.model_id)
        known = set(map(self._known.get, names)) - {None}
        if known and "fail" in policies.values() and entry.model_id not in self._overwrite:
            self.conflicts.append(Stop(entry.model_id, "deleted", place=entry.source.at("model_id")))
            return
        if entry.renamed_from is not None:
            self.lost_renames.append(entry)
        self._add_create(entry, record_id, known, policies.get("is_default"))

    def _add_create(self, entry: CatalogEntry, record_id: str, known: set[str | None], policy: str | None) -> None:
        if policy == "live" and self._has_default:
            entry = entry._replace(fields={**entry.fields, "is_default": False})
        said = filled(entry.fields)
        fields = tuple(FieldChange(name, None, entry.fields[name]) for name in said)
        free_id = None if record_id in self._spent else record_id
        self.changes.append(Create(entry, free_id, fields, is_gone=bool(known) and known.isdisjoint(self._taken)))

    @cached_property
    def _open(self) -> list[Record]:
        """The rows about which no definition decides; those that share a model id are none of them."""
        settled = self._matched | self._doubled
        return [record for record in self._records if record.model_id not in settled]

    def rest(self) -> None:
        """The rows without a definition: delete what is ours, leave what is unmanaged or another's."""
        for record in filterfalse(self._is_ignored, self._open):
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
        self.changes.append(Delete(record, removed_fields(record.fields), moved))

    def hand_over(self) -> None:
        """When a definition is the default, no row outside the catalog may stay it, unless that is left to others."""
        successor = next(giving(self._catalog.entries, "is_default"), None)
        if successor is None or self._policies.of(successor.model_id).get("is_default") == "live":
            return
        place = successor.source.at("is_default")
        self.conflicts += [Stop(successor.model_id, "default", (row.model_id,), place) for row in self._left_defaults]
        for record in filter(_is_default, self._open):
            if record.managed_by is None:
                change = FieldChange("is_default", before=True, after=False)
                self.changes.append(StepDown(record, (change,), successor))
            elif record.managed_by != self._name:
                self.foreign.append((successor, record))


def _is_default(of: Record | CatalogEntry) -> bool:
    return bool(of.fields["is_default"])
