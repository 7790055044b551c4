"""Where prices come from: which public lists a provider trusts, and what a list knows a model by."""

from __future__ import annotations

from typing import Annotated, Any, Final, Self

from pydantic import ConfigDict, Field, model_validator

from schemas.fields import Day, Note, Price, Text
from schemas.list_names import ListName
from schemas.store_settings import Closed

MOST_PROVIDERS: Final = 100
MOST_CHANGES: Final = 100
"""Days on which the prices of one model change."""

TrustedLists = Annotated[
    dict[Text, Annotated[list[ListName], Field(min_length=1)]],
    Field(
        max_length=MOST_PROVIDERS,
        description="Which public lists count for the prices of a provider, the first that has a price first; "
        "`default`: of any other provider. Without it, every list that is asked counts.",
        examples=[{"bedrock": ["aws", "genai-prices"], "default": ["genai-prices"]}],
    ),
]

UseFile = Annotated[
    Text | None,
    Field(
        description="A CSV or JSON file with the use of models, relative to the folder of `catalog.yaml`. Plans then "
        "say what they cost a month, as with `--usage`.",
        examples=["../usage.csv"],
    ),
]


class PriceSourceSettings(Closed):
    """Where the prices of a model come from: a row of a list, a factor on what a list says, or none and why."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    list: ListName | None = Field(None, description="The list that counts for this model.")
    id: Text | None = Field(
        None,
        description="What that list calls the model's row. Needs `list`.",
        examples=["regional.amazon.nova-2-lite-v1:0"],
    )
    factor: Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)] | None = Field(
        None, description="What every price of a list is multiplied with, such as 1.1 for a geography."
    )
    none: Note | None = Field(
        None, description="Why no list is to be asked, such as a negotiated price. Needs `until`, and nothing else."
    )
    until: Day | None = Field(None, description="The last day of that reason; then the lists are asked again.")

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        given = self.model_dump(exclude_none=True).keys()
        if not given & {"none", "until"} and not given & {"list", "factor"}:
            raise ValueError("must give `list`, `factor`, or `none` with `until`")
        if given & {"none", "until"} and given != {"none", "until"}:
            raise ValueError("`none` goes with `until`, and with nothing else")
        if "id" in given and "list" not in given:
            raise ValueError("`id` needs `list`: whose row it is")
        return self


_AS_BEFORE: Final[Any] = None
"""Null is no price: who leaves one alone does not name it."""


class ChangedPrices(Closed):
    """The prices that change on a day, in US dollars per million tokens; those that are not given stay as they are."""

    # That it gives one at least is held by `syncer.load.price_changes`: so the plain reader can take it.
    model_config = ConfigDict(json_schema_extra={"allOf": [{"minProperties": 1}]})

    input_price_per_million_tokens: Price = Field(default=_AS_BEFORE, description="Price of input from then on.")
    output_price_per_million_tokens: Price = Field(default=_AS_BEFORE, description="Price of output from then on.")
    cache_write_price_per_million_tokens: Price = Field(
        default=_AS_BEFORE, description="Price of writing to the prompt cache from then on."
    )
    cache_read_price_per_million_tokens: Price = Field(
        default=_AS_BEFORE, description="Price of reading from the prompt cache from then on."
    )


PriceChanges = Annotated[
    dict[Day, ChangedPrices],
    Field(
        max_length=MOST_CHANGES,
        description="Prices that change, by the day from which they hold (midnight UTC), the earliest first. A sync of "
        "that day or later writes them.",
        examples=[{"2027-01-01": {"input_price_per_million_tokens": 1.5, "output_price_per_million_tokens": 7.5}}],
    ),
]
