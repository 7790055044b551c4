"""The flow, from a catalog and a store to a plan and to a report. It reads like the diagram in the architecture."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from syncer.plan.inventory import read_inventory
from syncer.plan.plan import Plan, build_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from syncer.model.catalog import Catalog
    from syncer.plan.guards.check import Allowances
    from syncer.plan.report import ApplyReport
    from syncer.saved.reviewed import Reviewed
    from syncer.stores.base import Store
    from syncer.sync.apply import Run


def plan_catalog(load: Callable[[], Catalog], store: Store, allowances: Allowances) -> Plan:
    """What a sync would do. Writes nothing."""
    reading = store.start_read()
    catalog = load()
    snapshot = reading()
    inventory = read_inventory(store.recall(catalog.settings.name))
    return build_plan(catalog, snapshot, target=store.address, allowances=allowances, inventory=inventory)


def sync_catalog(
    load: Callable[[], Catalog],
    store: Store,
    allowances: Allowances,
    *,
    review: Callable[[Plan], bool],
    run: Run,
    reviewed: Reviewed | None = None,
) -> ApplyReport:
    """Make the store what the catalog says. `review` is shown the plan, also a refused one, and says yes or no.

    With a `lock_timeout` another sync is waited for before the plan is made, so that the plan knows what it did.
    With `reviewed`, nothing is done that this saved plan does not say: StalePlanError.
    Raises GuardError when a guard refuses the plan. A report without outcomes means that nothing was written.
    """
    from syncer.plan.report import ApplyReport as Report  # noqa: PLC0415  a plan does without
    from syncer.saved.reviewed import lifted_as_reviewed, require_first, require_within, with_reviewed  # noqa: PLC0415
    from syncer.sync.apply import apply_plan  # noqa: PLC0415  a plan does without

    _require_current(reviewed, store, run)  # before the lock: that writes, so not on another store
    waiting = store.lock(holder=run.holder, timeout=run.lock_timeout) if run.lock_timeout else nullcontext()
    with waiting:
        _require_current(reviewed, store, run)
        plan = lifted_as_reviewed(reviewed, plan_catalog(load, store, with_reviewed(reviewed, allowances)))
        approved = review(plan)
        require_within(reviewed, plan)
        plan_id = reviewed.saved.plan_id if reviewed is not None else None
        if reviewed is not None and plan.changes:
            require_first(reviewed, [entry.head for entry in store.history()])
        plan.require_allowed()
        return apply_plan(plan, store, run, plan_id=plan_id) if approved or plan.is_empty else Report(plan)


def _require_current(reviewed: Reviewed | None, store: Store, run: Run) -> None:
    """The reviewed plan is for this store and for this time. Raises StalePlanError."""
    if reviewed is None:
        return
    from syncer.saved.file import require_current  # noqa: PLC0415  most syncs have none

    saved, name = reviewed
    require_current(saved, target=store.identity(), address=store.address, now=run.now(), name=name)
