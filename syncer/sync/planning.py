"""A catalog and a store to a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.plan.inventory import read_inventory
from syncer.plan.plan import Plan, build_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from syncer.model.catalog import Catalog
    from syncer.plan.guards.check import Allowances
    from syncer.plan.in_force import Basis
    from syncer.stores.base import Store


def plan_catalog(
    load: Callable[[], Catalog], store: Store, allowances: Allowances, *, bases: Sequence[Basis] = ()
) -> Plan:
    """What a sync would do. `bases` are settings that count beside those of the last sync. Writes nothing."""
    reading = store.start_read()
    catalog = load()
    snapshot = reading()
    inventory = read_inventory(store.recall(catalog.settings.name))
    return build_plan(catalog, snapshot, target=store.address, allowances=allowances, inventory=inventory, bases=bases)
