"""Rows as the platform's releases write them, and definitions to sync onto them."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import UUID

from schemas.attributes import NAMES
from schemas.managed_model import ManagedModelCreate
from syncer.model.catalog import Catalog, CatalogEntry, Settings, Source
from syncer.model.records import record_id_for
from syncer.stores.base import Insert
from syncer.stores.codec import new_row
from syncer.sync.apply import Run

if TYPE_CHECKING:
    from collections.abc import Mapping

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


def definition(model_id: str, **fields: Any) -> ManagedModelCreate:
    """A definition with something in every field that a definition has to name."""
    given: dict[str, Any] = {
        "model_name": model_id.upper(),
        "provider": "bedrock",
        "provider_name": "Acme",
        "input_modalities": ["TEXT"],
        "output_modalities": ["TEXT"],
        "max_input_tokens": 200_000,
        "max_output_tokens": 64_000,
        "input_price_per_million_tokens": 2.2,
        "output_price_per_million_tokens": 11.0,
    }
    return ManagedModelCreate(**{**given, "model_id": model_id, **fields})


def fields_of(model_id: str, **fields: Any) -> dict[str, object]:
    """The fields of a definition, by Python name."""
    dumped = definition(model_id, **fields).model_dump()
    return {name: dumped.get(name) for name in NAMES}


def entry(model_id: str, **fields: Any) -> CatalogEntry:
    """A definition in a catalog."""
    return CatalogEntry(model_id, fields_of(model_id, **fields), Source(f"models/{model_id}.yaml", 1, {}))


def catalog(*entries: CatalogEntry, name: str = "campus") -> Catalog:
    """A catalog of these definitions."""
    return Catalog(Settings(name), tuple(sorted(entries, key=lambda one: one.model_id)))


def insert(model_id: str, *, record_id: str | None = None, extra: Mapping[str, object] | None = None,
           **fields: Any) -> Insert:  # fmt: skip
    """The write that adds such a row."""
    key = record_id or record_id_for(model_id)
    return Insert(key, {**new_row(key, fields_of(model_id, **fields), now=NOON), **(extra or {})})


def random_id(number: int) -> str:
    """A record id as the admin page makes it, a uuid4: the same one for the same number."""
    return str(UUID(int=number + 0x5EED << 96, version=4))


def run(*, holder: str = "a test", progress: Any = None) -> Run:
    """A run with a clock that stands still and ids that count."""
    numbers = count(9_000)
    return Run(holder, None, 0, lambda: NOON, lambda: random_id(next(numbers)), progress)


def admin_row(model_id: str = "us.anthropic.claude-sonnet-4-6", *, number: int = 1, **extra: Any) -> dict[str, Any]:
    """A row made by the admin page: a random id, `+00:00` stamps with microseconds, all always-there attributes."""
    return {
        "id": random_id(number),
        "modelId": model_id,
        "modelName": "Claude Sonnet 4.6",
        "provider": "bedrock",
        "providerName": "Anthropic",
        "inputModalities": ["text", "image"],
        "outputModalities": ["text"],
        "maxInputTokens": 200_000,
        "maxOutputTokens": 64_000,
        "allowedAppRoles": [],
        "availableToRoles": ["staff"],
        "enabled": True,
        "inputPricePerMillionTokens": 3.0,
        "outputPricePerMillionTokens": 15.0,
        "isReasoningModel": False,
        "supportsCaching": True,
        "isDefault": False,
        "createdAt": "2026-01-31T12:00:00.123456+00:00",
        "updatedAt": "2026-01-31T12:00:00.123456+00:00",
        **extra,
    }


def bootstrap_row(model_id: str = "amazon.nova-pro-v1:0", **extra: Any) -> dict[str, Any]:
    """A row made by the bootstrap script: a derived id, `Z` stamps, upper case, no `isReasoningModel`, nulls inside."""
    row = admin_row(model_id, **extra)
    del row["isReasoningModel"]
    stamps = {"createdAt": "2025-11-02T08:00:00Z", "updatedAt": "2025-11-02T08:00:00Z"}
    temperature = {"supported": True, "min": 0, "max": 1.0, "allowed": None, "default": 0.7, "locked": None}
    return {
        **row,
        "id": record_id_for(model_id),
        "inputModalities": ["TEXT", "IMAGE"],
        "outputModalities": ["TEXT"],
        "supportedParams": {"params": {"temperature": temperature}},
        **stamps,
    }


def newer_row(model_id: str = "gpt-4o", *, number: int = 2, **extra: Any) -> dict[str, Any]:
    """A row edited by a newer release: its own attributes, no `allowedAppRoles`, no `maxOutputTokens`."""
    row = admin_row(model_id, number=number, **{"sortOrder": 3, "status": "active", "iconSlug": "openai", **extra})
    del row["allowedAppRoles"], row["maxOutputTokens"]
    return row


def no_model(number: int = 7) -> dict[str, Any]:
    """A row that no release can parse: fields are missing and one has a wrong type."""
    return {"id": random_id(number), "modelId": "half.a-model", "enabled": "perhaps", "sortOrder": 1}
