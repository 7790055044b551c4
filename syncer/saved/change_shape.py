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
    mapping,
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
_OF_KIND: Final[dict[str, Check]] = {
    "text": text,
    "modalities": ids,
    "names": ids,
    "count": finite,
    "price": finite,
    "flag": flag,
    "params": part_of({}, {"params": object_of(object_of(anything))}),
}
_VALUE: Final[dict[str, Check]] = {name: maybe(_OF_KIND[kind]) for name, kind in KIND.items()}
_REQUIRED: Final = tuple(attribute.name for attribute in MANAGED if attribute.default is ...)
_LINE: Final = items_of(field_name, anything, anything, maybe(finite), ids, one_of(*get_args(Origin)), least=3)


def field_line(value: Any) -> None:
    """The change of one field. Raises ShapeError."""
    _LINE(value)
    for step in (1, 2):
        try:
            _VALUE[value[0]](value[step])
        except ShapeError as error:
            raise error.below(step) from None


def field_values(value: Any) -> None:
    """All fields of a row or of a definition by Python name, or none. Raises ShapeError."""
    mapping(value)
    for name, said in value.items():
        field_name(name)
        try:
            _VALUE[name](said)
        except ShapeError as error:
            raise error.below(name) from None
    missing = [name for name in _REQUIRED if value and value.get(name) is None]
    if missing:
        raise ShapeError("there", missing[0])


attribute_values: Final = object_of(anything)
field_lines_shape: Final = list_of(field_line)
_SOURCE: Final = items_of(text, counted_number, object_of(counted_number), object_of(place), least=3)
definition_shape: Final = part_of(
    {"model_id": text, "fields": field_values, "source": _SOURCE, "protected": flag, "renamed_from": maybe(text)}
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
