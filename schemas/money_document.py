"""The shapes of what a plan costs a month, and of a JSON file with the use of models."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from pydantic import Field

from schemas.document import Document

Dollars = Annotated[str, Field(pattern=r"^-?\d+\.\d\d$", examples=["-12.50"])]
"""US dollars a month, rounded to cents."""


class MonthlyChangeDocument(Document):
    """What a model costs a month."""

    model_id: Annotated[str, Field(description="The provider's model id.")]
    before: Annotated[Dollars, Field(description="US dollars a month now.")]
    after: Annotated[Dollars, Field(description="US dollars a month after the plan.")]
    more: Annotated[Dollars, Field(description="The difference; below zero when it costs less.")]
    successor: Annotated[str | None, Field(description="The model that runs in its place then; null when none does.")]


class LaterChangeDocument(MonthlyChangeDocument):
    """What a model costs a month from a day to come on."""

    since: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$", description="The day.")]


TokenKind = Annotated[
    Literal["input", "output", "cache_read", "cache_write"], Field(description="The kind of token, by its price.")
]
Tier = Annotated[
    Literal["long", "one_hour", "off_peak", "service"],
    Field(
        description="Why the tokens are paid at another price than the kind's, which no row has. `long`: in requests "
        "so long that the provider asks more; `one_hour`: cache writes that are kept for an hour; `off_peak`: in hours "
        "that are cheaper; `service`: of another service tier, such as batch, flex or priority."
    ),
]


class TierUseDocument(Document):
    """Tokens that are paid at a price that no row has, of models whose prices the plan changes."""

    kind: TokenKind
    tier: Tier
    tokens: Annotated[int, Field(ge=0, description="How many a month.")]
    model_ids: Annotated[list[str], Field(description="Of which models.")]


class MoneyDocument(Document):
    """What a plan costs a month, by the use that a file says. US dollars, each rounded to cents by itself."""

    usage: Annotated[str, Field(description="The file.")]
    more_per_month: Annotated[Dollars, Field(description="All of it; below zero when it costs less.")]
    changes: Annotated[list[MonthlyChangeDocument], Field(description="By model, the largest change first.")]
    coming: Annotated[
        list[LaterChangeDocument],
        Field(description="By model, what prices cost from a day to come on, by day; no part of `more_per_month`."),
    ]
    unused: Annotated[list[str], Field(description="Models that get other prices, of whose use nothing is known.")]
    unsaid: Annotated[list[str], Field(description="What cannot be said, in sentences.")]
    tiers: Annotated[list[TierUseDocument], Field(description="Tokens that are counted nowhere, the most first.")]
    strange: Annotated[list[str], Field(description="Models of the use that neither the catalog nor the plan has.")]


class UsedTokens(Document):
    """Tokens of one model and kind."""

    model_id: Annotated[str, Field(min_length=1, description="The provider's model id.")]
    kind: TokenKind
    tokens: Annotated[int, Field(ge=0, le=10**18, description="How many in the whole period.")]
    tier: NotRequired[Tier]


class UsageFile(Document):
    """The use of models over a period: what `plan --usage` takes as JSON. Several rows of one model and kind add up."""

    since: Annotated[str, Field(alias="from", description="The first day, such as 2026-10-01.")]
    until: Annotated[str, Field(description="The last day; it counts.")]
    usage: Annotated[list[UsedTokens], Field(description="The use.")]
