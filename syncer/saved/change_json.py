"""A change as plain JSON values, and back: the one codec of saved plans, of the history and of documents. Pure.

Of a row that is updated only what the change touches is kept; of one that is deleted, all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypedDict, get_args

from schemas.attributes import BY_PROVIDER, DEFAULTS, NAMES, STORED_NAME
from syncer.frozen import NamedTuple
from syncer.model.catalog import CatalogEntry, Place, Source
from syncer.model.changes import Action, Change, Create, Delete, FieldChange, Recreate, Renewal, Restore
from syncer.model.records import Record
from syncer.stores.json_values import value_from, value_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_KEPT: Final = ("id", "modelId", "managedBy", "createdAt", "updatedAt")
"""What is kept of a row besides the attributes that change."""


class Heading(TypedDict):
    """What is done to which row."""

    action: Action
    model_id: str
    record_id: str | None


def heading(change: Change) -> Heading:
    """The change without its values."""
    return {"action": change.action, "model_id": change.model_id, "record_id": change.record_id}


def fields_json(fields: Iterable[FieldChange]) -> list[list[Any]]:
    """Each field as a list, without trailing defaults: most changes are those of creates, which have none."""
    return [list(field[:3] if field[3:] == (None, (), "git") else field) for field in fields]


def fields_from(parts: Iterable[Sequence[Any]]) -> tuple[FieldChange, ...]:
    """The fields of a change. Raises TypeError or ValueError for what `fields_json` did not make."""
    return tuple(map(_field_from, parts))


def _field_from(part: Sequence[Any]) -> FieldChange:
    field, before, after, *rest = part
    if not rest:
        return FieldChange(field, before, after)
    percent, paths, origin = rest
    return FieldChange(field, before, after, percent, tuple(paths), origin)


def attributes_json(row: Mapping[str, object], names: Iterable[str] | None = None) -> dict[str, Any]:
    """The attributes of a row by stored name: all of them, or those of these names that it has."""
    return {name: value_json(row[name]) for name in (row if names is None else names) if name in row}


def attributes_from(part: Mapping[str, Any]) -> dict[str, object]:
    """The attributes of a row. Raises ValueError for what `attributes_json` did not make."""
    return {name: value_from(value) for name, value in part.items()}


def touched(change: Change | Renewal) -> Iterable[str]:
    """The stored names of what a change alters in its row, in the order of its fields; of a delete, everything."""
    if isinstance(change, Delete):
        return change.live.raw
    return [STORED_NAME[field.field] for field in change.fields]


def change_json(change: Change | Renewal) -> dict[str, Any]:
    """All of a change, from which `change_from` makes the same one."""
    kind = type(change)
    parts = {part.key: part.write(getattr(change, part.name)) for part in _PARTS_OF[kind]}
    if isinstance(change, (Create, Recreate)):
        return {"kind": kind.__name__, **parts}
    names = (*change.attributes, *sorted(change.removed)) if isinstance(change, Restore) else touched(change)
    return {"kind": kind.__name__, **parts, "row": _row_json(change.live, names)}


def change_from(part: Mapping[str, Any]) -> Change:
    """The change. Raises LookupError, TypeError or ValueError for what `change_json` did not make."""
    made: Change = _built(_KINDS[part["kind"]], part)
    return made


def renewal_from(part: Mapping[str, Any]) -> Renewal:
    """The renewal. Raises as `change_from` does."""
    made: Renewal = _built(Renewal, part)
    return made


def _built(kind: type, part: Mapping[str, Any]) -> Any:
    values = {one.name: one.read(part[one.key]) for one in _PARTS_OF[kind]}
    if "row" in part:
        values["live"] = _row_from(part["row"])
    return kind(**values)


def _entry_json(entry: CatalogEntry) -> dict[str, Any]:
    file, line, lines, overrides = entry.source
    return {
        "model_id": entry.model_id,
        "fields": {name: value for name, value in entry.fields.items() if value is not None},
        "source": [file, line, dict(lines), {name: list(at) for name, at in overrides.items()}],
        "protected": entry.protected,
        "renamed_from": entry.renamed_from,
    }


def _entry_from(part: Mapping[str, Any]) -> CatalogEntry:
    """A plan that an older release saved has no places of overrides."""
    file, line, lines, *rest = part["source"]
    overrides = {name: Place(*at) for places in rest for name, at in places.items()}
    return CatalogEntry(
        part["model_id"], _fields_from(part["fields"]), Source(file, line, lines, overrides), part["protected"],
        part["renamed_from"],
    )  # fmt: skip


def _fields_from(said: Mapping[str, Any]) -> dict[str, object]:
    """Every field. One that the release that saved the plan did not know has its default, as in a row without it."""
    if not said:
        return dict.fromkeys(NAMES)
    of_provider = {name: default(said["provider"]) for name, default in BY_PROVIDER.items()}
    return {**dict.fromkeys(NAMES), **DEFAULTS, **of_provider, **said}


def _row_json(live: Record, names: Iterable[str]) -> dict[str, Any]:
    raw = attributes_json(live.raw, dict.fromkeys((*_KEPT, *names)))
    if "lastApplied" not in raw and live.applied_at:
        raw["lastApplied"] = {"at": live.applied_at}
    return {
        "record_id": live.record_id,
        "model_id": live.model_id,
        "fields": {name: value for name, value in live.fields.items() if value is not None},
        "raw": raw,
        "managed_by": live.managed_by,
        "base": True if live.base is live.fields else live.base and dict(live.base),
        "protected": live.protected,
        "extras": list(live.extras),
    }


def _row_from(part: Mapping[str, Any]) -> Record:
    """A base that is True is the row itself."""
    fields, base = _fields_from(part["fields"]), part["base"]
    return Record(
        part["record_id"], part["model_id"], fields, attributes_from(part["raw"]), part["managed_by"],
        fields if base is True else base and _fields_from(base),
        protected=part["protected"], extras=tuple(part["extras"]),
    )  # fmt: skip


def _as_it_is(value: Any) -> Any:
    return value


class _Part(NamedTuple):
    """An attribute of some classes of changes, as JSON and back."""

    name: str
    key: str
    write: Callable[[Any], Any] = _as_it_is
    read: Callable[[Any], Any] = _as_it_is


_PARTS: Final = (
    _Part("fields", "fields", fields_json, fields_from),
    _Part("model_id", "model_id"),
    _Part("record_id", "record_id"),
    _Part("desired", "desired", _entry_json, _entry_from),
    _Part("successor", "successor", lambda entry: _entry_json(entry._replace(fields={})), _entry_from),
    _Part("left", "left", list, tuple),
    _Part("is_gone", "is_gone"),
    _Part("attributes", "attributes", attributes_json, attributes_from),
    _Part("removed", "removed", sorted, frozenset),
    _Part("unmark", "unmark"),
    _Part("row", "raw", attributes_json, attributes_from),
    _Part("edited", "edited", list, tuple),
)
"""In the order in which they are written. `live` comes last: what is kept of it depends on the change."""

_KINDS: Final[dict[str, type[Change]]] = {kind.__name__: kind for kind in get_args(Change)}
_ALL_KINDS: Final[tuple[type[Change | Renewal], ...]] = (*_KINDS.values(), Renewal)
_PARTS_OF: Final[dict[type, list[_Part]]] = {
    kind: [part for part in _PARTS if part.name in kind.__match_args__] for kind in _ALL_KINDS
}
