"""A catalog and a store to a plan, with what the store says of grants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.errors import StoreError, UsageError
from syncer.model.records import NOTHING_ANNOUNCED
from syncer.plan.dated import dated
from syncer.plan.inventory import read_inventory
from syncer.plan.plan import Plan, build_plan
from syncer.stores.kind import KeepsGrants

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from syncer.model.catalog import Catalog
    from syncer.plan.access import Access
    from syncer.plan.guards.check import Allowances
    from syncer.plan.in_force import Basis
    from syncer.stores.base import Store


def plan_catalog(
    load: Callable[[], Catalog], store: Store, allowances: Allowances, *, require_roles: bool = False,
    bases: Sequence[Basis] = (), today: date | None = None,
) -> Plan:  # fmt: skip
    """What a sync would do. Writes nothing. `require_roles` is that of `read_access`.

    `bases` are settings that count beside those of the last sync. Without `today` nothing is said of what retires soon.
    """
    with store.start_read() as reading:
        access = read_access(store, required=require_roles)
        catalog = load()
        snapshot = reading()
    inventory = read_inventory(store.recall(catalog.settings.name))
    _leave_to_collector(catalog, snapshot)
    return build_plan(
        catalog,
        snapshot,
        target=store.address,
        allowances=allowances,
        inventory=inventory,
        access=access,
        bases=bases,
        dated=dated(catalog, inventory.announced if inventory else NOTHING_ANNOUNCED, today, allowances.part),
    )


def _leave_to_collector(*values: object) -> None:
    """Put the values into a circle. The process of a command collects no garbage: it ends without taking them apart."""
    circle: list[object] = [*values]
    circle.append(circle)


def read_access(store: Store, *, required: bool = False) -> Access | None:
    """Who can pick what by grants; None where no table of roles is named.

    One that cannot be read is a problem of the answer; with `required`, a StoreError. Then no table is a UsageError.
    """
    if not isinstance(store, KeepsGrants) or store.roles_table is None:
        if required:
            raise UsageError("--require-roles needs a table of roles; name it as `roles_table` of the target")
        return None
    from syncer.plan.access import Access  # noqa: PLC0415  only where a table of roles is named
    from syncer.stores.grant_rows import unread  # noqa: PLC0415  the same

    try:
        return Access(store.grants())
    except StoreError as error:
        if required:
            raise
        return Access(unread(store.roles_table, str(error)))
