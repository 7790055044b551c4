"""What is allowed in a definition but is probably a slip: the source of warnings."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, Any, Final

from schemas.attributes import KIND
from syncer.load.releases import PROVIDERS
from syncer.model.words import plain_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    _Said = tuple[str, str]

_REMEMBERED: Final = 4096
"""Values that are looked at once: those of most models are alike."""
_SHORT: Final = 200
"""Characters of text that is remembered, so that what is remembered stays small."""
SIGNIFICANT_DIGITS = 12
"""A price with more has been through binary floats: no provider publishes one."""
FEW_TOKENS: Final = {"max_input_tokens": 2048, "max_output_tokens": 500}
"""A limit below is one in thousands, as price lists have them."""
LITTLE_MONEY: Final = 0.004
"""A price for a million tokens below is one for less: nobody sells so cheaply."""
_USUAL_FACTORS: Final = (
    ("output_price_per_million_tokens", 0, 50),
    ("cache_write_price_per_million_tokens", 0.1, 50),
    ("cache_read_price_per_million_tokens", 0.005, inf),
)
"""What a price is to that of input, at least and at most; one of another unit is far from it."""
_IN_LOWER_CASE: Final = {"bedrock": "", "bedrock-responses": "", "gemini": "", "mantle": "", "openai": "gpt-"}
"""By the provider, what the ids begin with that are always in lower case."""
_GLUED: Final = re.compile(r"\w#\w").search
_SEPARATORS: Final = frozenset("-,;:|")
_QUOTES: Final = {
    "'": "'",
    "\u00ab": "\u00bb",
    "\u00bb": "\u00ab",
    '"': '"',
    "`": "`",
    "\u2018": "\u2019",
    "\u2019": "\u2018",
    "\u201c": "\u201d",
    "\u201d": "\u201c\u201e",
    "\u201e": "\u201c\u201d",
}
"""Each with those that close or open it."""
_SEVERAL: Final = re.compile(r"[ /|.]")
_KNOWN_MODALITY: Final = "TEXT|IMAGE|AUDIO|VIDEO|PDF|SPEECH"
_USUAL_ITEMS: Final = frozenset(_KNOWN_MODALITY.split("|"))
_RUN_TOGETHER: Final = re.compile(rf"({_KNOWN_MODALITY}){{2,}}", re.IGNORECASE)
_CUTOFF: Final = re.compile(r"(?!\d{4}(-\d\d){0,2}\Z)[\d\s.,/_-]+", re.ASCII)


def lint(fields: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Field, kind and warning, for each slip in a valid definition."""
    for name, value in fields.items():
        check = _CHECKS.get(type(value))
        if check is not None:
            for kind, message in check(value, KIND[name]):
                yield name, kind, message
    yield from _contradictions(fields)
    yield from _other_units(fields)
    yield from _spelled(fields)


def _other_units(fields: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Limits in thousands of tokens, and prices of which one is for less than a million of them."""
    for name, few in FEW_TOKENS.items():
        limit = fields[name]
        if limit is not None and limit < few:
            yield name, "odd-unit", f"{limit} is very few; if thousands are meant, write {limit}000"
    price = fields["input_price_per_million_tokens"]
    for name, least, most in _USUAL_FACTORS:
        other = fields[name]
        if other and not least * price <= other <= most * price:
            both = f"{plain_number(other)} beside an input of {plain_number(price)}"
            yield name, "odd-unit", f"{both}: are both prices for a million tokens?"


def _spelled(fields: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What the platform and its providers write in one way."""
    provider = str(fields["provider"])
    if provider not in PROVIDERS and provider.lower() in PROVIDERS:
        yield "provider", "capitals", f"the platform writes `{provider.lower()}`"
    yield from _ids(fields, _IN_LOWER_CASE.get(provider))
    region = fields["region"] or ""
    if region != region.lower():
        yield "region", "capitals", f"regions are in lower case: {region.lower()}"
    cutoff = fields["knowledge_cutoff_date"]
    if cutoff is not None and _CUTOFF.fullmatch(cutoff.strip()):
        yield "knowledge_cutoff_date", "odd-date", f"{cutoff} is no date such as 2024-04"


def _ids(fields: Mapping[str, Any], beginning: str | None) -> Iterator[tuple[str, str, str]]:
    """Capitals in ids of a provider that has none in those that begin so."""
    for name in ("model_id", "replaced_by") if beginning is not None else ():
        found = fields[name] or ""
        if found != found.lower() and found.lower().startswith(beginning or "") and not found.startswith("arn:"):
            yield name, "capitals", f"the ids of {fields['provider']} are in lower case: {found.lower()}"


def _contradictions(fields: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Prices that cannot both be right: nobody sells output below input, or a cached token above a new one."""
    price, output = fields["input_price_per_million_tokens"], fields["output_price_per_million_tokens"]
    cached = fields["cache_read_price_per_million_tokens"]
    if output < price:
        message = f"{plain_number(output)} is less than the price of input, {plain_number(price)}"
        yield "output_price_per_million_tokens", "output-below-input", message
    if cached is not None and cached > price:
        message = f"{plain_number(cached)} is more than the price of input, {plain_number(price)}"
        yield "cache_read_price_per_million_tokens", "cached-above-input", message


def text_slips(value: str, _: str = "text") -> tuple[_Said, ...]:
    """The warnings about a text."""
    if value.isprintable() and value[:1].isalnum() and value[-1:].isalnum() and "#" not in value:
        return ()  # as nearly all are
    return _slips(value) if len(value) <= _SHORT else _slips.__wrapped__(value)


@lru_cache(_REMEMBERED)
def _slips(value: str) -> tuple[_Said, ...]:
    ends = (("outer-space", "has white space at an end"),) if value != value.strip() else ()
    inner = () if value.isprintable() else (("unprintable", "has a character that does not print"),)
    return (*ends, *inner, *(("stray-mark", message) for message in edge_slips(value)))


def edge_slips(value: str) -> Iterator[str]:
    """The warnings about a separator or a quote at an end of a text, or a `#` inside: the rest of other notation."""
    first, last = value[:1], value[-1:]
    if len(value) > 1 and last in _QUOTES.get(first, ()):
        yield f"has {first} and {last} around it, which become part of it; remove them, unless they are meant"
    for words, mark in (("begins", first), ("ends", last)):
        if mark in _SEPARATORS or (mark in _QUOTES and _is_lonely(mark, value)):
            yield f"{words} with `{mark}`; remove it, unless it is meant"
    if _GLUED(value):
        yield "is one text with what stands behind its `#`; a comment has a space before it"


def _is_lonely(quote: str, value: str) -> bool:
    """Whether a quote has none that belongs to it."""
    other = _QUOTES[quote]
    return value.count(quote) % 2 == 1 if other == quote else not any(one in value for one in other)


def listed_slips(value: list[str], kind: str) -> tuple[_Said, ...]:
    """The warnings about a list: of modalities, or of names."""
    if not value:
        return ()
    items = (*value,)
    return _known_list(items, kind) if len("".join(items)) <= _SHORT else (*_odd_list(items, kind),)


@lru_cache(_REMEMBERED)
def _known_list(value: tuple[str, ...], kind: str) -> tuple[_Said, ...]:
    return (*_odd_list(value, kind),)


def _odd_list(value: Sequence[str], kind: str) -> Iterator[_Said]:
    if _USUAL_ITEMS.issuperset(value) and len({*value}) == len(value):
        return
    names = [item.casefold() if kind == "modalities" else item for item in value]
    if len({*names}) < len(names):
        yield from _repeated(names, value)
    for item in value:
        for slip, message in text_slips(item):
            yield slip, f"{item!r} {message}"
        yield from _several(item, kind)


def _several(item: str, kind: str) -> Iterator[_Said]:
    """An item that may be several of them."""
    parts = _SEVERAL.split(item.strip()) if kind == "names" else []
    if kind == "modalities" and _RUN_TOGETHER.fullmatch(item):
        parts = re.findall(_KNOWN_MODALITY, item.upper())
    if len(parts) > 1:
        yield (
            "several-in-one",
            f"{item!r} may be several; if so, list them one by one: {', '.join(filter(None, parts))}",
        )


def _repeated(names: list[str], value: Sequence[str]) -> Iterator[_Said]:
    counts: Counter[str] = Counter()
    for name, item in zip(names, value, strict=True):
        counts[name] += 1
        if counts[name] == 2:
            yield "listed-twice", f"lists {item} twice"


@lru_cache(_REMEMBERED)
def _price(value: float, _: str) -> tuple[_Said, ...]:
    little: tuple[_Said, ...] = ()
    if 0 < value < LITTLE_MONEY:
        shown = f"{value:.12f}".rstrip("0")
        little = (("odd-unit", f"{shown} is very little for a million tokens; is it the price of one, or of 1000?"),)
    return (*little, *_noise(value))


def _noise(value: float) -> tuple[_Said, ...]:
    if len(repr(value)) <= SIGNIFICANT_DIGITS:
        return ()
    from decimal import Decimal  # noqa: PLC0415  loading it takes 2 ms, and most prices have few digits

    exact = Decimal(repr(value))
    if len(exact.normalize().as_tuple().digits) <= SIGNIFICANT_DIGITS:
        return ()
    rounded = f"{Decimal(f'{value:.{SIGNIFICANT_DIGITS}g}').normalize():f}"
    return (("price-noise", f"{value!r} looks like noise of binary floats; did you mean {rounded}?"),)


_CHECKS: Final[dict[type, Callable[[Any, str], Iterable[_Said]]]] = {str: text_slips, list: listed_slips, float: _price}
"""What may be wrong with a value of a type, given the kind of its field: the kind of the warning, and its words."""
