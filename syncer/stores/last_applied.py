"""What a row says of itself through the attributes that are ours, and which others it has. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import NoneType
from typing import TYPE_CHECKING, Any, Final

from schemas.attributes import MANAGED, NAMES, PYTHON_NAME, STORED_NAME, WHEN_NAMED
from schemas.param_rules import broken_param_rules
from syncer.frozen import NamedTuple
from syncer.model.equality import same_json
from syncer.model.records import Record
from syncer.stores.codec import FILE_ORDER, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from schemas.attributes import Kind
    from syncer.stores.codec import Verdict

KNOWN: Final = frozenset({*FILE_ORDER, "managedBy", "lastApplied"})
"""The attributes that a schema names, and ours."""


def _is_whole(value: object) -> bool:
    """Whether a place in the list can be read: a number from 0 without a fraction, or nothing."""
    is_whole = type(value) is int or (isinstance(value, float) and value.is_integer())
    return value is None or (is_whole and value >= 0)  # type: ignore[operator]  # a number


def _is_word(*words: str) -> Callable[[object], bool]:
    """Whether a value is one of the words, or says nothing."""
    return lambda value: value in (None, "") or (isinstance(value, str) and value.lower() in words)


def _is_said_flag(value: object) -> bool:
    """A null, by which other writers leave a flag out, is none of this one: the newest release cannot read it."""
    return isinstance(value, bool)


def _is_number(kind: type) -> bool:
    """A decimal is known by its name: its module costs 2 ms, and a file has none."""
    return (issubclass(kind, (int, float)) and kind is not bool) or kind.__name__ == "Decimal"


_OF_KIND: Final[dict[Kind, Callable[[type], bool]]] = {
    "text": lambda kind: issubclass(kind, str), "flag": lambda kind: kind is bool, "count": _is_number,
    "price": _is_number,
}  # fmt: skip
_OF_FIELD: Final[dict[str, Callable[[object], bool]]] = {
    "status": _is_word("active", "deprecated", "retired"),
    "is_featured": _is_said_flag,
    "api_mode": _is_word("chat", "responses"),
    "sort_order": _is_whole,
}
_BY_VALUE: Final = {STORED_NAME[name]: is_one for name, is_one in _OF_FIELD.items()}
"""Whether a value of these attributes is one, where a row has them. Some release reads the row all the same: so it is a
model, and what it says there is not what a definition says."""
_BY_TYPE: Final = {
    one.stored: _OF_KIND[one.kind] for one in MANAGED if one.kind in _OF_KIND and one.name not in _OF_FIELD
}
"""The same of a type, for attributes of which it decides; there a null says nothing."""
_CHECKED: Final = tuple(one.name for one in MANAGED if one.stored in {*_BY_VALUE, *_BY_TYPE})
STORED_WHEN_NAMED: Final = tuple(map(STORED_NAME.__getitem__, WHEN_NAMED))
"""The attributes of the fields that others may own."""
_WHEN_NAMED: Final = tuple(zip(WHEN_NAMED, STORED_WHEN_NAMED, strict=True))
STORED: Final = tuple(stored for name, stored in STORED_NAME.items() if name not in WHEN_NAMED)
"""The attributes of the fields that every definition manages."""
_STORED: Final = frozenset(STORED)
_PARAMS: Final = STORED_NAME["supported_params"]
_AT_PARAMS: Final = 2 + NAMES.index("supported_params")
"""Their place in a verdict."""


class Marks(NamedTuple):
    """Plain values: they are cached with the verdict on a row."""

    base: Any
    """True when nothing moved since the last sync; else the values that were applied, in stored order, or None."""
    is_bad: bool = False
    protected: bool = False
    extras: list[str] | tuple[str, ...] = ()
    named: list[str] | tuple[str, ...] = ()
    """Those of `WHEN_NAMED` that were applied."""
    invalid: list[str] | tuple[str, ...] = ()
    """The fields whose stored value is none of theirs."""
    keeps_rules: bool = False
    """As that of a record."""


def marks_of(row: Mapping[str, object], verdict: Verdict, *, is_plain: bool = False) -> Marks:
    """What the row says of itself. `verdict` is that on the row as a model; in a plain one no value is invalid."""
    mark: Any = row.get("lastApplied")
    base, is_bad, protected = read_mark(mark, row) if verdict[1] else (None, False, False)
    named = [] if base is None else applied_names(mark["fields"])
    extras = [] if KNOWN.issuperset(row) else sorted(row.keys() - KNOWN)
    invalid = [] if is_plain else invalid_of(row)
    return Marks(base, is_bad, protected, extras, named, invalid, keeps_rules(verdict))


def keeps_rules(verdict: Verdict) -> bool:
    """Whether the parameters of a row keep the rules of every release."""
    params: Any = verdict[_AT_PARAMS]
    return not params or next(broken_param_rules(params["params"]), None) is None


def invalid_of(row: Mapping[str, object]) -> list[str]:
    """The fields whose value in the row is not valid: of nearly every row, none."""
    found = [*_of_wrong_types(tuple(map(type, map(row.get, _BY_TYPE))))]
    found += [name for name, is_one in _BY_VALUE.items() if name in row and not is_one(row[name])]
    return sorted(map(PYTHON_NAME.__getitem__, found), key=_CHECKED.index) if found else []


@lru_cache(1024)
def _of_wrong_types(kinds: tuple[type, ...]) -> tuple[str, ...]:
    """The attributes of `_BY_TYPE` whose values have these types, and cannot. The rows of a store have few of them."""
    pairs = zip(_BY_TYPE.items(), kinds, strict=True)
    return tuple(name for (name, is_one), kind in pairs if kind is not NoneType and not is_one(kind))


def applied_names(applied: Mapping[str, object]) -> list[str]:
    """Those of `WHEN_NAMED` that were applied. `applied` is by stored name."""
    return [name for name, stored in _WHEN_NAMED if stored in applied]


def is_as_applied(applied: Mapping[str, object], row: Mapping[str, object]) -> bool:
    """Whether the row, in the same form, holds what was applied, those of `WHEN_NAMED` that were among it included."""
    if [*map(row.get, applied)] == [*applied.values()] and not _gives(row, _STORED.difference(applied)):
        return True  # so it is nearly always, and this asks for a fifth of the time
    named = map(STORED_NAME.__getitem__, applied_names(applied))
    return all(applied.get(name) == row.get(name) for name in (*STORED, *named))


def _gives(row: Mapping[str, object], names: Iterable[str]) -> bool:
    """Whether the row has a value other than null for one of the attributes."""
    values = [*map(row.get, names)]
    return values.count(None) < len(values)


def read_mark(
    mark: object, row: Mapping[str, object], parseable: Callable[[Mapping[str, object]], dict[str, object]] = dict
) -> tuple[Any, bool, bool]:
    """Base, whether it cannot be read, and whether the model is protected. See `Marks`.

    `parseable` turns a row into what its parser takes, for a store whose values are not plain.
    """
    if not isinstance(mark, Mapping):
        return None, mark is not None, False
    applied, protected = mark.get("fields"), mark.get("protected") is True
    if not isinstance(applied, Mapping):
        return None, True, protected
    params = applied.get(_PARAMS), row.get(_PARAMS)
    if is_as_applied(applied, row) and same_json(*params):
        return True, False, protected
    times = {name: row[name] for name in ("createdAt", "updatedAt")}
    found = judge(parseable({**applied, "id": "base", **times}))
    if isinstance(found, str):
        return None, True, protected
    return found[2:], False, protected


def marked_record(verdict: Verdict, row: Mapping[str, object], marks: Marks) -> Record:
    """The record of a row that was judged to be a model, with what it says of itself."""
    fields = dict(zip(NAMES, verdict[2:], strict=True))
    return record_of(verdict[0], verdict[1] or None, verdict[2], fields, row, marks)


def record_of(
    record_id: str, owner: str | None, model_id: str, fields: Mapping[str, object], row: Mapping[str, object],
    marks: Marks,
) -> Record:  # fmt: skip
    """The record of a row that is a model, with what it says of itself."""
    base: Mapping[str, object] | None = fields
    if marks.base is not True:
        base = None if marks.base is None else dict(zip(NAMES, marks.base, strict=True))
    return Record(
        record_id, model_id, fields, row, owner, base, marks.is_bad, marks.protected,
        tuple(marks.extras), tuple(marks.named), tuple(marks.invalid), marks.keeps_rules,
    )  # fmt: skip
