"""A plan and a store to a report of what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from syncer.inventory import encode
from syncer.operations import write_changes
from syncer.report import ApplyReport, Outcome, Status
from syncer.writes import Stamp

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from syncer.changes import Change
    from syncer.plan import Plan
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


def apply_plan(plan: Plan, store: Store, run: Run) -> ApplyReport:
    """Do what the plan says, under the store's lock, and say what became of each change.

    Raises GuardError when a guard refuses the plan, ConflictError and StoreError; then nothing was written.
    """
    plan.require_allowed()
    if plan.is_settled and not store.interrupted:
        return ApplyReport(plan)
    with store.lock(holder=run.holder, timeout=run.lock_timeout):  # taking it clears up what a crash left
        stamp = Stamp(plan.catalog, run.commit, plan.fingerprint, run.now())
        work = (*plan.changes, *plan.renewals)
        results = write_changes(store, work, stamp=stamp, new_id=run.new_id, progress=run.progress) if work else ()
        if plan.inventory is not None and all(result.error is None for _, result in results):
            store.remember(plan.catalog, encode(plan.inventory))
    found = {id(change): result for changes, result in results for change in changes}
    return ApplyReport(plan, tuple(_outcome(change, found[id(change)]) for change in plan.changes))


def _outcome(change: Change, result: GroupResult) -> Outcome:
    return Outcome(change, cast("Status", result.status), str(result.error) if result.error else None)
