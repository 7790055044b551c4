"""What is allowed in a definition but is probably a slip: the source of warnings."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from schemas.attributes import KIND
from syncer.load.releases import PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SIGNIFICANT_DIGITS = 12
"""A price with more has been through binary floats: no provider publishes one."""
FEW_TOKENS: Final = 500
"""A limit below is one in thousands, as price lists have them."""
LITTLE_MONEY: Final = 0.004
"""A price for a million tokens below is one for less: nobody sells so cheaply."""
_IN_LOWER_CASE: Final = frozenset({"bedrock", "bedrock-responses", "gemini"})
_SEPARATORS: Final = frozenset("-,;:|")
_QUOTES: Final = {"'": "'", '"': '"', "`": "`", "\u201c": "\u201d", "\u201d": "\u201c\u201e", "\u201e": "\u201c\u201d"}
"""Each with those that close or open it."""
_CUTOFF: Final = re.compile(r"(?!\d{4}(-\d\d){0,2}\Z)[\d\s.,/_-]+", re.ASCII)


def lint(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Field and warning, for each slip in a valid definition."""
    for name, value in fields.items():
        check = _CHECKS.get(type(value))
        if check is not None:
            for message in check(value, KIND[name]):
                yield name, message
    yield from _contradictions(fields)
    yield from _spelled(fields)


def _spelled(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What the platform and its providers write in one way."""
    provider, model_id = str(fields["provider"]), str(fields["model_id"])
    if provider not in PROVIDERS and provider.lower() in PROVIDERS:
        yield "provider", f"the platform writes `{provider.lower()}`"
    if provider in _IN_LOWER_CASE and model_id != model_id.lower() and not model_id.startswith("arn:"):
        yield "model_id", f"the ids of {provider} are in lower case: {model_id.lower()}"
    cutoff = fields["knowledge_cutoff_date"]
    if cutoff is not None and _CUTOFF.fullmatch(cutoff.strip()):
        yield "knowledge_cutoff_date", f"{cutoff} is no date such as 2024-04"


def _contradictions(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Prices that cannot both be right: nobody sells output below input, or a cached token above a new one."""
    price, output = fields["input_price_per_million_tokens"], fields["output_price_per_million_tokens"]
    cached = fields["cache_read_price_per_million_tokens"]
    if output < price:
        yield "output_price_per_million_tokens", f"{output:.12g} is less than the price of input, {price:.12g}"
    if cached is not None and cached > price:
        yield "cache_read_price_per_million_tokens", f"{cached:.12g} is more than the price of input, {price:.12g}"


def _text(value: str, _: str = "text") -> Iterator[str]:
    if value != value.strip():
        yield "has white space at an end"
    if not value.isprintable():
        yield "has a character that does not print"
    yield from _edges(value)


def _edges(value: str) -> Iterator[str]:
    """A separator or a lonely quote at an end of a text is the rest of another way to write it."""
    first, last = value[:1], value[-1:]
    if first in _SEPARATORS or (first in _QUOTES and _is_lonely(first, value)):
        yield f"begins with `{first}`; remove it, unless it is meant"
    if last in _SEPARATORS or (last in _QUOTES and _is_lonely(last, value)):
        yield f"ends with `{last}`; remove it, unless it is meant"


def _is_lonely(quote: str, value: str) -> bool:
    """Whether a quote has none that belongs to it."""
    other = _QUOTES[quote]
    return value.count(quote) % 2 == 1 if other == quote else not any(one in value for one in other)


def _listed(value: list[object], kind: str) -> Iterator[str]:
    names = [str(item).casefold() if kind == "modalities" else str(item) for item in value]
    if len({*names}) < len(names):
        yield from _repeated(names, value)
    for item in value:
        for message in _text(str(item)):
            yield f"{item!r} {message}"
        if kind == "names" and " " in str(item).strip():
            yield f"{item!r} has a space; if those are several, list them one by one: {', '.join(str(item).split())}"


def _repeated(names: list[str], value: list[object]) -> Iterator[str]:
    counts: Counter[str] = Counter()
    for name, item in zip(names, value, strict=True):
        counts[name] += 1
        if counts[name] == 2:
            yield f"lists {item} twice"


def _count(value: int, kind: str) -> Iterator[str]:
    if kind == "count" and value < FEW_TOKENS:
        yield f"{value} is very few; if thousands are meant, write {value}000"


def _price(value: float, _: str) -> Iterator[str]:
    if 0 < value < LITTLE_MONEY:
        yield f"{value:.12f}".rstrip("0") + " is very little for a million tokens; is it the price of one, or of 1000?"
    if len(repr(value)) <= SIGNIFICANT_DIGITS:
        return
    exact = Decimal(repr(value))
    if len(exact.normalize().as_tuple().digits) > SIGNIFICANT_DIGITS:
        rounded = f"{Decimal(f'{value:.{SIGNIFICANT_DIGITS}g}').normalize():f}"
        yield f"{value!r} looks like noise of binary floats; did you mean {rounded}?"


_CHECKS: Final[dict[type, Callable[[Any, str], Iterator[str]]]] = {
    str: _text, list: _listed, float: _price, int: _count,
}  # fmt: skip
"""What may be wrong with a value of a type, given the kind of its field."""
