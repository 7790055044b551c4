"""The shape of fields, rows, definitions and changes in JSON: what a saved plan and the history rely on. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, get_args

from schemas.attributes import KIND, MANAGED, NAMES
from syncer.model.changes import Origin
from syncer.saved.shape import (
    ShapeError,
    anything,
    counted_number,
    finite,
    flag,
    items_of,
    list_of,
    matching,
    maybe,
    object_of,
    one_of,
    part_of,
    text,
)

if TYPE_CHECKING:
    from syncer.saved.shape import Check

catalog_name: Final = matching("the name of a catalog", r"[a-z0-9][a-z0-9._-]{0,63}")
"""As `schemas.settings.PlainName` has it: it becomes the name of a file, and of a part of a table."""
field_name: Final = one_of(*NAMES)
place: Final = items_of(text, counted_number, least=2)
ids: Final = list_of(text)
day: Final = matching("a day, such as 2027-01-01", r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""Whatever day it is, it is printed as it stands."""
_OF_KIND: Final[dict[str, Check]] = {
    "text": text,
    "modalities": ids,
    "names": ids,
    "count": finite,
    "place": counted_number,
    "price": finite,
    "flag": flag,
    "params": part_of({}, {"params": object_of(object_of(anything))}),
}
_VALUE: Final[dict[str, Check]] = {name: maybe(_OF_KIND[kind]) for name, kind in KIND.items()}
_REQUIRED: Final = tuple(attribute.name for attribute in MANAGED if attribute.default is ...)
_REST: Final = items_of(maybe(finite), ids, one_of(*get_args(Origin)), least=3)


def _field_line(value: Any) -> None:
    """The change of one field. A large plan has 200,000, and few of them have more than three parts."""
    if type(value) is not list or len(value) not in {3, 6}:
        raise ShapeError("a list of 3 or 6")
    field_name(value[0])
    check = _VALUE[value[0]]
    for step in (1, 2):
        try:
            check(value[step])
        except ShapeError as error:
            raise error.below(step) from None
    if value[3:]:
        _REST(value[3:])


_FIELDS: Final = part_of({}, _VALUE)


def field_values(value: Any) -> None:
    """All fields of a row or of a definition by Python name, or none. Raises ShapeError."""
    _FIELDS(value)
    if not value.keys() <= _VALUE.keys():
        raise ShapeError("an object of fields")
    missing = [name for name in _REQUIRED if value and value.get(name) is None]
    if missing:
        raise ShapeError("there", missing[0])


attribute_values: Final = object_of(anything)
_FIELD_LINES: Final = list_of(_field_line)


def field_lines_shape(value: Any) -> None:
    """The fields of a change, each once. Raises ShapeError."""
    _FIELD_LINES(value)
    if len({line[0] for line in value}) < len(value):
        raise ShapeError("a list that names each field once")


_SOURCE: Final = items_of(text, counted_number, object_of(counted_number), object_of(place), least=3)
definition_shape: Final = part_of(
    {"model_id": text, "fields": field_values, "source": _SOURCE, "protected": flag, "renamed_from": maybe(text)},
    {"since": object_of(day, field_name)},
)


def _base(value: Any) -> None:
    if value is not True and value is not None:
        field_values(value)


row_shape: Final = part_of(
    {
        "record_id": text, "model_id": text, "fields": field_values, "raw": attribute_values, "managed_by": maybe(text),
        "base": _base, "protected": flag, "extras": ids,
    }
)  # fmt: skip
