"""What a model's definition and its row have in common: names, descriptions, and the bounds of a definition."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from schemas.attributes import BY_PROVIDER, CLEARED_BY_EMPTY, STORED_NAME
from schemas.fields import (
    ApiMode,
    Day,
    FilledText,
    IconSlug,
    Modalities,
    ModelStatus,
    Note,
    Price,
    Role,
    ShortText,
    Text,
    TokenCount,
)


def with_empty_text(schema: dict[str, Any]) -> None:
    """Let a JSON schema take empty text for the options that it takes away."""
    names = {*CLEARED_BY_EMPTY, *map(STORED_NAME.__getitem__, CLEARED_BY_EMPTY)}
    for name in names & schema["properties"].keys():
        schema["properties"][name]["anyOf"].insert(-1, {"const": "", "type": "string"})


def none_if_empty(value: object) -> object:
    """What the page sends of an option that nobody filled in says nothing."""
    return None if value == "" else value


class Named(BaseModel):
    """Takes Python names and stored names."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, protected_namespaces=(), defer_build=True
    )


class ModelFields(Named):
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
    status: ModelStatus | None = Field(
        None,
        description="`deprecated`: pickers hide it, but who chose it keeps it. `retired`: nobody can use it; "
        "`replaced_by` runs in its place. Absent: others own it, and a row without it is active.",
    )
    replaced_by: FilledText | None = Field(
        None, description="The `model_id` of the model that takes over when this one is retired."
    )
    retires_on: Day | None = Field(
        None, description="The day on which the model is to retire. Shown only.", examples=["2027-06-30"]
    )
    retirement_note: Note | None = Field(
        None, description="What people read about the retirement, at most 300 characters."
    )
    is_featured: bool | None = Field(
        None,
        description='Whether pickers show the model at the top; false: under "More models". Absent: others own it, '
        "and a row without it is featured.",
    )
    icon_slug: IconSlug | None = Field(None, description="The icon of the model, one of those that the platform has.")
    short_description: ShortText | None = Field(
        None, description="One line about the model in pickers, at most 80 characters."
    )
    api_mode: ApiMode | None = Field(
        None,
        description="Which API the platform calls, for the providers `mantle` and `bedrock-responses` only. Absent: "
        "others own it, and a row without it means `chat`, with `bedrock-responses` always `responses`.",
    )
    region: FilledText | None = Field(
        None,
        description="The AWS region that runs the model, for the providers `mantle` and `bedrock-responses` only. "
        "Absent: others own it, and a row without it means the region of the platform.",
        examples=["us-east-1"],
    )

    @model_validator(mode="after")
    def _resolve_defaults(self) -> Self:
        for name, default in BY_PROVIDER.items():
            if getattr(self, name) is None:
                setattr(self, name, default(self.provider))
        return self
