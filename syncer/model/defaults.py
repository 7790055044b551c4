"""What a definition or a row means by the fields that it leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from schemas.attributes import BY_PROVIDER, DEFAULTS, KIND
from syncer.model.equality import without_nulls

if TYPE_CHECKING:
    from collections.abc import Mapping

_PARAMS: Final = tuple(name for name, kind in KIND.items() if kind == "params")


def resolve_defaults(fields: dict[str, Any]) -> dict[str, Any]:
    """The same mapping with the defaults that follow the provider filled in and nulls in parameters taken out."""
    for name, default in BY_PROVIDER.items():
        if fields[name] is None:
            fields[name] = default(fields["provider"])
    for name in _PARAMS:
        fields[name] = without_nulls(fields[name])
    return fields


def is_left_out(name: str, fields: Mapping[str, Any]) -> bool:
    """Whether a definition says the same when it leaves the field out."""
    value = fields[name]
    if name in BY_PROVIDER:
        return bool(value == BY_PROVIDER[name](fields["provider"]))
    return value in (None, "") or bool(value == DEFAULTS.get(name, ...))
