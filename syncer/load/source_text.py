"""What the text of a file shows that its values do not: a number as it was typed, an item over several lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from schemas.attributes import KIND
from syncer.load.locate_problems import Complaint
from syncer.yaml.read import read_places
from syncer.yaml.scalars import TooManyDigitsError, plain_scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syncer.yaml.faults import KeyPath
    from syncer.yaml.parse import Located

_MARKED: Final = re.compile(r":[ \t]+(#[^\s#][^\s]{0,40})")
"""A comment behind a key whose text touches its mark, as that of a value does."""
_PLAIN_WORD: Final = re.compile(r"[^\s,\[\]{}]{1,40}(?![^\s,\[\]{}])")
_NOT_PLAIN: Final = ("", *"\"'|>&*!")
_IN_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+")
_COUNTS: Final = frozenset(name for name, kind in KIND.items() if kind == "count")
_SHOWN: Final = 40


def typed(located: Located, rows: Sequence[str], path: KeyPath) -> str | None:
    """A number or a truth as the file has it; None for anything else, and where that takes more than a look."""
    found = _PLAIN_WORD.match(_from(located, rows, path))
    return found[0] if found is not None and isinstance(_value(found[0]), (bool, int, float)) else None


def _from(located: Located, rows: Sequence[str], path: KeyPath) -> str:
    """The row of a value, from the value on."""
    line, column = located.values.get(path, (0, 1))
    return rows[line - 1][column - 1 :] if 0 < line <= len(rows) else ""


def _value(word: str) -> object:
    try:
        return plain_scalar(word)
    except TooManyDigitsError:
        return word


def may_slip(value: dict[str, object]) -> bool:
    """Whether `slips` has to look: whether a list has text of several words."""
    return any(_has_words(item) for item in value.values() if type(item) is list or type(item) is dict)


def _has_words(value: object) -> bool:
    if type(value) is str:
        return " " in value
    if type(value) is dict:
        return any(_has_words(item) for item in value.values() if type(item) is list or type(item) is dict)
    if type(value) is not list:
        return False
    try:
        return " " in "".join(value)
    except TypeError:  # not all are texts
        return any(map(_has_words, value))


def slips(located: Located, rows: Sequence[str]) -> Iterator[Complaint]:
    """Complaints about values that are valid YAML and that nobody means, by how they are written."""
    for path, value in _leaves(located.value, ()):
        if type(value) is str and type(path[-1]) is int:
            yield from _over_lines(path, value, _from(located, rows, path))
        elif type(value) is float and path[-1] in _COUNTS:
            yield from _in_thousands(path, typed(located, rows, path) or "")


def lost_values(text: str) -> Iterator[tuple[KeyPath, str]]:
    """Warnings about keys without a value, behind which a comment begins that may be the value."""
    if not _MARKED.search(text):
        return
    located, rows = read_places(text), text.splitlines()
    for path, value in _leaves(located.value, ()):
        found = _MARKED.match(":" + _from(located, rows, path)) if value is None else None
        if found is not None:
            yield (
                path,
                f"has no value, because `{found[1]}` begins a comment; put it in quotes, or a space behind its #",
            )


def _leaves(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, object]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, (*path, index))
    elif path:
        yield path, value


def _over_lines(path: KeyPath, value: str, source: str) -> Iterator[Complaint]:
    """A plain item that does not stand on its line goes on below: a dash too far in makes one text of two items."""
    if source[:1] not in _NOT_PLAIN and not source.startswith(value):
        shown = f"{value[:_SHOWN]}..." if len(value) > _SHOWN else value
        advice = "part items by dashes in one column, or by commas in brackets; put it in quotes if it is one"
        yield Complaint(path, f"goes on below its line and is the one text '{shown}'; {advice}")


def _in_thousands(path: KeyPath, number: str) -> Iterator[Complaint]:
    if _IN_THOUSANDS.fullmatch(number):
        whole, few = number.replace(".", ""), number.partition(".")[0]
        yield Complaint(path, f"{number} is {few} in YAML; write {whole}, or {few} if that is meant")
