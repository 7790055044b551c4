"""A sync held to a saved plan that was reviewed: what was allowed there, and what stops it. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from syncer.beyond import beyond
from syncer.errors import StalePlanError
from syncer.guards import Allowances, Guard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syncer.plan import Plan
    from syncer.provenance import SavedPlan

_SHOWN: Final = 20
_COUNTED: Final = frozenset({"--allow-deletes", "--allow-updates"})
"""What lifts a guard with a number."""


class Reviewed(NamedTuple):
    """The saved plan to which a sync is held."""

    saved: SavedPlan
    name: str
    """What messages call it."""

    @property
    def plan(self) -> Plan:
        """What was reviewed."""
        return self.saved.plan


def listed(items: Sequence[object]) -> str:
    """The first of them on one line, with the count of the rest."""
    more = len(items) - _SHOWN
    return "; ".join(map(str, items[:_SHOWN])) + (f"; and {more} more" if more > 0 else "")


def require_within(reviewed: Reviewed | None, plan: Plan) -> None:
    """The plan says nothing that was not reviewed. Raises StalePlanError, which names what it says more."""
    if reviewed is None:
        return
    if plan.catalog != reviewed.plan.catalog:
        raise StalePlanError(
            f"{reviewed.name} is a plan of the catalog {reviewed.plan.catalog}, and this is {plan.catalog}; nothing "
            "was written"
        )
    found = beyond(reviewed.plan, plan)
    if found:
        raise StalePlanError(
            f"the plan says more than {reviewed.name}, which was reviewed: {listed(found)}; nothing was written; plan "
            "again on a pull request, or look at `syncer plan` and run "
            f"`syncer sync --expect {plan.fingerprint[:12]}`"
        )


def with_reviewed(reviewed: Reviewed | None, given: Allowances) -> Allowances:
    """What this sync may do unasked: what is given now, and what was allowed by name when the plan was reviewed."""
    if reviewed is None:
        return given
    named: dict[str, list[str]] = {}
    for guard in _lifted(reviewed.plan):
        option, _, name = (guard.lifted_by or "").partition(" ")
        named.setdefault(option, []).append(name)

    def one(option: str) -> str | None:
        return next(iter(named.get(option, ())), None)

    return given._replace(
        no_default=given.no_default or one("--allow-no-default"),
        no_image_model=given.no_image_model or one("--allow-no-image-model"),
        empty_roles=given.empty_roles.union(named.get("--allow-empty-role", ())),
        prices=given.prices.union(named.get("--allow-price", ())),
        overwrite=given.overwrite.union(reviewed.plan.overwritten),
    )


def counted_as_reviewed(reviewed: Reviewed | None, plan: Plan) -> Plan:
    """The plan with the guards lifted that a number lifted in the reviewed one: of a plan within it, any part is meant.

    The number itself is that of the whole: after a part was applied it would be the wrong one.
    """
    if reviewed is None or beyond(reviewed.plan, plan):
        return plan
    allowed = {guard.name: guard.lifted_by for guard in _lifted(reviewed.plan) if _option(guard) in _COUNTED}
    guards = tuple(
        Guard(guard.name, f"{guard.message.rpartition('; ')[0]}; {allowed[guard.name]} was reviewed",
              guard.lifted_by, lifted=True)
        if not guard.lifted and guard.name in allowed else guard
        for guard in plan.guards
    )  # fmt: skip
    return replace(plan, guards=guards)


def _lifted(plan: Plan) -> Iterator[Guard]:
    return (guard for guard in plan.guards if guard.lifted)


def _option(guard: Guard) -> str:
    return (guard.lifted_by or "").partition(" ")[0]
