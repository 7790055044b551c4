"""DynamoDB's attribute values to plain Python values and back. Pure."""

from __future__ import annotations

import base64
import marshal
import reprlib
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from syncer.errors import StoreError
from syncer.model.late import LateMapping
from syncer.stores.depth import DEEPEST
from syncer.stores.dynamodb.marks import PACKED, packed_mark, unpacked_mark
from syncer.stores.json_values import MOST_EXPONENT, Opaque

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Value = dict[str, Any]
"""One attribute value as DynamoDB has it: its type and its content, such as `{"N": "3"}`."""
TableItem = dict[str, Value]
"""A row as DynamoDB has it, the table's key attributes included."""

PREFIX: Final = "MODEL#"
"""Items whose partition key starts otherwise are no models and none of our business."""
KEY_ATTRIBUTES: Final = frozenset({"PK", "SK", "GSI1PK", "GSI1SK"})
INDEX: Final = "ModelIdIndex"
MARK: Final = "lastApplied"
_PLAIN: Final[dict[str, type]] = {"S": str, "BOOL": bool}
_NO_VALUE: Final = "what answers is not DynamoDB: {:.80} is no value of a table; check the endpoint"


def key_of(record_id: str) -> TableItem:
    """The primary key of a record."""
    key = {"S": f"{PREFIX}{record_id}"}
    return {"PK": key, "SK": key}


def index_key(model_id: object) -> Value:
    """The partition key under which the index has a `modelId`."""
    return {"S": f"{PREFIX}{model_id}"}


def new_item(record_id: str, attributes: Mapping[str, object]) -> TableItem:
    """A whole item for a new record, with the keys of the table and of its index."""
    key = key_of(record_id)
    keys = {**key, "GSI1PK": index_key(attributes["modelId"]), "GSI1SK": key["PK"]}
    return {**keys, **item_values(attributes)}


def item_values(attributes: Mapping[str, object]) -> TableItem:
    """Plain attributes as DynamoDB has them."""
    return {name: _to_attribute(name, value) for name, value in attributes.items()}


def _to_attribute(name: str, value: object) -> Value:
    data = packed_mark(value) if name == MARK and isinstance(value, Mapping) else None
    return to_value(value) if data is None else {"M": {PACKED: {"B": data}}}


def from_attribute(name: str, value: Value) -> object:
    """The attribute as a plain value: what was last applied as the mapping that was packed. Raises StoreError."""
    found = from_value(value)
    packed = found.get(PACKED) if name == MARK and isinstance(found, Mapping) else None
    if not isinstance(packed, Opaque) or packed.kind != "B":
        return found
    mark = unpacked_mark(bytes(packed.content[0]))  # type: ignore[arg-type]  # those of a `B` are bytes
    return found if mark is None else mark


class ItemRow(LateMapping[object]):
    """An item's attributes as plain Python values. Kept as bytes: the wire's tree of a row takes four times as much."""

    __slots__ = ("_data",)

    def __init__(self, item: TableItem) -> None:
        super().__init__()
        self._data = marshal.dumps(item)

    def _decode(self) -> dict[str, object]:
        return row_of(marshal.loads(self._data))  # noqa: S302  made above, and never out of this process


def parts_of(item: TableItem, names: Iterable[str]) -> dict[str, object]:
    """Some of an item's attributes as plain Python values."""
    return {name: from_value(item[name]) for name in names if name in item}


def row_of(item: TableItem) -> dict[str, object]:
    """An item's attributes as plain Python values, without the key attributes."""
    return {name: from_attribute(name, value) for name, value in item.items() if name not in KEY_ATTRIBUTES}


def from_value(value: Value, depth: int = 0) -> object:
    """The DynamoDB value as a plain Python value; it stands in so many others. Raises StoreError for what is none."""
    try:
        for kind, content in value.items():
            if type(content) is _PLAIN.get(kind):
                return content
            return _FROM[kind](content) if kind in _FROM else _nested(kind, content, depth + 1)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise StoreError(_NO_VALUE.format(reprlib.repr(value))) from error
    raise StoreError(_NO_VALUE.format("a value without a type"))


@lru_cache(maxsize=4096)
def number_from(text: str) -> int | float | Decimal:
    """The number: an int when it is whole, a float when that is exactly the same value, otherwise a Decimal."""
    try:
        return int(text)
    except ValueError:
        near = float(text)
    exact = Decimal(text)
    if exact and abs(exact.adjusted()) > MOST_EXPONENT:
        raise ValueError("larger or smaller than a table can hold")
    if exact == exact.to_integral_value():
        return int(exact)
    return near if Decimal(repr(near)) == exact else exact


def number_text(value: float | Decimal) -> str:
    """The shortest decimal that reads back to the same value; `3.0` is `3`."""
    return (repr(value) if isinstance(value, float) else str(value)).removesuffix(".0")


def _binary(content: str | bytes) -> bytes:
    """The bytes; botocore's own parser has decoded them already."""
    return base64.b64decode(content) if isinstance(content, str) else bytes(memoryview(content))


def _nested(kind: str, content: Any, depth: int) -> object:
    """A list or a map. Raises ValueError for one that is nested deeper than a table can hold."""
    if depth > DEEPEST:
        raise ValueError(f"nested deeper than {DEEPEST} levels")
    if kind == "L":
        return [from_value(value, depth) for value in content]
    if kind != "M":
        raise ValueError(f"no such type: {kind}")
    return {name: from_value(value, depth) for name, value in content.items()}


_FROM: Final[dict[str, Callable[[Any], object]]] = {
    "N": number_from,
    "NULL": lambda _: None,
    "SS": lambda content: Opaque("SS", tuple(sorted(content))),
    "NS": lambda content: Opaque("NS", tuple(sorted(content))),
    "B": lambda content: Opaque("B", (_binary(content),)),
    "BS": lambda content: Opaque("BS", tuple(sorted(map(_binary, content)))),
}


_TO: Final[tuple[tuple[type | tuple[type, ...], Callable[[Any], Value]], ...]] = (
    (str, lambda value: {"S": value}),
    (bool, lambda value: {"BOOL": value}),
    (type(None), lambda _: {"NULL": True}),
    ((int, float, Decimal), lambda value: {"N": number_text(value)}),
    (Mapping, lambda value: {"M": {str(name): to_value(part) for name, part in value.items()}}),
    ((list, tuple), lambda value: {"L": [to_value(part) for part in value]}),
    (Opaque, lambda value: {value.kind: value.content[0] if value.kind == "B" else list(value.content)}),
)
"""The first that a value is an instance of: a flag is an int, too."""


_TO_BY_TYPE: Final = {kind: made for kinds, made in _TO for kind in (kinds if isinstance(kinds, tuple) else (kinds,))}
"""The same for a value of just that type, as nearly every one is."""


def to_value(value: object) -> Value:
    """The value as DynamoDB has it. Raises TypeError for what no row can hold."""
    usual = _TO_BY_TYPE.get(type(value))
    if usual is not None:
        return usual(value)
    for kind, made in _TO:
        if isinstance(value, kind):
            return made(value)
    raise TypeError(f"{type(value).__name__} cannot be stored")


def parseable(row: Mapping[str, object]) -> dict[str, object]:
    """The row as its parser takes it: Decimals as floats, a set of text as a list, as the platform's parser does."""
    return {name: _listed(value) if isinstance(value, Opaque) else _parseable(value) for name, value in row.items()}


def _listed(value: Opaque) -> object:
    return list(value.content) if value.kind == "SS" else value


def _parseable(value: object) -> object:
    match value:
        case Decimal():
            return float(value)
        case dict():
            return {name: _parseable(part) for name, part in value.items()}
        case list():
            return [_parseable(part) for part in value]
        case _:
            return value


def item_size(item: Mapping[str, Value]) -> int:
    """About how many bytes an item counts for against DynamoDB's limits; rather more than less."""
    size = 0
    for name, value in item.items():
        size += _text_size(name) + _value_size(value)
    return size


def _text_size(text: str | bytes) -> int:
    return len(text) if isinstance(text, bytes) or text.isascii() else len(text.encode())


def _value_size(value: Value) -> int:
    ((kind, content),) = value.items()
    if kind in _OF_ONE_TEXT:
        return 1 + _text_size(content)
    if kind in ("NULL", "BOOL"):
        return 1
    if kind == "M":
        return 3 + len(content) + item_size(content)
    size = 3 if kind == "L" else 0
    for part in content:
        size += 1 + (_value_size(part) if kind == "L" else _text_size(part))
    return size


_OF_ONE_TEXT: Final = frozenset("SNB")
_MOST_LEVELS: Final = 32
_MOST_DIGITS: Final = 38
_EXPONENTS: Final = range(-130, 126)


def can_be_held(value: Value, levels: int = 0) -> bool:
    """Whether a table can hold the value: its numbers, and how deep it is nested."""
    ((kind, content),) = value.items()
    if kind in ("M", "L"):
        parts = content.values() if kind == "M" else content
        return levels < _MOST_LEVELS and all(can_be_held(part, levels + 1) for part in parts)
    return kind != "N" or _number_can_be_held(Decimal(content))


def _number_can_be_held(number: Decimal) -> bool:
    if not number.is_finite() or not number:
        return number.is_finite()
    digits = "".join(map(str, number.as_tuple().digits)).rstrip("0")  # a zero at the end is none that a table keeps
    return len(digits) <= _MOST_DIGITS and number.adjusted() in _EXPONENTS
