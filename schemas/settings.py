"""The shape of `catalog.yaml`: the catalog's name and what its plans may do unasked."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Percent = Annotated[float, Field(ge=0, le=100)]
"""A share in percent, 0 to 100."""


class GuardSettings(BaseModel):
    """How much one plan may change before it needs an exact count on the command line."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    max_delete_percent: Percent = Field(
        default=30, description="A plan that deletes more than this share of the managed rows is refused, in percent."
    )
    max_deletes: Annotated[int, Field(ge=0)] = Field(
        default=20, description="A plan that deletes more rows than this is refused."
    )
    max_update_percent: Percent = Field(
        default=50,
        description="A plan that updates more than this share of the managed rows is refused, in percent. "
        "One or two updates are never too many.",
    )


class CatalogSettings(BaseModel):
    """What `catalog.yaml` says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9._-]*$")] = Field(
        description="The catalog's name: lower-case letters, digits, `.`, `_`, `-`. Rows that it manages carry "
        "it as `managedBy`, so it must not change.",
        examples=["campus-models"],
    )
    guards: GuardSettings = Field(default_factory=GuardSettings, description="How much one plan may change unasked.")
