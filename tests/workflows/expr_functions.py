"""The functions of GitHub's expression language that depend on their arguments alone."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Final

from tests.workflows.expr_values import ExpressionError, Value, equal, is_array, is_object, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_PLACE: Final = re.compile(r"\{\{|\}\}|\{(\d+)\}|[{}]")


def contains(search: Value, item: Value) -> bool:
    """Whether the array has the item, or the text has it in it; without regard to case."""
    if is_array(search):
        return any(equal(known, item) for known in search)
    if is_object(search) or is_array(item) or is_object(item):
        return False
    return to_text(item).upper() in to_text(search).upper()


def starts_with(text: Value, start: Value) -> bool:
    """Whether the text begins so, without regard to case."""
    return to_text(text).upper().startswith(to_text(start).upper())


def ends_with(text: Value, end: Value) -> bool:
    """Whether the text ends so, without regard to case."""
    return to_text(text).upper().endswith(to_text(end).upper())


def fill(pattern: Value, *values: Value) -> str:
    """The pattern with `{0}` and so on replaced; `{{` and `}}` are braces."""

    def place(match: re.Match[str]) -> str:
        if match[0] in ("{{", "}}"):
            return match[0][0]
        if match[1] is None:
            raise ExpressionError(f"format: a single brace in {to_text(pattern)!r}")
        if int(match[1]) >= len(values):
            raise ExpressionError(f"format: there is no value {match[1]} for {to_text(pattern)!r}")
        return to_text(values[int(match[1])])

    return _PLACE.sub(place, to_text(pattern))


def join(array: Value, separator: Value = ",") -> str:
    """The items with the separator between them; arrays and objects among them are empty."""
    if not is_array(array):
        return "" if is_object(array) else to_text(array)
    return to_text(separator).join("" if is_array(item) or is_object(item) else to_text(item) for item in array)


def to_json(value: Value) -> str:
    """The value as indented JSON."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=dict)


def from_json(text: Value) -> Value:
    """The value that the JSON says. Raises ExpressionError when it is no JSON."""
    try:
        return json.loads(to_text(text))
    except ValueError as error:
        raise ExpressionError(f"fromJSON: no JSON: {to_text(text)[:80]!r}") from error


def case(*arguments: Value) -> Value:
    """The value after the first predicate that is true, else the last one."""
    if len(arguments) < 3 or len(arguments) % 2 == 0:
        raise ExpressionError("case: needs pairs of a predicate and a value, and a default")
    for predicate, value in zip(arguments[:-1:2], arguments[1:-1:2], strict=True):
        if not isinstance(predicate, bool):
            raise ExpressionError("case: a predicate has to be a boolean")
        if predicate:
            return value
    return arguments[-1]


def hash_files(workspace: Path, *patterns: Value) -> str:
    """One hash of all matching files, in the order of their paths; empty when there are none."""
    chosen: set[Path] = set()
    for pattern in map(to_text, patterns):
        found = {path for path in workspace.glob(pattern.removeprefix("!").lstrip("/")) if path.is_file()}
        chosen = chosen - found if pattern.startswith("!") else chosen | found
    if not chosen:
        return ""
    digests = (hashlib.sha256(path.read_bytes()).digest() for path in sorted(chosen))
    return hashlib.sha256(b"".join(digests)).hexdigest()


FUNCTIONS: Final[Mapping[str, tuple[Callable[..., Value], int, int]]] = {
    "contains": (contains, 2, 2),
    "startswith": (starts_with, 2, 2),
    "endswith": (ends_with, 2, 2),
    "format": (fill, 2, 255),
    "join": (join, 1, 2),
    "tojson": (to_json, 1, 1),
    "fromjson": (from_json, 1, 1),
    "case": (case, 3, 255),
}
"""By their names in lower case, with the least and the greatest number of arguments."""
