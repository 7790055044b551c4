"""An error of a store names the models that it is about, and the row or the file of each."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any

import pytest

from syncer.errors import ConflictError, LockedError, StoreError
from syncer.stores.base import Insert, Patch, Remove
from syncer.stores.directory.lock import SyncLock
from syncer.stores.directory.store import DirectoryStore
from syncer.stores.dynamodb.client import Retry
from syncer.stores.dynamodb.lease import LOCK_KEY
from syncer.stores.expect import named
from syncer.sync.apply import apply_plan
from tests.stores.dynamodb_proxy import Fault, FaultProxy
from tests.stores.shapes import admin_row, catalog, entry, insert, run
from tests.stores.test_dynamodb_faults import plan_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syncer.stores.dynamodb.store import DynamoDBStore
    from tests.stores.dynamodb_rows import Table

AT_ONCE = Retry(budget=0.02, first=0.01, longest=0.01, unreachable=0.02)
MODELS = ("first", "second", "third")


@pytest.fixture
def store(table: Table, proxy: FaultProxy) -> Iterator[DynamoDBStore]:
    """A store that reaches the table through the proxy, and is not patient."""
    made = table.store(endpoint=proxy.endpoint, retry=AT_ONCE)
    yield made
    made.close()


def error_of(store: DynamoDBStore | DirectoryStore, *writes: Insert | Patch | Remove) -> str:
    """What a commit of these writes says, which must fail with nothing written."""
    before = store.read()
    with pytest.raises(StoreError) as caught:
        store.commit([(write,) for write in writes])
    assert caught.value.exit_code == StoreError.exit_code
    assert store.read() == before
    return str(caught.value)


def test_a_write_knows_its_model() -> None:
    """By what it writes, or by what it expects; otherwise by its row alone."""
    write = insert("gpt-4o", record_id="r")
    assert named(write) == "gpt-4o (row r)"
    assert named(Patch("r", {"modelId": "new"}, expect={"modelId": "old"})) == "old (row r)"
    assert named(Remove("r", {"modelId": "old"})) == "old (row r)"
    assert named(Remove("r")) == "row r"


@pytest.mark.parametrize(
    "code", ["ValidationError", "ItemCollectionSizeLimitExceeded", "TransactionConflict", "ThrottlingError"]
)
@pytest.mark.parametrize("locked", [False, True])
def test_a_transaction_that_is_cancelled_for_a_row(
    store: DynamoDBStore, proxy: FaultProxy, code: str, *, locked: bool
) -> None:
    """The row that DynamoDB gives a reason for is named, and no other; also behind the check of the lease."""
    writes = [insert(name) for name in MODELS]
    reasons = (*(["None"] * locked), "None", code, "None")
    proxy.add(Fault("error", times=999, code="TransactionCanceledException", reasons=reasons))
    if locked:
        with store.lock(holder="a test", timeout=0):
            said = error_of(store, *writes)
    else:
        said = error_of(store, *writes)
    assert named(writes[1]) in said
    assert "first" not in said
    assert "third" not in said


@pytest.mark.parametrize("value", [1e-200, 1e200, [[[]]]], ids=["small", "large", "deep"])
def test_a_request_that_is_refused_whole(store: DynamoDBStore, proxy: FaultProxy, value: Any) -> None:
    """DynamoDB names no row then: the one that no table can hold is found."""
    deep: Any = value
    for _ in range(40 if isinstance(value, list) else 0):
        deep = [deep]
    writes = [insert(name, extra={"note": deep} if name == "second" else None) for name in MODELS]
    proxy.add(Fault("error", times=999, code="ValidationException", message="One or more values were not valid"))
    said = error_of(store, *writes)
    assert said.startswith(f"{named(writes[1])}: DynamoDB table")
    assert "One or more values were not valid" in said


def test_a_request_that_is_refused_for_no_reason_that_is_known(store: DynamoDBStore, proxy: FaultProxy) -> None:
    """Then all that were in it are named, the first of many."""
    proxy.add(Fault("error", times=999, code="ValidationException"))
    assert error_of(store, *map(insert, MODELS)).startswith(f"{', '.join(named(insert(name)) for name in MODELS)}: ")
    assert " and 15 more: " in error_of(store, *(insert(f"m{number}") for number in range(20)))


def test_an_error_about_no_row_names_none(store: DynamoDBStore, proxy: FaultProxy) -> None:
    """A permission that is missing is no model's fault."""
    proxy.add(Fault("error", times=999, code="AccessDeniedException"))
    assert error_of(store, *map(insert, MODELS)).startswith("DynamoDB table")


def test_a_real_table_refuses(table: Table) -> None:
    """Without a proxy: a number that no table keeps, and a row beyond 400 KB."""
    store = table.store(retry=AT_ONCE)
    for extra in ({"note": 1e-200}, {"note": "x" * 410_000}):
        writes = [insert("first"), insert("second", extra=extra)]
        said = error_of(store, *writes)
        assert named(writes[1]) in said
        assert "first" not in said
    store.close()


def test_a_value_without_a_form_is_no_unexpected_error(table: Table, tmp_path: Path) -> None:
    """In either store: the model and the row, or its file, and nothing is written."""
    write = insert("second", extra={"note": object()})
    store, folder = table.store(retry=AT_ONCE), DirectoryStore(tmp_path / "models")
    folder.commit([(insert("old"),)])
    assert error_of(store, insert("first"), write).startswith(f"{named(write)} cannot be stored: ")
    assert error_of(folder, insert("first"), write).startswith(
        f"{named(write)} cannot be stored in {write.record_id}.json: "
    )
    store.close()


def test_a_row_that_moved_names_its_model(table: Table, store: DynamoDBStore) -> None:
    """A condition that failed, as a sync tells it."""
    row = admin_row("gpt-4o", managedBy="campus")
    table.put(row)
    plan = plan_for(store, catalog(entry("gpt-4o", available_to_roles=["staff"], input_modalities=["TEXT", "IMAGE"])))
    assert plan.exit_code == 0, plan.guards
    table.put({**row, "inputPricePerMillionTokens": 77})
    with pytest.raises(ConflictError, match=r"^gpt-4o: changed since the plan was made"):
        apply_plan(plan, store, run())


def test_a_file_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk at the second row: the message has the model and the file of its record, not a staged one."""
    store = DirectoryStore(tmp_path / "models")
    store.commit([(insert("old"),)])
    writes = [insert(name) for name in MODELS]
    real = os.open

    def full(path: Any, flags: int, mode: int = 0o777) -> int:
        if str(path).endswith(f"{writes[1].record_id}.json.staged"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", full)
    said = error_of(store, *writes)
    assert f"{named(writes[1])} in {store.folder}/{writes[1].record_id}.json: No space left on device" in said


def test_a_lock_holder_is_shown_in_part(table: Table, tmp_path: Path) -> None:
    """100 KB of a name do not fill the screen, in either store."""
    long = "x" * 100_000
    table.put_item({**LOCK_KEY, **{name: {"S": long} for name in ("holder", "since", "until", "run")}})
    store = table.store()
    found = store.lock_holder()
    assert found is not None
    assert found.holder == long
    assert len(str(found)) < 1000
    with pytest.raises(LockedError) as caught, store.lock(holder="me", timeout=0):
        pass
    assert len(str(caught.value)) < 1000
    store.close()
    lock = SyncLock(tmp_path / "lock")
    other = SyncLock(tmp_path / "lock").hold(holder="me", timeout=0)
    with lock.hold(holder=long, timeout=0), pytest.raises(LockedError) as caught, other:
        pass
    assert "xxx... holds the lock" in str(caught.value)
    assert len(str(caught.value)) < 1000
