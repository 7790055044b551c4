"""A sync held to a saved plan that was reviewed: what was allowed there, and what stops it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.errors import StalePlanError
from syncer.frozen import NamedTuple, replace
from syncer.model.times import short_time
from syncer.model.words import a_few
from syncer.plan.guards.check import Allowances, Guard
from syncer.plan.guards.rules import LIFTING_OPTIONS
from syncer.saved.compare import compare

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from syncer.plan.plan import Plan
    from syncer.saved.file import SavedPlan

_SHOWN: Final = 20
_OF_THE_WHOLE: Final = frozenset(option.name for option in LIFTING_OPTIONS if option.of_whole)


class Reviewed(NamedTuple):
    """The saved plan to which a sync is held."""

    saved: SavedPlan
    name: str
    """What messages call it."""

    @property
    def plan(self) -> Plan:
        """What was reviewed."""
        return self.saved.plan


def listed(items: Sequence[str]) -> str:
    """The first of them on one line, with the count of the rest."""
    return a_few(items, _SHOWN, apart="; ")


def require_first(reviewed: Reviewed, applies: Iterable[Mapping[str, str | int]]) -> None:
    """None of these applies has done the reviewed plan to its end. Raises StalePlanError.

    Otherwise a job of last week that is run again would take back what was synced or edited since.
    """
    done = [one["at"] for one in applies if one.get("plan_id") == reviewed.saved.plan_id and one["state"] == "applied"]
    if done:
        raise StalePlanError(
            f"{reviewed.name} was applied already, at {short_time(str(done[0]))}, and something was synced or edited "
            "since; nothing was written; make a new plan"
        )


def with_reviewed(reviewed: Reviewed | None, given: Allowances) -> Allowances:
    """What this sync may do unasked: what is given now, and what was allowed for one role or model at the review."""
    if reviewed is None:
        return given
    lifted = [*map(_option, _lifted(reviewed.plan)), *(("--overwrite", name) for name in reviewed.plan.overwritten)]
    for option in LIFTING_OPTIONS:
        if not option.of_whole:
            names = {name for known, name in lifted if known == option.name}
            given = given._replace(**{option.allowance: getattr(given, option.allowance) | names})
    return given


class HeldPlan(NamedTuple):
    """A plan held against the reviewed one, if there is one."""

    plan: Plan
    """With the guards lifted that were lifted at the review."""
    refusal: str | None = None
    """Why it is not within what was reviewed, and what to do."""
    less: tuple[str, ...] = ()
    """What was reviewed and is not needed any more, in words."""

    def require_within(self) -> None:
        """The plan says nothing that was not reviewed. Raises StalePlanError, which names what it says more."""
        if self.refusal is not None:
            raise StalePlanError(self.refusal)


def hold(reviewed: Reviewed | None, plan: Plan) -> HeldPlan:
    """The plan, compared with the reviewed one."""
    if reviewed is None:
        return HeldPlan(plan)
    if plan.catalog != reviewed.plan.catalog:
        return HeldPlan(
            plan,
            f"{reviewed.name} is a plan of the catalog {reviewed.plan.catalog}, and this is {plan.catalog}; nothing "
            "was written",
        )
    more, less = compare(reviewed.plan, plan)
    if not more:
        return HeldPlan(_lifted_as_reviewed(reviewed.plan, plan), less=less)
    return HeldPlan(
        plan,
        f"the plan says more than {reviewed.name}, which was reviewed: {listed(more)}; nothing was written; plan "
        f"again on a pull request, or look at `syncer plan` and run `syncer sync --expect {plan.fingerprint[:12]}`",
    )


def _lifted_as_reviewed(reviewed: Plan, plan: Plan) -> Plan:
    """The plan with the guards lifted that were lifted for all of the reviewed one. Any part of that is meant.

    After a part was applied, the number or the model would be another one.
    """
    allowed = {guard.name: guard.lifted_by for guard in _lifted(reviewed) if _option(guard)[0] in _OF_THE_WHOLE}
    guards = tuple(
        Guard(guard.name, f"{guard.message.rpartition('; ')[0]}; {allowed[guard.name]} was reviewed",
              guard.lifted_by, lifted=True)
        if not guard.lifted and guard.name in allowed else guard
        for guard in plan.guards
    )  # fmt: skip
    return replace(plan, guards=guards)


def _lifted(plan: Plan) -> list[Guard]:
    return [guard for guard in plan.guards if guard.lifted]


def _option(guard: Guard) -> tuple[str, str]:
    """The option that lifts the guard, and what is given with it."""
    option, _, given = (guard.lifted_by or "").partition(" ")
    return option, given
