"""The prices that come with the library genai-prices: an optional extra, bundled data, no network."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from syncer.errors import UsageError
from syncer.prices.age import newest_written
from syncer.prices.base import AWS_PROVIDERS, Later, Quote, Rate, exact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

_PROVIDERS: Final = {**dict.fromkeys(AWS_PROVIDERS, "aws"), "gemini": "google", "xai": "x-ai"}
"""What the library calls the platform's providers; any other has the same name there."""
_SHORT_WRITE: Final = "cache_write_5m_mtok"
_HOUR_WRITE: Final = "cache_write_1h_mtok"
_KEYS: Final = {
    "input_price_per_million_tokens": ("input_mtok",),
    "output_price_per_million_tokens": ("output_mtok",),
    "cache_read_price_per_million_tokens": ("cache_read_mtok",),
    "cache_write_price_per_million_tokens": (_SHORT_WRITE, "cache_write_mtok"),
}
"""The prices of each field, the one that counts first."""


def is_installed() -> bool:
    """Whether the library is there."""
    return find_spec("genai_prices") is not None


class GenaiPrices:
    """The list that is installed."""

    name: str = "genai-prices"

    def __init__(self, at: datetime) -> None:
        """Raises UsageError when the library is not installed."""
        try:
            providers = import_module("genai_prices.data").providers
        except ImportError as error:
            raise UsageError(
                "genai-prices is not installed: `pip install 'model-catalog-sync[prices]'`; `syncer prices` also takes "
                "a table with --litellm"
            ) from error
        self.version = version("genai-prices")
        self.size = sum(len(provider.models) for provider in providers)
        self._providers = {provider.id: provider for provider in providers}
        self.newest = newest_written(_days(providers), at.date())

    def providers(self) -> frozenset[str]:
        """What the library calls them, and what the platform does."""
        ours = (name for name, theirs in _PROVIDERS.items() if theirs in self._providers)
        return frozenset((*self._providers, *ours))

    def quote(self, model_id: str, provider: str, at: datetime) -> Quote | None:
        """What it says of the provider's model; the match is by how the id begins, so the row may be of another."""
        theirs = self._providers.get(_PROVIDERS.get(provider, provider))
        model = theirs.find_model(model_id) if theirs is not None else None
        return None if model is None else _quote(model, at)

    def quote_named(self, name: str, provider: str, at: datetime) -> Quote | None:
        """What it says in the row of that name."""
        theirs = self._providers.get(_PROVIDERS.get(provider, provider))
        models = theirs.models if theirs is not None else ()
        model = next((model for model in models if model.id == name), None)
        return None if model is None else _quote(model, at)

    def rows(self, provider: str, at: datetime) -> Iterator[Quote]:
        """What it says of all models of the provider."""
        theirs = self._providers.get(_PROVIDERS.get(provider, provider))
        yield from (_quote(model, at) for model in (theirs.models if theirs is not None else ()))


def _days(providers: Iterable[Any]) -> Iterator[date]:
    """The day of each price that begins on one."""
    return (day for provider in providers for model in provider.models for day, _ in _dated(model))


def _quote(model: Any, at: datetime) -> Quote:
    now = model.get_prices(at)
    found = {field: _rate(model, keys, now, at) for field, keys in _KEYS.items()}
    return Quote(model.id, model.id, {field: rate for field, rate in found.items() if rate is not None})


def _rate(model: Any, keys: tuple[str, ...], now: Any, at: datetime) -> Rate | None:
    """What the model costs, and what is known to change."""
    said = _said(now, keys)
    if said is None:
        return None
    price = _base(said)
    tiers = tuple((tier.start, exact(tier.price)) for tier in getattr(said, "tiers", ()))
    by_hour = {_base(other) for prices in _hourly(model) if (other := _said(prices, keys)) is not None}
    hour = getattr(now, _HOUR_WRITE, None) if _SHORT_WRITE in keys else None
    later = _later(model, keys, price, at.date())
    return Rate(price, tiers, bool(by_hour - {price}), later, None if hour is None else _base(hour))


def _later(model: Any, keys: Iterable[str], price: Any, today: date) -> Later | None:
    """The next price that is another."""
    for day, prices in sorted(_dated(model), key=itemgetter(0)):
        other = _said(prices, keys)
        if day > today and other is not None and _base(other) != price:
            return Later(day, _base(other))
    return None


def _said(prices: Any, keys: Iterable[str]) -> Any:
    """The first price that is given, plain or with tiers."""
    return next((value for key in keys if (value := getattr(prices, key, None)) is not None), None)


def _base(said: Any) -> Any:
    return exact(getattr(said, "base", said))


def _dated(model: Any) -> Iterator[tuple[date, Any]]:
    """The prices that begin on a day, each with its day."""
    for one in model.prices if isinstance(model.prices, list) else ():
        if hasattr(one.constraint, "start_date"):
            yield one.constraint.start_date, one.prices


def _hourly(model: Any) -> Iterator[Any]:
    """All prices of a model that costs another price at some hours; none of any other."""
    conditions = model.prices if isinstance(model.prices, list) else []
    if any(hasattr(one.constraint, "start_time") for one in conditions):
        yield from (one.prices for one in conditions)
