"""What a list says of a model, and the contract of a list.

A new list is a module with a class of this shape, a word in `schemas.list_names`, and a line in
`syncer/prices/open.py`.
"""

from __future__ import annotations

from decimal import Context, Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol

from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

PRICE_FIELDS: Final = (
    "input_price_per_million_tokens",
    "output_price_per_million_tokens",
    "cache_read_price_per_million_tokens",
    "cache_write_price_per_million_tokens",
)
LIMIT_FIELDS: Final = ("max_input_tokens", "max_output_tokens")
AWS_PROVIDERS: Final = frozenset({"bedrock", "mantle", "bedrock-responses"})
"""The providers of the platform whose models AWS runs, in lower case."""
_TWELVE: Final = Context(prec=12)
"""Public tables carry the noise of binary floats behind their twelfth digit."""


def exact(value: Decimal | float) -> Decimal:
    """A number as the decimal that was meant: twelve significant digits, no noise of binary floats."""
    return _TWELVE.create_decimal(repr(value) if isinstance(value, float) else value).normalize()


class Later(NamedTuple):
    """A price that a list knows for a date to come."""

    since: date
    """From midnight UTC on."""
    price: Decimal


class Rate(NamedTuple):
    """The price of one kind of token, in US dollars per million tokens."""

    price: Decimal
    """The base price; a rate above so many tokens is a tier."""
    tiers: tuple[tuple[int | None, Decimal], ...] = ()
    """What all tokens cost once the input is longer than so many; None where the list does not say how many."""
    hourly: bool = False
    """Whether the price is another at another hour of the day."""
    later: Later | None = None
    hour: Decimal | None = None
    """For a cache write: what one costs that is kept for an hour, and not for five minutes."""

    @property
    def besides(self) -> str:
        """What it says that no field of a row can say: `, 4 above 200000 tokens`; empty for most."""
        tiers = "".join(f", {price:f} {_from(start)}" for start, price in self.tiers)
        return f"{tiers}, {self.hour:f} for an hour" if self.hour is not None else tiers


def _from(start: int | None) -> str:
    return "for long inputs" if start is None else f"above {start} tokens"


class Quote(NamedTuple):
    """What a list says of one model at one moment."""

    name: str
    """What the list calls the row."""
    model_id: str
    """The model that the row is of, without what the list puts before it."""
    rates: Mapping[str, Rate] = MappingProxyType({})
    """By the field of a definition; a field that the list does not price is absent."""
    limits: Mapping[str, int] = MappingProxyType({})
    """Tokens, by the field of a definition."""
    faults: Mapping[str, str] = MappingProxyType({})
    """Why a field has no price that can be used."""


def list_remark(name: str, version: str, at: datetime, besides: str) -> str:
    """What stands behind a price in a file: the list, its version, the day in UTC, and what no field can say."""
    return f"{name} {version}, {at.date().isoformat()}{besides}"


class PriceList(Protocol):
    """A public list of prices."""

    name: str
    """As settings call it."""
    version: str
    newest: date | None
    """The list is at least as new as this: the newest date in it that has come and counts; None without dates."""
    size: int
    """How many rows it has."""

    def providers(self) -> Collection[str]:
        """The providers of which it has rows, as model files say them, in lower case."""

    def quote(self, model_id: str, provider: str, at: datetime) -> Quote | None:
        """What it says of the provider's model; None when it has no such row. `provider` is in lower case."""

    def quote_named(self, name: str, provider: str, at: datetime) -> Quote | None:
        """What it says in the row that it calls `name`; None when it has no such row."""

    def rows(self, provider: str, at: datetime) -> Iterable[Quote]:
        """What it says of all models of the provider, which is in lower case."""
