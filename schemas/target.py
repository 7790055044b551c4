"""A target of a catalog: its store, the models that it gets, and what is different there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from pydantic import ConfigDict, Field, create_model, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema  # noqa: TC002  Pydantic evaluates the annotations

from schemas.attributes import NAMES, STORES
from schemas.fields import Text  # noqa: TC001  Pydantic evaluates the annotations
from schemas.limits import Closed, GuardSettings, PolicySettings
from schemas.managed_model import fields_left_out


class DirectorySettings(Closed):
    """A directory of JSON files."""

    path: Text = Field(
        description="The directory, relative to the folder of `catalog.yaml`.", examples=["../managed_models"]
    )


class DynamoDBSettings(Closed):
    """A DynamoDB table. Credentials come from the environment, as for every AWS tool."""

    table: Text = Field(description="The table's name.", examples=["managed-models"])
    region: Text | None = Field(None, description="The AWS region; absent: as the environment says.")
    endpoint: Text | None = Field(
        None, description="The URL of another endpoint, such as DynamoDB Local's.", examples=["http://127.0.0.1:8000"]
    )
    profile: Text | None = Field(None, description="The profile of the AWS configuration; absent: the environment's.")


class SelectorSettings(Closed):
    """Some models: every pattern that is given has to match. `*`, `?` and `[a-z]` are wildcards."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    id: Text | SkipJsonSchema[None] = Field(
        None, description="Pattern for the `model_id`. Letter case counts.", examples=["gpt-4o", "us.anthropic.*"]
    )
    provider: Text | SkipJsonSchema[None] = Field(None, description="Pattern for the `provider`, in any letter case.")
    maker: Text | SkipJsonSchema[None] = Field(None, description="Pattern for the `provider_name`, in any letter case.")
    tag: Text | SkipJsonSchema[None] = Field(
        None, description="Pattern that one of the `tags` has to match, in any letter case."
    )

    @field_validator("id", "provider", "maker", "tag")
    @classmethod
    def _says_which(cls, pattern: str | None) -> str:
        """A key without a value is a slip, and would be a pattern for every model."""
        if pattern is None:
            raise ValueError("must be a pattern; nothing is given")
        return pattern

    @model_validator(mode="after")
    def _selects(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("must give `id`, `provider`, `maker` or `tag`")
        return self


if TYPE_CHECKING:

    class OverrideFields(Closed):
        """New values for fields of a definition."""

else:
    OverrideFields = create_model(
        "OverrideFields",
        __base__=Closed,
        __doc__="New values for fields of a definition, each as a model file says it. `null` takes an option away.",
        **fields_left_out(*NAMES[1:], "protected", absent="Absent: as the definition says.", null=False),
    )


class OverrideSettings(Closed):
    """Fields that a target has otherwise than the definitions say."""

    match: SelectorSettings = Field(description="The models that it is for. One that matches nothing is an error.")
    set: OverrideFields = Field(description="Their fields.", json_schema_extra={"minProperties": 1})

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.set.model_fields_set:
            raise ValueError("must set at least one field")
        return self


class _TargetFields(Closed):
    directory: DirectorySettings | None = Field(None, description="A directory of JSON files, for development.")
    dynamodb: DynamoDBSettings | None = Field(None, description="A DynamoDB table.")
    only: list[SelectorSettings] = Field(
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
                list[SelectorSettings],
                Field(default=[], description="The models that the target does not get, also when `only` names them."),
            )
        },
    )


class TargetDefinition(_Selection):
    """A store that `--target` can name, exactly one kind, and what is different there."""

    overrides: list[OverrideSettings] = Field(
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
        if sum(getattr(self, kind) is not None for kind in STORES) != 1:
            raise ValueError(f"give exactly one of {' and '.join(f'`{kind}`' for kind in STORES)}")
        return self
