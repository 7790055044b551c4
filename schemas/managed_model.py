"""A managed model: as a row holds it, as a definition creates it, as an app changes it.

Python names are the keys of a YAML file; the camelCase aliases are the names in the store. Bounds and
defaults follow the storage contract: what these shapes accept is what the platform can parse.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model, field_validator
from pydantic.fields import FieldInfo

from schemas.attributes import CLEARED_BY_EMPTY, DEFAULTS, DEFINED, NAMES
from schemas.fields import (
    ApiMode,
    Day,
    DefinedId,
    DefinedModality,
    DefinedName,
    FilledText,
    GivenIconSlug,
    GivenSupportedParams,
    IconSlug,
    Modalities,
    ModelStatus,
    Note,
    Price,
    Role,
    ShortText,
    StoredApiMode,
    StoredFeatured,
    StoredNumber,
    StoredPlace,
    StoredStatus,
    StoredSupportedParams,
    StoredText,
    StoredWords,
    SupportedParams,
    Text,
    TokenCount,
)
from schemas.model_fields import ModelFields, Named, none_if_empty, with_empty_text
from schemas.price_settings import PriceChanges, PriceSourceSettings


def plain_fields(model: ManagedModelCreate | ModelDefinition | ManagedModel) -> dict[str, object]:
    """Every managed field by Python name, in stored order, as plain values.

    Options without a value are left out inside `supported_params`. Five times as fast as `model_dump`.
    """
    values = model.__dict__
    fields = {name: values.get(name) for name in NAMES}
    if model.supported_params is not None:
        fields["supported_params"] = model.supported_params.model_dump(exclude_none=True)
    return fields


def _described(name: str) -> str | None:
    return ModelFields.model_fields[name].description


def _as_declared(name: str) -> Any:
    """The declaration of a field whose type is another one there."""
    field = ModelFields.model_fields[name]
    default = {} if field.is_required() else {"default": field.default}
    return Field(**default, description=field.description, examples=field.examples)


def in_utc(time: datetime) -> datetime:
    """The time in UTC, as which one without a zone is taken."""
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


_ICON_IS = ModelFields.model_fields["icon_slug"].description
_PARAMS_ARE = "Request parameters that the model takes, with their bounds and defaults."


class ManagedModelCreate(ModelFields):
    """What an app gives to create a model. Keys that it does not name are ignored: the platform's page posts some.

    Every default is resolved here, so that an instance says the same as the row made from it. A newer option that is
    empty text is absent: that is how the page sends a field that nobody filled in.
    """

    model_config = ConfigDict(extra="ignore", json_schema_extra=with_empty_text)

    icon_slug: GivenIconSlug | None = Field(None, description=_ICON_IS)
    supported_params: GivenSupportedParams | None = Field(None, description=_PARAMS_ARE)

    _empty_is_absent = field_validator(*CLEARED_BY_EMPTY, mode="before")(none_if_empty)


class ModelDefinition(ModelFields):
    """A model file: the definition, and what its plans are to know beyond the fields of the row. Strict about keys."""

    model_config = ConfigDict(extra="forbid")

    model_id: DefinedId = _as_declared("model_id")
    provider: DefinedId = _as_declared("provider")
    input_modalities: Annotated[list[DefinedModality], Field(min_length=1)] = _as_declared("input_modalities")
    output_modalities: Annotated[list[DefinedModality], Field(min_length=1)] = _as_declared("output_modalities")
    allowed_app_roles: list[DefinedName] = _as_declared("allowed_app_roles")
    available_to_roles: list[DefinedName] = _as_declared("available_to_roles")
    replaced_by: DefinedId | None = _as_declared("replaced_by")
    region: DefinedId | None = _as_declared("region")
    icon_slug: IconSlug | None = Field(None, description=_ICON_IS)
    supported_params: SupportedParams | None = Field(None, description=_PARAMS_ARE)
    protected: bool = Field(
        default=False,
        description="Whether no plan may delete or disable the model. To do either, first sync without this.",
    )
    renamed_from: DefinedId | None = Field(
        None,
        description="The `model_id` that the model had before. Its row keeps its id and everything else and gets the "
        "new `model_id`. Stays harmless once the rename is done.",
    )
    tags: list[DefinedName] = Field(
        default=[],
        description="Words of your own, by which the targets of `catalog.yaml` select models. They are not stored.",
        examples=[["approved", "preview"]],
    )
    price_source: PriceSourceSettings | None = Field(
        None, description="What `syncer prices` holds the prices against, where the model's id does not say it."
    )
    price_changes: PriceChanges = {}  # noqa: RUF012  Pydantic copies it


class ManagedModel(ModelFields):
    """A model as a row of the store holds it. Attributes that it does not name stay in the row.

    It takes what every release of the platform reads, also what no definition may say: an edit on the page can leave
    an empty name, an empty list or a price below zero, and that is an edit like any other.
    """

    model_config = ConfigDict(extra="ignore")

    model_name: str = _as_declared("model_name")
    provider: str = _as_declared("provider")
    provider_name: str = _as_declared("provider_name")
    input_modalities: list[str] = _as_declared("input_modalities")
    output_modalities: list[str] = _as_declared("output_modalities")
    allowed_app_roles: list[str] = _as_declared("allowed_app_roles")
    available_to_roles: list[str] = _as_declared("available_to_roles")
    input_price_per_million_tokens: StoredNumber = _as_declared("input_price_per_million_tokens")
    output_price_per_million_tokens: StoredNumber = _as_declared("output_price_per_million_tokens")
    cache_write_price_per_million_tokens: StoredNumber | None = _as_declared("cache_write_price_per_million_tokens")
    cache_read_price_per_million_tokens: StoredNumber | None = _as_declared("cache_read_price_per_million_tokens")
    status: StoredStatus = Field(default="active", description=_described("status"))
    replaced_by: StoredWords = Field(None, description=_described("replaced_by"))
    retires_on: StoredText = Field(None, description=_described("retires_on"))
    retirement_note: StoredText = Field(None, description=_described("retirement_note"))
    is_featured: StoredFeatured = Field(default=True, description=_described("is_featured"))
    icon_slug: StoredText = Field(None, description=_described("icon_slug"))  # type: ignore[assignment]  # any text
    short_description: StoredText = Field(None, description=_described("short_description"))
    api_mode: StoredApiMode = Field(None, description=_described("api_mode"))
    region: StoredText = Field(None, description=_described("region"))
    supported_params: StoredSupportedParams | None = Field(None, description=_PARAMS_ARE)
    sort_order: StoredPlace = Field(
        None,
        description="The place in the list of models, from 0; absent: after those that have one, the newest first.",
    )
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
        return in_utc(value)


def fields_left_out(*names: str, absent: str, null: bool, of: type[BaseModel] = ModelDefinition) -> dict[str, Any]:
    """Fields of `of` as `create_model` takes them, each of which may be left out.

    `absent` says what that means; with `null`, as in an update, None says it, too, and empty text takes an option away.
    """
    found: dict[str, Any] = {}
    for name in names:
        field = of.model_fields[name]
        kind: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        said = FieldInfo(default=None, description=f"{field.description} {absent}", examples=field.examples)
        if null and name in CLEARED_BY_EMPTY:
            kind |= Literal[""]
        found[name] = (kind | None if null else kind, said)
    return found


class _Update(Named):
    """Changes to a model: only the fields given; null means "leave alone", empty text takes a newer option away.

    Keys that it does not name are ignored.
    """

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
        status: ModelStatus | None = None
        replaced_by: FilledText | Literal[""] | None = None
        retires_on: Day | Literal[""] | None = None
        retirement_note: Note | Literal[""] | None = None
        is_featured: bool | None = None
        icon_slug: GivenIconSlug | Literal[""] | None = None
        short_description: ShortText | Literal[""] | None = None
        api_mode: ApiMode | Literal[""] | None = None
        region: FilledText | Literal[""] | None = None
        supported_params: GivenSupportedParams | None = None

else:
    ManagedModelUpdate = create_model(
        "ManagedModelUpdate",
        __base__=_Update,
        __module__=__name__,
        __doc__=_Update.__doc__,
        **fields_left_out(*DEFINED, absent="Null or absent: left alone.", null=True, of=ManagedModelCreate),
    )
