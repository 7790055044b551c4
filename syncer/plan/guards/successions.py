"""What a plan breaks over all rows as they will be, those of others, too: defaults and successors, roles and grants.

What the rows break already is a warning: it stops no sync of something else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from syncer.errors import warned
from syncer.frozen import NamedTuple
from syncer.model.changes import Adopt, Create, Delete, Recreate, Update, key_after, name_left_by, rows_after
from syncer.model.lifecycle import MOST_HOPS, faults_of, status_of
from syncer.model.words import a_few
from syncer.plan.guards.role_access import lost_default, lost_images, lost_roles, put_back, reach_of
from syncer.plan.guards.rules import Breach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from syncer.errors import Problem
    from syncer.model.catalog import Place
    from syncer.model.changes import Change
    from syncer.model.lifecycle import LifecycleFault, Models
    from syncer.model.records import Record, Snapshot
    from syncer.plan.access import Access
    from syncer.plan.guards.role_access import Reach

_DECIDING: Final = {"missing": "model_id", "disabled": "enabled", "inactive": "status"}
"""The field of a successor by which it becomes unfit."""


_INSTEAD: Final = {
    "default": "make it active, or another model the default",
    "circle": "take replaced_by out of one of them",
    "long": "name one that is further on",
}
_FIT: Final = "name a model that is active and enabled, or none"


class LifecycleRows(NamedTuple):
    """The rows before and after the changes, and what they break then: for the first time, or before already."""

    snapshot: Snapshot
    in_order: Sequence[Change]
    changes: Mapping[str, Change]
    """By the key of the row."""
    after: Models
    made: Sequence[LifecycleFault]
    standing: Sequence[LifecycleFault]


def broken_over_rows(rows: LifecycleRows, reach: Reach, *, access: Access | None, name: str) -> tuple[Breach, ...]:
    """What the changes break over all rows as they will be: defaults and successors, roles, images, grants.

    `name` is that of the catalog.
    """
    changes = rows.in_order
    as_applied = put_back(rows.snapshot.records, changes)
    of_git = reach if as_applied is None else reach_of(as_applied, changes)
    return (
        *broken_lifecycles(rows, as_applied, name=name),
        *lost_roles(reach, changes, of_git),
        *lost_images(reach, changes, of_git),
        *(access.lost_holders(changes) if access is not None else ()),
    )


def broken_by_whole(
    rows: LifecycleRows, changes: Sequence[Change], *, access: Access | None, name: str
) -> tuple[Breach, ...]:
    """The same of other changes of these rows."""
    reach = reach_of(rows.snapshot.records, changes, access)
    return broken_over_rows(lifecycle_rows(rows.snapshot, changes), reach, access=access, name=name)


def broken_lifecycles(rows: LifecycleRows, as_applied: Iterable[Record] | None, *, name: str) -> Iterator[Breach]:
    """What the changes break, the loss of the default first.

    `as_applied` is what `put_back` gives, `name` that of the catalog.
    """
    yield from lost_default(rows.snapshot.records, rows.in_order, as_applied)
    applied = set(faults_of({record.record_id: record.fields for record in as_applied or ()}))
    of_successors: dict[str, list[LifecycleFault]] = {}
    for fault in rows.made:
        change = _cause(fault, rows)
        if change is None:
            yield _named_badly(fault, rows)._replace(puts_back=fault in applied)
        else:
            of_successors.setdefault(key_after(change), []).append(fault)
    for key, faults in of_successors.items():
        yield _lost(rows.changes[key], faults, rows, name)._replace(puts_back=applied.issuperset(faults))


def standing_faults(rows: LifecycleRows, *, target: str, seen: Snapshot) -> Iterator[Problem]:
    """A warning for what rows break already and the changes do not mend; of those that `seen` has not, none."""
    if not rows.standing:
        return
    left = {record.record_id for record in rows.snapshot.records} - {record.record_id for record in seen.records}
    for fault in rows.standing:
        if fault.chain[0] in left:
            continue
        message = f"{_id(fault.chain[0], rows)}, row {fault.chain[0]}{_told(fault, rows)}"
        yield warned("broken-succession", target, message)


def lifecycle_rows(snapshot: Snapshot, changes: Sequence[Change]) -> LifecycleRows:
    """What the changes make of all rows. Not all rows: a successor may be there that is not among them."""
    before = {record.record_id: record.fields for record in snapshot.records}
    after = rows_after(before, changes)
    found = [fault for fault in faults_of(after) if snapshot.is_whole or fault.kind != "missing"]
    made, standing = _told_apart(found, before, after) if found else ((), ())
    return LifecycleRows(snapshot, changes, {key_after(change): change for change in changes}, after, made, standing)


def _told_apart(
    found: Iterable[LifecycleFault], before: Models, after: Models
) -> tuple[Sequence[LifecycleFault], Sequence[LifecycleFault]]:
    """Those that the changes make, and those that they leave."""
    is_known = _known_to(before)
    made: list[LifecycleFault] = []
    standing: list[LifecycleFault] = []
    for fault in found:
        (standing if is_known(fault, after) else made).append(fault)
    return made, standing


def _known_to(models: Models) -> Callable[[LifecycleFault, Models], bool]:
    """Says whether a fault of these models after some changes is one that they have already, or is no worse.

    A successor that was unfit is no worse for another reason, but for one: that its row is gone.
    """
    known = set(faults_of(models))
    alike = {_likeness(fault, models) for fault in known}
    return lambda fault, after: fault in known or (fault.kind != "missing" and _likeness(fault, after) in alike)


def _likeness(fault: LifecycleFault, models: Models) -> object:
    if fault.kind == "circle":
        return frozenset(fault.chain)
    return (fault.chain[0], models[fault.chain[0]]["replaced_by"]) if fault.kind in _DECIDING else fault


def _cause(fault: LifecycleFault, rows: LifecycleRows) -> Change | None:
    """The change that makes a successor unfit for a row that named it before; None where the row itself is changed."""
    own = rows.changes.get(fault.chain[0])
    if fault.kind not in _DECIDING or _names_anew(own):
        return None
    if fault.kind == "missing":
        return next((one for one in rows.changes.values() if name_left_by(one) == fault.chain[1]), None)
    return rows.changes.get(fault.chain[1])


def _names_anew(change: Change | None) -> bool:
    if change is None or isinstance(change, Delete):
        return False
    return isinstance(change, (Create, Recreate)) or any(field.field == "replaced_by" for field in change.fields)


def _named_badly(fault: LifecycleFault, rows: LifecycleRows) -> Breach:
    """A model that becomes the default, or names a successor, and may not."""
    key = next((one for one in fault.chain if _names_anew(rows.changes.get(one))), fault.chain[0])
    if fault.kind == "default":
        field, rule = "status", "inactive-default"
    else:
        field, rule = "replaced_by", "successor-circle" if fault.kind in ("circle", "long") else "unfit-successor"
    place = _place(rows.changes.get(key), field)
    at = "" if place is None else f" ({place})"
    found = f"{_id(key, rows)}{at}{_told(fault, rows)}; {_INSTEAD.get(fault.kind, _FIT)}"
    return Breach(rule, found, None, place, (_id(key, rows),), field)


def _lost(change: Change, faults: Sequence[LifecycleFault], rows: LifecycleRows, name: str) -> Breach:
    """A successor that is taken from the rows that name it."""
    names = [_with_owner(fault.chain[0], rows, name) for fault in faults]
    named = f"{a_few(names)} {'name it as their' if len(names) > 1 else 'names it as its'} successor"
    first = "let it name another one first" if len(names) == 1 else "let them name another one first"
    if isinstance(change, Delete):
        found = f"{change.model_id} would be deleted, and {named}; {first}, or retire {change.model_id} instead"
        return Breach("deleted-successor", found, model_ids=(change.model_id,))
    field = _DECIDING[faults[0].kind]
    after = rows.after[key_after(change)]
    what = {
        "model_id": f"renamed to {after['model_id']}",
        "enabled": "disabled",
        "status": f"{status_of(after)} without a successor of its own",
    }[field]
    found = f"{change.model_id} would be {what}, and {named}"
    return Breach("lost-successor", found, change.model_id, _place(change, field), (change.model_id,), field, first)


def _told(fault: LifecycleFault, rows: LifecycleRows) -> str:
    """What is wrong, as it goes on after the model."""
    ids = [_id(key, rows) for key in fault.chain]
    match fault.kind:
        case "default":
            return f" is the default, and {status_of(rows.after[fault.chain[0]])}"
        case "circle":
            return f": the successors lead in a circle, {' -> '.join(ids)}"
        case "long":
            return f": more than {MOST_HOPS} successors in a row, {' -> '.join(ids)}"
        case "missing":
            return f": no row has its successor {ids[1]}"
        case "disabled":
            return f": its successor {ids[1]} is disabled"
        case "inactive":
            status = status_of(rows.after[fault.chain[1]])
            return f": its successor {ids[1]} is {status} and has none of its own"
        case _:
            assert_never(fault.kind)


def _id(key: str, rows: LifecycleRows) -> str:
    return str(rows.after[key]["model_id"]) if key in rows.after else key


def _with_owner(key: str, rows: LifecycleRows, name: str) -> str:
    """The model id, and who has to change a row that is not this catalog's."""
    model_id = _id(key, rows)
    owner = next(record.managed_by for record in rows.snapshot.records if record.record_id == key)
    if owner == name or isinstance(rows.changes.get(key), Adopt):
        return model_id
    return f"{model_id} ({'unmanaged' if owner is None else f'of the catalog {owner}'})"


def _place(change: Change | None, field: str) -> Place | None:
    return change.desired.source.at(field) if isinstance(change, (Adopt, Create, Update)) else None
