"""The id of a row that was deleted is given to no other: a sync asks its inventory, an app the history."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from syncer.model.records import Inventory, record_id_for
from syncer.plan.inventory import inventory_bytes, read_inventory
from syncer.plan.plan import build_plan
from syncer.sync.apply import apply_plan
from syncer.sync.operations import create_model
from tests.stores.shapes import NOON, catalog, entry, fields_of, random_id, run

if TYPE_CHECKING:
    from syncer.stores.base import Store
    from tests.stores.raw import Fresh

OTHERS = tuple(map(entry, "bcdef"))
_ids = count(100)


def synced(store: Store, *model_ids: str) -> dict[str, str]:
    """Sync these and others, with what the last sync knew; the record id of each model."""
    entries = (*map(entry, model_ids), *OTHERS)
    known = read_inventory(store.recall("campus"))
    plan = build_plan(catalog(*entries), store.read(), target="a store", inventory=known)
    assert apply_plan(plan, store, run()._replace(new_id=lambda: random_id(next(_ids)))).is_complete
    return {record.model_id: record.record_id for record in store.read().records}


def test_a_sync_that_deleted_it(fresh: Fresh) -> None:
    """Derived first; after a delete random, as often as that is done; others are derived as ever."""
    first = synced(fresh.store, "a")["a"]
    assert first == record_id_for("a")
    seen = {first}
    for _ in range(2):
        assert "a" not in synced(fresh.store)
        again = synced(fresh.store, "a")["a"]
        assert again not in seen
        seen.add(again)
    assert synced(fresh.store, "a", "z")["z"] == record_id_for("z")


def test_a_row_that_somebody_deleted(fresh: Fresh) -> None:
    """A row that is made anew after somebody deleted it gets another id, also after a later delete in Git."""
    first = synced(fresh.store, "a")["a"]
    fresh.raw.delete(first)
    second = synced(fresh.store, "a")["a"]
    assert second != first
    synced(fresh.store)
    assert synced(fresh.store, "a")["a"] not in {first, second}


def test_an_app_after_a_sync_deleted_it(fresh: Fresh) -> None:
    """The history of the store tells an app, which has no inventory."""
    first = synced(fresh.store, "a")["a"]
    synced(fresh.store)
    made = create_model(fresh.store, fields_of("a"), now=NOON, new_id=lambda: random_id(77))
    assert made["id"] == random_id(77) != first
    other = create_model(fresh.store, fields_of("y"), now=NOON, new_id=lambda: random_id(78))
    assert other["id"] == record_id_for("y")


def test_an_inventory_of_before() -> None:
    """One without such ids is read, and one that has none is the same bytes as ever."""
    known = Inventory({"a": "1"}, frozenset(), spent=frozenset({"3", "2"}))
    assert read_inventory(inventory_bytes(known)) == known
    assert b"spent" not in inventory_bytes(known._replace(spent=frozenset()))
