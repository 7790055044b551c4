"""What a row says of itself through the attributes that are ours, and which others it has. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from schemas.attributes import NAMES, STORED_NAME, WHEN_NAMED
from syncer.frozen import NamedTuple
from syncer.model.equality import same_json
from syncer.model.records import Record
from syncer.stores.codec import FILE_ORDER, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from syncer.stores.codec import Verdict

KNOWN: Final = frozenset({*FILE_ORDER, "managedBy", "lastApplied"})
"""The attributes that a schema names, and ours."""


def _is_whole(value: object) -> bool:
    """Whether a place in the list can be read: a number from 0 without a fraction, or nothing."""
    is_whole = type(value) is int or (isinstance(value, float) and value.is_integer())
    return value is None or (is_whole and value >= 0)  # type: ignore[operator]  # a number


MAY_BE_UNREAD: Final[dict[str, Callable[[object], bool]]] = {
    "isFeatured": lambda value: isinstance(value, bool),
    "iconSlug": lambda value: value is None or isinstance(value, str),
    "sortOrder": _is_whole,
}
"""Whether the release with a lifecycle reads a value of these attributes, where a row has them."""
STORED: Final = tuple(stored for name, stored in STORED_NAME.items() if name not in WHEN_NAMED)
"""The attributes of the fields that every definition manages."""
_PARAMS: Final = STORED_NAME["supported_params"]


class Marks(NamedTuple):
    """Plain values: they are cached with the verdict on a row."""

    base: Any
    """True when nothing moved since the last sync; else the values that were applied, in stored order, or None."""
    is_bad: bool = False
    protected: bool = False
    extras: list[str] | tuple[str, ...] = ()
    named: list[str] | tuple[str, ...] = ()
    """Those of `WHEN_NAMED` that were applied."""
    unread: list[str] | tuple[str, ...] = ()
    """Names of attributes for whose sake the newest release skips the row."""


def marks_of(row: Mapping[str, object], verdict: Verdict) -> Marks:
    """What the row says of itself. `verdict` is that on the row as a model."""
    mark: Any = row.get("lastApplied")
    base, is_bad, protected = read_mark(mark, row) if verdict[1] else (None, False, False)
    named = [] if base is None else applied_names(mark["fields"])
    return Marks(base, is_bad, protected, sorted(row.keys() - KNOWN), named, unread_of(row))


def unread_of(row: Mapping[str, object]) -> list[str]:
    """The attributes of a row for whose sake the release with a lifecycle skips it: of nearly every row, none."""
    return [name for name, is_read in MAY_BE_UNREAD.items() if name in row and not is_read(row[name])]


def applied_names(applied: Mapping[str, object]) -> list[str]:
    """Those of `WHEN_NAMED` that were applied. `applied` is by stored name."""
    return [name for name in WHEN_NAMED if STORED_NAME[name] in applied]


def is_as_applied(applied: Mapping[str, object], row: Mapping[str, object], named: Iterable[str]) -> bool:
    """Whether the row, in the same form, holds what was applied, those of `WHEN_NAMED` that were among it included."""
    names = (*STORED, *map(STORED_NAME.__getitem__, named))
    return [*map(applied.get, names)] == [*map(row.get, names)]


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
    if is_as_applied(applied, row, applied_names(applied)) and same_json(*params):
        return True, False, protected
    times = {name: row[name] for name in ("createdAt", "updatedAt")}
    found = judge(parseable({**applied, "id": "base", **times}))
    if isinstance(found, str):
        return None, True, protected
    return found[2:], False, protected


def marked_record(verdict: Verdict, row: Mapping[str, object], marks: Marks) -> Record:
    """The record of a row that was judged to be a model, with what it says of itself."""
    values = verdict[2:]
    fields: Mapping[str, object] = dict(zip(NAMES, values, strict=True))
    if marks.base is True:
        base: Mapping[str, object] | None = fields
    else:
        base = None if marks.base is None else dict(zip(NAMES, marks.base, strict=True))
    return Record(
        verdict[0], values[0], fields, row, verdict[1] or None, base, marks.is_bad, marks.protected,
        tuple(marks.extras), tuple(marks.named), tuple(marks.unread),
    )  # fmt: skip
