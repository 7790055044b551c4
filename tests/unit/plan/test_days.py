"""Which prices are due: those that a plan of the day would write for their day, and no others."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from syncer.model.dated_prices import catalog_on
from syncer.model.origins import PriceChange
from syncer.model.policies import Policies
from syncer.model.records import Inventory
from syncer.plan.days import days_of
from tests.unit.building import catalog_of, entry, record, snapshot_of

if TYPE_CHECKING:
    from syncer.model.catalog import Catalog, CatalogEntry
    from syncer.model.records import Record
    from syncer.plan.coming_prices import ComingPrice

IN, OUT = "input_price_per_million_tokens", "output_price_per_million_tokens"
NEW_YEAR = date(2027, 1, 1)


def changing(model_id: str = "a") -> CatalogEntry:
    """A definition whose input costs 4 USD from new year on, and 6 from February on; its output 10 from new year on."""
    changes = (("2027-01-01", {IN: 4.0, OUT: 10.0}), ("2027-02-01", {IN: 6.0}))
    made = tuple(PriceChange(since, prices, dict.fromkeys(prices, 14)) for since, prices in changes)
    return entry(model_id, lines={IN: 9}, input_price_per_million_tokens=2.0)._replace(price_changes=made)


def due(
    written: Catalog, rows: list[Record], day: date = NEW_YEAR, known: Inventory | None = None
) -> list[ComingPrice]:
    """What is due on the day."""
    found = days_of(snapshot_of(rows), catalog_on(written, day.isoformat()), known, day).due
    assert found is not None
    return [*found]


def row(price: float = 2.0, *, model_id: str = "a", by: str | None = "campus") -> Record:
    """A row whose output costs 10 USD."""
    return record(model_id, by=by, input_price_per_million_tokens=price, output_price_per_million_tokens=10.0)


@pytest.mark.parametrize(
    ("day", "price", "expected"),
    [
        (date(2026, 12, 31), 2.0, []),
        (NEW_YEAR, 2.0, [("2027-01-01", 2.0, 4.0)]),
        (NEW_YEAR, 4.0, []),
        (NEW_YEAR, 3.0, [("2027-01-01", 3.0, 4.0)]),  # edited on the page, too
        (date(2027, 1, 31), 2.0, [("2027-01-01", 2.0, 4.0)]),
        (date(2027, 2, 1), 4.0, [("2027-02-01", 4.0, 6.0)]),
        (date(2027, 3, 1), 2.0, [("2027-02-01", 2.0, 6.0)]),
        (date(2027, 3, 1), 6.0, []),
    ],
)
def test_due_until_the_row_has_it(day: date, price: float, expected: list[tuple[str, float, float]]) -> None:
    """From its day on; of several days that are over, what holds now."""
    found = due(catalog_of([changing()]), [row(price)], day)
    assert [(one.since, one.before, one.after) for one in found] == expected
    assert {(one.field, one.place.line, one.is_soon) for one in found} <= {(IN, 14, True)}


def test_whether_a_sync_was_told_is_said() -> None:
    """A price of which none was may be refused by a guard."""
    written = catalog_of([changing()])
    known = Inventory({}, frozenset(), announced={"a": {"2027-01-01": {IN: 4.0}}})
    assert [one.is_new for one in due(written, [row()], known=known)] == [False]
    assert [one.is_new for one in due(written, [row()])] == [True]


def test_what_no_sync_would_write_for_its_day_is_not_due() -> None:
    """A model without a row of the catalog's, a price that others own, and one that a target overrides."""
    written = catalog_of([changing()])
    for rows in ([], [row(by=None)], [row(by="other")]):
        assert due(written, rows) == []
    live = written._replace(settings=written.settings._replace(policies=Policies(fields={IN: "live"})))
    assert due(live, [row()]) == []
    one = changing()
    overridden = one._replace(source=one.source._replace(overrides={IN: one.source.at(IN)}))
    assert due(catalog_of([overridden]), [row()]) == []


def test_a_row_is_found_by_its_former_name_and_days_are_in_order() -> None:
    """As a plan finds it; by day, then by model id."""
    renamed = changing("b")._replace(renamed_from="old")
    rows = [row(model_id="old"), row(model_id="c"), row(model_id="a")]
    found = due(catalog_of([changing("c"), renamed, changing()]), rows)
    assert [one.model_id for one in found] == ["a", "b", "c"]
