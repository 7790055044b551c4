"""Syncs to a real table: all or nothing, one at a time, exact after a crash, nothing of others lost."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from syncer.errors import ConflictError, LockedError, StoreError, SyncerError
from syncer.plan.guards.check import Allowances
from syncer.plan.plan import Plan, build_plan
from syncer.stores.base import Patch
from syncer.stores.dynamodb.lease import Patience
from syncer.sync.apply import apply_plan
from tests.stores.dynamodb_rows import Table, item_of
from tests.stores.shapes import (
    admin_row,
    bootstrap_row,
    catalog,
    entry,
    fields_of,
    insert,
    newer_row,
    no_model,
    random_id,
    run,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.model.catalog import Catalog
    from syncer.stores.dynamodb.store import DynamoDBStore
    from tests.emulator import Emulator


ALLOWED = Allowances(
    updates=frozenset({999}),
    deletes=frozenset({999}),
    prices=frozenset({"us.anthropic.claude-sonnet-4-6", "amazon.nova-pro-v1:0", "gpt-4o"}),
)


@pytest.fixture
def store(table: Table) -> Iterator[DynamoDBStore]:
    """A store on it."""
    made = table.store()
    yield made
    made.close()


def plan_for(store: DynamoDBStore, wanted: Catalog) -> Plan:
    """What a sync would do."""
    return build_plan(wanted, store.read(), target="t", allowances=ALLOWED)


def test_a_hundred_creates_are_one_transaction(table: Table, store: DynamoDBStore) -> None:
    """With one row that somebody else made in between, none of the hundred is there, and the row is named."""
    writes = [(insert(f"model-{number:03}"),) for number in range(100)]
    table.put(admin_row("other") | {"id": writes[57][0].record_id})
    with pytest.raises(ConflictError, match="a row with this id exists by now; nothing") as caught:
        store.commit(writes)
    assert caught.value.rows == (writes[57][0].record_id,)
    assert table.ids() == {writes[57][0].record_id}


def test_a_conflict_that_is_there_stops_even_the_first_transaction(table: Table, store: DynamoDBStore) -> None:
    """In a commit of many transactions, a row of the last one that moved means that nothing at all is written."""
    table.put(admin_row("moved", number=1))
    table.put(admin_row("gone", number=2))
    live = store.read().records
    patches = [(Patch(record.record_id, {"enabled": False}, expect=record.raw),) for record in live]
    table.put(admin_row("moved", number=1, modelName="Moved"))
    table.delete(random_id(2))
    with pytest.raises(ConflictError, match="the row is gone") as caught:
        store.commit([*((insert(f"model-{number:03}"),) for number in range(200)), *patches])
    assert set(caught.value.rows) == {random_id(1), random_id(2)}
    assert len(table.ids()) == 1


def test_two_conflicts_are_both_named(table: Table, store: DynamoDBStore) -> None:
    """A cancelled transaction names each row that moved, and what it holds now."""
    rows = [admin_row(f"m{number}", number=number) for number in (1, 2, 3)]
    for row in rows:
        table.put(row)
    live = store.read().records
    table.put({**rows[0], "sortOrder": 4, "enabled": False})
    table.put({**rows[2], "inputPricePerMillionTokens": 9.5})
    with pytest.raises(ConflictError) as caught:
        store.commit([(Patch(record.record_id, {"modelName": "X"}, expect=record.raw),) for record in live])
    assert set(caught.value.rows) == {random_id(1), random_id(3)}
    assert f"{random_id(1)}: enabled is false, not true" in str(caught.value)
    assert f"{random_id(3)}: inputPricePerMillionTokens is 9.5, not 3" in str(caught.value)
    assert table.get(random_id(2)) == rows[1]


def test_a_row_of_very_many_attributes_is_checked_whole(table: Table, store: DynamoDBStore) -> None:
    """What a condition cannot hold is looked at before: a row of 400 attributes is patched, and not after an edit."""
    many: dict[str, Any] = {f"attribute-{number}": f"value {number}" for number in range(400)}
    table.put(admin_row(**many))
    (record,) = store.read().records
    store.commit([(Patch(record.record_id, {"enabled": False}, expect=record.raw),)])
    (record,) = store.read().records
    table.put({**admin_row(enabled=False, **many), "attribute-399": "edited"})
    with pytest.raises(ConflictError, match="attribute-399 is 'edited'"):
        store.commit([(Patch(record.record_id, {"enabled": True}, expect=record.raw),)])


@pytest.mark.parametrize("size", [410_000, 300_000], ids=["too large", "large"])
def test_a_row_of_400_kilobytes(table: Table, store: DynamoDBStore, size: int) -> None:
    """A row that is too large for DynamoDB is named; rows near the limit fill transactions by size."""
    writes = [insert(f"m{number}", extra={"note": "x" * size}) for number in range(14)]
    if size > 400_000:
        with pytest.raises(StoreError, match=f"{writes[0].record_id}.*400 KB"):
            store.commit([(write,) for write in writes])
        assert table.ids() == set()
    else:
        assert {result.status for result in store.commit([(write,) for write in writes])} == {"applied"}
        assert len(store.read().records) == 14


EXTRA: dict[str, Any] = {
    "set": {"SS": ["b", "a"]}, "numbers": {"NS": ["3", "1.5"]}, "blob": {"B": b"\x00\xff"}, "blobs": {"BS": [b"b"]},
    "exact": {"N": "0.12345678901234567890123456789"}, "large": {"N": "12345678901234567890123456789"},
    "zero": {"N": "0"}, "nothing": {"NULL": True}, "empty": {"S": ""}, "none": {"L": []}, "map": {"M": {}},
    "deep": {"M": {"set": {"NS": ["1", "2"]}, "list": {"L": [{"NULL": True}, {"B": b"x"}, {"M": {"n": {"N": "1"}}}]}}},
}  # fmt: skip


@pytest.mark.parametrize("row", [admin_row(), bootstrap_row(), newer_row()], ids=["admin", "bootstrap", "newer"])
def test_one_price_changes_and_nothing_else(table: Table, store: DynamoDBStore, row: dict[str, Any]) -> None:
    """A row of every release, with attributes of every type: after a sync of one price the rest is as it was."""
    before = {**item_of({**row, "managedBy": "campus"}), **EXTRA}
    table.put_item(before)
    before = table.items()[row["id"]]
    (record,) = store.read().records
    fields = {**record.fields, "input_price_per_million_tokens": 0.1}
    wanted = catalog(entry(row["modelId"])._replace(fields=fields))
    assert apply_plan(plan_for(store, wanted), store, run()).is_complete
    after = table.items()[row["id"]]
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert changed == {"inputPricePerMillionTokens", "updatedAt", "lastApplied"}
    assert after["inputPricePerMillionTokens"] == {"N": "0.1"}
    assert plan_for(store, wanted).is_empty


def test_a_new_row_has_the_contracts_attributes(table: Table, store: DynamoDBStore) -> None:
    """A created row has the contract's attributes with the contract's types, ours, and no others."""
    params = {"params": {"temperature": {"supported": True, "min": 0, "max": 1.0, "default": 0.7}}}
    full = entry("us.acme/big:v1", supported_params=params, knowledge_cutoff_date="2024-04", available_to_roles=["a"],
                 cache_read_price_per_million_tokens=1e-07, is_default=True)  # fmt: skip
    apply_plan(plan_for(store, catalog(full)), store, run())
    ((record_id, item),) = table.items().items()
    text = {"id", "modelId", "modelName", "provider", "providerName", "knowledgeCutoffDate", "createdAt", "updatedAt",
            "managedBy", "PK", "SK", "GSI1PK", "GSI1SK"}  # fmt: skip
    numbers = {"maxInputTokens", "maxOutputTokens", "inputPricePerMillionTokens", "outputPricePerMillionTokens",
               "cacheReadPricePerMillionTokens"}  # fmt: skip
    lists = {"inputModalities", "outputModalities", "allowedAppRoles", "availableToRoles"}
    types = {"S": text, "N": numbers, "L": lists, "M": {"supportedParams", "lastApplied"},
             "BOOL": {"enabled", "isReasoningModel", "supportsCaching", "isDefault"}}  # fmt: skip
    assert {name: next(iter(value)) for name, value in item.items()} == {
        name: kind for kind, names in types.items() for name in names
    }
    assert [item[key]["S"] for key in ("PK", "SK", "GSI1PK", "GSI1SK")] == [
        f"MODEL#{record_id}", f"MODEL#{record_id}", "MODEL#us.acme/big:v1", f"MODEL#{record_id}",
    ]  # fmt: skip
    assert item["outputPricePerMillionTokens"] == {"N": "11"}


def test_a_rename_changes_the_index(table: Table, store: DynamoDBStore) -> None:
    """A changed `modelId` is found under the new one in the table's index, by any reader."""
    table.put(admin_row("old"))
    store.commit([(Patch(random_id(1), {"modelId": "new"}),)])
    item = table.items()[random_id(1)]
    assert item["GSI1PK"] == {"S": "MODEL#new"}
    assert item["GSI1SK"] == {"S": f"MODEL#{random_id(1)}"}


def test_what_is_no_model_is_reported_and_left_alone(table: Table, store: DynamoDBStore) -> None:
    """Rows that no release can parse, or that stand under a wrong key, come through a sync as they were."""
    table.put(no_model())
    table.put_item({**item_of(admin_row("moved", number=3)), **item_of(admin_row(number=4)), "id": {"S": random_id(3)}})
    table.put_item({**item_of(admin_row("split", number=5)), "SK": {"S": "MODEL#other"}})
    table.put_item({"PK": {"S": "MODEL#bare"}, "SK": {"S": "MODEL#bare"}, "GSI1PK": {"S": "MODEL#salvaged"},
                    "GSI1SK": {"S": "MODEL#bare"}})  # fmt: skip
    table.put_strangers()
    before = table.items("")
    wanted = catalog(entry("gpt-4o"))
    assert apply_plan(plan_for(store, wanted), store, run()).is_complete
    after = table.items("")
    assert {key: after[key] for key in before} == before
    assert len([key for key in after.keys() - before.keys() if key.startswith("MODEL#")]) == 1
    broken = {row.record_id: (row.model_id, row.problem.message) for row in store.read().broken}
    assert broken.keys() == {random_id(7), random_id(4), random_id(5), "bare"}
    assert broken["bare"][0] == "salvaged"
    assert f"its id is {random_id(3)}, not its key's" in broken[random_id(4)][1]
    assert "its SK is not its PK" in broken[random_id(5)][1]
    assert all(store.get(record_id or "") is None for record_id in broken)


def test_two_rows_of_one_model_id_are_both_found(table: Table, store: DynamoDBStore) -> None:
    """Two admins in one moment leave two rows; `find` gives both, so that an error can name them."""
    table.put(admin_row("twice", number=1))
    table.put(admin_row("twice", number=2))
    assert [record.record_id for record in store.find("twice")] == sorted([random_id(1), random_id(2)])


def test_a_row_that_was_renamed_since_the_index_saw_it_is_not_found(table: Table, store: DynamoDBStore) -> None:
    """The index lags: what it says is read again by key, and a row of another `modelId` by now is dropped."""
    table.put_item({**item_of(admin_row("new")), "GSI1PK": {"S": "MODEL#old"}})
    assert store.find("old") == ()


def test_a_row_that_is_not_in_the_index_yet_is_found(table: Table, store: DynamoDBStore) -> None:
    """A row that was just made is found by the id that it got from its `modelId`, before the index has it."""
    write = insert("gpt-4o")
    store.commit([(write,)])
    item = table.items()[write.record_id]
    table.put_item({name: value for name, value in item.items() if not name.startswith("GSI1")})
    assert [record.record_id for record in store.find("gpt-4o")] == [write.record_id]


def test_two_syncs_at_once_leave_what_each_would_leave(table: Table) -> None:
    """Two pipelines with one catalog: each is done, or told of the other; the rows are exact and one is the default."""
    wanted = catalog(*(entry(f"model-{number:03}", is_default=number == 7) for number in range(120)))
    table.put(admin_row("old", isDefault=True))
    barrier = threading.Barrier(2)
    outcomes: list[object] = []

    def sync(holder: str) -> None:
        store = table.store(patience=Patience(seconds=5))
        plan = plan_for(store, wanted)
        barrier.wait()
        try:
            outcomes.append(apply_plan(plan, store, run(holder=holder)._replace(lock_timeout=10)).is_complete)
        except SyncerError as error:
            outcomes.append(error)
        store.close()

    threads = [threading.Thread(target=sync, args=(name,)) for name in ("ann", "bob")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert True in outcomes
    assert isinstance(next(outcome for outcome in outcomes if outcome is not True), ConflictError)
    items = table.items().values()
    assert [item["modelId"]["S"] for item in items if item["isDefault"]["BOOL"]] == ["model-007"]
    assert len(items) == 121
    store = table.store()
    assert plan_for(store, wanted).is_empty
    store.close()


def test_apps_that_make_defaults_at_once_leave_one(table: Table) -> None:
    """Many apps, threads of one store and of others, each make their model the default: one is, all are there."""
    from datetime import UTC, datetime

    from syncer.sync.operations import create_model

    stores = [table.store(), table.store()]
    errors: list[Exception] = []

    def create(number: int) -> None:
        try:
            fields = fields_of(f"model-{number}", is_default=True)
            create_model(stores[number % 2], fields, now=datetime.now(UTC), new_id=lambda: random_id(number))
        except (SyncerError, ValueError) as error:
            errors.append(error)

    threads = [threading.Thread(target=create, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.close()
    assert errors == []
    assert sum(item["isDefault"]["BOOL"] for item in table.items().values()) == 1
    assert len(table.ids()) == 6


MODELS = 500


@pytest.mark.parametrize("seed", range(3))
def test_a_sync_that_was_killed_is_made_good_by_the_next(
    local_settings: Emulator, table: Table, store: DynamoDBStore, seed: int
) -> None:
    """500 creates killed at a random moment: whole transactions are there or not, and a re-run is exact."""
    command = [sys.executable, "-m", "tests.stores.dynamodb_process", table.name, str(MODELS), "1", "run"]
    environment = {**os.environ, **local_settings.environment}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(1 + seed * 2):
            process.stdout.readline()
        time.sleep(random.Random(seed).random() * 0.3)  # noqa: S311  no secret
        process.kill()
    time.sleep(0.2)
    left = len(table.ids())
    assert left == MODELS or left % 99 == 0
    wanted = catalog(*(entry(f"model-{number:04}") for number in range(MODELS)))
    again = run()._replace(lock_timeout=10)
    plan = plan_for(store, wanted)
    assert plan.is_empty or apply_plan(plan, store, again).is_complete
    assert len(table.ids()) == MODELS
    assert {item["modelId"]["S"] for item in table.items().values()} == {one.model_id for one in wanted.entries}


def test_a_sync_waits_for_one_that_was_killed(table: Table, store: DynamoDBStore) -> None:
    """The lock of a process that is gone is named, and free when its lease has run out."""
    patience = Patience(seconds=1)
    gone = table.store(patience=patience)
    lease = gone._lock._acquire("a process that was killed", 0)
    with pytest.raises(LockedError, match="a process that was killed"), store.lock(holder="ann", timeout=0):
        pytest.fail("two held the lock")
    with store.lock(holder="ann", timeout=5):
        store.commit([(insert("gpt-4o"),)])
    assert lease.run
    gone.close()


def test_apps_that_rename_at_once_leave_one(table: Table) -> None:
    """Eight apps rename eight rows to one model id: one does, and seven are told that it is taken."""
    from concurrent.futures import ThreadPoolExecutor
    from datetime import UTC, datetime
    from uuid import uuid4

    from schemas.managed_model import ManagedModelCreate, plain_fields
    from syncer.errors import DuplicateModelError
    from syncer.sync.operations import create_model, update_model
    from tests.unit.schemas.test_plain import RIGHT

    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    stores = [table.store() for _ in range(8)]
    fields = plain_fields(ManagedModelCreate.model_validate(RIGHT))
    ids = [
        create_model(store, {**fields, "model_id": f"m{number}"}, now=noon, new_id=lambda: str(uuid4()))["id"]
        for number, store in enumerate(stores)
    ]

    def rename(number: int) -> bool:
        try:
            update_model(stores[number], str(ids[number]), {"model_id": "same"}, now=noon)
        except DuplicateModelError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(rename, range(8))) == 1
    assert [record.model_id for record in stores[0].read().records].count("same") == 1
    for store in stores:
        store.close()


def test_an_unlock_takes_only_the_lock_that_was_seen(table: Table, store: DynamoDBStore) -> None:
    """Somebody else took the lock while a person was asked: it stays."""
    from syncer.stores.base import LockHolder

    gone = LockHolder("a run that is gone", "then", "then", "another")
    with store.lock(holder="a run that lives", timeout=0):
        other = table.store()
        with pytest.raises(LockedError):
            other.unlock(gone)
        assert str(store.lock_holder()).startswith("a run that lives")
        other.close()
