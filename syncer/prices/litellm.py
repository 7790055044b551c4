"""LiteLLM's table of models: a JSON file whose prices are US dollars per token, as binary floats.

Its traps: a sample row with text where numbers go, rows that are no price per token, prices by length or by hour only,
free models that are only unknown. A row is found by its whole key, never by how an id begins.
"""

from __future__ import annotations

import re
from decimal import Decimal
from hashlib import sha256
from math import inf
from typing import TYPE_CHECKING, Any, Final, TypeVar

from syncer.errors import UsageError
from syncer.prices.base import LIMIT_FIELDS, Quote, Rate, exact
from syncer.prices.fetch import read_list
from syncer.prices.strict_json import strict_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

_MODES: Final = frozenset({"chat", "responses", "completion"})
"""Rows of any other mode are priced by image, second or page."""
_THEIRS: Final = {
    "bedrock": ("bedrock", "bedrock_converse"),
    "mantle": ("bedrock_mantle",),
    "bedrock-responses": ("bedrock_mantle",),
}
"""What the table calls the platform's providers; any other has the same name there.

`bedrock_mantle` is another endpoint of AWS: most models that both have cost a tenth more there, so `bedrock` never
reads its rows."""
_KEYS: Final = {
    "input_price_per_million_tokens": "input_cost_per_token",
    "output_price_per_million_tokens": "output_cost_per_token",
    "cache_read_price_per_million_tokens": "cache_read_input_token_cost",
    "cache_write_price_per_million_tokens": "cache_creation_input_token_cost",
}
_TIER: Final = re.compile(r"(.+)_above_(\d{1,6})k_tokens")
_MILLION: Final = 1_000_000
_Value = TypeVar("_Value")


class LiteLlmTable:
    """A table that somebody named."""

    name: str = "litellm"
    newest: date | None = None
    """It has no dates."""

    def __init__(self, data: bytes, place: str) -> None:
        """`place` is where the bytes come from, for messages. Raises UsageError when they are no such table."""
        self.version = f"sha256 {sha256(data).hexdigest()[:12]}"
        self._rows = _rows(data, place)
        self.size = len(self._rows)
        self._keys: dict[tuple[str, str], list[str]] = {}
        for key, row in self._rows.items():
            for pair in _pairs(key, row):
                self._keys.setdefault(pair, []).append(key)

    @classmethod
    def named(cls, place: str) -> LiteLlmTable:
        """The table in a file or at an address. Raises UsageError."""
        return cls(read_list(place), place)

    def providers(self) -> frozenset[str]:
        """What the table calls them, and what the platform does."""
        found = {str(row.get("litellm_provider")) for row in self._rows.values()}
        return frozenset(found | {ours for ours, theirs in _THEIRS.items() if not found.isdisjoint(theirs)})

    def quote(self, model_id: str, provider: str, at: datetime) -> Quote | None:  # noqa: ARG002  it knows no dates
        """What it says of the provider's model. A price in which two of its rows disagree is none."""
        keys = (self._keys.get((theirs, model_id)) for theirs in _THEIRS.get(provider, (provider,)))
        return _agreed([_quote(key, model_id, self._rows[key]) for key in next(filter(None, keys), ())])

    def quote_named(self, name: str, provider: str, at: datetime) -> Quote | None:  # noqa: ARG002  a key names one row
        """What it says in the row of that key."""
        row = self._rows.get(name)
        return None if row is None else _quote(name, name, row)

    def rows(self, provider: str, at: datetime) -> Iterator[Quote]:  # noqa: ARG002  it knows no dates
        """What it says of all models of the provider that have an id; the price of a region alone is of none."""
        theirs = _THEIRS.get(provider, (provider,))
        for key, row in self._rows.items():
            model_id = key.partition("/")[2] or key
            if row.get("litellm_provider") in theirs and "/" not in model_id:
                yield _quote(key, model_id, row)


def _rows(data: bytes, place: str) -> dict[str, dict[str, Any]]:
    """The rows of prices per token, by key."""
    try:
        table = strict_json(data)
    except ValueError as error:
        raise UsageError(f"{place} is no table of LiteLLM: {error}") from error
    found = {key: row for key, row in table.items() if _is_priced(key, row)} if isinstance(table, dict) else {}
    if not found:
        raise UsageError(f"{place} is no table of LiteLLM: it has no model with a price per token")
    return found


def _is_priced(key: str, row: object) -> bool:
    """Whether a row is of a model that is paid by the token, and not by the month."""
    return isinstance(row, dict) and row.get("mode") in _MODES and "/*" not in key and "-commitment/" not in key


def _pairs(key: str, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The provider and the id of a row: its key, with and without what routes a request to the provider.

    A key for one region of Bedrock has another `/` and is the row of no id.
    """
    provider = str(row.get("litellm_provider"))
    yield provider, key
    if "/" in key:
        yield provider, key.partition("/")[2]


def _agreed(quotes: Sequence[Quote]) -> Quote | None:
    """What rows of the same model say, without what only some of them say so; None when there are none."""
    if len(quotes) < 2:
        return quotes[0] if quotes else None
    why = f"its rows {' and '.join(quote.name for quote in quotes)} say different things"
    rates, limits = _in_all([one.rates for one in quotes]), _in_all([one.limits for one in quotes])
    said = {field for quote in quotes for field in quote.rates}
    odd = dict.fromkeys(sorted(said - rates.keys()), why)
    return quotes[0]._replace(rates=rates, limits=limits, faults={**quotes[0].faults, **odd})


def _in_all(said: Sequence[Mapping[str, _Value]]) -> dict[str, _Value]:
    """What all of them say."""
    return {field: value for field, value in said[0].items() if all(one.get(field) == value for one in said)}


def _quote(key: str, model_id: str, row: Mapping[str, Any]) -> Quote:
    found = {field: _rate(row, name) for field, name in _KEYS.items()}
    rates = {field: rate for field, rate in found.items() if isinstance(rate, Rate)}
    faults = {field: why for field, why in found.items() if isinstance(why, str)}
    return Quote(key, model_id, rates, _limits(row), faults)


def _limits(row: Mapping[str, Any]) -> dict[str, int]:
    """Whole numbers of tokens; 0 is no limit that anything could keep."""
    return {field: row[field] for field in LIMIT_FIELDS if type(row.get(field)) is int and row[field] > 0}


def _rate(row: Mapping[str, Any], name: str) -> Rate | str | None:
    """The price under a key, or why there is none; None where nothing is said."""
    value = row.get(name)
    price = _price(value)
    if price is not None:
        return Rate(price, tuple(_tiers(row, name)), name in _by_hour(row), hour=_price(row.get(f"{name}_above_1hr")))
    if value is None:
        return "the list has it by length only" if "tiered_pricing" in row else None
    return "what the list has is no price"


def _price(value: object) -> Decimal | None:
    """US dollars per million tokens; None for what is no price per token."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)) or not 0 <= value <= _MILLION:
        return None
    return exact(Decimal(value) * _MILLION)


def _by_hour(row: Mapping[str, Any]) -> Iterable[str]:
    found = row.get("off_peak_pricing")
    return found if isinstance(found, dict) else ()


def _tiers(row: Mapping[str, Any], name: str) -> Iterator[tuple[int, Decimal]]:
    """Prices for longer inputs, the shortest first, but for those that the longest input cannot reach."""
    given = row.get("max_input_tokens")
    longest = given if isinstance(given, int) else inf
    for start, key in sorted((int(tier[2]) * 1_000, tier[0]) for tier in map(_TIER.fullmatch, row) if tier):
        price = _price(row[key])
        if price is not None and key.startswith(f"{name}_above_") and start < longest:
            yield start, price
