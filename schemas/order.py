"""The shape of the order of models in `catalog.yaml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.fields import Text

Order = Annotated[
    list[Text],
    Field(
        min_length=1,
        description="The order of the models in the list of the platform, by `model_id`; those that are not named "
        "follow as they stand now. Absent: the order is left to the page.",
        examples=[["us.anthropic.claude-sonnet-4-6", "gpt-4o"]],
    ),
]
"""Model ids, the first of the list first."""
