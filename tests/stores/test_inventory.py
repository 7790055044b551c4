"""What a sync keeps beside the rows: whole or not at all, invisible to everybody else."""

from __future__ import annotations

from hashlib import shake_128
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from syncer.model.records import Inventory, Snapshot
from syncer.plan.inventory import gone, inventory_bytes, read_inventory
from syncer.stores.directory.store import DirectoryStore
from syncer.stores.dynamodb.store import DynamoDBStore
from tests.stores.dynamodb_rows import local_table
from tests.stores.shapes import catalog, entry, random_id, run
from tests.stores.test_contract import sync

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from syncer.stores.base import Store
    from tests.stores.dynamodb_rows import Table
    from tests.stores.raw import Fresh

EVERY_KIND = True

LARGE = shake_128(b"any").digest(1_000_000)


def keep(store: Store, catalog_name: str, data: bytes) -> None:
    """Remember it as a sync does."""
    with store.lock(holder="a test", timeout=0):
        store.remember(catalog_name, data)


def test_it_is_kept_whole_and_for_each_catalog(fresh: Fresh) -> None:
    """What was remembered last is recalled, small or large, by every process, and by no other catalog."""
    assert fresh.store.recall("campus") is None
    for data in (b"small", LARGE, b"", LARGE[:500_000]):
        keep(fresh.store, "campus", data)
        assert fresh.reopen().recall("campus") == data
    keep(fresh.store, "other", b"theirs")
    assert fresh.store.recall("campus") == LARGE[:500_000]
    assert fresh.store.recall("third") is None


def test_it_is_no_row(fresh: Fresh) -> None:
    """Neither we nor the platform take it for a model."""
    sync(fresh.store, catalog(entry("a")))
    assert fresh.store.recall("campus") is not None
    snapshot = fresh.store.read()
    assert [record.model_id for record in snapshot.records] == ["a"]
    assert snapshot.broken == ()
    assert len(fresh.raw.ids()) == 1


def killed_after(real: Callable[..., Any], writes: int) -> Callable[..., Any]:
    """The calls of a process that is killed before it writes once more."""
    left = [writes]

    def call(operation: str, **parameters: object) -> object:
        if operation in {"put_item", "delete_item"}:
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
        return real(operation, **parameters)

    return call


def test_a_table_keeps_the_old_one_until_the_new_one_is_whole(request: pytest.FixtureRequest) -> None:
    """Killed after any of its writes, the old inventory or the new one is read, never a mixture."""
    table = local_table(request.getfixturevalue("local_settings"))
    old, new = LARGE, LARGE[::-1]
    for last in range(8):
        store = table.store()
        keep(store, "campus", old)
        store.calls.call = killed_after(store.calls.call, last)  # type: ignore[method-assign]  # a process that ends
        try:
            store.remember("campus", new)
        except KeyboardInterrupt:
            assert table.store().recall("campus") in (old, new)
        store.close()
    keep(table.store(), "campus", b"small")
    keep(table.store(), "campus", b"small again")
    assert isinstance(table.store(), DynamoDBStore)


def test_an_inventory_of_thirty_thousand_models(request: pytest.FixtureRequest) -> None:
    """It takes more than one item, and comes back as it was."""
    table = local_table(request.getfixturevalue("local_settings"))
    names = [f"provider/model-{number}" for number in range(30_000)]
    inventory = Inventory({name: random_id(number) for number, name in enumerate(names)}, frozenset({"sortOrder"}))
    other = inventory._replace(rows={name: str(uuid5(NAMESPACE_URL, name)) for name in names})
    for one in (inventory, other):
        store = table.store()
        keep(store, "campus", inventory_bytes(one))
        assert read_inventory(table.store().recall("campus")) == one
        store.close()
    assert len([key for key in heads(table) if key.startswith("PART#")]) > 1
    assert not table.items()


def heads(table: Table) -> dict[str, dict[str, Any]]:
    """The items of the inventory by sort key, as DynamoDB has them."""
    found = table.client.query(
        TableName=table.name,
        KeyConditionExpression="PK = :key",
        ExpressionAttributeValues={":key": {"S": "SYNCER#INVENTORY#campus"}},
    )
    return {item["SK"]["S"]: item for item in found["Items"]}


@pytest.mark.parametrize(
    "damage",
    [
        {"digest": {"N": "1"}},
        {"digest": {"S": "another"}},
        {"parts": {"S": "two"}},
        {"parts": {"N": "-1"}},
        {"parts": {"N": "1.5"}},
        {"parts": {"N": "999999999"}},
        {"parts": {"L": []}},
    ],
)
def test_a_damaged_head_is_nothing_known(request: pytest.FixtureRequest, damage: dict[str, Any]) -> None:
    """Whatever somebody made of the items, nothing is recalled, soon, and the next one is kept as ever."""
    table = local_table(request.getfixturevalue("local_settings"))
    store = table.store()
    keep(store, "campus", b"old")
    (head,) = [item for key, item in heads(table).items() if key == "HEAD"]
    table.put_item({**head, **damage})
    assert store.recall("campus") is None
    keep(store, "campus", b"new")
    assert store.recall("campus") == b"new"
    for key, item in heads(table).items():
        if key.startswith("PART#"):
            table.put_item({**item, "content": {"S": "text"}})
    assert store.recall("campus") is None
    store.close()


def test_a_file_that_cannot_be_one_is_nothing_known(tmp_path: Path) -> None:
    """A directory has no inventory while there is none, when it is far too large, and before the directory is made."""
    store = DirectoryStore(tmp_path / "models")
    assert store.recall("campus") is None
    keep(store, "campus", b"kept")
    assert store.recall("campus") == b"kept"
    assert [path.name for path in (tmp_path / "models").iterdir()] == [".syncer"]


def test_damage_is_nothing_known(fresh: Fresh) -> None:
    """An inventory that nobody can read counts as none."""
    for data in (
        None,
        b"",
        b"{}",
        b"[]",
        b'{"format":2}',
        b'{"format":1,"rows":[],"attributes":1}',
        b"\xff",
        b"[" * 9999,
    ):
        assert read_inventory(data) is None
    keep(fresh.store, "campus", b"not an inventory")
    sync(fresh.store, catalog(entry("a")))
    inventory = read_inventory(fresh.store.recall("campus"))
    assert inventory is not None
    assert list(inventory.rows) == ["a"]
    assert read_inventory(inventory_bytes(inventory)) == inventory


def test_a_row_that_was_deleted_outside_is_gone(fresh: Fresh) -> None:
    """A row that the last sync left and that is no more is told from a definition that is new."""
    sync(fresh.store, catalog(entry("a"), entry("b")))
    inventory = read_inventory(fresh.store.recall("campus"))
    (first, _) = fresh.store.read().records
    fresh.raw.delete(first.record_id)
    assert gone(fresh.store.read(), inventory) == ("a",)
    assert gone(fresh.store.read(), None) == ()
    sync(fresh.store, catalog(entry("b")))
    assert gone(fresh.store.read(), read_inventory(fresh.store.recall("campus"))) == ()
    assert gone(Snapshot(()), Inventory({"b": ""}, frozenset())) == ("b",)
    assert run().holder == "a test"
