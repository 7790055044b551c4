"""Where prices come from: which public lists a provider trusts."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from schemas.fields import Text

ListName = Literal["genai-prices", "litellm"]
"""The public lists of prices that are known."""
MOST_PROVIDERS: Final = 100

TrustedLists = Annotated[
    dict[Text, Annotated[list[ListName], Field(min_length=1)]],
    Field(
        max_length=MOST_PROVIDERS,
        description="Which public lists count for the prices of a provider, the first that has a price first; "
        "`default`: of any other provider. Without it, every list that is asked counts.",
        examples=[{"bedrock": ["litellm", "genai-prices"], "default": ["genai-prices"]}],
    ),
]
