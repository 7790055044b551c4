"""How the expression language of GitHub Actions turns one kind of value into another, and compares them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

Value: TypeAlias = Any
"""None, a boolean, a number, a string, a mapping or a sequence: what JSON can say."""

_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_BASED: Final = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+")


class ExpressionError(Exception):
    """An expression that GitHub would refuse, with the reason."""


class Filtered(tuple[Value, ...]):
    """What `.*` found: a property of it is asked of each of its members."""

    __slots__ = ()


def is_array(value: Value) -> bool:
    """Whether the value is what JSON calls an array."""
    return isinstance(value, list | tuple)


def is_object(value: Value) -> bool:
    """Whether the value is what JSON calls an object."""
    return isinstance(value, Mapping)


def is_number(value: Value) -> bool:
    """Whether the value is a number, which a boolean is not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def truthy(value: Value) -> bool:
    """Whether a condition takes the value for true: not null, false, 0, NaN or the empty string."""
    if is_array(value) or is_object(value):
        return True
    if isinstance(value, float) and math.isnan(value):
        return False
    return bool(value)


def to_text(value: Value) -> str:
    """The value as it stands in a string; null is empty, and an array or object is not shown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_number(value):
        return number_text(value)
    if isinstance(value, str):
        return value
    return "Array" if is_array(value) else "Object"


def number_text(value: float) -> str:
    """The number with at most 15 digits; without a point when it is whole."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return format(value, ".15G")


def to_number(value: Value) -> float:
    """The value as a number, NaN when it is none."""
    if value is None:
        return 0.0
    if isinstance(value, str):
        return text_number(value.strip())
    if isinstance(value, int | float):
        return float(value)
    return math.nan


def text_number(text: str) -> float:
    """The number that the text is, in JSON's notation or with `0x` or `0o`; an empty text is 0."""
    if not text:
        return 0.0
    if _BASED.fullmatch(text):
        return float(int(text, 0))
    if _NUMBER.fullmatch(text):
        return float(text)
    return {"Infinity": math.inf, "-Infinity": -math.inf}.get(text, math.nan)


def equal(left: Value, right: Value) -> bool:
    """GitHub's `==`: strings without regard to case, unlike kinds as numbers, arrays and objects by identity."""
    if isinstance(left, str) and isinstance(right, str):
        return left.upper() == right.upper()
    if _compound(left) or _compound(right):
        return left is right
    if left is None and right is None:
        return True
    return to_number(left) == to_number(right)


def less(left: Value, right: Value) -> bool:
    """GitHub's `<`; what cannot be compared is not less."""
    if isinstance(left, str) and isinstance(right, str):
        return left.upper() < right.upper()
    if _compound(left) or _compound(right):
        return False
    return to_number(left) < to_number(right)


def _compound(value: Value) -> bool:
    return is_array(value) or is_object(value)


def member(target: Value, key: Value) -> Value:
    """The property or item of a value; null when there is none. Names of properties match in any case."""
    if isinstance(target, Filtered):
        found = (member(item, key) for item in target)
        return Filtered(item for item in found if item is not None)
    if is_object(target):
        name = to_text(key)
        if name in target:
            return target[name]
        return next((item for known, item in target.items() if str(known).upper() == name.upper()), None)
    if is_array(target):
        return _item(target, to_number(key))
    return None


def _item(target: Value, at: float) -> Value:
    if math.isnan(at) or at < 0 or at >= len(target):
        return None
    return target[int(at)]


def members(target: Value) -> Filtered:
    """All that `.*` selects."""
    if isinstance(target, Filtered):
        return Filtered(inner for item in target for inner in members(item))
    if is_object(target):
        return Filtered(target.values())
    return Filtered(target) if is_array(target) else Filtered()
