"""What definitions break together as defaults and successors, as far as they alone decide: each at its value.

A successor that none of them defines is no error: its row may be another catalog's, or unmanaged. A plan looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.load.at_value import at_value
from syncer.model.lifecycle import MOST_HOPS, faults_of, status_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from syncer.errors import Problem
    from syncer.model.catalog import CatalogEntry
    from syncer.model.lifecycle import LifecycleFault
    from syncer.model.policies import Policies

    Definitions = Mapping[str, CatalogEntry]

_ANYTHING: Final = {"enabled": True, "status": None, "replaced_by": None}
"""Values that break no rule."""


def broken_successions(entries: Sequence[CatalogEntry]) -> Iterator[Problem]:
    """A problem for each definition that breaks a rule together with others. The model itself is told without them."""
    defined = {entry.model_id: entry for entry in reversed(entries)}
    renamed = {str(entry.renamed_from): entry for entry in entries if entry.renamed_from is not None}
    for fault in faults_of({model_id: entry.fields for model_id, entry in defined.items()}):
        found = _told(fault, defined, renamed)
        if found is not None:
            yield at_value(defined[fault.chain[0]], *found)


def as_written(entries: Sequence[CatalogEntry], policies: Policies) -> Sequence[CatalogEntry]:
    """The definitions without what a policy leaves to others, of which only a plan can say whether it is right."""
    if policies.default != "live" and "live" not in (*policies.fields.values(), *_of_models(policies)):
        return entries
    return [_without_live(entry, policies.of(entry.model_id)) for entry in entries]


def _of_models(policies: Policies) -> Iterator[str | None]:
    for model in policies.models.values():
        yield from (model.default, *model.fields.values())


def _without_live(entry: CatalogEntry, policies: Mapping[str, str]) -> CatalogEntry:
    left = {name: value for name, value in _ANYTHING.items() if policies.get(name) == "live"}
    return entry._replace(fields={**entry.fields, **left}) if left else entry


def _told(fault: LifecycleFault, defined: Definitions, renamed: Definitions) -> tuple[str, str] | None:
    """The field and what is wrong with it; None for what is no error of the definitions alone."""
    if fault.kind == "default":
        return _inactive_default(defined[fault.chain[0]])
    if fault.kind in ("circle", "long"):
        return _chained(fault)
    name = fault.chain[1]
    if fault.kind == "missing":
        return _renamed(name, renamed[name]) if name in renamed else None
    return "replaced_by", _unfit(fault, defined[name])


def _inactive_default(entry: CatalogEntry) -> tuple[str, str]:
    """At the status, or at the flag where only that comes from an override."""
    overrides, status = entry.source.overrides, status_of(entry.fields)
    field = "is_default" if "is_default" in overrides and "status" not in overrides else "status"
    return field, f"the default must be active, and is {status}; make it active, or another model the default"


def _chained(fault: LifecycleFault) -> tuple[str, str] | None:
    way = " -> ".join(fault.chain)
    if fault.kind == "long":
        message = f"{way}: more than {MOST_HOPS} successors in a row; name one that is further on"
        return "replaced_by", message
    if len(fault.chain) == 2:
        return None
    return "replaced_by", f"{way}: the successors lead in a circle; take replaced_by out of one of them"


def _renamed(name: str, entry: CatalogEntry) -> tuple[str, str]:
    place = entry.source.at("renamed_from")
    return "replaced_by", f"{name} is renamed to {entry.model_id} at {place}; name {entry.model_id}"


def _unfit(fault: LifecycleFault, successor: CatalogEntry) -> str:
    name, status = successor.model_id, status_of(successor.fields)
    if fault.kind == "disabled":
        return f"{name} is disabled at {successor.source.at('enabled')}; enable it, or name a model that is enabled"
    return (
        f"{name} is {status} at {successor.source.at('status')} and has no successor of its own; give it one, or name "
        "a model that is active"
    )
