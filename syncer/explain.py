"""Pydantic's complaints in the words of somebody who edits a YAML file: what is wrong, and what to write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from schemas.attributes import PYTHON_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from pydantic_core import ErrorDetails

_BOOLEAN_WORDS = {"yes": "true", "y": "true", "on": "true", "no": "false", "n": "false", "off": "false"}
_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list, such as [TEXT, IMAGE]",
    "dict_type": "`key: value` lines",
    "model_type": "`key: value` lines",
}

Path = tuple[str | int, ...]
"""Keys and indexes from the top of a document to a value."""


class Complaint(NamedTuple):
    """One thing that is wrong with a document."""

    path: Path
    message: str
    on_key: bool = False
    """Whether the key is wrong, not its value."""


def explain(errors: Iterable[ErrorDetails], known: Callable[[Path], Collection[str]]) -> list[Complaint]:
    """Complaints in document terms, one a place.

    `known` gives the keys that are allowed at a path; an unknown key is matched against them.
    """
    complaints: dict[Path, Complaint] = {}
    for error in errors:
        path = tuple(error["loc"])
        if error["type"] in {"int_type", "float_type"} and path[-1:] in {("int",), ("float",)}:
            path, error = path[:-1], {**error, "type": "float_type"}  # noqa: PLW2901  one branch of `int | float`
        if path not in complaints:
            complaints[path] = _complaint(path, error, known)
    return list(complaints.values())


def _complaint(path: Path, error: ErrorDetails, known: Callable[[Path], Collection[str]]) -> Complaint:
    kind = error["type"]
    if kind == "extra_forbidden":
        return Complaint(path, f"unknown key{did_you_mean(str(path[-1]), known(path[:-1]))}", on_key=True)
    if kind == "missing":
        return Complaint(path, "is missing; it is required")
    if kind in _EXPECTED:
        return Complaint(path, _wrong_type(_EXPECTED[kind], error["input"]))
    return Complaint(path, _out_of_bounds(error))


def _out_of_bounds(error: ErrorDetails) -> str:  # noqa: PLR0911  a table of messages
    context = error.get("ctx", {})
    match error["type"]:
        case "greater_than_equal":
            return f"must be at least {context['ge']:g}, not {error['input']}"
        case "less_than_equal":
            return f"must be at most {context['le']:g}, not {error['input']}"
        case "too_short":
            return "must name at least one"
        case "string_too_short":
            return "must not be empty"
        case "string_too_long":
            return f"must be at most {context['max_length']} characters long"
        case "finite_number":
            return "must be a finite number"
        case "string_pattern_mismatch":
            return f"must match {context['pattern']}"
        case _:
            return f"is not valid: {error['msg']}"


def _wrong_type(expected: str, found: object) -> str:
    if found is None:
        return f"must be {expected}; nothing is given"
    return f"must be {expected}, not {describe(found)}{_better(expected, found)}"


def _better(expected: str, found: object) -> str:
    """What to write instead, where that is plain."""
    if not isinstance(found, str):
        return f'; write "{found}" in quotes' if expected == "text" and isinstance(found, (int, float)) else ""
    if expected == "true or false" and found.lower() in _BOOLEAN_WORDS:
        return f"; write {_BOOLEAN_WORDS[found.lower()]}"
    digits = re.sub(r"[\s,_$]", "", found)
    if "number" in expected and re.fullmatch(r"[0-9]+(\.[0-9]+)?", digits):
        return f"; write {digits}"
    if expected.startswith("a list"):
        return f"; write [{found}]"
    return ""


def describe(value: object) -> str:
    """A value, short, as a message names it."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case str():
            return f"the text '{value[:40]}{'...' if len(value) > 40 else ''}'"
        case int() | float():
            return f"the number {value}"
        case list():
            return "a list"
        case _:
            return "`key: value` lines"


def did_you_mean(word: str, known: Collection[str]) -> str:
    """`; did you mean X?` for a near miss, also for the camelCase name of a field; empty when nothing is near."""
    if PYTHON_NAME.get(word) in known:
        return f"; did you mean `{PYTHON_NAME[word]}`? (files use the snake_case names)"
    from difflib import get_close_matches  # noqa: PLC0415  only an error needs it

    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word).replace("-", "_").lower()
    near = get_close_matches(snake, sorted(known), n=1, cutoff=0.6)
    return f"; did you mean `{near[0]}`?" if near else ""
