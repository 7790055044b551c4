"""A plan and a store to a report of what was done."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, cast

from syncer.errors import StalePlanError, StoreError, SyncerError
from syncer.frozen import NamedTuple
from syncer.model.changes import Adopt, Renewal, Restore, Update
from syncer.model.times import short_time
from syncer.model.words import a_few
from syncer.plan.dated import announced_by
from syncer.plan.inventory import after_saved, inventory_bytes, read_inventory
from syncer.plan.plan import FOR_GOOD
from syncer.plan.report import ApplyReport, Outcome, Status
from syncer.saved.file import require_current
from syncer.stores.codec import timestamp
from syncer.sync.history import Who, new_apply_id, outdated, recorder
from syncer.sync.operations import write_changes
from syncer.sync.writes import Stamp

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from syncer.model.records import Inventory
    from syncer.plan.plan import Plan
    from syncer.saved.file import SavedPlan
    from syncer.stores.base import Store
    from syncer.sync.operations import Committed


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
    tool: str = ""
    """The version of this tool, for the history."""
    ci_run: str | None = None
    """The address of the CI run, where there is one, for the history."""


def apply_saved(saved: SavedPlan, store: Store, run: Run, *, name: str) -> ApplyReport:
    """Do what a saved plan says, if it still holds: for this store, now, and for the first time.

    `name` is what messages call the plan. Raises StalePlanError and what `apply_plan` raises; then nothing was written.
    """
    plan = saved.plan
    require_current(saved, target=store.identity(), address=store.address, now=run.now(), name=name)
    with store.lock(holder=run.holder, timeout=run.lock_timeout):  # writes, so not on another store
        require_current(saved, target=store.identity(), address=store.address, now=run.now(), name=name)
        known = read_inventory(store.recall(plan.catalog))
        before = next((at for plan_id, at in (known.applied if known else ()) if plan_id == saved.plan_id), None)
        if before is not None:
            raise StalePlanError(f"{name} was applied already, at {short_time(before)}; make a new plan")
        _require_same_prices(plan, run.now(), name)
        _require_not_synced(plan, store, name)
        following = after_saved(
            known, plan.changes, plan.attributes, plan_id=saved.plan_id, at=timestamp(run.now()),
            settings=plan.in_force, page_edits=plan.page_edits, announced=announced_by(plan.coming),
        )  # fmt: skip
        return apply_plan(plan, store, run, inventory=following, plan_id=saved.plan_id)


def _require_same_prices(plan: Plan, now: datetime, name: str) -> None:
    """No price changes by its day between the plan and now: what it was made from is another catalog then.

    Raises StalePlanError.
    """
    day = now.astimezone(UTC).date().isoformat()
    come = [one for one in plan.coming if one.since <= day]
    if come:
        models = a_few(list(dict.fromkeys(one.model_id for one in come)))
        raise StalePlanError(
            f"{name} was made before {come[0].since}, from which day on the catalog gives other prices to {models}; "
            "make a new plan"
        )


def _require_not_synced(plan: Plan, store: Store, name: str) -> None:
    """No row of the plan was synced since: its mark would be put back to what was before. Raises StalePlanError."""
    planned = {change.record_id: change.live.applied_at for change in (*plan.changes, *plan.renewals)
               if isinstance(change, (Adopt, Update, Renewal, Restore))}  # fmt: skip
    if not planned:
        return
    synced = [
        record.model_id
        for record in store.read().records
        if record.record_id in planned and record.applied_at != planned[record.record_id]
    ]
    if synced:
        raise StalePlanError(f"{', '.join(synced)} was synced since {name} was made; make a new plan")


def apply_plan(
    plan: Plan, store: Store, run: Run, *, inventory: Inventory | None = None, plan_id: str | None = None
) -> ApplyReport:
    """Do what the plan says, under the store's lock, and say what became of each change.

    The history gets an entry with the rows. `inventory` is what the store is to remember then, where that is not what
    the plan says; `plan_id` is that of a saved plan. Raises GuardError when a guard refuses the plan, ConflictError and
    StoreError; then nothing was written.
    """
    plan.require_allowed()
    _require_same_prices(plan, run.now(), "the plan")  # somebody may have been asked, and have thought until midnight
    if plan.is_settled and inventory is None and not store.interrupted:
        return ApplyReport(plan)
    with store.lock(holder=run.holder, timeout=run.lock_timeout):  # taking it clears up what a crash left
        stamp = Stamp(plan.catalog, run.commit, plan.fingerprint, run.now())
        committed = _write(plan, store, run, stamp, plan_id)
        forgotten, remembered = "", False
        if all(result.error is None for _, result in committed):
            try:
                remembered = _remember(plan, store, inventory)
            except SyncerError as error:  # the rows are written, which no error is to hide
                forgotten = str(error)
        if plan.changes:
            _forget(plan, store, stamp.now)
    return _report(plan, committed)._replace(forgotten=forgotten, remembered=remembered)


def _write(plan: Plan, store: Store, run: Run, stamp: Stamp, plan_id: str | None) -> Committed:
    work = (*plan.changes, *plan.renewals)
    if not work:
        return ()
    who = Who(run.holder, run.tool, run.ci_run, plan_id, plan.reverts)
    record = recorder(stamp, who, new_apply_id(stamp.now, run.new_id())) if plan.changes else None
    return write_changes(store, work, stamp=stamp, new_id=run.new_id, progress=run.progress, record=record,
                         allowed=plan.guards)  # fmt: skip


def _remember(plan: Plan, store: Store, inventory: Inventory | None) -> bool:
    """Keep the inventory that is given, or the plan's, if it has one; whether there was one."""
    following = inventory or plan.inventory
    if following is None:
        return False
    if inventory is None:  # a saved plan may have been applied since this one was made
        known = read_inventory(store.recall(plan.catalog))
        following = following._replace(applied=known.applied if known else ())
    store.remember(plan.catalog, inventory_bytes(following))
    return True


def _forget(plan: Plan, store: Store, now: datetime) -> None:
    """Remove what is older than the history is kept. The rows are written: what cannot be removed now can be later."""
    with suppress(StoreError):
        old = outdated(store.history(), before=now - timedelta(days=min(plan.keep_days, FOR_GOOD)))
        if old:
            store.forget(old)


def _report(plan: Plan, committed: Committed) -> ApplyReport:
    found = {id(change): result for changes, result in committed for change in changes}
    outcomes = (
        Outcome(change, cast("Status", result.status), str(result.error) if result.error else None)
        for change, result in ((change, found[id(change)]) for change in plan.changes)
    )
    renewed = sum(found[id(one)].status == "applied" for one in plan.renewals if id(one) in found)
    return ApplyReport(plan, tuple(outcomes), renewed)
