"""The shapes of a model: what a catalog file says, what a row holds, what an app may change.

Needs Pydantic and nothing else. Pydantic itself is imported when a shape is first used, because it costs
more than the rest of a short command together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemas.fields import ParamSpec, SupportedParams
    from schemas.managed_model import (
        ManagedModel,
        ManagedModelCreate,
        ManagedModelUpdate,
        ModelDefinition,
        plain_fields,
    )
    from schemas.settings import CatalogSettings, GuardSettings, PolicySettings, TargetDefinition

__all__ = [
    "CatalogSettings",
    "GuardSettings",
    "ManagedModel",
    "ManagedModelCreate",
    "ManagedModelUpdate",
    "ModelDefinition",
    "ParamSpec",
    "PolicySettings",
    "SupportedParams",
    "TargetDefinition",
    "plain_fields",
]

_HOMES = {
    **dict.fromkeys(("CatalogSettings", "GuardSettings", "PolicySettings", "TargetDefinition"), "settings"),
    **dict.fromkeys(("ParamSpec", "SupportedParams"), "fields"),
}
"""The module of what is not in `managed_model`."""


def __getattr__(name: str) -> object:
    """Import a shape when it is first asked for (PEP 562)."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module  # noqa: PLC0415  keeps Pydantic out of `syncer --help`

    return getattr(import_module(f"schemas.{_HOMES.get(name, 'managed_model')}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
