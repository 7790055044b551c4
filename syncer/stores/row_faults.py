"""Why a row is no model, in words for those who look at the row: no name of a class, no wording of a library. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_OF_TYPE: Final = {
    "missing": "is missing",
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "finite_number": "must be a finite number",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le:g}",
    "value_error": "{error}",
}
"""By the type of Pydantic's error; in braces what its context holds."""
_OF_KIND: Final = {
    "int": "must be a whole number",
    "float": "must be a number",
    "bool": "must be true or false",
    "list": "must be a list",
    "dict": "must be an object",
    "model": "must be an object",
    "datetime": "must be a time, such as 2026-01-31T12:00:00+00:00",
}
"""By what the type begins with, for all its other types."""
_MEMBERS: Final = frozenset({"int", "float"})
"""What Pydantic adds to a path for each member of a union."""


class RowFaults(str):
    """The first fault of a row, with how many more there are; `every` has them all."""

    __slots__ = ("every",)
    every: tuple[str, ...]

    @classmethod
    def of(cls, errors: Iterable[Mapping[str, Any]]) -> RowFaults:
        """The faults that Pydantic found: at least one."""
        every = tuple(dict.fromkeys(map(_fault, errors)))
        more = len(every) - 1
        made = cls(f"{every[0]} (and {more} more)" if more else every[0])
        made.every = every
        return made


def every_fault(reason: str) -> tuple[str, ...]:
    """All faults behind a reason."""
    return reason.every if isinstance(reason, RowFaults) else (reason,)


def _fault(error: Mapping[str, Any]) -> str:
    path = [str(part) for part in error["loc"]]
    if len(path) > 1 and path[-1] in _MEMBERS:
        path.pop()
        return f"{'.'.join(path)}: must be a number"
    return f"{'.'.join(path) or 'the row'}: {_in_words(error)}"


def _in_words(error: Mapping[str, Any]) -> str:
    kind = str(error["type"])
    words = _OF_TYPE.get(kind) or _OF_KIND.get(kind.partition("_")[0], "is not valid")
    return words.format(**error.get("ctx", {}))
