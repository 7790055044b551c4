"""What a reviewer should know of a change, or of a plan, that no field of it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from syncer.model.changes import Adopt, Create, Delete, Recreate, Restore, StepDown, Update
from syncer.model.lifecycle import status_of
from syncer.model.words import a_few, counted
from syncer.render.text.values import both_shown, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from syncer.model.changes import Change
    from syncer.plan.page_fields import PageEdit
    from syncer.plan.plan import Plan
    from syncer.render.view import PlanView


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


def nobody_picks(view: PlanView, show: Callable[[str], str]) -> Iterator[str]:
    """A sentence where models are new that are enabled and that no role gains."""
    gained = frozenset(model_id for role in view.plan.reach.roles for model_id in role.gained)
    unseen = [one.model_id for one in view.creates if one.model_id not in gained and _is_shown(one)]
    if unseen:
        models = counted(len(unseen), "new model")
        yield (
            f"No role can pick {models}: {a_few(unseen, show=show)}. Name roles in {show('available_to_roles')}, or "
            "grant models on the platform's page."
        )


def of_other_writers(plan: Plan, show: Callable[[str], str]) -> Iterator[str]:
    """What other writers put into the store that is kept as it is."""
    for attribute in plan.attributes:
        if attribute.is_new:
            yield f"Other writers now store {show(attribute.name)} on {counted(attribute.rows, 'row')}; it is kept."
    if plan.page_edits:
        said = a_few([_said(edit, show) for edit in plan.page_edits], apart="; ")
        yield f"Edited outside the catalog, and kept, because no file names the field: {said}."


def _said(edit: PageEdit, show: Callable[[str], str]) -> str:
    before, after = both_shown(edit.before, edit.after)
    return f"{show(edit.model_id)}: {edit.field} {show(before)} -> {show(after)}"


def _is_shown(change: Create | Recreate) -> bool:
    fields = {"status": None, **{field.field: field.after for field in change.fields}}
    return bool(fields.get("enabled")) and status_of(fields) == "active"


def _note_of_definition(change: Create | Adopt | Update) -> str:
    if isinstance(change, Create):
        return _note_of_gone(change) if change.is_gone else ""
    if isinstance(change, Adopt):
        return _note_of_days(change) if change.fields else "nothing changes but who manages it"
    return _note_of_days(change) if change.live.base is not None else "what was last applied to the row is not known"


def _note_of_days(change: Adopt | Update) -> str:
    """The days from which prices hold that the change brings."""
    days = sorted({*change.since.values()})
    return f"prices that hold from {' and '.join(days)} on" if days else ""


def _note_of_gone(change: Create) -> str:
    values = (f"{name} {shown(change.desired.fields[name])}" for name in change.kept)
    kept = f"; it keeps what others had put there: {', '.join(values)}" if change.kept else ""
    return f"its row was deleted outside the catalog{kept}"


def _note_of_delete(change: Delete) -> str:
    fields = change.live.fields
    state = "the default now" if fields["is_default"] else "enabled now" if fields["enabled"] else "disabled"
    if is_retired(change):
        state = f"retired now, {state}"
    return f"{state}; edited outside the catalog: {', '.join(change.edited)}" if change.edited else state


def is_retired(change: Delete) -> bool:
    """Whether a delete takes the row of a retired model, by which the platform finds what runs instead."""
    return status_of(change.live.fields) == "retired"


def of_retired(deletes: Iterable[Delete]) -> Iterator[str]:
    """What deletes of retired models do to those who have chosen one."""
    count = sum(map(is_retired, deletes))
    if count:
        yield (
            f"Deletes {counted(count, 'retired model')}. Who has chosen one is no longer moved to a successor, or "
            "denied; to keep that, keep the file."
        )


def news_of(plan: Plan, *, is_kept: bool) -> str:
    """What the plan says that its sync remembers for the ones after it; empty where nothing of it is kept."""
    if not is_kept:
        return ""
    prices = sum(one.is_new for one in plan.coming) if plan.in_force else 0  # a part remembers none
    settings = ["the settings"] if plan.settings else []
    return " and ".join([*settings, *([f"{counted(prices, 'new price')} to come"] if prices else [])])


def of_part(plan: Plan, show: Callable[[str], str]) -> Iterator[str]:
    """What a plan for some models leaves out; `show` escapes what comes from outside."""
    if plan.left_out:
        models = counted(len(plan.left_out), "model")
        yield f"Left out by --only: changes of {models} ({a_few(plan.left_out, show=show)})."


def no_longer_managed(changes: Iterable[Change], show: Callable[[str], str]) -> Iterator[str]:
    """A sentence where rows become unmanaged again and nothing else of them changes: no field shows it."""
    rows = [one.model_id for one in changes if isinstance(one, Restore) and one.unmark and not one.fields]
    if rows:
        said = f"{counted(len(rows), 'row')} {'is' if len(rows) == 1 else 'are'} unmanaged again"
        yield f"{said}, without a change of values: {a_few(rows, show=show)}."
