"""Where prices come from: which public lists a provider trusts, and what a list knows a model by."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from schemas.fields import Day, Note, Text
from schemas.store_settings import Closed

ListName = Literal["genai-prices", "litellm", "aws"]
"""The public lists of prices that are known."""
MOST_PROVIDERS: Final = 100

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
