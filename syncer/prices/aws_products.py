"""What a product of AWS's price list is the price of: a kind of token of a model, in a region. Pure.

The list has two forms. In `AmazonBedrock` a usage type is `USE1-NovaPro-input-tokens`, or has the model's id:
`USE1-moonshotai.kimi-k3-mantle-input-tokens-standard`. In `AmazonBedrockFoundationModels` it is
`USE1-MP:USE1_InputTokenCount_Global-Units`, and the name of the service is that of the model. What is no plain price
on demand, or might be none, is left out: batch, flex, priority, speech, training. A price of long inputs stands beside
the plain one: the list does not say from how many tokens on it holds.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from syncer.frozen import NamedTuple
from syncer.prices.base import PRICE_FIELDS, exact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HOUR: Final = "hour"
"""The kind of a cache write that is kept for an hour."""
_KINDS: Final = dict(zip(("input", "output", "cacheread", "cachewrite"), PRICE_FIELDS, strict=True))
_EDITION: Final = re.compile(r"\s*\(amazon bedrock edition\)$", re.IGNORECASE)
_PLAIN: Final = re.compile(
    r"(?:^|-)(?P<kind>input|output|cache-?read|cache-?write)(?P<early>-?1h)?(?:-?input)?-?token(?:s|-?count)"
    r"(?P<rest>(?:-(?:standard|global|cross-region|1h|5m|30m))*)$"
)
"""The end of a usage type in small letters; any other word in it makes it another price."""
_OTHER: Final = re.compile(
    r"batch|flex|priority|latency|custom|provisioned|reserved|speech|audio|video|image|embed|long|lctx"
)
_LONG: Final = re.compile(r"(?:^|-)(?:long-?(?:ctx|context)|lctx)(?=-)|-(?:long-?(?:ctx|context)|lctx)$")
"""What makes a price that of long inputs, and nothing else of it."""
_SAYS_LONG: Final = re.compile(r"long[ -]?(?:ctx|context)|lctx")
_ID: Final = re.compile(r"[A-Z0-9]+-(?P<id>[a-z0-9-]+\.[a-z0-9._-]+?)-mantle-")
_UNIT: Final = re.compile(r"(?:(\d[\d,]*)\s*(k|m|thousand|million)?\s*)?tokens?", re.IGNORECASE)
_TOKENS: Final = re.compile(r"\btokens\b", re.IGNORECASE)
_THOUSAND: Final = re.compile(r"\b(?:1k|thousand)\b", re.IGNORECASE)
_SCALE: Final = {"": 1, "k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000}
_MILLION: Final = 1_000_000


class AwsPrice(NamedTuple):
    """One price of a model in a region."""

    model: str
    """As AWS calls it."""
    region: str
    is_global: bool
    """Whether it is that of calls which any region may answer."""
    kind: str
    """The field of a definition, or `HOUR`."""
    price: Decimal | None
    """US dollars per million tokens; None where the list's number or unit is none that is known."""
    model_id: str | None = None
    """The id that the usage type has, without a geography."""
    is_long: bool = False
    """Whether it is that of long inputs; the list does not say from how many tokens on."""


def aws_prices(product: Mapping[str, Any]) -> Iterator[AwsPrice]:
    """The plain prices on demand of a product; none for most. Raises KeyError, TypeError, AttributeError."""
    attributes = product["product"]["attributes"]
    usage = attributes["usagetype"]
    found = _usage(usage)
    model = _EDITION.sub("", attributes["servicename"]) if ":" in usage else _named(attributes)
    if found is None or not model or not _is_on_demand(attributes, is_long=found.is_long):
        return
    named = _ID.match(usage)
    for term in product["terms"].get("OnDemand", {}).values():
        for dimension in term["priceDimensions"].values():
            price = _price(dimension)
            yield AwsPrice(model, attributes["regionCode"], found.is_global, found.kind, price,
                           named and named["id"], found.is_long)  # fmt: skip


def _named(attributes: Mapping[str, str]) -> str:
    return attributes.get("model") or attributes.get("titanModel", "")


class _Usage(NamedTuple):
    kind: str
    is_global: bool
    is_long: bool


def _usage(usage: str) -> _Usage | None:
    """The kind of token of a usage type; None where it is of no plain price."""
    words = usage.rpartition(":")[2].removesuffix("-Units")
    if ":" in usage:
        words = words.partition("_")[2]
    words, is_long = _LONG.subn("", words.replace("_", "-").lower())
    found = _PLAIN.search(words)
    if found is None or _OTHER.search(words) or (":" in usage and found.start()):
        return None
    kind = _KINDS[found["kind"].replace("-", "")]
    is_hour = found["early"] is not None or "1h" in found["rest"]
    return _Usage(HOUR if is_hour else kind, "global" in found["rest"], is_long > 0)


def _is_on_demand(attributes: Mapping[str, str], *, is_long: bool) -> bool:
    """Whether nothing else that the product says of itself makes it another price."""
    said = (attributes.get(name, "").lower() for name in ("feature", "featuretype", "inferenceType", "service_tier"))
    return not any(_OTHER.search(_SAYS_LONG.sub("", word) if is_long else word) for word in said)


def _price(dimension: Mapping[str, Any]) -> Decimal | None:
    """US dollars per million tokens; None where the unit is not known, or the price is none for all amounts."""
    tokens = _tokens(dimension["unit"], dimension.get("description", ""))
    try:
        price = Decimal(dimension["pricePerUnit"]["USD"])
    except (InvalidOperation, KeyError):
        return None
    if tokens is None or not price.is_finite() or price < 0 or dimension.get("beginRange", "0") != "0":
        return None
    return exact(price * _MILLION / tokens)


def _tokens(unit: str, description: str) -> int | None:
    """How many tokens a unit is: `1K tokens`. One without a name is a million, where the description is of tokens."""
    if unit == "Units":
        return _MILLION if _TOKENS.search(description) and not _THOUSAND.search(description) else None
    found = _UNIT.fullmatch(unit)
    return None if found is None else int((found[1] or "1").replace(",", "")) * _SCALE[(found[2] or "").lower()] or None
