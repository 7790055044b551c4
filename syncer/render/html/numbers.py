"""Numbers as people write them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

_DIGITS: Final = 4
"""Behind the point of a number that is worked out, and those for which a column of prices keeps room."""
_ROOM: Final = "\N{FIGURE SPACE}"
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


def aligned(text: str) -> str:
    """A price with room behind it, so that the points of a column stand below each other."""
    digits = len(text.partition(".")[2])
    return text + _ROOM * (_DIGITS - digits) if digits else text


def blended(input_price: object, output_price: object, *, parts: tuple[int, int]) -> float | None:
    """What a million tokens cost of which so many parts are input and output; None where a price is not known.

    In floating point, as the script of a page works it out.
    """
    if not isinstance(input_price, (int, float)) or not isinstance(output_price, (int, float)):
        return None
    return (parts[0] * input_price + parts[1] * output_price) / (parts[0] + parts[1])


def blend_text(value: float | None) -> str:
    """A price that was worked out, with four digits behind the point at most; what those cannot show is `<0.0001`."""
    if value is None:
        return price_text(None)
    least = Decimal(1).scaleb(-_DIGITS)
    return f"<{least:f}" if 0 < value < least else price_text(Decimal(value).quantize(least, ROUND_HALF_UP))
