"""What a plan does to people: which models each role can pick before and after, and which of them take images.

A member of a role can pick the rows that are enabled and name the role in `availableToRoles`; that is how the platform
lists models by roles (the storage contract).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, assert_never

from schemas.attributes import NAMES
from syncer.model.changes import Adopt, Create, Delete, Recreate, Restore, StepDown, Update

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from syncer.model.changes import Change
    from syncer.model.records import Record

_WATCHED: Final = frozenset({"model_id", "enabled", "available_to_roles", "input_modalities"})
"""The fields that decide who can pick what."""


class RoleReach(NamedTuple):
    """What the members of a role can pick, where a plan changes that."""

    role: str
    before: int
    """Models."""
    after: int
    lost: tuple[str, ...]
    """Model ids as they are before. A rename is no loss."""
    gained: tuple[str, ...]


class Reach(NamedTuple):
    """What a plan does to people."""

    roles: tuple[RoleReach, ...] = ()
    """By name; only those for which something changes."""
    last_for_images: tuple[str, ...] = ()
    """The models that take images and go, when none is left after them."""


NO_CHANGE: Final = Reach()


def reach_of(records: Iterable[Record], changes: Iterable[Change]) -> Reach:
    """What the changes do to people, given every row of the store."""
    moved = {id_: change for change in changes if (id_ := _watched(change)) is not None}
    if not moved:
        return NO_CHANGE
    before = {record.record_id: record.fields for record in records}
    found = {**before, **{key: _after(change) for key, change in moved.items()}}
    after = {key: fields for key, fields in found.items() if fields is not None}
    return Reach(_roles(before, after), _last_for_images(before, after))


def _watched(change: Change) -> str | None:
    """The key of a change that may change what people can pick; None for any other."""
    if isinstance(change, (Create, Recreate)):
        return f"new {change.model_id}"
    if isinstance(change, Delete) or any(field.field in _WATCHED for field in change.fields):
        return change.record_id
    return None


def _after(change: Change) -> Mapping[str, object] | None:
    match change:
        case Create() | Adopt() | Update():
            return change.desired.fields
        case StepDown():
            return change.live.fields
        case Restore():
            return change.after
        case Recreate():
            return {**dict.fromkeys(NAMES), **{field.field: field.after for field in change.fields}}
        case Delete():
            return None
        case _:
            assert_never(change)


_Rows = dict[str, "Mapping[str, object]"]


def _by_role(rows: _Rows) -> dict[str, dict[str, str]]:
    """For each role the model id of each row that it can pick, by the row's key."""
    found: dict[str, dict[str, str]] = {}
    for key, fields in rows.items():
        roles = fields["available_to_roles"]
        if fields["enabled"] and isinstance(roles, (list, tuple)):
            for role in roles:
                found.setdefault(str(role), {})[key] = str(fields["model_id"])
    return found


def _roles(before: _Rows, after: _Rows) -> tuple[RoleReach, ...]:
    old, new = _by_role(before), _by_role(after)
    found: list[RoleReach] = []
    for role in sorted(old.keys() | new.keys()):
        had, has = old.get(role, {}), new.get(role, {})
        lost = tuple(sorted(had[key] for key in had.keys() - has.keys()))
        gained = tuple(sorted(has[key] for key in has.keys() - had.keys()))
        if lost or gained:
            found.append(RoleReach(role, len(had), len(has), lost, gained))
    return tuple(found)


def _last_for_images(before: _Rows, after: _Rows) -> tuple[str, ...]:
    if any(map(_takes_images, after.values())):
        return ()
    return tuple(sorted(str(fields["model_id"]) for fields in before.values() if _takes_images(fields)))


def _takes_images(fields: Mapping[str, object]) -> bool:
    modalities = fields["input_modalities"]
    return (
        bool(fields["enabled"]) and isinstance(modalities, list) and "image" in {str(m).casefold() for m in modalities}
    )
