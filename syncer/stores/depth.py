"""How deep what others wrote may be nested. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

DEEPEST: Final = 100
"""Lists and objects inside each other, so that whoever reads them bears it: DynamoDB ends at 32."""


def is_shallow(document: object) -> bool:
    """Whether nothing in it is nested deeper than `DEEPEST`."""
    if not isinstance(document, (dict, list)):
        return True
    level: list[object] = [document]
    for _ in range(DEEPEST):
        level = [part for one in level if isinstance(one, (dict, list)) for part in _parts(one)]
        if not level:
            return True
    return False


def _parts(one: dict[str, object] | list[object]) -> Iterable[object]:
    return one.values() if isinstance(one, dict) else one
