"""The fields that no definition names: what others put there, what of it is new, what a row made anew keeps. Pure.

They are never put back. What a sync has seen of them stands in the inventory, by the model id of the definition: so an
edit is announced once, and the lifecycle of a row that is deleted outside the catalog is not lost with it.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from schemas.attributes import DEFAULTS, NAMES, WHEN_NAMED, is_left_out, named_in, values_when_named
from syncer.frozen import NamedTuple, replace
from syncer.model.changes import Adopt, Create, Delete, FieldChange, Renewal, Update
from syncer.model.equality import same
from syncer.model.late import PackedFields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from syncer.model.catalog import Catalog, CatalogEntry, Settings
    from syncer.model.changes import Change
    from syncer.model.records import Inventory, Record, Snapshot
    from syncer.plan.diff import Difference

Seen = dict[str, dict[str, object]]
"""The values of such fields that are not the default, by model id and field."""
_NOTHING: Final = tuple(DEFAULTS[name] for name in WHEN_NAMED)


class PageEdit(NamedTuple):
    """An edit of a field that no definition names: it is kept."""

    model_id: str
    field: str
    before: object
    """What the last sync saw; the default where it saw none."""
    after: object


def _values(fields: Mapping[str, object], named: Iterable[str]) -> dict[str, object]:
    """What others put into a row; of most rows, nothing."""
    if isinstance(fields, PackedFields):
        if fields.head.is_as_unnamed:
            return {}
    elif values_when_named(fields) == _NOTHING:
        return {}
    return {name: fields[name] for name in WHEN_NAMED if name not in named and not is_left_out(name, fields)}


def _given(records: Iterable[Record]) -> list[Record]:
    """The rows into which others may have put something: of most stores, few."""
    return [
        record for record in records
        if type(fields := record.fields) is not PackedFields or not fields.head.is_as_unnamed
    ]  # fmt: skip


def definition_name(record: Record) -> str:
    """The model id of its definition, also of a row that was renamed outside."""
    if record.base is None or record.base is record.fields:
        return record.model_id
    return str(record.base["model_id"])


def edits_of_page(
    records: Iterable[Record], inventory: Inventory | None, settings: Settings, catalog: Catalog | None = None
) -> tuple[PageEdit, ...]:
    """What was edited since the last sync in the catalog's rows, but for the fields that a policy leaves to others.

    With a catalog, only of rows that it defines, and not of fields that it names by now: the plan tells of those.
    """
    moved = tuple(_moved(records, settings.name, inventory.page if inventory is not None else {}))
    if catalog is not None and moved:
        moved = tuple(_defined(moved, {entry.model_id: entry for entry in catalog.entries}))
    return tuple(chain.from_iterable(_edits(one, settings) for one in moved))


class _Moved(NamedTuple):
    """A row in which such a field is not as the last sync saw it."""

    name: str
    named: tuple[str, ...]
    before: Mapping[str, object]
    after: Mapping[str, object]


def _moved(records: Iterable[Record], owner: str, known: Mapping[str, Mapping[str, object]]) -> Iterator[_Moved]:
    for record in records if known else _given(records):
        if record.managed_by == owner and record.base is not None:  # else nobody knows what its definition named
            after = _values(record.fields, record.named)
            before = known.get(definition_name(record), {}) if known or after else after
            if before != after:
                yield _Moved(definition_name(record), record.named, before, after)


def _defined(moved: Iterable[_Moved], entries: Mapping[str, CatalogEntry]) -> Iterator[_Moved]:
    for one in moved:
        if one.name in entries:
            yield one._replace(named=(*one.named, *named_in(entries[one.name].fields)))


def _edits(moved: _Moved, settings: Settings) -> Iterator[PageEdit]:
    policies = settings.policies.of(moved.name)
    for field in WHEN_NAMED:
        before, after = (side.get(field, DEFAULTS[field]) for side in (moved.before, moved.after))
        if field not in moved.named and policies.get(field) != "live" and not same(field, before, after):
            yield PageEdit(moved.name, field, before, after)


def with_last_known(difference: Difference, inventory: Inventory | None) -> Difference:
    """The difference, in which rows that are made anew keep what the last sync saw of such fields."""
    if inventory is None or not inventory.page:
        return difference
    changes = (_kept(change, inventory.page) if isinstance(change, Create) else change for change in difference.changes)
    return difference._replace(changes=tuple(changes))


def _kept(change: Create, page: Mapping[str, Mapping[str, object]]) -> Create:
    entry = change.desired
    last = page.get(entry.model_id, page.get(entry.renamed_from or "", {}))
    values = {name: value for name, value in last.items() if entry.fields[name] is None}
    if not (change.is_gone and values):
        return change
    fields = (*change.fields, *(FieldChange(name, None, value) for name, value in values.items()))
    ordered = tuple(sorted(fields, key=lambda field: NAMES.index(field.field)))
    desired = entry._replace(fields={**entry.fields, **values})
    return replace(change, desired=desired, fields=ordered, kept=tuple(values))


def seen_after(snapshot: Snapshot, difference: Difference, *, name: str) -> Seen:
    """What a sync has seen once everything that lies between is applied. `name` is the catalog's."""
    ours = (record for record in _given(snapshot.records) if record.managed_by == name)
    seen = {definition_name(record): values for record in ours if (values := _values(record.fields, record.named))}
    return _with_changes(seen, (*difference.changes, *difference.renewals))


def seen_after_saved(known: Inventory, edits: Iterable[PageEdit], changes: Iterable[Change]) -> Seen:
    """The same once a saved plan is applied, from what was known and what the plan announces."""
    seen = {model_id: dict(values) for model_id, values in known.page.items()}
    for edit in edits:
        values = seen.setdefault(edit.model_id, {})
        values.pop(edit.field, None)
        if not same(edit.field, edit.after, DEFAULTS[edit.field]):
            values[edit.field] = edit.after
    return _with_changes({model_id: values for model_id, values in seen.items() if values}, changes)


def _with_changes(seen: Seen, changes: Iterable[Change | Renewal]) -> Seen:
    for change in changes:
        if isinstance(change, Create):
            made = change.desired
            _see(seen, made.model_id, {name: made.fields[name] for name in change.kept})
        elif isinstance(change, (Adopt, Update, Renewal, Delete)):
            seen.pop(definition_name(change.live), None)
            if not isinstance(change, Delete):
                _see(seen, change.desired.model_id, _values(change.after, named_in(change.desired.fields)))
    return seen


def _see(seen: Seen, model_id: str, values: dict[str, object]) -> None:
    if values:
        seen[model_id] = values
