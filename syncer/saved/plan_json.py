"""A plan as plain JSON values from which the same plan can be built again: what a saved plan holds. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syncer.errors import Problem
from syncer.model.catalog import Place
from syncer.model.records import Record
from syncer.plan.guards.check import Guard
from syncer.plan.guards.role_access import Reach, RoleReach
from syncer.plan.inventory import AttributeCount
from syncer.plan.plan import Plan
from syncer.saved.change_json import change_from, change_json, renewal_from

if TYPE_CHECKING:
    from collections.abc import Mapping


def plan_json(plan: Plan) -> dict[str, Any]:
    """The plan as JSON values.

    A refused plan cannot be applied, so conflicts are not kept; nor is the inventory, which is that of the store at the
    time of the apply.
    """
    return {
        "catalog": plan.catalog,
        "target": plan.target,
        "changes": [change_json(change) for change in plan.changes],
        "renewals": [change_json(renewal) for renewal in plan.renewals],
        "keep_days": plan.keep_days,
        "unchanged": plan.unchanged,
        "unmanaged": [[record.record_id, record.model_id] for record in plan.unmanaged],
        "guards": [_guard_json(guard) for guard in plan.guards],
        "overwritten": list(plan.overwritten),
        "problems": [list(problem) for problem in plan.problems],
        "attributes": [list(attribute) for attribute in plan.attributes],
        "reach": [[list(role) for role in plan.reach.roles], list(plan.reach.last_for_images)],
    }


def plan_from(document: Mapping[str, Any]) -> Plan:
    """The plan. Raises LookupError, TypeError or ValueError for what `plan_json` did not make."""
    return Plan(
        catalog=document["catalog"],
        target=document["target"],
        changes=tuple(map(change_from, document["changes"])),
        renewals=tuple(map(renewal_from, document["renewals"])),
        keep_days=document["keep_days"],
        unchanged=document["unchanged"],
        unmanaged=tuple(Record(record_id, model_id, {}, {}, None) for record_id, model_id in document["unmanaged"]),
        guards=tuple(_guard(guard) for guard in document["guards"]),
        overwritten=tuple(document.get("overwritten", ())),
        problems=tuple(Problem(*problem) for problem in document["problems"]),
        attributes=tuple(AttributeCount(*attribute) for attribute in document["attributes"]),
        reach=_reach(*document["reach"]),
    )


def _guard_json(guard: Guard) -> list[Any]:
    """Without trailing defaults."""
    place = list(guard.place) if guard.place is not None else None
    full = [*guard[:4], place, list(guard.model_ids), guard.field]
    return full if full[4:] != [None, [], None] else full[:4]


def _guard(part: list[Any]) -> Guard:
    """A plan that an older release saved has the first four only."""
    name, message, lifted_by, lifted, *rest = part
    place, model_ids, field = rest or (None, (), None)
    return Guard(name, message, lifted_by, lifted, Place(*place) if place else None, tuple(model_ids), field)


def _reach(roles: list[list[Any]], images: list[str]) -> Reach:
    found = (RoleReach(role, before, after, tuple(lost), tuple(gained)) for role, before, after, lost, gained in roles)
    return Reach(tuple(found), tuple(images))
