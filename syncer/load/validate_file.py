"""One YAML file to one validated shape, or to every problem that it has."""

from __future__ import annotations

import codecs
import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar, get_args

from syncer.errors import Problem
from syncer.load.explain import Complaint, explain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pydantic import BaseModel

    from syncer.yaml.libyaml import Position
    from syncer.yaml.parse import Located

LONGEST_TEXT: Final = 300
"""Characters of a message or of a key's name that are shown."""
LONGEST_EXCERPT: Final = 2000
"""Characters of a source line that is kept for the caret."""
_LINE_SEPARATOR: Final = re.compile("[\x85\u2028\u2029]")
"""What libyaml takes for the end of a line, but YAML 1.2 and editors do not."""

Shape = TypeVar("Shape", bound="BaseModel")


class NotTextError(Exception):
    """The bytes are not UTF-8 text, or hold what no text file should; says where."""

    def __init__(self, message: str, data: bytes, at: int) -> None:
        super().__init__(message)
        before = data[:at].removeprefix(codecs.BOM_UTF8)
        self.line = before.count(b"\n") + 1
        self.column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1


class Checked(NamedTuple):
    """A file that fulfils its shape."""

    shape: Any
    lines: dict[str, int]
    """Line of each top-level key, from 1."""


def check_file(data: bytes, shape: type[Shape], where: str) -> tuple[Checked | None, list[Problem]]:
    """The file's content as the shape, or None and all problems. Never raises for what a file holds."""
    from pydantic import ValidationError  # noqa: PLC0415  a plan with a warm cache needs neither library

    from syncer.yaml.libyaml import YamlFaultError  # noqa: PLC0415
    from syncer.yaml.parse import parse  # noqa: PLC0415

    try:
        text = decode(data)
    except NotTextError as error:
        return None, [Problem(where, str(error), error.line, error.column)]
    try:
        document = parse(text)
        checked = shape.model_validate(document.value, strict=True, by_name=True, by_alias=False)
    except (YamlFaultError, ValidationError):
        return None, _problems(text, shape, where)
    return Checked(checked, document.lines), []


def decode(data: bytes) -> str:
    """UTF-8 text without its byte order mark. Raises NotTextError, with the place of the first bad byte."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise NotTextError("is UTF-16 or UTF-32 text; save it as UTF-8", data, 0)
    if b"\0" in data:
        raise NotTextError("is not a text file: it has a NUL byte", data, data.index(b"\0"))
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start + len(data) - len(error.object)
        raise NotTextError(f"byte 0x{data[at]:02x} is not UTF-8; save the file as UTF-8", data, at) from error
    separator = None if text.isascii() else _LINE_SEPARATOR.search(text)
    if separator:
        at = data.index(separator[0].encode())
        raise NotTextError(f"the line separator {separator[0]!a} cannot stand here; remove it", data, at)
    return text


def _problems(text: str, shape: type[BaseModel], where: str) -> list[Problem]:
    """Everything wrong with the text: as YAML, and as the shape as far as YAML could be read."""
    from pydantic import ValidationError  # noqa: PLC0415  only a file with an error needs it

    from syncer.yaml.parse import locate  # noqa: PLC0415  only a file with an error needs it

    located = locate(text)
    complaints = [Complaint(fault.path, fault.message) for fault in located.faults]
    places: list[Position | None] = [fault.at for fault in located.faults]
    if isinstance(located.value, dict):
        try:
            shape.model_validate(located.value, strict=True, by_name=True, by_alias=False)
        except ValidationError as error:
            taken = {complaint.path for complaint in complaints}
            for complaint in explain(error.errors(include_url=False), partial(known_keys, shape)):
                if complaint.path not in taken:
                    complaints.append(complaint)
                    places.append(place_of(located, complaint))
    rows = text.splitlines()
    problems = [_problem(where, complaint, place, rows) for complaint, place in zip(complaints, places, strict=True)]
    return sorted(problems, key=lambda problem: (problem.line or 0, problem.column or 0))


def place_of(located: Located, complaint: Complaint) -> Position | None:
    """Where the complaint is: at its key or value, or at the nearest thing around it; None for the whole file."""
    first, second = (located.keys, located.values) if complaint.on_key else (located.values, located.keys)
    place = first.get(complaint.path) or second.get(complaint.path)
    path = complaint.path[:-1]
    while place is None and path:
        place = located.keys.get(path) or located.values.get(path)
        path = path[:-1]
    return place


def located_problems(
    text: str, where: str, complaints: Iterable[Complaint], *, severity: Any = "error"
) -> list[Problem]:
    """Problems at the places of the complaints, for a file that is right as YAML."""
    from syncer.yaml.parse import locate  # noqa: PLC0415  only a file with an error needs it

    located = locate(text)
    rows = text.splitlines()
    return [
        _problem(where, complaint, place_of(located, complaint), rows)._replace(severity=severity)
        for complaint in complaints
    ]


def _problem(where: str, complaint: Complaint, place: Position | None, rows: list[str]) -> Problem:
    line, column = place or (None, None)
    field = ".".join(_short(str(part)) or "''" for part in complaint.path) or None
    row = rows[line - 1] if line is not None and line <= len(rows) else None
    excerpt = row if row is not None and len(row) <= LONGEST_EXCERPT else None
    return Problem(where, _short(complaint.message), line, column, field, excerpt=excerpt)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}..."


def known_keys(shape: Any, path: tuple[str | int, ...]) -> Collection[str]:
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
