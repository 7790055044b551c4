"""What every form of a plan says beside the values: remarks on a row, and what was edited outside the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from syncer.model.changes import Adopt, Create, Delete, Recreate, Restore, StepDown, Update
from syncer.render.text.values import counted, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syncer.model.changes import Change
    from syncer.plan.guards.role_access import RoleReach
    from syncer.plan.plan import Plan

_SHOWN: Final = 5


def note_of(change: Change) -> str:  # noqa: PLR0911  one line a kind of change
    """What a reviewer should know that no field says; may be empty."""
    match change:
        case StepDown():
            return f"not in the catalog; the default goes to {change.successor.model_id}"
        case Adopt():
            return "" if change.fields else "nothing changes but who manages it"
        case Delete():
            return _note_of_delete(change)
        case Restore():
            return "it is unmanaged again" if change.unmark else ""
        case Recreate():
            return "as it was before it was deleted"
        case Create():
            return "its row was deleted outside the catalog" if change.is_gone else ""
        case Update():
            return "" if change.live.base is not None else "what was last applied to the row is not known"
        case _:
            assert_never(change)


def _note_of_delete(change: Delete) -> str:
    fields = change.live.fields
    state = "the default now" if fields["is_default"] else "enabled now" if fields["enabled"] else "disabled"
    return f"{state}; edited outside the catalog: {', '.join(change.edited)}" if change.edited else state


def is_meant(change: Change) -> bool:
    """Whether the change is more than putting back what was edited outside the catalog."""
    return not isinstance(change, Update) or len(change.drift) < len(change.fields)


def drifted(plan: Plan) -> tuple[Adopt | Update, ...]:
    """The changes that put something back."""
    return tuple(change for change in plan.changes if isinstance(change, (Adopt, Update)) and change.drift)


def _moved(role: RoleReach) -> str:
    gained = f", gains {_listed(role.gained)}" if role.gained else ""
    return f": loses {_listed(role.lost)}{gained}"


def _listed(names: Iterable[str]) -> str:
    """A few names, and how many more there are."""
    known = [safe(name) for name in names]
    more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
    return ", ".join(known[:_SHOWN]) + more


def since_of(change: Adopt | Update) -> str:
    """Since when an edit outside can have been made: the day on which the catalog was last applied to the row."""
    return change.live.applied_at[:10]


def remarks(plan: Plan) -> Iterator[str]:
    """What a plan says beside its changes."""
    for role in plan.reach.roles:
        if role.lost:
            yield f"Role {safe(role.role)} can pick {role.before} -> {counted(role.after, 'model')}{_moved(role)}."
    gaining = [role for role in plan.reach.roles if not role.lost]
    if gaining:
        listed = _listed(f"{role.role} {role.before} -> {role.after}" for role in gaining)
        yield f"More models to pick for {counted(len(gaining), 'role')}: {listed}."
    missed = sum(isinstance(change, Delete) and bool(change.live.fields["enabled"]) for change in plan.changes)
    if missed:
        yield (
            f"Deletes {counted(missed, 'enabled model')}. Disabling first (`enabled: false`) shows whether anybody "
            "misses them."
        )
    for attribute in plan.attributes:
        if attribute.is_new:
            yield f"Other writers now store {safe(attribute.name)} on {counted(attribute.rows, 'row')}; it is kept."
    if plan.renewals:
        yield f"The mark of {counted(len(plan.renewals), 'row')} is out of date; the next sync renews it."
