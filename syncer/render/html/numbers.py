"""Numbers as people write them."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

_UNITS: Final = ((1_000_000, "M"), (1_000, "k"))


def price_text(value: float | Decimal | None) -> str:
    """A price in US dollars per million tokens with at least two digits behind the point; a dash for none.

    Nothing is rounded: 2.5 is `2.50`, 0.075 is `0.075`.
    """
    if value is None:
        return "\N{EN DASH}"
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return f"{number:,.2f}" if number == round(number, 2) else f"{number.normalize():,f}"


def tokens_text(value: int | None) -> str:
    """A number of tokens with `k` or `M` where that says exactly as much as three digits; a dash for none."""
    if value is None:
        return "\N{EN DASH}"
    for size, unit in _UNITS:
        if value >= size:
            return f"{round(value / size, 1 if value < 10 * size else 0):g}{unit}"
    return str(value)
