"""A sync, from a catalog and a store to a report. It reads like the diagram in the architecture."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from syncer.plan.report import ApplyReport
from syncer.saved.file import require_current
from syncer.saved.reviewed import hold, require_first, with_reviewed
from syncer.sync.apply import apply_plan
from syncer.sync.planning import plan_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    from syncer.model.catalog import Catalog
    from syncer.plan.guards.check import Allowances
    from syncer.saved.reviewed import HeldPlan, Reviewed
    from syncer.stores.base import Store
    from syncer.sync.apply import Run


def sync_catalog(
    load: Callable[[], Catalog],
    store: Store,
    allowances: Allowances,
    *,
    review: Callable[[HeldPlan], bool],
    run: Run,
    reviewed: Reviewed | None = None,
    require_roles: bool = False,
) -> ApplyReport:
    """Make the store what the catalog says. `review` is shown the plan, also a refused one, and says yes or no.

    With a `lock_timeout` another sync is waited for before the plan is made, so that the plan knows what it did.
    With `reviewed`, nothing is done that this saved plan does not say: StalePlanError.
    Raises GuardError when a guard refuses the plan. A report without outcomes means that nothing was written.
    """
    _require_current(reviewed, store, run)  # before the lock: that writes, so not on another store
    waiting = store.lock(holder=run.holder, timeout=run.lock_timeout) if run.lock_timeout else nullcontext()
    with waiting:
        _require_current(reviewed, store, run)
        found = plan_catalog(load, store, with_reviewed(reviewed, allowances), require_roles=require_roles,
                             today=run.now().date())  # fmt: skip
        held = hold(reviewed, found)
        plan = held.plan
        approved = review(held)
        held.require_within()
        if reviewed is not None and plan.changes:
            require_first(reviewed, [entry.head for entry in store.history()])
        plan.require_allowed()
        plan_id = reviewed.saved.plan_id if reviewed is not None else None
        return apply_plan(plan, store, run, plan_id=plan_id) if approved or plan.is_empty else ApplyReport(plan)


def _require_current(reviewed: Reviewed | None, store: Store, run: Run) -> None:
    """The reviewed plan is for this store and for this time. Raises StalePlanError."""
    if reviewed is not None:
        saved, name = reviewed
        require_current(saved, target=store.identity(), address=store.address, now=run.now(), name=name)
