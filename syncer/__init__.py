"""Model Catalog Sync: a chat platform's model catalog, kept in Git.

An app uses the six async functions, `use_session` and three shapes that are named here; each is imported when it is
first asked for, so that the command line starts without Pydantic, boto3 or asyncio.
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` has it, too, but takes a while, in which Ctrl-C would show a traceback
if TYPE_CHECKING:
    from schemas.managed_model import ManagedModel, ManagedModelCreate, ManagedModelUpdate
    from syncer.service import (
        create_managed_model,
        delete_managed_model,
        get_managed_model,
        list_all_managed_models,
        list_managed_models,
        update_managed_model,
        use_session,
    )

__all__ = [
    "ManagedModel",
    "ManagedModelCreate",
    "ManagedModelUpdate",
    "create_managed_model",
    "delete_managed_model",
    "get_managed_model",
    "list_all_managed_models",
    "list_managed_models",
    "update_managed_model",
    "use_session",
]


def __getattr__(name: str) -> object:
    """Import a part of the public API when it is first asked for (PEP 562)."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module  # noqa: PLC0415  keeps Pydantic and asyncio out of `syncer --help`

    module = "schemas.managed_model" if name.startswith("ManagedModel") else "syncer.service"
    return getattr(import_module(module), name)


def __dir__() -> list[str]:
    return sorted(__all__)
