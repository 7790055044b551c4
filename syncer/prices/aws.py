"""AWS's own price list, for models that are called from regions which somebody named.

It has a price for each region and one for calls that any region may answer, but no id for most models: a row is found
by the model's whole name. Where two prices could be meant there is none. It says what holds now, and no other date.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from syncer.errors import UsageError
from syncer.frozen import NamedTuple
from syncer.prices.ask_aws import ask_aws
from syncer.prices.aws_names import id_keys, name_key
from syncer.prices.aws_products import HOUR, AwsPrice, aws_prices
from syncer.prices.base import AWS_PROVIDERS, PRICE_FIELDS, Quote, Rate
from syncer.prices.ids import bare_id, geography
from syncer.prices.strict_json import strict_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from syncer.prices.aws_names import NameKey

_WRITE: Final = PRICE_FIELDS[3]
_REGIONS: Final = {
    "us-gov": re.compile(r"us-gov-"),
    "us": re.compile(r"us-(?!gov-)"),
    "eu": re.compile(r"eu-"),
    "apac": re.compile(r"ap-"),
    "jp": re.compile(r"ap-northeast-[13]$"),
    "au": re.compile(r"ap-southeast-[24]$"),
    "in": re.compile(r"ap-south-\d"),
    "ca": re.compile(r"ca-"),
}
"""The regions from which an id of a geography is called."""


class AwsPrices:
    """The list as AWS gives it for some regions."""

    name: str = "aws"

    def __init__(self, products: Iterable[str], regions: Sequence[str]) -> None:
        """`products` are JSON texts of the price list's query. Raises UsageError when they are none."""
        read = [_product(text) for text in products]
        prices = [price for one in read for price in one.prices if price.region in regions]
        if not prices:
            raise UsageError(f"AWS's price list has no price of tokens for {', '.join(regions)}; check the region")
        self._models = _by_model(prices)
        self._ids = {price.model_id: name_key(price.model) for price in filter(_has_id, prices)}
        self.size = len(self._models)
        newest = max(one.published for one in read)
        self.version = f"{newest} {' '.join(regions)}"
        self.newest: date | None = _day(newest)

    @classmethod
    def named(cls, regions: Sequence[str]) -> AwsPrices:
        """The list as AWS gives it now. Raises UsageError."""
        once = tuple(dict.fromkeys(regions))
        return cls(ask_aws(once), once)

    def providers(self) -> frozenset[str]:
        """Those whose calls go through Bedrock."""
        return AWS_PROVIDERS

    def quote(self, model_id: str, provider: str, at: datetime) -> Quote | None:  # noqa: ARG002  it knows only today
        """What it says of the provider's model, called from the regions of the id's geography."""
        known = self._of(model_id) if provider in AWS_PROVIDERS else None
        if known is None:
            return None
        where = geography(model_id)
        prices = [one for one in known if _is_of(one, where)]
        if prices:
            return _quote(_row(prices[0]), model_id, prices)
        regions = " ".join(sorted({one.region for one in known}))
        why = f"the list has no price for calls of {where or 'one region'} among those of {regions}"
        return Quote(known[0].model, model_id, faults=dict.fromkeys(PRICE_FIELDS, why))

    def _of(self, model_id: str) -> Sequence[AwsPrice] | None:
        """All prices of the id's model."""
        keys = (self._ids.get(bare_id(model_id)), *id_keys(model_id))
        return next((self._models[key] for key in keys if key in self._models), None)

    def quote_named(self, name: str, provider: str, at: datetime) -> Quote | None:  # noqa: ARG002  it knows only today
        """What it says in a row: `Nova Pro`, `Nova Pro, eu-west-1`, `Nova Pro, eu-west-1, global`."""
        known = self._models.get(name_key(name.partition(",")[0]), ()) if provider in AWS_PROVIDERS else ()
        prices = [one for one in known if name in {_row(one), _row(one, one.region)}]
        return _quote(name, name, prices) if prices else None

    def rows(self, provider: str, at: datetime) -> Iterator[Quote]:  # noqa: ARG002  it knows only today
        """What it says of all models, each for its region and for any."""
        for prices in self._models.values() if provider in AWS_PROVIDERS else ():
            for is_global in (False, True):
                found = [one for one in prices if one.is_global is is_global]
                if found:
                    yield _quote(_row(found[0]), _row(found[0]), found)


def _is_long(price: AwsPrice) -> bool:
    return price.is_long


def _is_plain(price: AwsPrice) -> bool:
    return not price.is_long


def _has_id(price: AwsPrice) -> bool:
    return price.model_id is not None


def _by_model(prices: Iterable[AwsPrice]) -> dict[NameKey, list[AwsPrice]]:
    found: dict[NameKey, list[AwsPrice]] = {}
    for price in prices:
        found.setdefault(name_key(price.model), []).append(price)
    return found


def _is_of(price: AwsPrice, where: str | None) -> bool:
    """Whether a price is of calls from a geography; of a bare id, from any one region."""
    if price.is_global or where == "global":
        return price.is_global and where == "global"
    return where is None or (where in _REGIONS and _REGIONS[where].match(price.region) is not None)


def _row(price: AwsPrice, region: str | None = None) -> str:
    """What the row of a price is called, with its region or without."""
    return ", ".join(word for word in (price.model, region, "global" if price.is_global else None) if word)


def _quote(name: str, model_id: str, prices: Sequence[AwsPrice]) -> Quote:
    """One price for each kind of token, where all of them say the same, with that of long inputs beside it."""
    found, long = (_by_kind(filter(is_meant, prices)) for is_meant in (_is_plain, _is_long))
    faults = {kind: price for kind, price in found.items() if isinstance(price, str)}
    rates = {kind: Rate(price, _tiers(long.get(kind))) for kind, price in found.items() if not isinstance(price, str)}
    hour = rates.pop(HOUR, None)
    if hour is not None and _WRITE in rates:
        rates[_WRITE] = rates[_WRITE]._replace(hour=hour.price)
    return Quote(name, model_id, rates, faults=faults)


def _tiers(price: Decimal | str | None) -> tuple[tuple[None, Decimal], ...]:
    """The price of long inputs, where there is one: the list does not say from how many tokens on."""
    return () if price is None or isinstance(price, str) else ((None, price),)


def _by_kind(prices: Iterable[AwsPrice]) -> dict[str, Decimal | str]:
    """The price of each kind of token, or why there is none."""
    found: dict[str, list[AwsPrice]] = {}
    for one in prices:
        found.setdefault(one.kind, []).append(one)
    return {kind: _only(same) for kind, same in found.items()}


def _only(prices: Sequence[AwsPrice]) -> Decimal | str:
    """The one price of a kind of token, or why there is none."""
    if len({one.price for one in prices}) > 1:
        said = {f"{one.price:f} in {one.region}" if one.price else one.region for one in prices}
        return f"the list has more than one price: {', '.join(sorted(said))}"
    price = prices[0].price
    return "what the list has is no price, or of a unit that is not known" if price is None else price


class _Product(NamedTuple):
    published: str
    prices: tuple[AwsPrice, ...]


def _product(text: str) -> _Product:
    """What a product says. Raises UsageError."""
    try:
        found: dict[str, Any] = strict_json(text)
        return _Product(str(found["publicationDate"]), tuple(aws_prices(found)))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"AWS's price list is not as it was: {error!r} in {text[:200]}") from error


def _day(published: str) -> date:
    """The day of the moment at which the list was published."""
    try:
        datetime.fromisoformat(published)
        return date.fromisoformat(published[:10])
    except ValueError as error:
        raise UsageError(f"AWS's price list is not as it was: published {published!r}") from error
