"""What a reviewer should know of a change, or of a plan, that no field of it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from syncer.model.changes import Adopt, Create, Delete, Recreate, Restore, StepDown, Update
from syncer.model.lifecycle import status_of
from syncer.model.words import a_few, counted
from syncer.render.text.values import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syncer.model.changes import Change
    from syncer.plan.plan import Plan


def note_of(change: Change) -> str:
    """What a reviewer should know that no field says; may be empty."""
    match change:
        case Create() | Adopt() | Update():
            return _note_of_definition(change)
        case Delete():
            return _note_of_delete(change)
        case StepDown():
            return f"not in the catalog; the default goes to {change.successor.model_id}"
        case Restore():
            return "it is unmanaged again" if change.unmark else ""
        case Recreate():
            return "as it was before it was deleted"
        case _:
            assert_never(change)


def _note_of_definition(change: Create | Adopt | Update) -> str:
    if isinstance(change, Create):
        return _note_of_gone(change) if change.is_gone else ""
    if isinstance(change, Adopt):
        return "" if change.fields else "nothing changes but who manages it"
    return "" if change.live.base is not None else "what was last applied to the row is not known"


def _note_of_gone(change: Create) -> str:
    values = (f"{name} {shown(change.desired.fields[name])}" for name in change.kept)
    kept = f"; it keeps what others had put there: {', '.join(values)}" if change.kept else ""
    return f"its row was deleted outside the catalog{kept}"


def _note_of_delete(change: Delete) -> str:
    fields = change.live.fields
    state = "the default now" if fields["is_default"] else "enabled now" if fields["enabled"] else "disabled"
    return f"{state}; edited outside the catalog: {', '.join(change.edited)}" if change.edited else state


def remarks_of(plan: Plan, show: Callable[[str], str]) -> Iterator[str]:
    """What a plan leaves out, and which new models nobody gets; `show` escapes what comes from outside."""
    if plan.left_out:
        models = counted(len(plan.left_out), "model")
        yield f"Left out by --only: changes of {models} ({a_few(plan.left_out, show=show)})."
    if unpicked := _unpicked(plan):
        what = counted(len(unpicked), "new model")
        yield f"Nobody can pick {what}, because no role has it: {a_few(unpicked, show=show)}."


def _unpicked(plan: Plan) -> list[str]:
    """New models that nobody gets, though they are enabled."""
    gained = frozenset[str]().union(*(role.gained for role in plan.reach.roles))
    return [change.model_id for change in filter(_is_open, plan.changes) if change.model_id not in gained]


def _is_open(change: Change) -> bool:
    """Whether it makes a model that roles could pick."""
    if not isinstance(change, Create):
        return False
    fields = change.desired.fields
    return bool(fields["enabled"]) and status_of(fields) == "active"
