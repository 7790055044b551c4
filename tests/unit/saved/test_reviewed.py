"""A plan held against the reviewed one: compared once, with its guards lifted only where it says no more."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from syncer.errors import StalePlanError
from syncer.frozen import replace
from syncer.plan.guards.check import Allowances, Guard
from syncer.saved.file import Provenance, SavedPlan
from syncer.saved.reviewed import HeldPlan, Reviewed, hold, require_first, with_reviewed
from tests.unit.building import entry, plan_of, record

if TYPE_CHECKING:
    from syncer.plan.plan import Plan

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LIFTED = (
    Guard("too-many-deletes", "3 rows go; --allow-deletes 3 was given", "--allow-deletes 3", lifted=True),
    Guard("empty-role", "staff; given", "--allow-empty-role staff", lifted=True),
    Guard("odd-price", "a; given", "--allow-price a", lifted=True),
    Guard("too-many-updates", "9 rows change; pass --allow-updates 9", "--allow-updates 9"),
)


def update(**fields: Any) -> Plan:
    """A plan that updates a row."""
    return plan_of([entry("a", **fields)], [record("a")])


def reviewed(plan: Plan) -> Reviewed:
    """The plan as somebody reviewed it."""
    origin = Provenance("somebody", NOON, NOON, "1", None, dirty=False, catalog_hash="")
    return Reviewed(SavedPlan(plan, origin, {}, "id"), "plan.json")


def guarded(plan: Plan) -> Plan:
    """The plan with guards that nothing lifted."""
    return replace(
        plan,
        guards=(
            Guard("too-many-deletes", "2 rows go; pass --allow-deletes 2", "--allow-deletes 2"),
            Guard("too-many-updates", "8 rows change; pass --allow-updates 8", "--allow-updates 8"),
            Guard("odd-price", "b; pass --allow-price b", "--allow-price b"),
        ),
    )


def test_without_a_reviewed_plan_nothing_is_held() -> None:
    """A plan that is held to nothing is as it is, and what is given now is all that is allowed."""
    plan = guarded(update(max_output_tokens=7))
    assert hold(None, plan) == HeldPlan(plan)
    hold(None, plan).require_within()
    given = Allowances(prices=frozenset({"b"}))
    assert with_reviewed(None, given) == given


def test_a_plan_within_is_allowed_what_was_allowed_for_all() -> None:
    """A guard that counts is lifted as it was at the review; one of a single model is not, nor one that was not."""
    held = hold(reviewed(replace(update(max_output_tokens=7), guards=LIFTED)), guarded(update(max_output_tokens=7)))
    held.require_within()
    assert (held.refusal, held.less) == (None, ())
    assert held.plan.guards == (
        Guard("too-many-deletes", "2 rows go; --allow-deletes 3 was reviewed", "--allow-deletes 2", lifted=True),
        *guarded(update()).guards[1:],
    )


@pytest.mark.parametrize(
    "option", ["--allow-deletes 3", "--allow-updates 3", "--allow-no-default a", "--allow-no-image-model a"]
)
def test_what_lifts_a_guard_for_all_that_a_plan_does(option: str) -> None:
    """A number, or the first model: each counts for any part of what was reviewed. What is lifted by now stays."""
    before = replace(update(), guards=(Guard("guard", "given", option, lifted=True),))
    now = (Guard("guard", "found; pass it", "--allow 1"), Guard("guard", "found; was given", "--allow 1", lifted=True))
    assert hold(reviewed(before), replace(update(), guards=now)).plan.guards == (
        Guard("guard", f"found; {option} was reviewed", "--allow 1", lifted=True),
        now[1],
    )


def test_a_plan_that_says_less_says_what() -> None:
    """What was reviewed and is not needed any more is named."""
    held = hold(reviewed(update(max_output_tokens=7, max_input_tokens=5)), update(max_output_tokens=7))
    assert held.less == ("update a: max_input_tokens 128000 -> 5",)
    assert held.refusal is None


def test_a_plan_that_says_more_is_refused_and_nothing_is_lifted() -> None:
    """The message names what is more, and how to go on."""
    plan = guarded(update(max_output_tokens=7))
    held = hold(reviewed(replace(update(), guards=LIFTED)), plan)
    assert held.plan == plan
    with pytest.raises(StalePlanError) as caught:
        held.require_within()
    assert str(caught.value) == (
        "the plan says more than plan.json, which was reviewed: update a: max_output_tokens 16384 -> 7 "
        "(catalog/models/a.yaml:1); nothing was written; plan again on a pull request, or look at `syncer plan` and "
        f"run `syncer sync --expect {plan.fingerprint[:12]}`"
    )


def test_a_plan_of_another_catalog_is_refused() -> None:
    """Whatever it says."""
    plan = guarded(replace(update(), catalog="other"))
    held = hold(reviewed(replace(update(), guards=LIFTED)), plan)
    assert held == HeldPlan(plan, "plan.json is a plan of the catalog campus, and this is other; nothing was written")


def test_what_was_allowed_for_one_is_allowed_again() -> None:
    """A role, a price and an overwrite that were reviewed need no option; a number is not carried over."""
    plan = replace(update(), guards=LIFTED, overwritten=("a",))
    given = Allowances(prices=frozenset({"b"}), deletes=frozenset({1}))
    assert with_reviewed(reviewed(plan), given) == given._replace(
        prices=frozenset({"a", "b"}), empty_roles=frozenset({"staff"}), overwrite=frozenset({"a"})
    )


def test_a_plan_that_was_applied_to_its_end_is_not_applied_again() -> None:
    """One that was applied in part is, and so is one of which another was applied."""
    done = {"plan_id": "id", "state": "applied", "at": "noon"}
    with pytest.raises(StalePlanError, match=r"plan\.json was applied already, at noon, and something was synced"):
        require_first(reviewed(update()), [done])
    require_first(
        reviewed(update()), [{**done, "state": "partial"}, {**done, "plan_id": "other"}, {"state": "applied"}]
    )
