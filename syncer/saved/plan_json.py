"""A plan as plain JSON values from which the same plan can be built again: what a saved plan holds. Pure.

Of a row that is updated only what the plan touches is kept; of one that is deleted, all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, assert_never

from schemas.attributes import NAMES, STORED_NAME
from syncer.errors import Problem
from syncer.model.catalog import CatalogEntry, Place, Source
from syncer.model.changes import Adopt, Create, Delete, FieldChange, Recreate, Renewal, Restore, StepDown, Update
from syncer.model.records import Record
from syncer.plan.guards.check import Guard
from syncer.plan.guards.role_access import Reach, RoleReach
from syncer.plan.inventory import AttributeCount
from syncer.plan.plan import Plan
from syncer.stores.json_values import value_from, value_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from syncer.model.changes import Change

_KEPT: Final = ("id", "modelId", "managedBy", "createdAt", "updatedAt")
"""What is kept of a row besides the attributes that change."""


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
        changes=tuple(_change(part) for part in document["changes"]),
        renewals=tuple(Renewal(_row(part), (), *_definition(part)) for part in document["renewals"]),
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


def change_json(change: Change | Renewal) -> dict[str, Any]:
    """A change as JSON values."""
    common = {"kind": type(change).__name__, "fields": [_field_json(field) for field in change.fields]}
    match change:
        case Create():
            return {
                **common,
                "record_id": change.record_id,
                "desired": _entry_json(change.desired),
                "is_gone": change.is_gone,
            }
        case Adopt() | Update() | Renewal():
            touched = [STORED_NAME[field.field] for field in change.fields]
            return {
                **common,
                "desired": _entry_json(change.desired),
                "left": list(change.left),
                "row": _row_json(change.live, touched),
            }
        case StepDown():
            return {
                **common,
                "successor": _entry_json(change.successor._replace(fields={})),
                "row": _row_json(change.live, [STORED_NAME["is_default"]]),
            }
        case Restore():
            return {
                **common,
                "attributes": {name: value_json(value) for name, value in change.attributes.items()},
                "removed": sorted(change.removed),
                "unmark": change.unmark,
                "row": _row_json(change.live, (*change.attributes, *change.removed)),
            }
        case Recreate():
            row = {name: value_json(value) for name, value in change.row.items()}
            return {**common, "model_id": change.model_id, "record_id": change.record_id, "raw": row}
        case Delete():
            return {**common, "edited": list(change.edited), "row": _row_json(change.live, change.live.raw)}
        case _:
            assert_never(change)


def _change(part: Mapping[str, Any]) -> Change:  # noqa: PLR0911  one line a kind of change
    fields = tuple(_field(field) for field in part["fields"])
    match part["kind"]:
        case "Create":
            return Create(_entry(part["desired"]), part["record_id"], fields, part["is_gone"])
        case "Adopt":
            return Adopt(_row(part), fields, *_definition(part))
        case "Update":
            return Update(_row(part), fields, *_definition(part))
        case "StepDown":
            return StepDown(_row(part), fields, _entry(part["successor"]))
        case "Restore":
            attributes = {name: value_from(value) for name, value in part["attributes"].items()}
            return Restore(_row(part), fields, attributes, frozenset(part["removed"]), part["unmark"])
        case "Recreate":
            row = {name: value_from(value) for name, value in part["raw"].items()}
            return Recreate(part["model_id"], part["record_id"], row, fields)
        case "Delete":
            return Delete(_row(part), fields, tuple(part["edited"]))
        case kind:
            raise ValueError(f"no such change: {kind!r}")


def _definition(part: Mapping[str, Any]) -> tuple[CatalogEntry, tuple[str, ...]]:
    return _entry(part["desired"]), tuple(part["left"])


def _field_json(field: FieldChange) -> list[Any]:
    """Without trailing defaults: most changes are those of creates, which have none."""
    full = list(field)
    return full[:3] if full[3:] == [None, (), "git"] else full


def _field(part: list[Any]) -> FieldChange:
    field, before, after, *rest = part
    if not rest:
        return FieldChange(field, before, after)
    percent, paths, origin = rest
    return FieldChange(field, before, after, percent, tuple(paths), origin)


def _entry_json(entry: CatalogEntry) -> dict[str, Any]:
    source = entry.source
    return {
        "model_id": entry.model_id,
        "fields": {name: value for name, value in entry.fields.items() if value is not None},
        "source": [
            source.file,
            source.line,
            dict(source.lines),
            {name: [*at] for name, at in source.overrides.items()},
        ],
        "protected": entry.protected,
        "renamed_from": entry.renamed_from,
    }


def _entry(part: Mapping[str, Any]) -> CatalogEntry:
    file, line, lines, *rest = part["source"]
    overrides = {name: Place(*at) for name, at in rest[0].items()} if rest else {}
    fields = {**dict.fromkeys(NAMES), **part["fields"]}
    return CatalogEntry(
        part["model_id"], fields, Source(file, line, lines, overrides), part["protected"], part["renamed_from"]
    )


def _row_json(live: Record, touched: Iterable[str]) -> dict[str, Any]:
    names = dict.fromkeys((*_KEPT, *touched))
    raw = {name: value_json(live.raw[name]) for name in names if name in live.raw}
    if "lastApplied" not in raw and live.applied_at:
        raw["lastApplied"] = {"at": live.applied_at}
    return {
        "record_id": live.record_id,
        "model_id": live.model_id,
        "fields": {name: value for name, value in live.fields.items() if value is not None},
        "raw": raw,
        "managed_by": live.managed_by,
        "base": _base_json(live),
        "protected": live.protected,
        "extras": list(live.extras),
    }


def _base_json(live: Record) -> Any:
    """True when the base is the row itself; otherwise its values, or None."""
    if live.base is live.fields:
        return True
    return None if live.base is None else dict(live.base)


def _row(part: Mapping[str, Any]) -> Record:
    row = part["row"]
    fields = {**dict.fromkeys(NAMES), **row["fields"]}
    raw = {name: value_from(value) for name, value in row["raw"].items()}
    base = fields if row["base"] is True else row["base"]
    record = Record(row["record_id"], row["model_id"], fields, raw, row["managed_by"], base)
    return record._replace(protected=row["protected"], extras=tuple(row["extras"]))


def _reach(roles: list[list[Any]], images: list[str]) -> Reach:
    found = (RoleReach(role, before, after, tuple(lost), tuple(gained)) for role, before, after, lost, gained in roles)
    return Reach(tuple(found), tuple(images))
