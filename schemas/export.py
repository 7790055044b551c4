"""JSON Schema files from the shapes: what an editor and other languages read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter

from schemas.drift_document import DriftDocument
from schemas.managed_model import ManagedModel, ManagedModelCreate, ManagedModelUpdate, ModelDefinition
from schemas.money_document import UsageFile
from schemas.plan_document import ApplyDocument, PlanDocument, PlansDocument, ValidationDocument
from schemas.price_document import PriceCheckDocument
from schemas.settings import CatalogSettings, TargetDefinition

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaMode

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_CLASSES: Final[dict[str, tuple[Any, bool, JsonSchemaMode]]] = {
    "catalog": (CatalogSettings, False, "validation"),
    "target": (TargetDefinition, False, "validation"),
    "model": (ModelDefinition, False, "validation"),
    "managed_model": (ManagedModel, True, "validation"),
    "managed_model_create": (ManagedModelCreate, True, "validation"),
    "managed_model_update": (ManagedModelUpdate, True, "validation"),
    "plan": (PlanDocument, True, "serialization"),
    "plans": (PlansDocument, True, "serialization"),
    "report": (ApplyDocument, True, "serialization"),
    "validation": (ValidationDocument, True, "serialization"),
    "drift": (DriftDocument, True, "serialization"),
    "usage": (UsageFile, True, "validation"),
    "prices": (PriceCheckDocument, True, "serialization"),
}
"""File stem: class, whether by camelCase alias, which side. `model`, `catalog` and `target` are for YAML files."""


def export() -> dict[str, str]:
    """All schemas: file name to text, the same bytes every time."""
    return {f"{stem}.schema.json": _schema(*of) for stem, of in _CLASSES.items()}


def _schema(shape: Any, by_alias: bool, mode: JsonSchemaMode) -> str:  # noqa: FBT001  a row of the table
    made = TypeAdapter(shape).json_schema(by_alias=by_alias, mode=mode)
    return json.dumps({"$schema": DIALECT, **made}, indent=2) + "\n"
