"""What people lose by a plan, and the line that takes it from them: the default, a role's last model, images."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.model.changes import Adopt, Create, Update
from syncer.model.words import a_few
from syncer.plan.guards.rules import Breach

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syncer.model.catalog import Place
    from syncer.model.changes import Change
    from syncer.model.records import Record, Snapshot
    from syncer.plan.diff import Difference
    from syncer.plan.guards.role_access import Reach


def lost_default(snapshot: Snapshot, difference: Difference) -> Iterator[Breach]:
    """The default that stops being it without a successor."""
    before = {record.record_id: record.model_id for record in snapshot.records if _is_default(record)}
    losing = {change.record_id for change in difference.changes if not isinstance(change, Create)}
    if before and before.keys() <= losing and not any(map(_stays_default, difference.changes)):
        model_id = next(iter(before.values()))
        found = f"{model_id} would stop being the default, and no other model becomes it"
        place, field = _taken(difference.changes, (model_id,), ("is_default", "enabled"))
        instead = "make another model the default"
        yield Breach("no-default", found, model_id, place, (model_id,), field, instead)


def lost_roles(reach: Reach, changes: Iterable[Change]) -> Iterator[Breach]:
    """The roles that are left with nothing to pick, by name."""
    for role in reach.roles:
        if role.after or not role.before:
            continue
        models = "is the last enabled model" if role.before == 1 else "are the last enabled models"
        found = f"{a_few(role.lost)} {models} for role {role.role}, whose members could then pick none"
        place, field = _taken(changes, role.lost, ("available_to_roles", "enabled"))
        yield Breach("last-for-role", found, role.role, place, role.lost, field)


def lost_images(reach: Reach, changes: Iterable[Change]) -> Iterator[Breach]:
    """The last model that takes images."""
    if reach.last_for_images:
        model_id = reach.last_for_images[0]
        more = len(reach.last_for_images) - 1
        others = f" (and {more} more that go)" if more else ""
        found = f"{model_id} is the last enabled model that takes images{others}"
        place, field = _taken(changes, reach.last_for_images, ("input_modalities", "enabled"))
        yield Breach("last-image-model", found, model_id, place, reach.last_for_images, field)


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
