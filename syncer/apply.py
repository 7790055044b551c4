"""A plan and a store to a report of what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from syncer.errors import StalePlanError
from syncer.inventory import after_saved, decode, encode
from syncer.operations import write_changes
from syncer.report import ApplyReport, Outcome, Status
from syncer.savedplan import require_current
from syncer.stores.codec import timestamp
from syncer.writes import Stamp

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from syncer.changes import Change
    from syncer.plan import Plan
    from syncer.provenance import SavedPlan
    from syncer.records import Inventory
    from syncer.stores.base import GroupResult, Store


class Run(NamedTuple):
    """Who applies a plan, and with which clock."""

    holder: str
    """What another sync is told that waits for the lock."""
    commit: str | None
    """The catalog's Git commit, where there is one."""
    lock_timeout: float
    """Seconds to wait for another sync."""
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    """Makes a random record id."""
    progress: Callable[[int], None] | None = None
    """Is told how many writes are done."""


def apply_saved(saved: SavedPlan, store: Store, run: Run, *, name: str) -> ApplyReport:
    """Do what a saved plan says, if it still holds: for this store, now, and for the first time.

    `name` is what messages call the plan. Raises StalePlanError and what `apply_plan` raises; then nothing was written.
    """
    plan = saved.plan
    with store.lock(holder=run.holder, timeout=run.lock_timeout):
        require_current(saved, target=store.identity(), address=store.address, now=run.now(), name=name)
        known = decode(store.recall(plan.catalog))
        before = next((at for plan_id, at in (known.applied if known else ()) if plan_id == saved.plan_id), None)
        if before is not None:
            raise StalePlanError(f"{name} was applied already, at {before}; make a new plan")
        following = after_saved(known, plan.changes, plan.attributes, plan_id=saved.plan_id, at=timestamp(run.now()))
        return apply_plan(plan, store, run, inventory=following)


def apply_plan(plan: Plan, store: Store, run: Run, *, inventory: Inventory | None = None) -> ApplyReport:
    """Do what the plan says, under the store's lock, and say what became of each change.

    `inventory` is what the store is to remember then, where that is not what the plan says. Raises GuardError when a
    guard refuses the plan, ConflictError and StoreError; then nothing was written.
    """
    plan.require_allowed()
    following = inventory or plan.inventory
    if plan.is_settled and following is None and not store.interrupted:
        return ApplyReport(plan)
    with store.lock(holder=run.holder, timeout=run.lock_timeout):  # taking it clears up what a crash left
        stamp = Stamp(plan.catalog, run.commit, plan.fingerprint, run.now())
        work = (*plan.changes, *plan.renewals)
        results = write_changes(store, work, stamp=stamp, new_id=run.new_id, progress=run.progress) if work else ()
        if following is not None and all(result.error is None for _, result in results):
            store.remember(plan.catalog, encode(following))
    found = {id(change): result for changes, result in results for change in changes}
    return ApplyReport(plan, tuple(_outcome(change, found[id(change)]) for change in plan.changes))


def _outcome(change: Change, result: GroupResult) -> Outcome:
    return Outcome(change, cast("Status", result.status), str(result.error) if result.error else None)
