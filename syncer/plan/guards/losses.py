"""What people lose by a plan, and the line that takes it from them: the default, a role's last model, images."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from syncer.model.changes import Adopt, Create, Delete, StepDown, Update

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syncer.model.catalog import Place
    from syncer.model.changes import Change
    from syncer.model.records import Record, Snapshot
    from syncer.plan.diff import Difference
    from syncer.plan.guards.role_access import Reach

_SHOWN = 5


class Loss(NamedTuple):
    """Something that nobody has after a plan."""

    model_ids: tuple[str, ...]
    """The models with which it goes, as they are called before."""
    found: str
    """What happens, in words."""
    place: Place | None
    """The line that takes it; None where no definition is left."""
    field: str | None = None
    """The field on that line."""


def lost_default(snapshot: Snapshot, difference: Difference) -> Loss | None:
    """The default that stops being it without a successor."""
    before = [record for record in snapshot.records if _is_default(record)]
    if not before or any(_stays_default(change) for change in difference.changes):
        return None
    losing = {
        change.record_id for change in difference.changes if isinstance(change, (Adopt, Delete, StepDown, Update))
    }
    if not all(record.record_id in losing for record in before):
        return None
    model_id = before[0].model_id
    found = f"{model_id} would stop being the default, and no other model becomes it"
    return Loss((model_id,), found, *_taken(difference.changes, (model_id,), ("is_default", "enabled")))


def lost_roles(reach: Reach, changes: Iterable[Change]) -> Iterator[tuple[str, Loss]]:
    """The roles that are left with nothing to pick, by name."""
    for role in reach.roles:
        if role.after or not role.before:
            continue
        gone = ", ".join(role.lost[:_SHOWN]) + (f" and {len(role.lost) - _SHOWN} more" if role.before > _SHOWN else "")
        models = f"{gone} is the last enabled model" if role.before == 1 else f"{gone} are the last enabled models"
        found = f"{models} for role {role.role}, whose members could then pick none"
        yield role.role, Loss(role.lost, found, *_taken(changes, role.lost, ("available_to_roles", "enabled")))


def lost_images(reach: Reach, changes: Iterable[Change]) -> Loss | None:
    """The last model that takes images."""
    if not reach.last_for_images:
        return None
    model_id = reach.last_for_images[0]
    more = len(reach.last_for_images) - 1
    others = f" (and {more} more that go)" if more else ""
    found = f"{model_id} is the last enabled model that takes images{others}"
    taken = _taken(changes, reach.last_for_images, ("input_modalities", "enabled"))
    return Loss(reach.last_for_images, found, *taken)


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
    desired = change.desired.fields if isinstance(change, (Adopt, Create, Update)) else None
    return desired is not None and bool(desired["is_default"] and desired["enabled"])


def _is_default(record: Record) -> bool:
    return bool(record.fields["is_default"]) and bool(record.fields["enabled"])
