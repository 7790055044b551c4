"""The shape of `catalog.yaml` and of the files in `targets/`: the stores, and what plans may do unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator
from pydantic.fields import FieldInfo

from schemas.attributes import NAMES
from schemas.fields import Text
from schemas.managed_model import ModelDefinition

Percent = Annotated[float, Field(ge=0, le=100)]
"""A share in percent, 0 to 100."""


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


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


Policy = Literal["git", "live", "fail"]
"""Who owns a field of a row that exists.

`git`: the catalog; what was edited outside is put back. `live`: other writers; the catalog gives the value when it
makes the row, and then neither compares nor writes it. `fail`: the catalog, but an edit outside stops the sync.
"""


if TYPE_CHECKING:

    class FieldPolicies(_Closed):
        """The policy of single fields, by the field's name."""

else:
    _policed: dict[str, Any] = {
        name: (Policy | None, Field(None, description="The policy of this field; absent: as the level above says."))
        for name in NAMES
        if name != "model_id"
    }
    FieldPolicies = create_model(
        "FieldPolicies", __base__=_Closed, __doc__="The policy of single fields, by the field's name.", **_policed
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


def _optional_field(field: FieldInfo) -> FieldInfo:
    """The field of a definition as one that may be left out."""
    said = f"{field.description} Absent: as the definition says."
    return FieldInfo(default=None, description=said, examples=field.examples)


class Selector(_Closed):
    """Some models: every pattern that is given has to match. `*`, `?` and `[a-z]` are wildcards."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    id: Text | None = Field(
        None, description="Pattern for the `model_id`. Letter case counts.", examples=["gpt-4o", "us.anthropic.*"]
    )
    provider: Text | None = Field(None, description="Pattern for the `provider`, in any letter case.")
    maker: Text | None = Field(None, description="Pattern for the `provider_name`, in any letter case.")
    tag: Text | None = Field(None, description="Pattern that one of the `tags` has to match, in any letter case.")

    @model_validator(mode="after")
    def _selects(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("must give `id`, `provider`, `maker` or `tag`")
        return self


if TYPE_CHECKING:

    class OverrideFields(_Closed):
        """New values for fields of a definition."""

else:
    _settable: dict[str, Any] = {
        name: (
            Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation,
            _optional_field(field),
        )
        for name, field in ModelDefinition.model_fields.items()
        if name in (*NAMES[1:], "protected")
    }
    OverrideFields = create_model(
        "OverrideFields",
        __base__=_Closed,
        __doc__="New values for fields of a definition, each as a model file says it. `null` takes an option away.",
        **_settable,
    )


class Override(_Closed):
    """Fields that a target has otherwise than the definitions say."""

    match: Selector = Field(description="The models that it is for. One that matches nothing is an error.")
    set: OverrideFields = Field(description="Their fields.", json_schema_extra={"minProperties": 1})

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.set.model_fields_set:
            raise ValueError("must set at least one field")
        return self


class _TargetFields(_Closed):
    directory: DirectoryTarget | None = Field(None, description="A directory of JSON files, for development.")
    dynamodb: DynamoDBTarget | None = Field(None, description="A DynamoDB table.")
    only: list[Selector] = Field(
        default=[], description="The models that the target gets: those that one of these matches; absent: all."
    )


if TYPE_CHECKING:

    class _Selection(_TargetFields):
        """What a target gets of the catalog."""

else:
    # `except` is a word of Python, and no class body can have it.
    _Selection = create_model(
        "_Selection",
        __base__=_TargetFields,
        **{
            "except": (
                list[Selector],
                Field(default=[], description="The models that the target does not get, also when `only` names them."),
            )
        },
    )


class TargetSettings(_Selection):
    """A store that `--target` can name, exactly one kind, and what is different there."""

    overrides: list[Override] = Field(
        default=[], description="Fields that are different there. Where several set one field, the last one counts."
    )
    guards: GuardSettings | None = Field(
        None, description="The limits of plans for this target, all of them; absent: those of the catalog."
    )
    policies: PolicySettings | None = Field(
        None, description="Who owns which field there, for all fields; absent: the policies of the catalog."
    )

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.directory is None) == (self.dynamodb is None):
            raise ValueError("give exactly one of `directory` and `dynamodb`")
        return self


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
