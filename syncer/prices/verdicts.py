"""What is to be thought of one price beside what a list says: the verdict, and why. Pure.

`same`: the list says so, too. `scheduled`: it says so until a day to come, and the file says nothing of that day, or
the same. `differs`: it says another price, now or for a day to come of which the file speaks.
`implausible`: another by so much that one of the two is a slip. `loose`: its row is of a model that is called alike.
`ambiguous`: a bare Bedrock id, where lists mean different rates. `collapsed`: its row is not for this geography.
`variable`: it depends on the hour. `unknown`: it has no such price. `excused`: the file says why it is none of theirs.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from syncer.frozen import NamedTuple
from syncer.model.words import factor_in_words
from syncer.prices.base import AWS_PROVIDERS, Rate, exact
from syncer.prices.ids import geography, is_collapsed, is_of_older, is_same_model

if TYPE_CHECKING:
    from syncer.prices.base import Later, Quote

PriceVerdict = Literal[
    "differs", "implausible", "scheduled", "ambiguous", "collapsed", "loose", "variable", "unknown", "excused", "same"
]
FAILING: Final[frozenset[PriceVerdict]] = frozenset({"differs", "implausible"})
"""What a check does not let pass."""
STRICTLY_FAILING: Final[frozenset[PriceVerdict]] = frozenset(
    {"differs", "implausible", "ambiguous", "collapsed", "loose", "variable", "unknown"}
)
_GLOBAL_OR_REGIONAL: Final = (Decimal("1.1"), Decimal(1) / Decimal("1.1"))
_MOST_FACTOR: Final = 5
_MOST_PRICE: Final = 1000


class Sought(NamedTuple):
    """A price of the catalog that is held against a list."""

    model_id: str
    provider: str
    """In lower case."""
    field: str
    price: Decimal
    factor: Decimal | None = None
    """What the list's price is multiplied with."""
    row: str | None = None
    """What the file says that the list calls its row."""
    coming: Later | None = None
    """The next price that the file gives for a day to come."""


class Opinion(NamedTuple):
    """What one list says of one price."""

    source: str
    """The list."""
    verdict: PriceVerdict
    why: str = ""
    name: str | None = None
    """What the list calls the row."""
    price: Decimal | None = None
    """What the list says, with the factor of the file."""
    later: Later | None = None
    tiers: tuple[tuple[int | None, Decimal], ...] = ()
    """Prices for longer inputs."""
    hour: Decimal | None = None
    """Of a cache write that is kept for an hour."""

    @property
    def besides(self) -> str:
        """What it says that no field of a row can say."""
        return Rate(self.price, self.tiers, hour=self.hour).besides if self.price is not None else ""


def opinion_of(source: str, sought: Sought, quote: Quote | None) -> Opinion:
    """The opinion of a list."""
    if quote is None:
        return Opinion(source, "unknown", f"the list has no {'such model' if sought.row is None else sought.row}")
    rate = quote.rates.get(sought.field)
    if rate is None:
        return Opinion(source, "unknown", quote.faults.get(sought.field, "the list has no such price"), quote.name)
    rate = _with_factor(rate, sought.factor)
    verdict, why = _verdict(sought, quote, rate)
    return Opinion(source, verdict, why, quote.name, rate.price, rate.later, rate.tiers, rate.hour)


def _with_factor(rate: Rate, factor: Decimal | None) -> Rate:
    """The rate, and all that belongs to it, times the factor of the file."""
    if factor is None:
        return rate
    return rate._replace(
        price=exact(rate.price * factor),
        later=rate.later and rate.later._replace(price=exact(rate.later.price * factor)),
        tiers=tuple((start, exact(price * factor)) for start, price in rate.tiers),
        hour=None if rate.hour is None else exact(rate.hour * factor),
    )


def _verdict(sought: Sought, quote: Quote, rate: Rate) -> tuple[PriceVerdict, str]:
    if sought.row is None and not is_same_model(sought.model_id, quote.model_id):
        return "loose", _loosely(sought.model_id, quote.model_id)
    if rate.hourly:
        return "variable", "the price depends on the hour of the day"
    if rate.price == sought.price:
        return ("same", "") if rate.later is None else _scheduled(sought.coming, rate.later)
    return _other(sought, quote, rate.price)


def _scheduled(coming: Later | None, later: Later) -> tuple[PriceVerdict, str]:
    """What it means that a list knows another price for a day to come."""
    if coming is None:
        return "scheduled", "no `price_changes` in the file says so"
    if coming == later:
        return "scheduled", "as `price_changes` in the file says"
    return "differs", f"`price_changes` in the file says {coming.price:f} from {coming.since}"


def _loosely(model_id: str, row: str) -> str:
    older = ", probably the one before: the list may be older than the model" if is_of_older(model_id, row) else ""
    return f"the row is of another model{older}"


def _other(sought: Sought, quote: Quote, price: Decimal) -> tuple[PriceVerdict, str]:
    """What it means that a list has another price."""
    if sought.provider in AWS_PROVIDERS and sought.row is None and sought.factor is None:
        if geography(sought.model_id) is None and _is_global_or_regional(sought.price, price):
            return "ambiguous", "a bare id: one rate is the global one, the other that of a region"
        if is_collapsed(sought.model_id, quote.model_id):
            return "collapsed", "the row is not for this geography alone"
    slip = _slip(sought.price, price)
    return ("differs", "") if slip is None else ("implausible", slip)


def _is_global_or_regional(one: Decimal, other: Decimal) -> bool:
    return bool(other) and any(exact(one / other) == exact(ratio) for ratio in _GLOBAL_OR_REGIONAL)


def _slip(mine: Decimal, theirs: Decimal) -> str | None:
    """Why two prices cannot both be prices per million tokens; None where they can."""
    if not mine or not theirs:
        return "one of the two is free, or unknown"
    factor = max(mine / theirs, theirs / mine)
    if factor > _MOST_FACTOR:
        return f"the higher one is {factor_in_words(float(factor))}"
    return f"more than {_MOST_PRICE} USD per million tokens" if max(mine, theirs) > _MOST_PRICE else None
