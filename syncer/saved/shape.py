"""Whether JSON from outside has the shape that a reader of it relies on: types, and how deep it goes. Pure."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final

from syncer.stores.depth import DEEPEST, is_shallow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Check = Callable[[Any], None]
    """Raises ShapeError for a value of another shape."""

_MOST: Final = 10**15
"""Of whatever is counted."""


class ShapeError(ValueError):
    """A document is not of its shape; says at which place."""

    def __init__(self, expected: str, *path: str | int) -> None:
        self.expected = expected
        self.path = path
        super().__init__(f"{'.'.join(map(str, path)) or 'it'} must be {expected}")

    def below(self, step: str | int) -> ShapeError:
        """The same error, seen from one step further up."""
        return ShapeError(self.expected, step, *self.path)


def _of(expected: str, is_right: Callable[[Any], bool]) -> Check:
    def check(value: Any) -> None:
        if not is_right(value):
            raise ShapeError(expected)

    return check


anything: Final = _of(f"nested no deeper than {DEEPEST} levels", is_shallow)
text: Final = _of("text", lambda value: type(value) is str)
flag: Final = _of("true or false", lambda value: type(value) is bool)
counted_number: Final = _of("a whole number from 0", lambda value: type(value) is int and 0 <= value <= _MOST)
finite: Final = _of("a finite number", lambda value: type(value) in {int, float} and math.isfinite(value))
mapping: Final = _of("an object", lambda value: type(value) is dict)


def matching(expected: str, pattern: str) -> Check:
    """Text that a pattern matches, all of it."""
    compiled = re.compile(pattern)
    return _of(expected, lambda value: type(value) is str and compiled.fullmatch(value) is not None)


def one_of(*words: object) -> Check:
    """One of these values."""
    return _of(f"one of {', '.join(map(str, words))}", lambda value: isinstance(value, str) and value in words)


def maybe(check: Check) -> Check:
    """That, or null."""
    return lambda value: check(value) if value is not None else None


def list_of(item: Check) -> Check:
    """A list, each item of that shape."""

    def check(value: Any) -> None:
        if type(value) is not list:
            raise ShapeError("a list")
        _each(enumerate(value), lambda _: item)

    return check


def items_of(*items: Check, least: int) -> Check:
    """A list with so many items at least, each of its own shape."""

    def check(value: Any) -> None:
        if type(value) is not list or not least <= len(value) <= len(items):
            raise ShapeError(f"a list of {least} to {len(items)}")
        _each(enumerate(value), items.__getitem__)

    return check


def object_of(value: Check, keys: Check = text) -> Check:
    """An object with keys of one shape and values of one shape."""

    def check(found: Any) -> None:
        mapping(found)
        for key in found:
            keys(key)
        _each(found.items(), lambda _: value)

    return check


def part_of(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these keys; what else it has was written by a later release, and nobody reads it."""
    known = {**required, **(optional or {})}

    def check(found: Any) -> None:
        mapping(found)
        for key in required:
            if key not in found:
                raise ShapeError("there", key)
        _each(((key, value) for key, value in found.items() if key in known), known.__getitem__)

    return check


def _each(items: Iterable[tuple[Any, Any]], check_of: Callable[[Any], Check]) -> None:
    step: Any = None
    try:
        for step, value in items:
            check_of(step)(value)
    except ShapeError as error:
        raise error.below(step) from None
