"""The prices that a list has for a model that is to be added."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from syncer.errors import UsageError
from syncer.frozen import NamedTuple
from syncer.model.words import did_you_mean
from syncer.prices.base import AWS_PROVIDERS, list_remark
from syncer.prices.ids import is_collapsed, is_same_model

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping
    from datetime import datetime

    from syncer.prices.base import Later, PriceList, Quote, Rate


class ListedPrices(NamedTuple):
    """Prices for a new definition."""

    fields: Mapping[str, float]
    """By field; without those that depend on the hour, and those of 0, which is free or unknown."""
    source: str
    """Where they come from."""
    remarks: Mapping[str, str]
    """What is to stand behind each of them."""
    later: Mapping[str, Later] = MappingProxyType({})
    """By field, the next price that the list knows for a day to come."""
    hourly: tuple[str, ...] = ()
    """The fields whose price depends on the hour."""

    def without(self, fields: Container[str]) -> ListedPrices:
        """What is left without some fields."""
        kept = {field: price for field, price in self.fields.items() if field not in fields}
        remarks = {field: self.remarks[field] for field in kept}
        return self._replace(fields=kept, remarks=remarks, later={f: one for f, one in self.later.items() if f in kept})


def listed_prices(found: PriceList, model_id: str, provider: str, at: datetime) -> ListedPrices:
    """What the list says of the provider's model. Raises UsageError when it has no row that is surely its."""
    quote = found.quote(model_id, provider.lower(), at)
    if quote is None or not is_row_of(quote, model_id, provider.lower()):
        if quote is None and provider.lower() not in found.providers():
            near = did_you_mean(provider, found.providers())
            raise UsageError(f"{found.name} {found.version} knows no provider {provider}{near}")
        row = "" if quote is None else f", only {quote.name}, which may cost something else"
        raise UsageError(f"{found.name} {found.version} has no row of {model_id} of {provider}{row}; give the prices")
    source = f"{found.name} {found.version}, row {quote.name}, {at.date().isoformat()}"
    return _of_rates(found, {field: rate for field, rate in quote.rates.items() if rate.price}, source, at)


def _of_rates(found: PriceList, rates: Mapping[str, Rate], source: str, at: datetime) -> ListedPrices:
    sure = {field: rate for field, rate in rates.items() if not rate.hourly}
    remarks = {field: list_remark(found.name, found.version, at, rate.besides) for field, rate in sure.items()}
    hourly = tuple(field for field in rates if field not in sure)
    return ListedPrices(
        {field: float(rate.price) for field, rate in sure.items()}, source, remarks, _later(sure), hourly
    )


def _later(rates: Mapping[str, Rate]) -> dict[str, Later]:
    return {field: one for field, rate in rates.items() if (one := rate.later) is not None and one.price}


def knowing_providers(
    found: PriceList, model_id: str, providers: Iterable[str], at: datetime
) -> tuple[str, ...]:  # fmt: skip
    """Those of the providers by which the list surely has the model."""
    quotes = {provider: found.quote(model_id, provider.lower(), at) for provider in providers}
    return tuple(one for one, quote in quotes.items() if quote is not None and is_row_of(quote, model_id, one.lower()))


def is_row_of(quote: Quote, model_id: str, provider: str) -> bool:
    """Whether a row is surely of the model, for calls of its geography. `provider` is in lower case."""
    collapsed = provider in AWS_PROVIDERS and is_collapsed(model_id, quote.model_id)
    return is_same_model(model_id, quote.model_id) and not collapsed
