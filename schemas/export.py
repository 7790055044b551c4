"""JSON Schema files from the shapes: what an editor and other languages read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import BaseModel, TypeAdapter

from schemas.drift_document import DriftDocument
from schemas.managed_model import ManagedModel, ManagedModelCreate, ManagedModelUpdate, ModelDefinition
from schemas.plan_document import ApplyDocument, PlanDocument, PlansDocument, ValidationDocument
from schemas.settings import CatalogSettings
from schemas.target import TargetDefinition

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaMode

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_CLASSES: Final[dict[str, tuple[type[BaseModel], bool, Literal["validation", "serialization"]]]] = {
    "catalog": (CatalogSettings, False, "validation"),
    "target": (TargetDefinition, False, "validation"),
    "model": (ModelDefinition, False, "validation"),
    "managed_model": (ManagedModel, True, "validation"),
    "managed_model_create": (ManagedModelCreate, True, "validation"),
    "managed_model_update": (ManagedModelUpdate, True, "validation"),
}
"""File stem: class, whether by camelCase alias, which side. `model`, `catalog` and `target` are for YAML files."""

_DOCUMENTS: Final[dict[str, Any]] = {
    "plan": PlanDocument,
    "plans": PlansDocument,
    "report": ApplyDocument,
    "validation": ValidationDocument,
    "drift": DriftDocument,
}


def _schema(stem: str) -> dict[str, Any]:
    mode: JsonSchemaMode
    if stem in _CLASSES:
        model, by_alias, mode = _CLASSES[stem]
        return model.model_json_schema(by_alias=by_alias, mode=mode)
    return TypeAdapter(_DOCUMENTS[stem]).json_schema(mode="serialization")


def export() -> dict[str, str]:
    """All schemas: file name to text, the same bytes every time."""
    return {
        f"{stem}.schema.json": json.dumps({"$schema": DIALECT, **_schema(stem)}, indent=2) + "\n"
        for stem in (*_CLASSES, *_DOCUMENTS)
    }
