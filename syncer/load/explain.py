"""Complaints of Pydantic in the words of somebody who edits a YAML file: what to write instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from syncer.load.locate_problems import Complaint
from syncer.model.suggest import did_you_mean, nearest
from syncer.yaml.libyaml import KeyPath, digits, value_in_words

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
_LONGEST_ITEM: Final = 40
_MOST_SUGGESTIONS: Final = 20
"""Unknown keys of a document that are matched against the known ones, each at a cost of a millisecond."""


def explain(errors: Iterable[ErrorDetails], known: Callable[[KeyPath], Collection[str]]) -> list[Complaint]:
    """Complaints in document terms, one a place.

    `known` gives the keys that are allowed at a path; the first unknown keys are matched against them. A missing key
    for which an unknown one was probably meant is not complained of twice.
    """
    complaints: dict[KeyPath, Complaint] = {}
    missing: list[KeyPath] = []
    meant: set[KeyPath] = set()
    unknown = 0
    for error in errors:
        path, kind = _path(error), error["type"]
        if kind == "missing":
            missing.append(path)
        if kind == "extra_forbidden":
            unknown += 1
            known = known if unknown <= _MOST_SUGGESTIONS else _nothing_known
            near = nearest(str(path[-1]), known(path[:-1]))
            meant.add((*path[:-1], near or ""))
        complaints.setdefault(path, _complaint(path, error, known))
    return [complaint for path, complaint in complaints.items() if path not in meant or path not in missing]


def _nothing_known(_: KeyPath) -> Collection[str]:
    return ()


def _path(error: ErrorDetails) -> KeyPath:
    path: KeyPath = error["loc"]
    inside_union = error["type"] in {"int_type", "float_type"} and path[-1] in {"int", "float"}
    on_key = error["type"].startswith("string_") and path[-1] == "[key]"
    return path[:-1] if inside_union or on_key else path


def _complaint(path: KeyPath, error: ErrorDetails, known: Callable[[KeyPath], Collection[str]]) -> Complaint:
    kind, cut = error["type"], len(path) < len(error["loc"])
    if kind == "extra_forbidden":
        return Complaint(path, _unknown_key(path, known), on_key=True)
    if kind == "missing":
        return Complaint(path, "is missing; it is required")
    if kind == "list_type" and path and path[-1] in _SELECTIONS:
        return Complaint(path, "must be a list of selectors, such as [{tag: approved}]")
    if kind in _EXPECTED:
        return Complaint(path, _wrong_type("a number" if cut else _EXPECTED[kind], error["input"]))
    return Complaint(path, _refusal(error), on_key=cut)


def _unknown_key(path: KeyPath, known: Callable[[KeyPath], Collection[str]]) -> str:
    if path[-2:] == ("set", "model_id"):
        return "an override cannot change the model_id; use another model file"
    return f"unknown key{did_you_mean(str(path[-1]), known(path[:-1]))}"


def _refusal(error: ErrorDetails) -> str:
    said = {name: digits(value) for name, value in error.get("ctx", {}).items()}
    words = _REFUSALS.get(error["type"], "is not valid: {msg}")
    return words.format(input=digits(error["input"]), msg=error["msg"], **said)


def _wrong_type(expected: str, found: object) -> str:
    if found is None:
        return f"must be {expected}; nothing is given"
    better = _better(expected, found) if isinstance(found, str) else _quoted(expected, found)
    return f"must be {expected}, not {value_in_words(found)}{better}"


def _quoted(expected: str, found: object) -> str:
    return "; put it in quotes" if expected == "text" and isinstance(found, (int, float)) else ""


def _better(expected: str, found: str) -> str:
    """What to write instead of a text, where that is plain."""
    if expected == "true or false":
        word = _BOOLEAN_WORDS.get(found.lower())
        return f"; write {word}" if word else ""
    if expected.startswith("a list"):
        return f"; write [{found}]" if len(found) <= _LONGEST_ITEM else "; write it in [ ]"
    return _number(found, whole="whole" in expected) if "number" in expected else ""


def _number(found: str, *, whole: bool) -> str:
    number = _NUMBER.fullmatch(found)
    if number is None or (whole and number["fraction"]):
        return ""
    plain = re.sub(r"[\s,_$]", "", found)
    return f"; write {plain}{' without quotes' if plain == found else ''}"
