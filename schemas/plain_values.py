"""Single values that plainly fulfil a published JSON Schema: texts, numbers, truths, times. See `schemas.plain`."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Taker = Callable[[Any], Any]

NOT_PLAIN: Final = object()
"""Instead of a value: ask Pydantic."""
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_LARGEST: Final = math.nextafter(1e15, 0)
"""Numbers up to here are the same to everybody."""
_REMEMBERED: Final = 1024
_SHORT: Final = 200
"""Characters of texts that are remembered, so that what is remembered stays small."""
_TIMESTAMP: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)\Z", re.ASCII)


def take_null(value: Any) -> Any:
    """No value."""
    return None if value is None else NOT_PLAIN


def _take_none(_: Any) -> Any:
    return NOT_PLAIN


def take_scalar(value: Any) -> Any:
    """A value that may be any JSON: here only one that cannot hold others."""
    kind = type(value)
    if value is None or kind is bool or (kind is str and value.isprintable()):
        return value
    return value if kind in (int, float) and abs(value) < 1e15 else NOT_PLAIN


def boolean_taker(_: dict[str, Any], __: dict[str, Any]) -> Taker:
    """A function that takes true and false."""
    return lambda value: value if type(value) is bool else NOT_PLAIN


def string_taker(schema: dict[str, Any], _: dict[str, Any]) -> Taker:
    """A function that takes the texts of a schema."""
    if "format" in schema:
        return _FORMATS.get(schema["format"], _take_none)
    if "enum" in schema:
        return _word_taker(frozenset(schema["enum"]))
    least, most = schema.get("minLength", 0), schema.get("maxLength", math.inf)
    if "pattern" in schema:
        return _pattern_taker(re.compile(schema["pattern"]).search, least, most)

    def take(value: Any) -> Any:
        is_taken = type(value) is str and value.isprintable() and least <= len(value) <= most
        return value if is_taken else NOT_PLAIN

    return take


def _word_taker(words: frozenset[str]) -> Taker:
    return lambda value: value if type(value) is str and value in words else NOT_PLAIN


def _pattern_taker(search: Callable[[str], object], least: int, most: float) -> Taker:
    def take(value: Any) -> Any:
        if type(value) is not str or not value.isprintable() or not least <= len(value) <= most:
            return NOT_PLAIN
        return value if search(value) else NOT_PLAIN

    return take


def number_taker(schema: dict[str, Any], _: dict[str, Any]) -> Taker:
    """A function that takes the numbers of a schema."""
    least, most = max(schema.get("minimum", -_LARGEST), -_LARGEST), min(schema.get("maximum", _LARGEST), _LARGEST)
    if schema["type"] == "integer":
        return lambda value: value if type(value) is int and least <= value <= most else NOT_PLAIN

    def take(value: Any) -> Any:
        if type(value) is float and least <= value <= most:
            return value
        return float(value) if type(value) is int and least <= value <= most else NOT_PLAIN

    return take


def _timestamp(value: Any) -> Any:
    return value if type(value) is str and _is_time(value) else NOT_PLAIN


@lru_cache(1024)
def _is_time(text: str) -> bool:
    """Whether it is a time. Many rows have that of one sync."""
    try:
        return bool(_TIMESTAMP.match(text) and datetime.fromisoformat(text))
    except ValueError:
        return False


def _day(value: Any) -> Any:
    if type(value) is not str or not _DATE.match(value):
        return NOT_PLAIN
    try:
        date.fromisoformat(value)
    except ValueError:
        return NOT_PLAIN
    return value


_FORMATS: Final[dict[str, Taker]] = {"date-time": _timestamp, "date": _day}


def texts_taker(item: Taker) -> Callable[[list[Any]], bool]:
    """Whether all items of a list of texts are taken. Many models have the same list."""

    def are_all(items: Iterable[Any]) -> bool:
        return NOT_PLAIN not in map(item, items)

    known = lru_cache(_REMEMBERED)(are_all)

    def are_taken(value: list[Any]) -> bool:
        try:
            length = len("".join(value))
        except TypeError:  # not all are texts
            return False
        return known((*value,)) if length <= _SHORT else are_all(value)

    return are_taken
