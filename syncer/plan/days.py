"""What days bring to a store: prices that are due and not in it yet, prices to come, models that retire. Pure."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.records import NOTHING_ANNOUNCED
from syncer.plan.dated import dated
from syncer.plan.retirements import lifecycle_of

if TYPE_CHECKING:
    from datetime import date

    from syncer.errors import Problem
    from syncer.model.catalog import Catalog
    from syncer.model.records import Inventory, Snapshot
    from syncer.plan.coming_prices import ComingPrice
    from syncer.plan.retirements import Retirement


class Days(NamedTuple):
    """What a day brought or is to bring."""

    due: tuple[ComingPrice, ...] | None = None
    """Prices whose day has come and that the row does not have; None where nobody looked, or could."""
    coming: tuple[ComingPrice, ...] = ()
    """The prices to come within 30 days, by day, then by model id."""
    retirements: tuple[Retirement, ...] = ()
    """The models that retire within 30 days, or were to and have not, by date."""
    unread: tuple[Problem, ...] = ()
    """What is wrong with the definitions, where nobody can say for it which prices are due."""
    at: str | None = None
    """The moment that was asked for, in UTC; None for now."""


NO_DAYS: Final = Days()


def days_of(snapshot: Snapshot, catalog: Catalog, inventory: Inventory | None, today: date) -> Days:
    """What a plan of today would tell of days. `catalog` is as it is today; `inventory` is what the last sync knew."""
    announced = inventory.announced if inventory else NOTHING_ANNOUNCED
    coming = tuple(one for one in dated(catalog, announced, today).coming if one.is_soon)
    retirements = lifecycle_of(snapshot.records, (), catalog=catalog, today=today).retirements
    due: tuple[ComingPrice, ...] = ()
    if any(entry.since for entry in catalog.entries):  # few catalogs have such prices
        due = import_module("syncer.plan.coming_prices").unwritten_prices(catalog, announced, snapshot.records)
    return Days(due, coming, retirements)


def days_of_rows(snapshot: Snapshot, unread: tuple[Problem, ...], today: date) -> Days:
    """What the rows alone tell, where the definitions cannot be read; `unread` is what is wrong with these."""
    return Days(None, (), lifecycle_of(snapshot.records, (), today=today).retirements, unread)
