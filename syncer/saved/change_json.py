"""A change as plain JSON values, and back: the one codec of saved plans, of the history and of documents. Pure.

Of a row that is updated only what the change touches is kept; of one that is deleted, all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypedDict, get_args

from schemas.attributes import BY_PROVIDER, DEFAULTS, KIND, NAMES, STORED_NAME, WHEN_NAMED
from syncer.frozen import NamedTuple
from syncer.model.catalog import CatalogEntry, Place, Source
from syncer.model.changes import Action, Change, Create, Delete, FieldChange, Recreate, Renewal, Restore
from syncer.model.odd_values import odd_in_words
from syncer.model.records import Record
from syncer.saved.change_shape import (
    attribute_values,
    definition_shape,
    field_lines_shape,
    field_name,
    ids,
    row_shape,
)
from syncer.saved.shape import flag, list_of, maybe, one_of, part_of, text
from syncer.stores.json_values import value_from, value_json
from syncer.stores.last_applied import invalid_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from syncer.saved.shape import Check

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
    return [list(field[:3] if field[3:6] == (None, (), "git") else field[:6]) for field in fields]


def fields_from(parts: Iterable[Sequence[Any]]) -> tuple[FieldChange, ...]:
    """The fields of a change. Raises ValueError for what `fields_json` did not make."""
    field_lines_shape(parts)
    return _fields_of(parts)


def _fields_of(parts: Iterable[Sequence[Any]]) -> tuple[FieldChange, ...]:
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
    attribute_values(part)
    return _attributes_of(part)


def _attributes_of(part: Mapping[str, Any]) -> dict[str, object]:
    return {name: value_from(value) for name, value in part.items()}


def touched(change: Change | Renewal) -> Iterable[str]:
    """The stored names of what a change alters in its row, in the order of its fields; of a delete, everything."""
    if isinstance(change, Delete):
        return change.live.raw
    return [STORED_NAME[field.field] for field in change.fields]


def change_json(change: Change | Renewal) -> dict[str, Any]:
    """All of a change, from which `change_from` makes the same one."""
    kind = type(change)
    said = ((part, getattr(change, part.name)) for part in _PARTS_OF[kind])
    parts = {part.key: part.write(value) for part, value in said if value or not part.is_option}
    if isinstance(change, (Create, Recreate)):
        return {"kind": kind.__name__, **parts}
    names = (*change.attributes, *sorted(change.removed)) if isinstance(change, Restore) else touched(change)
    return {"kind": kind.__name__, **parts, "row": _row_json(change.live, names)}


def change_from(part: Mapping[str, Any]) -> Change:
    """The change. Raises ValueError for what `change_json` did not make."""
    _KIND_SHAPE(part)
    made: Change = _built(_KINDS[part["kind"]], part)
    return made


def renewal_from(part: Mapping[str, Any]) -> Renewal:
    """The renewal. Raises as `change_from` does."""
    made: Renewal = _built(Renewal, part)
    return made


def _built(kind: type, part: Mapping[str, Any]) -> Any:
    _SHAPE_OF[kind](part)
    values = {one.name: one.read(part[one.key]) for one in _PARTS_OF[kind] if one.key in part or not one.is_option}
    if kind in _WITH_ROW:
        values["live"] = live = _row_from(part["row"])
        values["fields"] = with_odd(values["fields"], live.raw)
    return kind(**values)


def with_odd(fields: tuple[FieldChange, ...], raw: Mapping[str, object]) -> tuple[FieldChange, ...]:
    """The fields with what the row held that is no value of theirs: its attributes say it, so it is not saved twice."""
    odd = {name: odd_in_words(KIND[name], raw.get(STORED_NAME[name])) for name in invalid_of(raw)}
    return tuple(one._replace(odd=(odd.get(one.field, ""), "")) for one in fields) if odd else fields


def _entry_json(entry: CatalogEntry) -> dict[str, Any]:
    file, line, lines, overrides = entry.source
    return {
        "model_id": entry.model_id,
        "fields": {name: value for name, value in entry.fields.items() if value is not None},
        "source": [file, line, dict(lines), {name: list(at) for name, at in overrides.items()}],
        "protected": entry.protected,
        "renamed_from": entry.renamed_from,
        **({"since": dict(entry.since)} if entry.since else {}),
    }


def _entry_from(part: Mapping[str, Any]) -> CatalogEntry:
    """A plan that an older release saved has no places of overrides."""
    file, line, lines, *rest = part["source"]
    overrides = {name: Place(*at) for places in rest for name, at in places.items()}
    said = part["fields"]
    fields = _fields_from({**dict.fromkeys(WHEN_NAMED), **said} if said else said)
    return CatalogEntry(
        part["model_id"],
        fields,
        Source(file, line, lines, overrides),
        part["protected"],
        part["renamed_from"],
        since=part.get("since", {}),
    )


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
        **({"named": list(live.named)} if live.named else {}),
    }


def _row_from(part: Mapping[str, Any]) -> Record:
    """A base that is True is the row itself."""
    fields, base = _fields_from(part["fields"]), part["base"]
    return Record(
        part["record_id"], part["model_id"], fields, _attributes_of(part["raw"]), part["managed_by"],
        fields if base is True else base and _fields_from(base),
        protected=part["protected"], extras=tuple(part["extras"]), named=tuple(part.get("named", ())),
    )  # fmt: skip


def _as_it_is(value: Any) -> Any:
    return value


class _Part(NamedTuple):
    """An attribute of some classes of changes, as JSON and back, and the shape that it has there."""

    name: str
    key: str
    shape: Check
    write: Callable[[Any], Any] = _as_it_is
    read: Callable[[Any], Any] = _as_it_is
    is_option: bool = False
    """Whether it is left out where it says nothing, as it is in the plans of older releases."""


_PARTS: Final = (
    _Part("fields", "fields", field_lines_shape, fields_json, _fields_of),
    _Part("model_id", "model_id", text),
    _Part("record_id", "record_id", maybe(text)),
    _Part("desired", "desired", definition_shape, _entry_json, _entry_from),
    _Part(
        "successor", "successor", definition_shape, lambda entry: _entry_json(entry._replace(fields={})), _entry_from
    ),
    _Part("left", "left", list_of(field_name), list, tuple),
    _Part("is_gone", "is_gone", flag),
    _Part("kept", "kept", list_of(field_name), list, tuple, is_option=True),
    _Part("attributes", "attributes", attribute_values, attributes_json, _attributes_of),
    _Part("removed", "removed", ids, sorted, frozenset),
    _Part("unmark", "unmark", flag),
    _Part("row", "raw", attribute_values, attributes_json, _attributes_of),
    _Part("edited", "edited", list_of(field_name), list, tuple),
)
"""In the order in which they are written. `live` comes last: what is kept of it depends on the change."""

_KINDS: Final[dict[str, type[Change]]] = {kind.__name__: kind for kind in get_args(Change)}
_ALL_KINDS: Final[tuple[type[Change | Renewal], ...]] = (*_KINDS.values(), Renewal)
_PARTS_OF: Final[dict[type, list[_Part]]] = {
    kind: [part for part in _PARTS if part.name in kind.__match_args__] for kind in _ALL_KINDS
}
_WITH_ROW: Final = frozenset(kind for kind in _ALL_KINDS if "live" in kind.__match_args__)
_SHAPE_OF: Final = {
    kind: part_of(
        {part.key: part.shape for part in parts if not part.is_option}
        | ({"row": row_shape} if kind in _WITH_ROW else {}),
        {part.key: part.shape for part in parts if part.is_option},
    )
    for kind, parts in _PARTS_OF.items()
}
_KIND_SHAPE: Final = part_of({"kind": one_of(*_KINDS)})
