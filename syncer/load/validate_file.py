"""One YAML file to one validated shape, or to every problem that it has. Imported only where Pydantic has to look."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar, get_args

from pydantic import ValidationError

from syncer.errors import Problem
from syncer.load.decode import NotTextError, decode_text
from syncer.load.explain import explain
from syncer.load.locate_problems import Complaint, place_of, problem_at
from syncer.model.words import counted
from syncer.yaml.libyaml import YamlFaultError
from syncer.yaml.parse import locate, parse

if TYPE_CHECKING:
    from collections.abc import Collection

    from pydantic import BaseModel

    from syncer.yaml.libyaml import KeyPath

MOST_PROBLEMS: Final = 50
"""Problems of one file that are told; of the rest only how many there are."""

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
        return Checked(_validated(document.value, shape), document.lines), []
    except (YamlFaultError, ValidationError):
        return None, _problems(text, shape, where)


def _validated(value: object, shape: type[Shape]) -> Shape:
    return shape.model_validate(value, strict=True, by_name=True, by_alias=False)


def _problems(text: str, shape: type[BaseModel], where: str) -> list[Problem]:
    """Everything wrong with the text: as YAML, and as the shape as far as YAML could be read."""
    located, rows = locate(text), text.splitlines()
    faults = {fault.path for fault in located.faults}
    problems = [problem_at(fault.at, Complaint(fault.path, fault.message), where, rows) for fault in located.faults]
    problems += [
        problem_at(place_of(located, complaint), complaint, where, rows)
        for complaint in _complaints(located.value, shape)
        if complaint.path not in faults
    ]
    problems.sort(key=lambda problem: (problem.line or 0, problem.column or 0))
    if len(problems) > MOST_PROBLEMS:
        more = counted(len(problems) - MOST_PROBLEMS, "more problem")
        return [*problems[:MOST_PROBLEMS], Problem(where, f"and {more} in this file")]
    return problems


def _complaints(value: object, shape: type[BaseModel]) -> list[Complaint]:
    if not isinstance(value, dict):
        return []
    try:
        _validated(value, shape)
    except ValidationError as error:
        return explain(error.errors(include_url=False), partial(known_keys, shape))
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
