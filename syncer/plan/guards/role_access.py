"""What a plan does to people: which models each role can pick before and after, and the guards of what they lose.

A member of a role can pick the rows that are enabled and name the role in `availableToRoles`; that is how the platform
lists models by roles (the storage contract). It hides those that are deprecated or retired. Where grants are known,
those count, too: see `syncer.plan.access`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.changes import Adopt, Create, Delete, Recreate, Update, fields_after, rows_after
from syncer.model.grants import named_roles
from syncer.model.late import giving
from syncer.model.lifecycle import status_of
from syncer.model.words import a_few
from syncer.plan.guards.rules import Breach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from syncer.model.catalog import Place
    from syncer.model.changes import Change
    from syncer.model.records import Record
    from syncer.plan.access import Access

_WATCHED: Final = frozenset({"model_id", "enabled", "status", "available_to_roles", "input_modalities"})
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


def reach_of(records: Iterable[Record], changes: Iterable[Change], access: Access | None = None) -> Reach:
    """What the changes do to people, given every row of the store."""
    moved = [change for change in changes if _is_watched(change)]
    if not moved:
        return NO_CHANGE
    before = {record.record_id: record.fields for record in records}
    after = rows_after(before, moved)
    return Reach(_roles(before, after, access), _last_for_images(before, after))


def _is_watched(change: Change) -> bool:
    """Whether the change may change what people can pick."""
    if isinstance(change, (Create, Recreate, Delete)):
        return True
    return any(field.field in _WATCHED for field in change.fields)


_Rows = dict[str, "Mapping[str, object]"]


def _by_role(rows: _Rows, pickers: Callable[[Mapping[str, object]], Iterable[str]]) -> dict[str, dict[str, str]]:
    """For each role the model id of each row that it can pick, by the row's key."""
    found: dict[str, dict[str, str]] = {}
    for key, fields in rows.items():
        for role in pickers(fields) if status_of(fields) == "active" else ():
            found.setdefault(role, {})[key] = str(fields["model_id"])
    return found


def _listed(fields: Mapping[str, object]) -> Iterable[str]:
    return named_roles(fields["available_to_roles"]) if fields["enabled"] else ()


def users_of(fields: Mapping[str, object], access: Access | None) -> frozenset[str]:
    """The roles whose members can use the row, also one that pickers hide."""
    return frozenset(_listed(fields) if access is None else access.pickers(fields))


def _roles(before: _Rows, after: _Rows, access: Access | None) -> tuple[RoleReach, ...]:
    pickers = _listed if access is None else access.pickers
    old, new = _by_role(before, pickers), _by_role(after, pickers)
    if access is not None:
        access.extend(old, new)
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
    is_shown = fields["enabled"] and status_of(fields) == "active"
    return bool(is_shown) and isinstance(modalities, list) and "image" in {str(m).casefold() for m in modalities}


def put_back(records: Sequence[Record], changes: Iterable[Change]) -> list[Record] | None:
    """The rows as they will be once what was last applied is put back, and nothing else; None where nothing is.

    What the changes take from these rows, Git takes.
    """
    values = {
        change.record_id: {field.field: field.after for field in change.fields if change.puts_back(field)}
        for change in changes
        if isinstance(change, Update)
    }
    if not any(values.values()):
        return None
    return [record._replace(fields={**record.fields, **values.get(record.record_id, {})}) for record in records]


def lost_default(
    records: Iterable[Record], changes: Sequence[Change], as_applied: Iterable[Record] | None
) -> Iterator[Breach]:
    """The default that stops being it without a successor. `as_applied` is what `put_back` gives."""
    before = _defaults(records)
    losing = {change.record_id for change in changes if not isinstance(change, (Create, Recreate))}
    if before and before.keys() <= losing and not any(map(_stays_default, changes)):
        model_id = next(iter(before.values()))
        found = f"{model_id} would stop being the default, and no other model becomes it"
        place, field = _taken(changes, (model_id,), ("is_default", "status", "enabled"))
        instead = "make another model the default"
        puts_back = as_applied is not None and not _defaults(as_applied)
        yield Breach("no-default", found, model_id, place, (model_id,), field, instead, puts_back)


def _emptied(reach: Reach) -> list[RoleReach]:
    return [role for role in reach.roles if role.before and not role.after]


def lost_roles(reach: Reach, changes: Iterable[Change], of_git: Reach) -> Iterator[Breach]:
    """The roles that are left with nothing to pick, by name. `of_git` is what the plan does to the rows as applied."""
    by_git = {role.role for role in _emptied(of_git)}
    for role in _emptied(reach):
        models = "is the last enabled model" if role.before == 1 else "are the last enabled models"
        found = f"{a_few(role.lost)} {models} for role {role.role}, whose members could then pick none"
        place, field = _taken(changes, role.lost, ("available_to_roles", "enabled"))
        puts_back = role.role not in by_git
        yield Breach("last-for-role", found, role.role, place, role.lost, field, puts_back=puts_back)


def lost_images(reach: Reach, changes: Iterable[Change], of_git: Reach) -> Iterator[Breach]:
    """The last model that takes images. `of_git` as above."""
    if reach.last_for_images:
        model_id = reach.last_for_images[0]
        more = len(reach.last_for_images) - 1
        others = f" (and {more} more that go)" if more else ""
        found = f"{model_id} is the last enabled model that takes images{others}"
        place, field = _taken(changes, reach.last_for_images, ("input_modalities", "enabled"))
        puts_back = not of_git.last_for_images
        yield Breach("last-image-model", found, model_id, place, reach.last_for_images, field, puts_back=puts_back)


def _taken(
    changes: Iterable[Change], model_ids: Sequence[str], fields: tuple[str, ...]
) -> tuple[Place | None, str | None]:
    """The first line on which a definition of these models takes it, and the field: the first one that changes."""
    wanted = frozenset(model_ids)
    for change in changes:
        if isinstance(change, (Adopt, Update)) and change.model_id in wanted:
            changed = {field.field for field in change.fields}
            field = next((name for name in fields if name in changed), fields[-1])
            return change.desired.source.at(field), field
    return None, None


def _stays_default(change: Change) -> bool:
    """Whether the row is one that people get by default once the change is done."""
    fields = fields_after(change)
    return fields is not None and _is_default(fields)


def _defaults(records: Iterable[Record]) -> dict[str, str]:
    """The model ids of the defaults that people get, by record id."""
    said = giving((*records,), "is_default")
    return {record.record_id: record.model_id for record in said if _is_default(record.fields)}


def _is_default(fields: Mapping[str, object]) -> bool:
    """As the platform looks for it: one that is disabled or retired is none."""
    return bool(fields["is_default"] and fields["enabled"]) and status_of(fields) != "retired"
