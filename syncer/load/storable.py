"""What the shapes allow and no table keeps: numbers too close to zero, and values nested too deep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from syncer.yaml.faults import KeyPath

LEAST: Final = 1e-130
"""DynamoDB's smallest number; the shapes hold large ones far below its largest, and parsing holds their digits."""
MOST_LEVELS: Final = 16
"""Inside a field; DynamoDB keeps 32 in all, of which a row and what was last applied take some."""


def unstorable(fields: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """The path and the complaint of each value in the fields that a table would refuse."""
    in_question = [
        name
        for name, value in fields.items()
        if type(value) is dict or (type(value) is float and -LEAST < value < LEAST)
    ]
    for name in in_question:
        if not _is_plain(fields[name], MOST_LEVELS):
            yield from _inside(fields[name], (name,))


def _is_plain(value: Any, levels: int) -> bool:
    """Whether all that is in a value can plainly be kept, at a third of the cost of a look that knows places."""
    inside = [*value.values()] if type(value) is dict else value
    if type(inside) is list:
        return levels > 0 and all([_is_plain(item, levels - 1) for item in inside])  # noqa: C419  quicker: few are long
    return not value or type(value) is str or not -LEAST < value < LEAST


def _inside(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, (dict, list)) and len(path) > MOST_LEVELS:
        yield path, f"is nested deeper than {MOST_LEVELS} levels, which no table keeps"
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _inside(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _inside(item, (*path, index))
    elif isinstance(value, (int, float)):
        yield from _number(value, path)


def _number(value: float, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if value and abs(value) < LEAST:
        yield path, f"is too close to zero for any table; write 0, or a number of at least {LEAST:g}"
