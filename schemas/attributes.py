"""The managed attributes of a row, in the order in which they are stored, and how their values compare.

This table stands apart from the Pydantic classes because comparing two rows must not cost the import of
Pydantic. `tests/unit/test_schemas.py` holds it against the classes: names, aliases and order.
Source: the storage contract of the platform's table.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Kind = Literal["text", "modalities", "roles", "count", "price", "flag", "params"]


class Attribute(NamedTuple):
    """One managed attribute of a row."""

    name: str
    """The Python name, which is also the key in a YAML file."""
    stored: str
    """The name in the store: a JSON key or a DynamoDB attribute."""
    kind: Kind
    """How two values compare: `modalities` and `roles` are sets, the former without letter case."""
    always: bool = True
    """Whether a row always has it; otherwise it is there only when set."""


MANAGED: Final[tuple[Attribute, ...]] = (
    Attribute("model_id", "modelId", "text"),
    Attribute("model_name", "modelName", "text"),
    Attribute("provider", "provider", "text"),
    Attribute("provider_name", "providerName", "text"),
    Attribute("input_modalities", "inputModalities", "modalities"),
    Attribute("output_modalities", "outputModalities", "modalities"),
    Attribute("max_input_tokens", "maxInputTokens", "count"),
    Attribute("max_output_tokens", "maxOutputTokens", "count", always=False),
    Attribute("allowed_app_roles", "allowedAppRoles", "roles"),
    Attribute("available_to_roles", "availableToRoles", "roles"),
    Attribute("enabled", "enabled", "flag"),
    Attribute("input_price_per_million_tokens", "inputPricePerMillionTokens", "price"),
    Attribute("output_price_per_million_tokens", "outputPricePerMillionTokens", "price"),
    Attribute("cache_write_price_per_million_tokens", "cacheWritePricePerMillionTokens", "price", always=False),
    Attribute("cache_read_price_per_million_tokens", "cacheReadPricePerMillionTokens", "price", always=False),
    Attribute("is_reasoning_model", "isReasoningModel", "flag"),
    Attribute("knowledge_cutoff_date", "knowledgeCutoffDate", "text", always=False),
    Attribute("supports_caching", "supportsCaching", "flag"),
    Attribute("is_default", "isDefault", "flag"),
    Attribute("supported_params", "supportedParams", "params", always=False),
)

NAMES: Final[tuple[str, ...]] = tuple(attribute.name for attribute in MANAGED)
STORED_NAME: Final[dict[str, str]] = {attribute.name: attribute.stored for attribute in MANAGED}
PYTHON_NAME: Final[dict[str, str]] = {attribute.stored: attribute.name for attribute in MANAGED}
KIND: Final[dict[str, Kind]] = {attribute.name: attribute.kind for attribute in MANAGED}

CACHING_PROVIDERS: Final = frozenset({"bedrock", "bedrock-responses"})
"""Providers whose models support prompt caching unless a model says otherwise, in lower case."""


def caches_by_default(provider: str) -> bool:
    """Whether a model of the provider supports prompt caching when it does not say."""
    return provider.lower() in CACHING_PROVIDERS
