"""What is allowed in a definition but is probably a slip: the source of warnings."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from schemas.attributes import KIND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    _Said = tuple[str, str]

SIGNIFICANT_DIGITS = 12
"""A price with more has been through binary floats: no provider publishes one."""


def lint(fields: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Field, kind and warning, for each slip in a valid definition."""
    for name, value in fields.items():
        check = _CHECKS.get(type(value))
        if check is not None:
            for kind, message in check(value, KIND[name]):
                yield name, kind, message
    yield from _contradictions(fields)


def _contradictions(fields: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Prices that cannot both be right: nobody sells output below input, or a cached token above a new one."""
    price, output = fields["input_price_per_million_tokens"], fields["output_price_per_million_tokens"]
    cached = fields["cache_read_price_per_million_tokens"]
    if output < price:
        message = f"{output:.12g} is less than the price of input, {price:.12g}"
        yield "output_price_per_million_tokens", "output-below-input", message
    if cached is not None and cached > price:
        message = f"{cached:.12g} is more than the price of input, {price:.12g}"
        yield "cache_read_price_per_million_tokens", "cached-above-input", message


def _text(value: str, _: str = "text") -> Iterator[_Said]:
    if value != value.strip():
        yield "outer-space", "has white space at an end"
    if not value.isprintable():
        yield "unprintable", "has a character that does not print"


def _listed(value: list[object], kind: str) -> Iterator[_Said]:
    names = [str(item).casefold() if kind == "modalities" else str(item) for item in value]
    if len({*names}) < len(names):
        yield from _repeated(names, value)
    for item in value:
        for slip, message in _text(str(item)):
            yield slip, f"{item!r} {message}"


def _repeated(names: list[str], value: list[object]) -> Iterator[_Said]:
    counts: Counter[str] = Counter()
    for name, item in zip(names, value, strict=True):
        counts[name] += 1
        if counts[name] == 2:
            yield "listed-twice", f"lists {item} twice"


def _price(value: float, _: str) -> Iterator[_Said]:
    if len(repr(value)) <= SIGNIFICANT_DIGITS:
        return
    exact = Decimal(repr(value))
    if len(exact.normalize().as_tuple().digits) > SIGNIFICANT_DIGITS:
        rounded = f"{Decimal(f'{value:.{SIGNIFICANT_DIGITS}g}').normalize():f}"
        yield "price-noise", f"{value!r} looks like noise of binary floats; did you mean {rounded}?"


_CHECKS: Final[dict[type, Callable[[Any, str], Iterator[_Said]]]] = {str: _text, list: _listed, float: _price}
"""What may be wrong with a value of a type, given the kind of its field: the kind of the warning, and its words."""
