"""Stored values, also those of DynamoDB, as JSON and back, exactly: for saved plans and the history. Pure."""

from __future__ import annotations

import base64
import math
from decimal import Decimal
from typing import Any

from syncer.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Opaque:
    """A set or a binary value, for which JSON has nothing: it goes back as it came."""

    kind: str
    """`SS`, `NS`, `BS` or `B`."""
    content: tuple[str, ...] | tuple[bytes, ...]
    """The members, sorted; of a `B` the one value. Numbers as text."""


def value_json(value: object) -> Any:
    """A stored value as JSON. What JSON has no form for becomes a mapping with one key that starts with `$`."""
    match value:
        case Decimal():
            return {"$number": str(value)}
        case Opaque(kind, content):
            return {f"${kind}": [_member(item) for item in content]}
        case float() if not math.isfinite(value):
            return {"$float": repr(value)}
        case list() | tuple():
            return [value_json(item) for item in value]
        case dict():
            return _mapping(value)
        case _:
            return value


def _member(item: str | bytes) -> str:
    return item if isinstance(item, str) else base64.b64encode(item).decode()


def _mapping(value: dict[Any, Any]) -> dict[str, Any]:
    said = {str(name): value_json(item) for name, item in value.items()}
    return {"$map": said} if any(name.startswith("$") for name in said) else said


def value_from(value: Any) -> Any:
    """The stored value that `value_json` wrote."""
    if isinstance(value, list):
        return [value_from(item) for item in value]
    if not isinstance(value, dict):
        return value
    key = next(iter(value), "")
    if not key.startswith("$"):
        return {name: value_from(item) for name, item in value.items()}
    return _special(key.removeprefix("$"), value[key])


def _special(kind: str, content: Any) -> Any:
    match kind:
        case "number":
            return Decimal(content)
        case "float":
            return float(content)
        case "map":
            return {name: value_from(item) for name, item in content.items()}
        case "B" | "BS":
            return Opaque(kind, tuple(base64.b64decode(item) for item in content))
        case "SS" | "NS":
            return Opaque(kind, tuple(content))
        case _:
            raise ValueError(f"no such value: ${kind}")
