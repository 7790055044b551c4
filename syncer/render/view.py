"""What a plan says, once for every form: rows in a reviewer's order, remarks, what stops it and what lifts that.

Text, Markdown, annotations and SARIF print this. Nothing here is escaped: each form knows what a string can do in it.
"""

from __future__ import annotations

from functools import cached_property, partial
from importlib import import_module
from itertools import filterfalse
from typing import TYPE_CHECKING, Final, Literal

from schemas.attributes import KIND
from syncer.frozen import NamedTuple, dataclass
from syncer.model.changes import Adopt, Create, Delete, Recreate, Update
from syncer.model.words import counted
from syncer.plan.conflict_text import describe
from syncer.plan.diff import Stop
from syncer.render.lifecycle import told_of_rerouting, told_of_retirement, told_of_succession
from syncer.render.notes import is_retired, no_longer_managed, nobody_picks, of_other_writers, of_part, of_retired
from syncer.render.order import is_place, order_lines
from syncer.render.standing import noticed, worst

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from syncer.model.catalog import Place
    from syncer.model.changes import Change, FieldChange
    from syncer.plan.guards.check import Guard
    from syncer.plan.guards.role_access import RoleReach
    from syncer.plan.plan import Plan
    from syncer.plan.three_way import Conflict

_ACTIONS: Final = ("create", "adopt", "update", "delete")
_RETIRE: Final = "Retiring (`status: retired`, with `replaced_by`)"
_UNSEEN: Final = (
    "Grants of the deleted or renamed models are not seen (no `roles_table`); newer releases of the platform leave "
    "them behind."
)


class FieldRow(NamedTuple):
    """One field of a row that exists, and the change that it belongs to."""

    change: Change
    field: FieldChange


class StopRow(NamedTuple):
    """What stops a plan, or would if somebody had not said that it is meant."""

    kind: Literal["conflict", "refused", "allowed"]
    rule: str
    """Its name in the table of rules."""
    message: str
    option: str | None = None
    """The option that lifts it, and its value; None when none does. That of a conflict lets the catalog win."""
    place: Place | None = None
    """The line of a definition that it is about; None when it is about no single one."""
    identity: tuple[str, ...] = ()
    """What stays the same of it when lines move."""

    @property
    def reason(self) -> str:
        """The message without the option."""
        return self.message.removesuffix(f"; pass {self.option} if that is meant")


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
    def _fields(self) -> dict[str, list[FieldRow]]:
        """The fields of the changes that make or delete no row, by what they mean, in the order of the plan."""
        found: dict[str, list[FieldRow]] = {"price": [], "count": [], "other": [], "live": []}
        for change in self.plan.changes:
            if not isinstance(change, (Create, Delete, Recreate)):
                for field in filterfalse(is_place, change.fields):
                    kind = "live" if field.origin == "live" else KIND[field.field]
                    found.get(kind, found["other"]).append(FieldRow(change, field))
        return found

    @cached_property
    def prices(self) -> tuple[FieldRow, ...]:
        """What costs more, the largest relative change first; then what costs less."""
        return tuple(sorted(self._fields["price"], key=partial(worst, 1)))

    @cached_property
    def limits(self) -> tuple[FieldRow, ...]:
        """Token limits: what sinks, the largest relative change first; then what rises."""
        return tuple(sorted(self._fields["count"], key=partial(worst, -1)))

    @cached_property
    def others(self) -> tuple[FieldRow, ...]:
        """Other fields, what people notice first; without the default: `default` tells that."""
        return tuple(sorted((row for row in self._fields["other"] if row.field.field != "is_default"), key=noticed))

    @cached_property
    def drift(self) -> tuple[FieldRow, ...]:
        """What was edited outside the catalog and is put back, in the order of the plan."""
        return tuple(self._fields["live"])

    @cached_property
    def default(self) -> tuple[list[str], list[str]] | None:
        """The model ids that stop being the default, and those that become it; None where it stays."""
        changes = self.plan.changes
        before = [change.model_id for change in changes if _loses_default(change)]
        after = [change.desired.model_id if isinstance(change, (Adopt, Update)) else change.model_id
                 for change in changes if _turns(change, before=False)]  # fmt: skip
        return (before, after) if before or after else None

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
    def roles(self) -> tuple[RoleReach, ...]:
        """The roles that gain or lose models: those that can pick none any more first, then who loses most."""
        return tuple(sorted(self.plan.reach.roles, key=lambda one: (bool(one.after), -len(one.lost), one.role)))

    @cached_property
    def stops(self) -> tuple[StopRow, ...]:
        """Guards, the lifted ones included, then conflicts."""
        return (*map(_stop_of_guard, self.plan.guards), *map(_stop_of_conflict, self.plan.conflicts))

    def stopped(self, kind: str) -> tuple[StopRow, ...]:
        """Those of a kind."""
        return tuple(stop for stop in self.stops if stop.kind == kind)

    def lifting(self, kind: str) -> tuple[str, ...]:
        """The options that lift all stops of a kind, each once; empty when there are none, or no option can."""
        options = dict.fromkeys(stop.option for stop in self.stopped(kind))
        return tuple(option for option in options if option is not None) if None not in options else ()

    @property
    def _instead_of_deleting(self) -> str:
        """Newer releases can retire a model, and break the agents of one that is disabled."""
        platform = (self.plan.in_force or {}).get("platform")
        if platform == "lifecycle":
            return f"{_RETIRE} instead moves people to another model."
        newer = f" On newer releases {_RETIRE[0].lower()}{_RETIRE[1:]} moves people to another model."
        return f"Disabling first (`enabled: false`) shows whether anybody misses them.{newer * (platform == 'any')}"

    def money(self, show: Callable[[str], str]) -> tuple[str, tuple[str, ...]] | None:
        """What it costs a month: all in a sentence, and a line for each model; None where no use of models was given.

        `show` as for `remarks`.
        """
        if self.plan.money is None:
            return None
        said = import_module("syncer.render.money")  # most plans have none, and need no exact arithmetic
        return said.money_headline(self.plan.money, show), tuple(said.money_lines(self.plan.money, show))

    def lifecycle(self, show: Callable[[str], str]) -> Iterator[str]:
        """What becomes of people, a sentence for each model; and what retires soon. `show` as for `remarks`."""
        yield from (told_of_succession(one, show) for one in self.plan.lifecycle.successions)
        yield from (told_of_rerouting(one, show) for one in self.plan.lifecycle.reroutings)
        yield from (told_of_retirement(one, show) for one in self.plan.lifecycle.retirements)

    def coming(self, show: Callable[[str], str]) -> Iterable[str]:
        """The prices for days to come that are new or near, a sentence for each model and day."""
        if not self.plan.coming:
            return ()
        told: Iterable[str] = import_module("syncer.render.coming").told_of_coming(self.plan.coming, show)
        return told

    def remarks(self, show: Callable[[str], str]) -> Iterator[str]:
        """Sentences about the plan as a whole; `show` escapes what comes from outside."""
        yield from of_part(self.plan, show)
        missed = sum(bool(change.live.fields["enabled"]) and not is_retired(change) for change in self.deletes)
        if missed:
            yield f"Deletes {counted(missed, 'enabled model')}. {self._instead_of_deleting}"
        yield from of_retired(self.deletes)
        yield from no_longer_managed(self.plan.changes, show)
        yield from nobody_picks(self, show)
        yield from order_lines(self.plan)
        yield from of_other_writers(self.plan, show)
        if self.plan.ignores_grants:
            yield _UNSEEN
        if self.plan.renewals:
            rows = counted(len(self.plan.renewals), "row")
            yield f"The mark of {rows} is out of date; the next sync renews it."


def _loses_default(change: Change) -> bool:
    return bool(change.live.fields["is_default"]) if isinstance(change, Delete) else _turns(change, before=True)


def _turns(change: Change, *, before: bool) -> bool:
    """Whether `is_default` goes from this to the opposite."""
    return any(
        field.field == "is_default" and bool(field.before) is before and bool(field.after) is not before
        for field in change.fields
    )


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
    option = None if isinstance(conflict, Stop) and conflict.kind == "default" else f"--overwrite {identity[0]}"
    return StopRow("conflict", "conflict", describe(conflict), option, place, identity)
