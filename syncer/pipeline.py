"""The flow, from a catalog and a store to a plan and to a report. It reads like the diagram in the architecture."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from syncer.inventory import decode
from syncer.plan import Plan, build_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from syncer.apply import Run
    from syncer.catalog import Catalog
    from syncer.guards import Allowances
    from syncer.report import ApplyReport
    from syncer.stores.base import Store


def plan_catalog(load: Callable[[], Catalog], store: Store, allowances: Allowances) -> Plan:
    """What a sync would do. Writes nothing."""
    reading = store.start_read()
    catalog = load()
    snapshot = reading()
    inventory = decode(store.recall(catalog.settings.name))
    return build_plan(catalog, snapshot, target=store.address, allowances=allowances, inventory=inventory)


def sync_catalog(
    load: Callable[[], Catalog], store: Store, allowances: Allowances, *, review: Callable[[Plan], bool], run: Run
) -> ApplyReport:
    """Make the store what the catalog says. `review` is shown the plan, also a refused one, and says yes or no.

    With a `lock_timeout` another sync is waited for before the plan is made, so that the plan knows what it did.
    Raises GuardError when a guard refuses the plan. A report without outcomes means that nothing was written.
    """
    from syncer.apply import apply_plan  # noqa: PLC0415  a plan does without
    from syncer.report import ApplyReport as Report  # noqa: PLC0415

    waiting = store.lock(holder=run.holder, timeout=run.lock_timeout) if run.lock_timeout else nullcontext()
    with waiting:
        plan = plan_catalog(load, store, allowances)
        approved = review(plan)
        plan.require_allowed()
        return apply_plan(plan, store, run) if approved or plan.is_empty else Report(plan)
