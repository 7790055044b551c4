"""A managed model: as a row holds it, as a definition creates it, as an app changes it.

Python names are the keys of a YAML file; the camelCase aliases are the names in the store. Bounds and
defaults follow the storage contract: what these shapes accept is what the platform can parse.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, create_model, field_validator, model_validator
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo

from schemas.attributes import BY_PROVIDER, DEFAULTS, NAMES
from schemas.fields import (
    GivenSupportedParams,
    Modalities,
    Price,
    Role,
    StoredNumber,
    StoredSupportedParams,
    SupportedParams,
    Text,
    TokenCount,
)


class _Named(BaseModel):
    """Takes Python names and stored names."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, protected_namespaces=(), defer_build=True
    )


class _ModelFields(_Named):
    """What a definition and a row have in common, in the order in which a row stores it."""

    model_id: Text = Field(
        description="The provider's id of the model, such as `us.anthropic.claude-sonnet-4-6` or `gpt-4o`. "
        "Unique in the catalog; the key by which a definition finds its row.",
        examples=["us.anthropic.claude-sonnet-4-6", "gpt-4o"],
    )
    model_name: Text = Field(description="The name that people see.", examples=["Claude Sonnet 4.6"])
    provider: Text = Field(
        description="The service that runs the model.",
        examples=["bedrock", "bedrock-responses", "mantle", "openai", "gemini"],
    )
    provider_name: Text = Field(description="Who made the model, as people see it.", examples=["Anthropic"])
    input_modalities: Modalities = Field(
        description="What the model takes, such as `[TEXT, IMAGE]`. A set: order and letter case do not count."
    )
    output_modalities: Modalities = Field(
        description="What the model gives, such as `[TEXT]`. A set: order and letter case do not count."
    )
    max_input_tokens: TokenCount = Field(description="The longest input, in tokens.")
    max_output_tokens: TokenCount | None = Field(
        None,
        description="The longest output, in tokens. Older releases of the platform skip a model without it.",
    )
    allowed_app_roles: list[Role] = Field(
        default=[],
        description="Application roles that may use the model. A set. Newer releases of the platform derive it.",
    )
    available_to_roles: list[Role] = Field(
        default=[],
        description="Roles whose members see the model. A set. Empty: no role sees it by this list.",
    )
    enabled: bool = Field(default=True, description="Whether people can pick the model.")
    input_price_per_million_tokens: Price = Field(description="Price of input, in US dollars per million tokens.")
    output_price_per_million_tokens: Price = Field(description="Price of output, in US dollars per million tokens.")
    cache_write_price_per_million_tokens: Price | None = Field(
        None, description="Price of writing to the prompt cache, in US dollars per million tokens."
    )
    cache_read_price_per_million_tokens: Price | None = Field(
        None, description="Price of reading from the prompt cache, in US dollars per million tokens."
    )
    is_reasoning_model: bool = Field(default=False, description="Whether the model reasons before it answers.")
    knowledge_cutoff_date: str | None = Field(
        None, description="The date up to which the model knows things, as free text.", examples=["2024-04"]
    )
    supports_caching: bool | None = Field(
        None,
        description="Whether the model supports prompt caching. When not given: true for the providers "
        "`bedrock` and `bedrock-responses`, otherwise false.",
    )
    is_default: bool = Field(
        default=False, description="Whether this is the model a new conversation starts with. At most one is."
    )

    @model_validator(mode="after")
    def _resolve_defaults(self) -> Self:
        for name, default in BY_PROVIDER.items():
            if getattr(self, name) is None:
                setattr(self, name, default(self.provider))
        return self


def plain_fields(model: ManagedModelCreate | ManagedModel) -> dict[str, object]:
    """Every managed field by Python name, in stored order, as plain values.

    Options without a value are left out inside `supported_params`. Five times as fast as `model_dump`.
    """
    values = model.__dict__
    fields = {name: values[name] for name in NAMES}
    if model.supported_params is not None:
        fields["supported_params"] = model.supported_params.model_dump(exclude_none=True)
    return fields


_PARAMS_ARE = "Request parameters that the model takes, with their bounds and defaults."


class ManagedModelCreate(_ModelFields):
    """What an app gives to create a model. Keys that it does not name are ignored: the platform's page posts some.

    Every default is resolved here, so that an instance says the same as the row made from it.
    """

    model_config = ConfigDict(extra="ignore")

    supported_params: GivenSupportedParams | None = Field(None, description=_PARAMS_ARE)


class ModelDefinition(ManagedModelCreate):
    """A model file: the definition, and what its plans are to know beyond the fields of the row. Strict about keys."""

    model_config = ConfigDict(extra="forbid")

    supported_params: SupportedParams | None = Field(None, description=_PARAMS_ARE)  # type: ignore[assignment]
    protected: bool = Field(
        default=False,
        description="Whether no plan may delete or disable the model. To do either, first sync without this.",
    )
    renamed_from: Text | None = Field(
        None,
        description="The `model_id` that the model had before. Its row keeps its id and everything else and gets the "
        "new `model_id`. Stays harmless once the rename is done.",
    )
    tags: list[Text] = Field(
        default=[],
        description="Words of your own, by which the targets of `catalog.yaml` select models. They are not stored.",
        examples=[["approved", "preview"]],
    )


def _described(name: str) -> Any:
    """The declaration of a field whose type is another in a row."""
    field = _ModelFields.model_fields[name]
    return Field(**({} if field.is_required() else {"default": field.default}), description=field.description)


class ManagedModel(_ModelFields):
    """A model as a row of the store holds it. Attributes that it does not name stay in the row.

    It takes what every release of the platform reads, also what no definition may say: an edit on the page can leave
    an empty name, an empty list or a price below zero, and that is an edit like any other.
    """

    model_config = ConfigDict(extra="ignore")

    model_name: str = _described("model_name")
    provider: str = _described("provider")
    provider_name: str = _described("provider_name")
    input_modalities: list[str] = _described("input_modalities")
    output_modalities: list[str] = _described("output_modalities")
    allowed_app_roles: list[str] = _described("allowed_app_roles")
    available_to_roles: list[str] = _described("available_to_roles")
    input_price_per_million_tokens: StoredNumber = _described("input_price_per_million_tokens")
    output_price_per_million_tokens: StoredNumber = _described("output_price_per_million_tokens")
    cache_write_price_per_million_tokens: StoredNumber | None = _described("cache_write_price_per_million_tokens")
    cache_read_price_per_million_tokens: StoredNumber | None = _described("cache_read_price_per_million_tokens")
    supported_params: StoredSupportedParams | None = Field(None, description=_PARAMS_ARE)
    id: Text = Field(description="The record's own key, a UUID string. Other tables refer to it; it never changes.")
    created_at: datetime = Field(description="When the record was made, UTC.")
    updated_at: datetime = Field(description="When the record was last changed, UTC.")
    managed_by: str | None = Field(None, description="The catalog that manages the record; absent: it is unmanaged.")

    @field_validator(*(name for name, default in DEFAULTS.items() if default is not None), mode="before")
    @classmethod
    def _null_is_absent(cls, value: object, info: Any) -> object:
        """The JSON directory writes absent options as null."""
        if value is None and info.field_name is not None:
            return cls.model_fields[info.field_name].get_default(call_default_factory=True)
        return value

    @field_validator("created_at", "updated_at", mode="after")
    @classmethod
    def _utc(cls, value: datetime) -> datetime:
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def fields_left_out(*names: str, absent: str, null: bool, of: type[BaseModel] = ModelDefinition) -> dict[str, Any]:
    """Fields of `of` as `create_model` takes them, each of which may be left out.

    `absent` says what that means; with `null`, None says it, too.
    """
    found: dict[str, Any] = {}
    for name in names:
        field = of.model_fields[name]
        kind: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        said = FieldInfo(default=None, description=f"{field.description} {absent}", examples=field.examples)
        found[name] = (kind | None if null else kind, said)
    return found


class _Update(_Named):
    """Changes to a model: only the fields given; null means "leave alone". Keys that it does not name are ignored."""

    model_config = ConfigDict(extra="ignore")


if TYPE_CHECKING:

    class ManagedModelUpdate(_Update):
        """For type checkers: the fields that an update has. A test holds them against those that are made below."""

        model_id: Text | None = None
        model_name: Text | None = None
        provider: Text | None = None
        provider_name: Text | None = None
        input_modalities: Modalities | None = None
        output_modalities: Modalities | None = None
        max_input_tokens: TokenCount | None = None
        max_output_tokens: TokenCount | None = None
        allowed_app_roles: list[Role] | None = None
        available_to_roles: list[Role] | None = None
        enabled: bool | None = None
        input_price_per_million_tokens: Price | None = None
        output_price_per_million_tokens: Price | None = None
        cache_write_price_per_million_tokens: Price | None = None
        cache_read_price_per_million_tokens: Price | None = None
        is_reasoning_model: bool | None = None
        knowledge_cutoff_date: str | None = None
        supports_caching: bool | None = None
        is_default: bool | None = None
        supported_params: GivenSupportedParams | None = None

else:
    ManagedModelUpdate = create_model(
        "ManagedModelUpdate",
        __base__=_Update,
        __module__=__name__,
        __doc__=_Update.__doc__,
        **fields_left_out(*NAMES, absent="Null or absent: left alone.", null=True, of=ManagedModelCreate),
    )
