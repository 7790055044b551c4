"""The shape of the JSON document that `prices check` prints."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.document import Document, Versioned

ExactPrice = Annotated[
    str,
    Field(
        description="An exact decimal, in US dollars per million tokens.", pattern=r"^\d+(\.\d+)?$", examples=["0.0825"]
    ),
]
"""An exact decimal, in US dollars."""
VerdictName = Literal[
    "differs", "implausible", "scheduled", "ambiguous", "collapsed", "loose", "variable", "unknown", "excused", "same"
]


class PriceListDocument(Document):
    """A list that was asked."""

    name: Annotated[str, Field(description="The list's name.")]
    version: Annotated[str, Field(description="The version of the list that was asked.")]
    newest: Annotated[str | None, Field(description="The newest date in it that has come; null when it has none.")]
    rows: Annotated[int, Field(description="How many rows it has.")]
    old: Annotated[bool, Field(description="Whether that is more than 60 days before `at`.")]


class TierDocument(Document):
    """What all tokens cost once the input is longer."""

    above: Annotated[int | None, Field(description="Tokens of input; null where the list does not say how many.")]
    price: ExactPrice


class LaterDocument(Document):
    """A price that the list knows for a date to come."""

    since: Annotated[str, Field(description="The day from which it holds, UTC.")]
    price: ExactPrice


class OpinionDocument(Document):
    """What one list says of a price."""

    source: Annotated[str, Field(description="The list's name.")]
    verdict: Annotated[VerdictName, Field(description="What the price is beside this list's.")]
    why: Annotated[str, Field(description="Why, where the verdict does not say it; otherwise empty.")]
    row: Annotated[str | None, Field(description="What the list calls its row; null when it has none.")]
    price: Annotated[ExactPrice | None, Field(description="What it says; null when it says none.")]
    later: Annotated[LaterDocument | None, Field(description="What it says of a date to come.")]
    tiers: Annotated[list[TierDocument], Field(description="Prices for longer inputs; no field can say them.")]
    hour: Annotated[ExactPrice | None, Field(description="Price of a cache write that is kept for an hour.")]


class JudgedPriceDocument(Document):
    """A price of the catalog."""

    model_id: Annotated[str, Field(description="The provider's model id.")]
    provider: Annotated[str, Field(description="The provider.")]
    field: Annotated[str, Field(description="The field's name, as in YAML.")]
    price: ExactPrice
    verdict: Annotated[VerdictName, Field(description="The verdict of the list that counts, the first of `opinions`.")]
    file: Annotated[str, Field(description="The file that says it.")]
    line: Annotated[int, Field(description="The line, from 1.")]
    opinions: Annotated[list[OpinionDocument], Field(description="What the lists say, the one that counts first.")]


class LimitGapDocument(Document):
    """A limit of which a list says another number."""

    model_id: Annotated[str, Field(description="The provider's model id.")]
    field: Annotated[str, Field(description="The field's name, as in YAML.")]
    limit: Annotated[int | None, Field(description="Tokens; null when the catalog has none.")]
    source: Annotated[str, Field(description="The list's name.")]
    said: Annotated[int, Field(description="What the list says, in tokens.")]
    file: Annotated[str, Field(description="The file that says it.")]
    line: Annotated[int, Field(description="The line, from 1.")]


class GoneRowDocument(Document):
    """A model that a list had a row of, and has none now."""

    source: Annotated[str, Field(description="The list's name.")]
    model_id: Annotated[str, Field(description="The provider's model id.")]
    row: Annotated[str, Field(description="What the list called its row.")]


class ShrunkListDocument(Document):
    """A list that has half as many rows as it had, or fewer."""

    source: Annotated[str, Field(description="The list's name.")]
    before: Annotated[int, Field(description="How many rows it had.")]
    now: Annotated[int, Field(description="How many it has.")]


class ListNewsDocument(Document):
    """What became of the lists since an earlier report."""

    since: Annotated[str, Field(description="The moment for which the earlier report asked.")]
    gone: Annotated[list[GoneRowDocument], Field(description="Models that a list no longer has.")]
    shrunk: Annotated[list[ShrunkListDocument], Field(description="Lists that are hardly whole.")]


class PriceCheckDocument(Versioned):
    """Every price of a catalog beside public lists. Prices are in US dollars per million tokens."""

    catalog: Annotated[str, Field(description="The catalog's name.")]
    target: Annotated[str | None, Field(description="The target whose prices they are; null for those of the files.")]
    at: Annotated[str, Field(description="The moment for which the lists were asked, UTC.")]
    lists: Annotated[list[PriceListDocument], Field(description="The lists that were asked.")]
    counts: Annotated[dict[VerdictName, int], Field(description="How many prices have each verdict.")]
    prices: Annotated[list[JudgedPriceDocument], Field(description="Every price, by model id.")]
    limits: Annotated[list[LimitGapDocument], Field(description="Limits that differ. They fail no check.")]
    news: Annotated[ListNewsDocument | None, Field(description="With `--since`; otherwise null.")]
