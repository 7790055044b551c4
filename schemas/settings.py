"""The shapes of `catalog.yaml` and of a target's file: what plans may do unasked, who owns which field, the stores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, create_model, model_validator

from schemas.attributes import DEFINED, NAMES, STORES, Platform, Policy
from schemas.fields import Text
from schemas.managed_model import fields_left_out
from schemas.order import Order
from schemas.price_settings import TrustedLists, UseFile
from schemas.selectors import MOST_SELECTORS, Ignore, SelectorSettings
from schemas.store_settings import Closed, DirectorySettings, DynamoDBSettings
from schemas.warning_kinds import WARNINGS

Percent = Annotated[float, Field(ge=0, le=100)]
"""A share in percent, 0 to 100."""

MOST_NUMBER = 10**9
"""In a setting. More is no limit, and what is not finite is no JSON."""
MOST_TARGETS = 200
PlainName = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9._-]*$")]
"""The name of a catalog or a target."""


class GuardSettings(Closed):
    """How much one plan may change before it needs an exact count on the command line."""

    max_delete_percent: Percent = Field(
        default=30, description="A plan that deletes more than this share of the managed rows is refused, in percent."
    )
    max_deletes: Annotated[int, Field(ge=0, le=MOST_NUMBER)] = Field(
        default=20, description="A plan that deletes more rows than this is refused."
    )
    max_update_percent: Percent = Field(
        default=50,
        description="A plan that updates more than this share of the managed rows is refused, in percent. "
        "One or two updates are never too many.",
    )
    max_price_factor: Annotated[float, Field(gt=1, le=MOST_NUMBER)] = Field(
        default=5, description="A plan that changes a price by more than this factor, up or down, is refused."
    )
    max_price: Annotated[float, Field(gt=0, le=MOST_NUMBER)] = Field(
        default=1000, description="A plan with a new price above this is refused, in US dollars per million tokens."
    )


if TYPE_CHECKING:
    FieldPolicies = Closed
    OverrideFields = Closed
    WarningSettings = Closed
else:
    FieldPolicies = create_model(
        "FieldPolicies",
        __base__=Closed,
        __doc__="The policy of single fields, by the field's name.",
        **dict.fromkeys(
            NAMES[1:],
            (Policy | None, Field(None, description="The policy of this field; absent: as the level above says.")),
        ),
    )
    OverrideFields = create_model(
        "OverrideFields",
        __base__=Closed,
        __doc__="New values for fields of a definition, each as a model file says it. `null` takes an option away.",
        **fields_left_out(*DEFINED[1:], "protected", absent="Absent: as the definition says.", null=False),
    )
    WarningSettings = create_model(
        "WarningSettings",
        __base__=Closed,
        __doc__="Kinds of warnings that are not said, by the name that a warning shows.",
        **{name: (Literal["off"] | None, Field(None, description=said)) for name, said in WARNINGS.items()},
    )


class ModelPolicySettings(Closed):
    """The policies of one model. They go before those of the catalog."""

    default: Policy | None = Field(
        None, description="The policy of every field of this model that is not named here; absent: as the catalog says."
    )
    fields: FieldPolicies = Field(default_factory=FieldPolicies, description="The policy of single fields.")


class PolicySettings(Closed):
    """Who owns which field of a row that exists: `git`, `live` or `fail`. The most specific policy counts."""

    default: Policy = Field(default="git", description="The policy of every field that no other policy names.")
    fields: FieldPolicies = Field(default_factory=FieldPolicies, description="The policy of single fields.")
    models: dict[Text, ModelPolicySettings] = Field(
        default_factory=dict,
        description="The policies of single models, by `model_id`.",
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
        default=[],
        max_length=MOST_SELECTORS,
        description="The models that the target gets: those that one of these matches; absent: all.",
    )


if TYPE_CHECKING:
    _Selection = _TargetFields
else:
    # `except` is a word of Python, and no class body can have it.
    _Selection = create_model(
        "_Selection",
        __base__=_TargetFields,
        **{
            "except": (
                list[SelectorSettings],
                Field(
                    default=[],
                    max_length=MOST_SELECTORS,
                    description="The models that the target does not get, also when `only` names them.",
                ),
            )
        },
    )


class TargetDefinition(_Selection):
    """A store that `--target` can name, exactly one kind, and what is different there."""

    overrides: list[OverrideSettings] = Field(
        default=[],
        max_length=MOST_SELECTORS,
        description="Fields that are different there. Where several set one field, the last one counts.",
    )
    guards: GuardSettings | None = Field(
        None, description="The limits of plans for this target, all of them; absent: those of the catalog."
    )
    policies: PolicySettings | None = Field(
        None, description="Who owns which field there, for all fields; absent: the policies of the catalog."
    )
    order: Order = Field(
        default=[],
        description="The order of the models in the list there, by `model_id`; absent: that of the catalog.",
    )
    ignore: Ignore | None = Field(
        None, description="The rows to leave alone there, all of them; absent: those of the catalog."
    )
    usage: UseFile = Field(
        None,
        description="A CSV or JSON file with the use of models there, relative to the folder of `catalog.yaml`; "
        "absent: that of the catalog.",
    )

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if sum(getattr(self, kind) is not None for kind in STORES) != 1:
            raise ValueError(f"give exactly one of {' and '.join(f'`{kind}`' for kind in STORES)}")
        return self


class HistorySettings(Closed):
    """How long the store remembers what syncs did."""

    keep_days: Annotated[int, Field(ge=1, le=MOST_NUMBER)] = Field(
        default=400, description="A sync removes what is older than so many days from the history."
    )


class CatalogSettings(Closed):
    """What `catalog.yaml` says."""

    name: PlainName = Field(
        description="The catalog's name: lower-case letters, digits, `.`, `_`, `-`. Rows that it manages carry "
        "it as `managedBy`, so it must not change.",
        examples=["campus-models"],
    )
    guards: GuardSettings = Field(default_factory=GuardSettings, description="How much one plan may change unasked.")
    policies: PolicySettings = Field(
        default_factory=PolicySettings,
        description="Who owns which field of a row that exists: `git`, `live` or `fail`.",
    )
    platform: Platform = Field(
        default="any",
        description="The release of the platform that reads the rows; it decides which warnings apply. `any`: those "
        "of all releases.",
    )
    order: Order = []  # noqa: RUF012  Pydantic copies it
    ignore: Ignore = Field(
        default=[],
        description="Rows to leave alone: no drift, nothing to import, no warning; they are counted. No model file may "
        "have their `model_id`.",
    )
    history: HistorySettings = Field(
        default_factory=HistorySettings, description="How long the store remembers what syncs did."
    )
    warnings: WarningSettings = Field(
        default_factory=WarningSettings, description="Kinds of warnings that are not said: `{price-noise: off}`."
    )
    default_target: PlainName | None = Field(
        None,
        description="The target that is meant where none is named; absent: the only one. An environment variable that "
        "names a store goes before it.",
    )
    usage: UseFile = None
    prices: TrustedLists = {}  # noqa: RUF012  Pydantic copies it
    targets: dict[PlainName, TargetDefinition] = Field(
        default_factory=dict,
        max_length=MOST_TARGETS,
        description="Stores by the name that `--target` takes: one for each environment.",
        json_schema_extra={"additionalProperties": False},
    )
