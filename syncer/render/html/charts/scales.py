"""Axes of prices: a value to its place between 0 and 1, and the values that are named."""

from __future__ import annotations

from decimal import Decimal
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.render.html.charts.frame import Tick, percent_across, pixels_down

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_LARGEST: Final = 1e12
"""A price beyond it is damage, and would press all others together."""
_SMALLEST: Final = 1e-9
_STEPS: Final = (1, 2, 5)
_ZERO_AT: Final = 0.03
"""Where 0 stands on an axis that is logarithmic: on a strip of its own, since such an axis has no 0."""
_AFTER_ZERO: Final = 0.1
_MOST_ACROSS: Final = 7
"""Names that a narrow axis has room for."""
_CHARACTERS: Final = 34
"""Of all of these names."""
_MOST_DECADES: Final = 5
"""Powers of ten with lines between them."""
_PIXELS_EACH: Final = 22
"""Of the height that a name takes."""


class PriceScale(NamedTuple):
    """An axis of prices in US dollars."""

    low: float
    high: float
    is_log: bool
    has_zero: bool
    """Whether a logarithmic axis has the strip for 0."""

    def place(self, value: float) -> float:
        """Where a value stands, from 0 to 1."""
        if not self.is_log:
            return (value - self.low) / (self.high - self.low)
        if value <= 0:
            return _ZERO_AT
        start = _AFTER_ZERO if self.has_zero else 0.0
        share = (log10(value) - log10(self.low)) / (log10(self.high) - log10(self.low))
        return start + share * (1 - start)


def drawn_price(value: object) -> float | None:
    """A value as a price that can be drawn; None for any other, such as one that is absent."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) or 0.0 if value == 0 or _SMALLEST <= value <= _LARGEST else None


def log_scale(values: Iterable[float]) -> PriceScale:
    """A logarithmic axis that holds these prices, with some room around them."""
    known = sorted(values)
    positive = [value for value in known if value > 0] or [1.0]
    low, high = _snapped(positive[0] / 1.2, up=False), _snapped(positive[-1] * 1.2, up=True)
    return PriceScale(float(low), float(high), is_log=True, has_zero=bool(known and known[0] == 0))


def linear_scale(values: Iterable[float]) -> PriceScale:
    """An axis from 0 that holds these prices."""
    top = max(values, default=0) or 1.0
    step = _linear_step(top)
    return PriceScale(0.0, float(step * ceil(Decimal(repr(top)) / step)), is_log=False, has_zero=False)


def ticks_across(scale: PriceScale) -> tuple[Tick, ...]:
    """The prices that a horizontal axis names; one without a name has a line alone."""
    fewer = (tuple(_ticks(scale, percent_across, most)) for most in range(_MOST_ACROSS, 2, -1))
    return next((found for found in fewer if sum(len(tick.text) + 1 for tick in found) <= _CHARACTERS), ())


def ticks_up(scale: PriceScale, height: int) -> tuple[Tick, ...]:
    """The same for a vertical axis, so high in pixels."""
    return tuple(_ticks(scale, lambda place: pixels_down(place, height), height // _PIXELS_EACH))


def _ticks(scale: PriceScale, placed: Callable[[float], float], most: int) -> Iterator[Tick]:
    if scale.has_zero:
        yield Tick(placed(_ZERO_AT), "0", "zero")
    for value, text in _log_ticks(scale, most) if scale.is_log else _linear_ticks(scale):
        yield Tick(placed(scale.place(float(value))), text)


def _linear_ticks(scale: PriceScale) -> list[tuple[Decimal, str]]:
    step = _linear_step(scale.high)
    return _named(step * at for at in range(int(Decimal(repr(scale.high)) / step) + 1))


def _log_ticks(scale: PriceScale, most: int) -> list[tuple[Decimal, str]]:
    """1, 2 and 5 times each power of ten; where those are many, only powers have names, and not more than fit.

    Where they would be a hatching, what has no name has no line.
    """
    decades = range(floor(log10(scale.low)), ceil(log10(scale.high)) + 1)
    inside = list(_inside(scale, decades))
    if len(inside) <= most:
        return _named(inside)
    each = ceil(len(decades) / most)
    if len(decades) > _MOST_DECADES:
        return _named(value for value in inside if _is_decade(value, each))
    return [(value, _axis_text(value) if _is_decade(value, each) else "") for value in inside]


def _inside(scale: PriceScale, decades: range) -> Iterator[Decimal]:
    values = (Decimal(step).scaleb(decade) for decade in decades for step in _STEPS)
    return (value for value in values if scale.low <= float(value) <= scale.high)


def _named(values: Iterable[Decimal]) -> list[tuple[Decimal, str]]:
    return [(value, _axis_text(value)) for value in values]


def _is_decade(value: Decimal, each: int) -> bool:
    return value.as_tuple().digits == (1,) and value.adjusted() % each == 0


def _linear_step(top: float) -> Decimal:
    """A round step of which four or so reach the top."""
    return _snapped(top / 5, up=True)


def _snapped(value: float, *, up: bool) -> Decimal:
    """The next 1, 2 or 5 times a power of ten."""
    decade = floor(log10(value))
    near = [Decimal(step).scaleb(at) for at in (decade - 1, decade, decade + 1) for step in _STEPS]
    exact = Decimal(repr(value))
    return min(one for one in near if one >= exact) if up else max(one for one in near if one <= exact)


def _axis_text(value: Decimal) -> str:
    return f"{value.normalize():,f}"
