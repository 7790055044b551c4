"""The shape of `catalog.yaml`: the catalog's name, what its plans may do unasked, and its targets."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.limits import Closed, GuardSettings, PolicySettings
from schemas.target import TargetDefinition  # noqa: TC001  Pydantic evaluates the annotations


class HistorySettings(Closed):
    """How long the store remembers what syncs did."""

    keep_days: Annotated[int, Field(ge=1)] = Field(
        default=400, description="A sync removes what is older than so many days from the history."
    )


TargetName = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9._-]*$")]


class CatalogSettings(Closed):
    """What `catalog.yaml` says."""

    name: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9._-]*$")] = Field(
        description="The catalog's name: lower-case letters, digits, `.`, `_`, `-`. Rows that it manages carry "
        "it as `managedBy`, so it must not change.",
        examples=["campus-models"],
    )
    guards: GuardSettings = Field(default_factory=GuardSettings, description="How much one plan may change unasked.")
    policies: PolicySettings = Field(
        default_factory=PolicySettings,
        description="Who owns which field of a row that exists: `git`, `live` or `fail`.",
    )
    history: HistorySettings = Field(
        default_factory=HistorySettings, description="How long the store remembers what syncs did."
    )
    targets: dict[TargetName, TargetDefinition] = Field(
        default_factory=dict,
        description="Stores by the name that `--target` takes: one for each environment.",
        json_schema_extra={"additionalProperties": False},
    )
