"""Colour for a terminal, and values in the form in which a person reads them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from schemas.attributes import KIND

if TYPE_CHECKING:
    from syncer.changes import FieldChange

_CODES: Final = {"green": 32, "yellow": 33, "red": 31, "cyan": 36, "bold": 1, "dim": 2}
_LONGEST: Final = 120


class Paint:
    """Wraps text in a colour, or leaves it alone."""

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled

    def __call__(self, colour: str, text: str) -> str:
        """The text in the colour."""
        return f"\033[{_CODES[colour]}m{text}\033[0m" if self._enabled else text


PLAIN: Final = Paint(enabled=False)


def safe(text: str) -> str:
    """Text that cannot move a cursor or turn a line round: what does not print is escaped."""
    return (
        text
        if text.isprintable()
        else "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    )


def shown(value: object) -> str:
    """A value, short and on one line."""
    text = _long(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _long(value: object) -> str:
    match value:
        case None:
            return "absent"
        case bool():
            return "true" if value else "false"
        case float():
            return number(value)
        case str():
            return safe(value) if value.strip() == value and value else json.dumps(value)
        case list() | tuple():
            return f"[{', '.join(_long(item) for item in value)}]"
        case _:
            return safe(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str))


def number(value: float) -> str:
    """A number as people write it: `2.2`, `11`, `0.0000001`."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else _fixed(value)


def _fixed(value: float) -> str:
    from decimal import Decimal  # noqa: PLC0415  only a price that is no whole number needs it

    text = f"{Decimal(repr(value)):f}"
    return text if len(text) <= 24 else repr(value)


def percent(change: FieldChange) -> str:
    """` (+10 %)`, or nothing where a relative change has no meaning."""
    return "" if change.percent is None else f" ({change.percent:+,g} %)"


def unit(field: str) -> str:
    """The unit of a field's value, for a person."""
    return {"price": "USD per million tokens", "count": "tokens"}.get(KIND[field], "")
