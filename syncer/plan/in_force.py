"""The settings that hold for a plan, as one flat value that a store remembers and that another is compared with. Pure.

What a value does not name is not known: an older version has remembered less.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final, get_args

from schemas.attributes import NAMES, Policy
from syncer.frozen import NamedTuple
from syncer.model.catalog import GuardLimits, Place, Target, TargetSettings
from syncer.model.policies import ModelPolicies, Policies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from syncer.model.catalog import CatalogEntry, Override, Settings
    from syncer.model.records import Inventory

Said = dict[str, Any]
"""JSON values by name: numbers and texts, a list of texts for each of `LISTS`, and `policies` as settings say them."""
LISTS: Final = ("only", "except", "overrides", "protected")
IGNORE: Final = "ignore"
"""Rows to leave alone, as a list of texts; not there where there are none, as an older version has left it."""
_TEXTS: Final = (*LISTS, "warnings", IGNORE)
LAST_SYNC: Final = "the last sync"
_NO_TARGET: Final = TargetSettings(Target("", ()), Place("", 1))
_MOST: Final = 1e15
"""A larger limit is no limit, and not of this tool."""


class Basis(NamedTuple):
    """Settings with which those of a plan are compared, and whose limits count until a change is acknowledged."""

    name: str
    """What messages call it: a Git ref, or the last sync."""
    said: Mapping[str, Any]


def basis_of(
    name: str, settings: Settings | None, target: str | None, entries: Iterable[CatalogEntry] | None = None
) -> Basis:
    """The settings of a base that count for plans of the target. Where it has none that are valid, any store is new."""
    if settings is None:
        return Basis(name, {} if target is None else {"store.kind": None})
    return Basis(name, in_force(settings if target is None else settings.of_target(target), entries))


def with_last_sync(bases: Sequence[Basis], inventory: Inventory | None) -> Sequence[Basis]:
    """The bases, and what the last sync has kept, where that is known."""
    if inventory is None or inventory.settings is None:
        return bases
    return (*bases, Basis(LAST_SYNC, inventory.settings))


def in_force(settings: Settings, entries: Iterable[CatalogEntry] | None = None) -> Said:
    """The settings of a catalog as they hold for its target; those of no target say nothing of a store.

    `entries` are its models, where they are known: some are protected.
    """
    target = settings.targets.get(settings.target or "", _NO_TARGET)
    said: Said = {
        "name": settings.name,
        **{f"guards.{name}": value for name, value in settings.guards._asdict().items()},
        "policies": _said_policies(settings.policies),
        "history.keep_days": settings.history_days,
        "platform": settings.platform,
        **(_said_store(target) if settings.target is not None else {}),
        "only": list(map(str, target.only)),
        "except": list(map(str, target.without)),
        "overrides": list(chain.from_iterable(map(reach_of_override, target.overrides))),
        **_said_warnings(settings),
        **_said_ignored(settings),
    }
    return said if entries is None else said | {"protected": [one.model_id for one in entries if one.protected]}


def _said_ignored(settings: Settings) -> Said:
    return {IGNORE: list(map(str, settings.ignore))} if settings.ignore else {}


def _said_store(target: TargetSettings) -> Said:
    """Its kind, and what is said of it; None for the kind where the catalog has no such target."""
    return {
        "store.kind": target.store.kind or None,
        **{f"store.{name}": value for name, value in target.store.settings},
    }


def _said_warnings(settings: Settings) -> Said:
    """The kinds that are switched off; nothing where none is, as older versions have it."""
    return {"warnings": list(settings.switched_off)} if settings.switched_off else {}


def reach_of_override(override: Override) -> Iterable[str]:
    """What an override reaches: its pattern, and each field that it sets. What it sets them to is shown as changes."""
    for name in override.values:
        value = f" {str(bool(override.values[name])).lower()}" if name == "protected" else ""
        yield f"{override.match}: {name}{value}"


def _said_policies(policies: Policies) -> Said:
    models = {name: {"default": one.default, "fields": dict(one.fields)} for name, one in policies.models.items()}
    return {"default": policies.default, "fields": dict(policies.fields), "models": models}


def policies_of(said: Mapping[str, Any]) -> Policies | None:
    """The policies that a value has; None when they are not known."""
    found = said.get("policies")
    if found is None:
        return None
    models = {name: ModelPolicies(one["default"], one["fields"]) for name, one in found["models"].items()}
    return Policies(found["default"], found["fields"], models)


def remembered(document: Any) -> Said | None:
    """What a store remembers of settings, without what this version does not know; None for what no version wrote."""
    try:
        return {name: _checked(name, value) for name, value in document.items() if _is_known(name)}
    except (LookupError, TypeError, ValueError, AttributeError):
        return None


def _is_known(name: str) -> bool:
    group, _, rest = name.partition(".")
    if group == "guards":
        return rest in GuardLimits._fields
    return group == "store" or name in {*_TEXTS, "name", "policies", "history.keep_days", "platform"}


def _checked(name: str, value: Any) -> Any:
    if name in _TEXTS:
        return [str(one) for one in value]
    if name == "policies":
        models = {str(model): _checked_policies(one, None) for model, one in value["models"].items()}
        return {**_checked_policies(value), "models": models}
    if name in {"name", "platform"} or name.startswith("store."):
        return None if value is None else str(value)
    return _checked_number(value)


def _checked_number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < _MOST:
        raise TypeError("no number of a setting")
    return value


def _checked_policies(value: Any, *besides: None) -> Said:
    """Policies of a level; that of a model may leave its default to the level above, by None."""
    default, fields = value["default"], dict(value["fields"])
    known = get_args(Policy)
    if default not in (*known, *besides) or not set(fields.values()) <= set(known) or not fields.keys() <= set(NAMES):
        raise TypeError("no policies")
    return {"default": default, "fields": fields}
