"""The managed attributes of a row, in the order in which they are stored: the one table of fields.

A new field is a row here and its declaration in `schemas/model_fields.py`. The shape of an update, the fields of
overrides and policies, what `import` leaves out, what null and absent mean in a row, and what a revert puts where the
history has nothing, follow from the two. `tests/unit/schemas/test_schemas.py` holds them against each other.

The table stands apart from the Pydantic classes because comparing two rows must not cost the import of Pydantic.
Source: the storage contract of the platform's table.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["text", "modalities", "names", "count", "price", "flag", "params", "place"]

STORES: Final = ("directory", "dynamodb")
"""The keys of a target that name a store, one for each kind. `syncer.stores.open.KINDS` opens them."""

Policy = Literal["git", "live", "fail"]
"""Who owns a field of a row that exists.

`git`: the catalog; what was edited outside is put back. `live`: other writers; the catalog gives the value when it
makes the row, and then neither compares nor writes it. `fail`: the catalog, but an edit outside stops the sync.
"""

Platform = Literal["any", "older", "beta.27", "1.0.2", "mantle", "lifecycle"]
"""The platform's releases that a catalog may be for, the oldest first after `any`. `older` ends with 1.0.0-beta1;
`mantle` and `lifecycle` are those that brought the provider and the lifecycle of models."""

CACHING_PROVIDERS: Final = frozenset({"bedrock", "bedrock-responses"})
"""Providers whose models support prompt caching unless a model says otherwise, in lower case."""


def caches_by_default(provider: str) -> bool:
    """Whether a model of the provider supports prompt caching when it does not say."""
    return provider.lower() in CACHING_PROVIDERS


API_MODE: Final = {"mantle": "chat", "bedrock-responses": "responses"}
"""What the providers that have an API mode and a region do when a row does not say; provider in lower case."""


class Attribute(NamedTuple):
    """One managed attribute of a row."""

    name: str
    """The Python name, which is also the key in a YAML file."""
    stored: str
    """The name in the store: a JSON key or a DynamoDB attribute."""
    kind: Kind
    """How two values compare: `modalities` and `names` are sets of texts, the former without letter case. A `place` is
    one of an order: a plan tells of all of them at once."""
    default: Any = ...
    """What a definition or a row means that leaves it out; a function gives it by the provider. None: an option, which
    a row has only when it is set. `...`: it cannot be left out. A field that is taken out of a definition gets it."""
    when_named: bool = False
    """Whether the field is managed only when the definition names it. Otherwise it is None there, and other writers own
    it in the row, where it never stands as null. Taken out after it was managed, it gets the default, or leaves the
    row."""
    by_catalog: bool = False
    """Whether `catalog.yaml` says it for all models at once, and no definition may. When the catalog stops saying it,
    it stays in the rows as it is."""


MANAGED: Final[tuple[Attribute, ...]] = (
    Attribute("model_id", "modelId", "text"),
    Attribute("model_name", "modelName", "text"),
    Attribute("provider", "provider", "text"),
    Attribute("provider_name", "providerName", "text"),
    Attribute("input_modalities", "inputModalities", "modalities"),
    Attribute("output_modalities", "outputModalities", "modalities"),
    Attribute("max_input_tokens", "maxInputTokens", "count"),
    Attribute("max_output_tokens", "maxOutputTokens", "count", None),
    Attribute("allowed_app_roles", "allowedAppRoles", "names", []),
    Attribute("available_to_roles", "availableToRoles", "names", []),
    Attribute("enabled", "enabled", "flag", default=True),
    Attribute("input_price_per_million_tokens", "inputPricePerMillionTokens", "price"),
    Attribute("output_price_per_million_tokens", "outputPricePerMillionTokens", "price"),
    Attribute("cache_write_price_per_million_tokens", "cacheWritePricePerMillionTokens", "price", None),
    Attribute("cache_read_price_per_million_tokens", "cacheReadPricePerMillionTokens", "price", None),
    Attribute("is_reasoning_model", "isReasoningModel", "flag", default=False),
    Attribute("knowledge_cutoff_date", "knowledgeCutoffDate", "text", None),
    Attribute("supports_caching", "supportsCaching", "flag", caches_by_default),
    Attribute("is_default", "isDefault", "flag", default=False),
    Attribute("status", "status", "text", "active", when_named=True),
    Attribute("replaced_by", "replacedBy", "text", None, when_named=True),
    Attribute("retires_on", "retiresOn", "text", None, when_named=True),
    Attribute("retirement_note", "retirementNote", "text", None, when_named=True),
    Attribute("is_featured", "isFeatured", "flag", default=True, when_named=True),
    Attribute("icon_slug", "iconSlug", "text", None, when_named=True),
    Attribute("short_description", "shortDescription", "text", None, when_named=True),
    Attribute("api_mode", "apiMode", "text", None, when_named=True),
    Attribute("region", "region", "text", None, when_named=True),
    Attribute("supported_params", "supportedParams", "params", None),
    Attribute("sort_order", "sortOrder", "place", None, when_named=True, by_catalog=True),
)

NAMES: Final[tuple[str, ...]] = tuple(attribute.name for attribute in MANAGED)
DEFINED: Final[tuple[str, ...]] = tuple(attribute.name for attribute in MANAGED if not attribute.by_catalog)
"""The fields that a definition and an app may give."""
BY_CATALOG: Final = frozenset(NAMES).difference(DEFINED)
STORED_NAME: Final[dict[str, str]] = {attribute.name: attribute.stored for attribute in MANAGED}
PYTHON_NAME: Final[dict[str, str]] = {attribute.stored: attribute.name for attribute in MANAGED}
KIND: Final[dict[str, Kind]] = {attribute.name: attribute.kind for attribute in MANAGED}
DEFAULTS: Final[dict[str, Any]] = {
    attribute.name: attribute.default
    for attribute in MANAGED
    if attribute.default is not ... and not callable(attribute.default)
}
"""The defaults that are the same for every model; None for an option."""
BY_PROVIDER: Final[dict[str, Any]] = {
    attribute.name: attribute.default for attribute in MANAGED if callable(attribute.default)
}
"""The functions from a provider to the default of a field."""
WHEN_NAMED: Final[tuple[str, ...]] = tuple(attribute.name for attribute in MANAGED if attribute.when_named)
"""The fields that are managed only when a definition names them."""
EMPTY: Final[dict[str, Any]] = {name: [] if kind == "names" else None for name, kind in KIND.items()}
"""The value of each field that says nothing: where a history has no value, this is what the row had."""
BESIDES: Final = ("protected", "renamed_from", "tags", "price_source", "price_changes")
"""What a definition says that is no field of the row."""
_PARAMS: Final = tuple(name for name, kind in KIND.items() if kind == "params")
CLEARED_BY_EMPTY: Final = frozenset(name for name in WHEN_NAMED if DEFAULTS[name] is None) - BY_CATALOG
"""Those that an app takes out of a row by giving empty text."""
values_when_named: Final = itemgetter(*WHEN_NAMED)
"""The values of `WHEN_NAMED` in a mapping of fields, in their order."""
_NONE_NAMED: Final = (None,) * len(WHEN_NAMED)
_FILLED: Final = tuple((name, DEFAULTS[name]) for name in WHEN_NAMED if DEFAULTS[name] is not None)


def resolve_defaults(fields: dict[str, Any]) -> dict[str, Any]:
    """The same mapping with the defaults that follow the provider filled in and nulls in parameters taken out."""
    for name, default in BY_PROVIDER.items():
        if fields[name] is None:
            fields[name] = default(fields["provider"])
    for name in _PARAMS:
        fields[name] = without_nulls(fields[name])
    return fields


def row_fields(fields: dict[str, Any]) -> dict[str, Any]:
    """The same mapping as the row reads that is made from it: with every default filled in."""
    for name, default in _FILLED:
        if fields[name] is None:
            fields[name] = default
    return resolve_defaults(fields)


def named_in(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """Those of `WHEN_NAMED` that the definition names: of most, none."""
    if values_when_named(fields) == _NONE_NAMED:
        return ()
    return tuple(name for name in WHEN_NAMED if fields[name] is not None)


def is_left_out(name: str, fields: Mapping[str, Any]) -> bool:
    """Whether a definition says the same when it leaves the field out."""
    value = fields[name]
    if name in BY_CATALOG:
        return True
    if name == "api_mode" and value == API_MODE.get(fields["provider"].lower()):
        return True
    if name in BY_PROVIDER:
        return bool(value == BY_PROVIDER[name](fields["provider"]))
    return value in (None, "") or bool(value == DEFAULTS.get(name, ...))


def without_nulls(value: object) -> object:
    """The value without nulls inside mappings: how the platform stores `supportedParams`."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return value
