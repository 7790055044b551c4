"""The shape of `catalog.yaml`: the catalog's name and what its plans may do unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator

from schemas.attributes import NAMES
from schemas.fields import Text

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
    max_price_factor: Annotated[float, Field(gt=1)] = Field(
        default=5, description="A plan that changes a price by more than this factor, up or down, is refused."
    )
    max_price: Annotated[float, Field(gt=0)] = Field(
        default=1000, description="A plan with a new price above this is refused, in US dollars per million tokens."
    )


class DirectoryTarget(BaseModel):
    """A directory of JSON files."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: Text = Field(
        description="The directory, relative to the folder of `catalog.yaml`.", examples=["../managed_models"]
    )


class DynamoDBTarget(BaseModel):
    """A DynamoDB table. Credentials come from the environment, as for every AWS tool."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: Text = Field(description="The table's name.", examples=["managed-models"])
    region: Text | None = Field(None, description="The AWS region; absent: as the environment says.")
    endpoint: Text | None = Field(
        None, description="The URL of another endpoint, such as DynamoDB Local's.", examples=["http://127.0.0.1:8000"]
    )
    profile: Text | None = Field(None, description="The profile of the AWS configuration; absent: the environment's.")


class TargetSettings(BaseModel):
    """A store that `--target` can name: exactly one kind."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    directory: DirectoryTarget | None = Field(None, description="A directory of JSON files, for development.")
    dynamodb: DynamoDBTarget | None = Field(None, description="A DynamoDB table.")
    guards: GuardSettings | None = Field(
        None, description="The limits of plans for this target, all of them; absent: those of the catalog."
    )

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.directory is None) == (self.dynamodb is None):
            raise ValueError("give exactly one of `directory` and `dynamodb`")
        return self


Policy = Literal["git", "live", "fail"]
"""Who owns a field of a row that exists.

`git`: the catalog; what was edited outside is put back. `live`: other writers; the catalog gives the value when it
makes the row, and then neither compares nor writes it. `fail`: the catalog, but an edit outside stops the sync.
"""


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


if TYPE_CHECKING:

    class FieldPolicies(_Closed):
        """The policy of single fields, by the field's name."""

else:
    _optional: dict[str, Any] = {
        name: (Policy | None, Field(None, description="The policy of this field; absent: as the level above says."))
        for name in NAMES
        if name != "model_id"
    }
    FieldPolicies = create_model(
        "FieldPolicies", __base__=_Closed, __doc__="The policy of single fields, by the field's name.", **_optional
    )


class ModelPolicies(BaseModel):
    """The policies of one model. They go before those of the catalog."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    default: Policy | None = Field(
        None, description="The policy of every field of this model that is not named here; absent: as the catalog says."
    )
    fields: FieldPolicies = Field(default_factory=FieldPolicies, description="The policy of single fields.")


class PolicySettings(BaseModel):
    """Who owns which field of a row that exists: `git`, `live` or `fail`. The most specific policy counts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    default: Policy = Field(default="git", description="The policy of every field that no other policy names.")
    fields: FieldPolicies = Field(default_factory=FieldPolicies, description="The policy of single fields.")
    models: dict[Text, ModelPolicies] = Field(
        default_factory=dict,
        description="The policies of single models, by `model_id`.",
    )


class HistorySettings(BaseModel):
    """How long the store remembers what syncs did."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    keep_days: Annotated[int, Field(ge=1)] = Field(
        default=400, description="A sync removes what is older than so many days from the history."
    )


TargetName = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9._-]*$")]


class CatalogSettings(BaseModel):
    """What `catalog.yaml` says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

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
    targets: dict[TargetName, TargetSettings] = Field(
        default_factory=dict,
        description="Stores by the name that `--target` takes: one for each environment.",
        json_schema_extra={"additionalProperties": False},
    )
