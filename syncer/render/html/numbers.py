"""Numbers as people write them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

WORKED_OUT_DIGITS: Final = 4
"""Behind the point of a number that is worked out."""
_MOST_DIGITS: Final = 7
"""Behind the point, for which a column keeps room; a price with more stands out to the left."""
_PRICE: Final = re.compile(r"(?:.*\s)?<?\d[\d,]*\.(\d+)", re.DOTALL)
"""A price, or words that end with one."""
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


def point_room(texts: Iterable[str], *, least: int = 0) -> int:
    """How many digits behind the point a column of these has room for; what is no price needs none."""
    return min(_MOST_DIGITS, max((*(len(found[1]) for found in map(_PRICE.fullmatch, texts) if found), least)))


def aligned(text: str, digits: int) -> str:
    """A price with room behind it, so that the points of a column of so many digits stand below each other."""
    found = _PRICE.fullmatch(text)
    return text + _ROOM * (digits - len(found[1])) if found else text


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
    least = Decimal(1).scaleb(-WORKED_OUT_DIGITS)
    return f"<{least:f}" if 0 < value < least else price_text(Decimal(value).quantize(least, ROUND_HALF_UP))
