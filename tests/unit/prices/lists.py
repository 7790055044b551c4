"""A price list for tests, and catalogs to be held against one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from syncer.prices.base import PRICE_FIELDS, Quote, Rate
from tests.unit.building import entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.model.catalog import CatalogEntry

NOON: Final = datetime(2026, 11, 28, 12, tzinfo=UTC)
INPUT, OUTPUT, READ, WRITE = PRICE_FIELDS


def rates(*prices: str | None) -> dict[str, Rate]:
    """Rates for input, output, cache read and cache write, in this order; None for none."""
    return {field: Rate(Decimal(price)) for field, price in zip(PRICE_FIELDS, prices, strict=False) if price}


class FakeList:
    """A list that says what it was given, by the id that is asked for."""

    version = "1"

    def __init__(
        self, quotes: Mapping[str, Quote], *, name: str = "genai-prices", newest: date | None = date(2026, 11, 20)
    ) -> None:
        self.name, self.newest, self.size, self._quotes = name, newest, len(quotes), quotes

    def providers(self) -> tuple[str, ...]:
        """Those of the tests."""
        return ("bedrock", "openai")

    def quote(self, model_id: str, provider: str, at: datetime) -> Quote | None:  # noqa: ARG002  the contract's
        """What it says of an id."""
        return self._quotes.get(model_id)

    def quote_named(self, name: str, provider: str, at: datetime) -> Quote | None:  # noqa: ARG002
        """What it says in a row."""
        return next((quote for quote in self._quotes.values() if quote.name == name), None)

    def rows(self, provider: str, at: datetime) -> list[Quote]:  # noqa: ARG002  the contract's
        """All that it has."""
        return [*self._quotes.values()]


def listed(model_id: str, *prices: str | None, name: str | None = None) -> dict[str, Quote]:
    """What a list has for one id."""
    return {model_id: Quote(name or model_id, name or model_id, rates(*prices))}


def priced(model_id: str, *prices: float, provider: str = "bedrock", **fields: Any) -> CatalogEntry:
    """A definition with prices for input, output, cache read and cache write, in this order."""
    return entry(model_id, provider=provider, **{**dict(zip(PRICE_FIELDS, prices, strict=False)), **fields})
