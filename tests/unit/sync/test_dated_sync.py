"""A price that changes on a day, through syncs and applies on either side of it, and in the history."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from syncer.errors import StalePlanError
from syncer.model.dated_prices import catalog_on
from syncer.model.origins import PriceChange
from syncer.plan.guards.check import NONE_ALLOWED
from syncer.render.text.history import apply_text, stories_text
from syncer.saved.file import Provenance, read_saved, saved_bytes
from syncer.saved.reviewed import Reviewed
from syncer.sync.apply import apply_saved
from syncer.sync.history import read_apply
from syncer.sync.model_story import ModelStory, StoryStep
from syncer.sync.pipeline import sync_catalog
from syncer.sync.planning import plan_catalog
from tests.stores.memory import MemoryStore
from tests.stores.shapes import entry, run
from tests.unit.building import catalog_of

if TYPE_CHECKING:
    from syncer.model.catalog import Catalog
    from syncer.plan.report import ApplyReport
    from syncer.saved.file import SavedPlan
    from syncer.sync.apply import Run

IN = "input_price_per_million_tokens"
EVE, MIDNIGHT = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


def at(when: datetime) -> Run:
    """A run at that time."""
    return run()._replace(now=lambda: when)


def catalog(when: datetime, price: float = 8.0) -> Catalog:
    """One model whose input price is another from new year on, as it is then."""
    made = entry("a", **{IN: 4.0})._replace(price_changes=(PriceChange("2027-01-01", {IN: price}, {IN: 14}),))
    return catalog_on(catalog_of([made]), when.date().isoformat())


def sync(store: MemoryStore, when: datetime, reviewed: SavedPlan | None = None, price: float = 8.0) -> ApplyReport:
    """A sync of the moment."""
    held = None if reviewed is None else Reviewed(reviewed, "plan.json")
    return sync_catalog(lambda: catalog(when, price), store, NONE_ALLOWED, review=lambda _: True, run=at(when),
                        reviewed=held)  # fmt: skip


def saved(store: MemoryStore, when: datetime) -> SavedPlan:
    """The plan of the moment, saved."""
    plan = plan_catalog(lambda: catalog(when), store, NONE_ALLOWED, today=when.date())
    origin = Provenance("somebody", when, when + timedelta(hours=168), "0.1.0", None, False, "")
    return read_saved(saved_bytes(plan, origin, store.identity()), name="plan.json")


def price_in(store: MemoryStore) -> float:
    """What the row costs."""
    (row,) = store.read().records
    return float(str(row.fields[IN]))


def test_the_sync_of_the_day_writes_the_price() -> None:
    """Not a second before, once, and a price that was edited outside in between is told as ever."""
    store = MemoryStore()
    sync(store, EVE)
    assert price_in(store) == 4
    report = sync(store, MIDNIGHT)
    assert [field.field for change in report.plan.changes for field in change.fields] == [IN]
    assert price_in(store) == 8
    assert sync(store, MIDNIGHT).plan.is_settled


@pytest.mark.parametrize("when", [MIDNIGHT, MIDNIGHT + timedelta(days=2)])
def test_a_saved_plan_is_stale_from_the_day_on(when: datetime) -> None:
    """It would write what the catalog says no more; nothing is written, and the message says which models."""
    store = MemoryStore()
    plan = saved(store, EVE)
    with pytest.raises(StalePlanError, match="made before 2027-01-01, from which day on the catalog gives other prices "
                       "to a; make a new plan"):  # fmt: skip
        apply_saved(plan, store, at(when), name="plan.json")
    assert store.read().records == ()
    assert apply_saved(plan, store, at(EVE), name="plan.json").is_complete
    assert price_in(store) == 4
    assert sync(store, MIDNIGHT, price=8.0).is_complete


def test_an_apply_keeps_what_was_told() -> None:
    """A price that a saved plan announced is due for the sync of its day: not odd any more."""
    store = MemoryStore()
    plan = plan_catalog(lambda: catalog(EVE, 40.0), store, NONE_ALLOWED._replace(prices=frozenset({"a"})),
                        today=EVE.date())  # fmt: skip
    origin = Provenance("somebody", EVE, EVE + timedelta(hours=1), "0.1.0", None, False, "")
    apply_saved(read_saved(saved_bytes(plan, origin, store.identity()), name="p"), store, at(EVE), name="p")
    assert sync(store, MIDNIGHT, price=40.0).plan.guards == ()
    assert price_in(store) == 40


def test_a_sync_after_the_day_is_within_the_plan_of_before() -> None:
    """The reviewed plan said what would come; another price than that is refused."""
    store = MemoryStore()
    reviewed = saved(store, EVE)
    assert sync(store, MIDNIGHT, reviewed).is_complete
    assert price_in(store) == 8
    other = MemoryStore()
    reviewed = saved(other, EVE)
    with pytest.raises(StalePlanError, match="the plan says more than plan"):
        sync(other, MIDNIGHT, reviewed, price=9.0)


def test_an_answer_that_comes_after_midnight_is_for_another_plan() -> None:
    """Somebody is asked before it and says yes after it: nothing is written."""
    store, clock = MemoryStore(), [EVE]

    def review(_: object) -> bool:
        clock[0] = MIDNIGHT
        return True

    with pytest.raises(StalePlanError, match="the plan was made before 2027-01-01"):
        sync_catalog(lambda: catalog(clock[0]), store, NONE_ALLOWED, review=review,
                     run=run()._replace(now=lambda: clock[0]))  # fmt: skip
    assert store.read().records == ()


def test_the_history_has_both_dates() -> None:
    """When it was written, and from when it holds."""
    store = MemoryStore()
    sync(store, EVE)
    late = MIDNIGHT + timedelta(days=3)
    sync(store, late)
    newest = max(head.apply_id for head in store.history())
    found = read_apply(newest, store.history_body(newest))
    assert found is not None
    (change,) = found.changes
    assert (found.at[:10], change.since) == ("2027-01-04", {IN: "2027-01-01"})
    step = {"apply_id": newest, "at": found.at, "commit": None, "action": "update", "model_id": "a", "record_id": "r",
            "status": "applied", "detail": None, "fields": change.fields, "since": change.since}  # fmt: skip
    story = ModelStory("a", (StoryStep(found, change),))
    text = stories_text([story], "text")
    assert text.startswith("2027-01-04 00:00 UTC  update")
    assert "4 -> 8 USD (+100 %)\n      holds from 2027-01-01 on" in text
    (said,) = json.loads(stories_text([story], "json"))["steps"]
    assert said["fields"] == [{"field": IN, "before": 4.0, "after": 8.0, "since": "2027-01-01"}]
    assert "since" not in said
    about = {"apply_id": newest, "state": "applied", "at": found.at, "by": "x", "catalog": "campus"}
    assert "holds from 2027-01-01 on" in apply_text(about, [step], "text")
