"""One YAML file to a validated shape, or to every problem. Imported only where Pydantic has to look."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar, get_args

from pydantic import ValidationError

from syncer.disk.files import NotTextError, decode_text
from syncer.errors import Problem
from syncer.frozen import NamedTuple
from syncer.load.advice import better_text, pattern_refusal
from syncer.load.locate_problems import Complaint, place_of, problem_at
from syncer.load.source_text import slips, typed
from syncer.load.unknown_keys import text_for_keys, unknown_key
from syncer.model.words import counted, did_you_mean, nearest
from syncer.yaml.faults import KeyPath, YamlFaultError
from syncer.yaml.libyaml import digits, value_in_words
from syncer.yaml.parse import locate, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    from syncer.yaml.faults import Position
    from syncer.yaml.parse import Located

MOST_PROBLEMS: Final = 50
"""Problems of one file that are told; of the rest only how many there are."""

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
    "greater_than": "must be more than {gt}, not {input}",
    "less_than_equal": "must be at most {le}, not {input}",
    "too_short": "must name at least one",
    "too_long": "must name at most {max_length}",
    "string_too_short": "must not be empty",
    "string_too_long": "must be at most {max_length} characters long",
    "finite_number": "must be a finite number",
    "literal_error": "must be {expected}, not {input}{near}",
    "value_error": "{error}",
}
"""By the type of Pydantic's error; in braces what its context holds."""
_NUMBERS: Final = frozenset({"int_type", "float_type"})
_PARTS_OF_UNIONS: Final = {
    "int_type": ("int", "float"), "float_type": ("int", "float"), "string_type": ("constrained-str",),
    "none_required": ("none",),
}  # fmt: skip
"""What Pydantic puts at the end of a path for each type that a value may have, by the type of its error."""
_SELECTIONS: Final = frozenset({"only", "except"})
_QUOTED: Final = re.compile(r"'([^']*)'")
_MOST_SUGGESTIONS: Final = 20
"""Unknown keys of a document that are matched against the known ones, each at a cost of a millisecond."""

Shape = TypeVar("Shape", bound="BaseModel")


class Checked(NamedTuple):
    """A file that fulfils its shape."""

    shape: Any
    lines: dict[str, int]
    """Line of each top-level key, from 1."""


def check_file(data: bytes, shape: type[Shape], where: str) -> tuple[Checked | None, list[Problem]]:
    """The file's content as the shape, or None and all problems. Never raises for what a file holds."""
    try:
        text = decode_text(data)
    except NotTextError as error:
        return None, [Problem(where, str(error), error.line, error.column)]
    try:
        document = parse(text)
        checked = Checked(_validated(document.value, shape), document.lines)
    except (YamlFaultError, ValidationError):
        return None, _problems(text, shape, where)
    problems = _problems(text, shape, where)
    return None if problems else checked, problems


def _validated(value: object, shape: type[Shape]) -> Shape:
    return shape.model_validate(value, strict=True, by_name=True, by_alias=False)


def _problems(text: str, shape: type[BaseModel], where: str) -> list[Problem]:
    """Everything wrong with the text: as YAML, and as the shape as far as YAML could be read."""
    located, rows = locate(text), text.splitlines()
    found: list[tuple[Position | None, Complaint]] = [
        (fault.at, Complaint(fault.path, fault.message)) for fault in located.faults
    ]
    told = {fault.path for fault in located.faults}
    for complaint in (*slips(located, rows), *_complaints(located, rows, shape)):
        if complaint.path not in told:
            found.append((place_of(located, complaint), complaint))
            told.add(complaint.path)
    found.sort(key=lambda one: one[0] or (0, 0))
    problems = [problem_at(place, complaint, where, rows) for place, complaint in found[:MOST_PROBLEMS]]
    if len(found) > MOST_PROBLEMS:
        more = counted(len(found) - MOST_PROBLEMS, "more problem")
        problems.append(Problem(where, f"and {more} in this file"))
    return problems


def _complaints(located: Located, rows: Sequence[str], shape: type[BaseModel]) -> list[Complaint]:
    if not isinstance(located.value, dict):
        return []
    try:
        _validated(located.value, shape)
    except ValidationError as error:
        found = error.errors(include_url=False)
        return explain(found, partial(known_keys, shape), partial(typed, located, rows))
    return []


def known_keys(shape: Any, path: KeyPath) -> Collection[str]:
    """The keys that the shape allows at a path; none where it takes any key or no keys."""
    for part in path:
        shape = _inner(_fields(shape).get(str(part), shape))
    return frozenset(_fields(shape))


def _fields(shape: Any) -> dict[str, Any]:
    """Name and type of each field, for a Pydantic class."""
    return {name: field.annotation for name, field in getattr(shape, "model_fields", {}).items()}


def _inner(annotation: Any) -> Any:
    """The shape inside `X | None` or `dict[str, X]`, or the annotation itself."""
    for part in get_args(annotation):
        found = _inner(part)
        if hasattr(found, "model_fields"):
            return found
    return annotation


def explain(
    errors: Iterable[ErrorDetails],
    known: Callable[[KeyPath], Collection[str]],
    source: Callable[[KeyPath], str | None] = lambda _: None,
) -> list[Complaint]:
    """Complaints in document terms, one a place.

    `known` gives the keys that are allowed at a path; the first unknown keys are matched against them. A missing key
    for which an unknown one was probably meant is not complained of twice. `source` gives a number as it was typed.
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
        complaints.setdefault(path, _complaint(path, error, known, _as_typed(error, source)))
    told = meant.intersection(missing)
    return [complaint for path, complaint in complaints.items() if path not in told]


def _as_typed(error: ErrorDetails, source: Callable[[KeyPath], str | None]) -> str | None:
    return None if isinstance(error["input"], str) else source(_path(error))


def _nothing_known(_: KeyPath) -> Collection[str]:
    return ()


def _path(error: ErrorDetails) -> KeyPath:
    path: KeyPath = error["loc"]
    last = path[-1] if path else ""  # what is wrong with a file as a whole has no path
    inside_union = last in _PARTS_OF_UNIONS.get(error["type"], ())
    on_key = error["type"].startswith(("string_", "value_error")) and last == "[key]"
    return path[:-1] if inside_union or on_key else path


def _complaint(
    path: KeyPath, error: ErrorDetails, known: Callable[[KeyPath], Collection[str]], source: str | None
) -> Complaint:
    kind, cut = error["type"], len(path) < len(error["loc"])
    if kind == "extra_forbidden":
        return Complaint(path, unknown_key(path, known(path[:-1]), error["input"]), on_key=True)
    if kind == "missing":
        return Complaint(path, "is missing; it is required")
    if kind == "list_type" and path and path[-1] in _SELECTIONS:
        return Complaint(path, "must be a list of selectors, such as [{tag: approved}]")
    if kind in _EXPECTED:
        return Complaint(path, _of_other_type(path, error, source))
    return Complaint(path, _refusal(error, source), on_key=cut)


def _of_other_type(path: KeyPath, error: ErrorDetails, source: str | None) -> str:
    kind, found = error["type"], error["input"]
    is_any_number = kind in _NUMBERS and len(path) < len(error["loc"])
    words = _wrong_type("a number" if is_any_number else _EXPECTED[kind], found, source)
    return words + text_for_keys(path, found) if kind == "model_type" else words


def _refusal(error: ErrorDetails, source: str | None) -> str:
    said = {name: digits(value) for name, value in error.get("ctx", {}).items()}
    words = _REFUSALS.get(error["type"], "is not valid: {msg}")
    found = str(error["input"])
    if error["type"] == "string_pattern_mismatch":
        return pattern_refusal(said["pattern"], found)
    near = did_you_mean(found, _QUOTED.findall(said.get("expected", "")))
    return words.format(input=source or digits(error["input"]), msg=error["msg"], near=near, **said)


def _wrong_type(expected: str, found: object, source: str | None) -> str:
    if found is None:
        return f"must be {expected}; nothing is given"
    better = better_text(expected, found) if isinstance(found, str) else _quoted(expected, found)
    words = value_in_words(found) if source is None else f"{'' if isinstance(found, bool) else 'the number '}{source}"
    return f"must be {expected}, not {words}{better}"


def _quoted(expected: str, found: object) -> str:
    return "; put it in quotes" if expected == "text" and isinstance(found, (int, float)) else ""
