"""What a plan says, once for every form: rows in a reviewer's order, remarks, what stops it and what lifts that.

Text, Markdown, annotations and SARIF print this. Nothing here is escaped: each form knows what a string can do in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, assert_never

from syncer.model.changes import Adopt, Create, Delete, Recreate, Restore, StepDown, Update
from syncer.model.words import counted
from syncer.plan.conflict_text import describe
from syncer.plan.diff import Stop
from syncer.render.review_order import default_of, field_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.model.catalog import Place
    from syncer.model.changes import Change
    from syncer.plan.guards.check import Guard
    from syncer.plan.plan import Plan
    from syncer.plan.three_way import Conflict
    from syncer.render.review_order import DefaultChange, FieldRows

_ACTIONS = ("create", "adopt", "update", "delete")


class StopRow(NamedTuple):
    """What stops a plan, or would if somebody had not said that it is meant."""

    kind: Literal["conflict", "refused", "allowed"]
    rule: str
    """Its name in the table of rules."""
    message: str
    option: str | None = None
    """The option that lifts it, and its value; None when none does. A conflict says every way out in its message."""
    place: Place | None = None
    """The line of a definition that it is about; None when it is about no single one."""
    identity: tuple[str, ...] = ()
    """What stays the same of it when lines move."""

    @property
    def reason(self) -> str:
        """The message without the option."""
        return self.message.removesuffix(f"; pass {self.option} if that is meant")


class Remark(NamedTuple):
    """A sentence about the plan as a whole."""

    sentence: str
    """In plain words, `{}` where a name stands."""
    names: tuple[str, ...] = ()
    """Strings from outside, to be escaped."""


@dataclass(frozen=True)
class PlanView:
    """A plan as it is shown. Each part is made when a form first asks for it."""

    plan: Plan

    @cached_property
    def actions(self) -> tuple[tuple[str, int], ...]:
        """How many rows are created, adopted, updated and deleted; without what is not done at all."""
        counts = self.plan.counts
        return tuple((action, counts[action]) for action in _ACTIONS if counts[action])

    @cached_property
    def fields(self) -> FieldRows:
        """The fields of rows that exist, by what they mean, each the worst first."""
        return field_rows(self.plan.changes)

    @cached_property
    def default(self) -> DefaultChange | None:
        """What becomes of the default model; None where it stays."""
        found = default_of(self.plan.changes)
        return found if any(found) else None

    @cached_property
    def creates(self) -> tuple[Create | Recreate, ...]:
        """The rows that are made."""
        return tuple(change for change in self.plan.changes if isinstance(change, (Create, Recreate)))

    @cached_property
    def deletes(self) -> tuple[Delete, ...]:
        """The rows that are deleted: the default first, then what people can pick."""
        found = (change for change in self.plan.changes if isinstance(change, Delete))
        return tuple(sorted(found, key=lambda one: (not one.live.fields["is_default"], not one.live.fields["enabled"])))

    @cached_property
    def adoptions(self) -> tuple[Adopt, ...]:
        """The rows that become the catalog's without a change of their values."""
        return tuple(change for change in self.plan.changes if isinstance(change, Adopt) and not change.fields)

    @cached_property
    def stops(self) -> tuple[StopRow, ...]:
        """Guards, the lifted ones included, then conflicts."""
        return (*map(_stop_of_guard, self.plan.guards), *map(_stop_of_conflict, self.plan.conflicts))

    def stopped(self, kind: str) -> tuple[StopRow, ...]:
        """Those of a kind."""
        return tuple(stop for stop in self.stops if stop.kind == kind)

    @cached_property
    def lifting(self) -> tuple[str, ...]:
        """The options that lift all that stops the plan, each once; empty when nothing does, or no option can."""
        options = dict.fromkeys(stop.option for stop in self.stops if stop.kind != "allowed")
        return tuple(option for option in options if option is not None) if None not in options else ()

    @cached_property
    def remarks(self) -> tuple[Remark, ...]:
        """What else a reviewer should know of the plan as a whole."""
        return tuple(_remarks(self))


def _stop_of_guard(guard: Guard) -> StopRow:
    about = ", ".join(guard.model_ids)
    identity = (about, guard.field or "", "" if about else guard.name)
    kind: Literal["allowed", "refused"] = "allowed" if guard.lifted else "refused"
    return StopRow(kind, guard.name, guard.message, guard.lifted_by, guard.place, identity)


def _stop_of_conflict(conflict: Conflict | Stop) -> StopRow:
    if isinstance(conflict, Stop):
        place, identity = conflict.place, (conflict.model_id, str(conflict.kind))
    else:
        entry, field = conflict.entry, conflict.field
        place, identity = entry.source.at(field), (entry.model_id, field)
    return StopRow("conflict", "conflict", describe(conflict), place=place, identity=identity)


def _remarks(view: PlanView) -> Iterator[Remark]:
    missed = sum(bool(change.live.fields["enabled"]) for change in view.deletes)
    if missed:
        enabled = counted(missed, "enabled model")
        yield Remark(f"Deletes {enabled}. Disabling first (`enabled: false`) shows whether anybody misses them.")
    for attribute in view.plan.attributes:
        if attribute.is_new:
            rows = counted(attribute.rows, "row")
            yield Remark(f"Other writers now store {{}} on {rows}; it is kept.", (attribute.name,))
    if view.plan.renewals:
        rows = counted(len(view.plan.renewals), "row")
        yield Remark(f"The mark of {rows} is out of date; the next sync renews it.")


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
        return "its row was deleted outside the catalog" if change.is_gone else ""
    if isinstance(change, Adopt):
        return "" if change.fields else "nothing changes but who manages it"
    return "" if change.live.base is not None else "what was last applied to the row is not known"


def _note_of_delete(change: Delete) -> str:
    fields = change.live.fields
    state = "the default now" if fields["is_default"] else "enabled now" if fields["enabled"] else "disabled"
    return f"{state}; edited outside the catalog: {', '.join(change.edited)}" if change.edited else state
