"""Complaints of Pydantic in the words of somebody who edits a YAML file: what to write instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from syncer.model.suggest import did_you_mean, nearest
from syncer.yaml.words import KeyPath, digits, value_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from pydantic_core import ErrorDetails

_BOOLEAN_WORDS: Final = {"yes": "true", "y": "true", "on": "true", "no": "false", "n": "false", "off": "false"}
_EXPECTED: Final = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list, such as [TEXT, IMAGE]",
    "dict_type": "`key: value` lines",
    "model_type": "`key: value` lines",
}
_REFUSALS: Final = {
    "greater_than_equal": "must be at least {ge}, not {input}",
    "less_than_equal": "must be at most {le}, not {input}",
    "too_short": "must name at least one",
    "string_too_short": "must not be empty",
    "string_too_long": "must be at most {max_length} characters long",
    "string_pattern_mismatch": "may hold only lower-case letters, digits, `.`, `_` and `-`, "
    "and starts with a letter or digit",
    "finite_number": "must be a finite number",
    "literal_error": "must be {expected}, not {input}",
    "value_error": "{error}",
}
"""By the type of Pydantic's error; in braces what its context holds."""
_SELECTIONS: Final = frozenset({"only", "except"})
_NUMBER: Final = re.compile(r"\$?\s*([0-9]{1,3}([,_ ][0-9]{3})+|[0-9]+)(?P<fraction>\.[0-9]+)?", re.ASCII)
"""A number as people write it: with separators of thousands, or a currency."""


class Complaint(NamedTuple):
    """One thing that is wrong with a document."""

    path: KeyPath
    message: str
    on_key: bool = False
    """Whether the key is wrong, not its value."""


def explain(errors: Iterable[ErrorDetails], known: Callable[[KeyPath], Collection[str]]) -> list[Complaint]:
    """Complaints in document terms, one a place.

    `known` gives the keys that are allowed at a path; an unknown key is matched against them. A missing key for
    which an unknown one was probably meant is not complained of twice.
    """
    complaints: dict[KeyPath, Complaint] = {}
    missing: list[KeyPath] = []
    meant: set[KeyPath] = set()
    for error in errors:
        path, kind = _path(error), error["type"]
        if kind == "missing":
            missing.append(path)
        if kind == "extra_forbidden":
            near = nearest(str(path[-1]), known(path[:-1]))
            meant.add((*path[:-1], near or ""))
        complaints.setdefault(path, _complaint(path, error, known))
    return [complaint for path, complaint in complaints.items() if path not in meant or path not in missing]


def _path(error: ErrorDetails) -> KeyPath:
    path: KeyPath = error["loc"]
    inside_union = error["type"] in {"int_type", "float_type"} and path[-1] in {"int", "float"}
    on_key = error["type"].startswith("string_") and path[-1] == "[key]"
    return path[:-1] if inside_union or on_key else path


def _complaint(path: KeyPath, error: ErrorDetails, known: Callable[[KeyPath], Collection[str]]) -> Complaint:
    kind = error["type"]
    if kind == "extra_forbidden" and path[-2:] == ("set", "model_id"):
        return Complaint(path, "an override cannot change the model_id; use another model file", on_key=True)
    if kind == "extra_forbidden":
        return Complaint(path, f"unknown key{did_you_mean(str(path[-1]), known(path[:-1]))}", on_key=True)
    if kind == "missing":
        return Complaint(path, "is missing; it is required")
    if kind in _EXPECTED:
        in_union = len(path) < len(error["loc"])
        if path and path[-1] in _SELECTIONS and kind == "list_type":
            return Complaint(path, "must be a list of selectors, such as [{tag: approved}]")
        return Complaint(path, _wrong_type("a number" if in_union else _EXPECTED[kind], error["input"]))
    return Complaint(path, _refusal(error), on_key=len(path) < len(error["loc"]))


def _refusal(error: ErrorDetails) -> str:
    said = {name: digits(value) for name, value in error.get("ctx", {}).items()}
    words = _REFUSALS.get(error["type"], "is not valid: {msg}")
    return words.format(input=digits(error["input"]), msg=error["msg"], **said)


def _wrong_type(expected: str, found: object) -> str:
    if found is None:
        return f"must be {expected}; nothing is given"
    return f"must be {expected}, not {value_in_words(found)}{_better(expected, found)}"


def _better(expected: str, found: object) -> str:
    """What to write instead, where that is plain."""
    if not isinstance(found, str):
        return "; put it in quotes" if expected == "text" and isinstance(found, (int, float)) else ""
    if expected == "true or false" and found.lower() in _BOOLEAN_WORDS:
        return f"; write {_BOOLEAN_WORDS[found.lower()]}"
    number = _NUMBER.fullmatch(found) if "number" in expected else None
    if number and not (number["fraction"] and "whole" in expected):
        plain = re.sub(r"[\s,_$]", "", found)
        return f"; write {plain}{' without quotes' if plain == found else ''}"
    if expected.startswith("a list"):
        return f"; write [{found[:40]}]" if len(found) <= 40 else "; write it in [ ]"
    return ""
