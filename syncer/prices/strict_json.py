"""JSON of a list as it was meant: exact decimals, no key twice, no number that is none."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any


def strict_json(data: bytes | str) -> Any:
    """What the JSON says. Raises ValueError with what is wrong with it."""
    try:
        return json.loads(data, parse_float=Decimal, parse_constant=_refused, object_pairs_hook=_without_doubles)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _refused(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"it has {next(key for key in keys if keys.count(key) > 1)!r} twice")
    return found
