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
    for name, value in fields.items():
        kind = type(value)
        if kind is float and value and abs(value) < LEAST:
            yield from _number(value, (name,))
        elif kind is dict:
            yield from _inside(value, (name,))


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
