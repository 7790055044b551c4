"""A lock item of any shape: it keeps others out until `unlock` takes away exactly what it saw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from syncer.errors import LockedError
from syncer.stores.base import LockHolder
from syncer.stores.dynamodb.lease import LOCK_KEY
from tests.e2e.driving import write_catalog
from tests.stores.shapes import insert

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syncer.stores.dynamodb.store import DynamoDBStore
    from tests.e2e.driving import Syncer
    from tests.stores.dynamodb_rows import Table

LEASE: dict[str, Any] = {
    "holder": {"S": "ann"}, "since": {"S": "2026"}, "until": {"S": "9999"}, "run": {"S": "1"},
}  # fmt: skip
VALUES: dict[str, dict[str, Any]] = {
    "text": {"S": "no date"}, "number": {"N": "7"}, "small": {"N": "1E-100"}, "large": {"N": "9.5E+125"},
    "long": {"N": "12345678901234567890.123456789"}, "bytes": {"B": b"\x00\xff"}, "flag": {"BOOL": False},
    "null": {"NULL": True}, "list": {"L": [{"S": "1"}, {"N": "1"}, {"B": b"x"}]}, "empty list": {"L": []},
    "map": {"M": {"S": {"NULL": True}}}, "texts": {"SS": ["b", "a"]}, "numbers": {"NS": ["1", "2.5"]},
    "many bytes": {"BS": [b"1", b"2"]}, "empty": {"S": ""}, "long text": {"S": "x" * 100_000},
    "escape": {"S": "\x1b[31mred\n::error::x"},
}  # fmt: skip


@pytest.fixture
def store(table: Table) -> Iterator[DynamoDBStore]:
    """A store on it."""
    made = table.store()
    yield made
    made.close()


def seen_in(store: DynamoDBStore) -> LockHolder:
    """Who the lock item names."""
    found = store.lock_holder()
    assert found is not None
    return found


@pytest.mark.parametrize("name", LockHolder._fields)
@pytest.mark.parametrize("value", [*VALUES.values(), None], ids=[*VALUES, "missing"])
def test_a_lock_item_of_any_shape_is_removed(
    table: Table, store: DynamoDBStore, name: str, value: dict[str, Any] | None
) -> None:
    """Each attribute in each type, or missing: the item goes, and the lock can be taken."""
    lease = {key: content for key, content in LEASE.items() if key != name}
    table.put_item({**LOCK_KEY, **lease, **({name: value} if value is not None else {})})
    store.unlock(seen_in(store))
    assert table.items("SYNCER#") == {}
    with store.lock(holder="bob", timeout=0):
        store.commit([(insert("gpt-4o"),)])


@pytest.mark.parametrize("value", VALUES.values(), ids=list(VALUES))
def test_another_lock_is_not_removed(table: Table, store: DynamoDBStore, value: dict[str, Any]) -> None:
    """What was not seen stays, where the run is of another type or value by now, and where a run took it properly."""
    table.put_item({**LOCK_KEY, **LEASE, "run": value})
    seen = seen_in(store)
    for run in ({"S": "2"}, {"N": "8"}):
        table.put_item({**LOCK_KEY, **LEASE, "run": run})
        with pytest.raises(LockedError, match="changed hands just now"):
            store.unlock(seen)
        assert table.items("SYNCER#")["LOCK"]["run"] == run


def test_a_lock_of_the_same_words_and_another_type_is_not_removed_unseen(
    table: Table, store: DynamoDBStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the last look and the removal the table itself compares, types included."""
    table.put_item({**LOCK_KEY, **LEASE, "run": {"N": "1"}})
    seen, call = seen_in(store), store.calls.call

    def swapped(operation: str, **parameters: Any) -> Any:
        """The call; just before a removal another process takes the lock."""
        if operation == "delete_item":
            table.put_item({**LOCK_KEY, **LEASE})
        return call(operation, **parameters)

    monkeypatch.setattr(store.calls, "call", swapped)
    with pytest.raises(LockedError, match="changed hands just now"):
        store.unlock(seen)
    assert table.items("SYNCER#")["LOCK"]["run"] == {"S": "1"}


def test_a_lock_that_was_renewed_is_removed(table: Table, store: DynamoDBStore) -> None:
    """A renewal between the look and the removal makes it no other lock; nor does a lock that is gone stop anybody."""
    table.put_item({**LOCK_KEY, **LEASE})
    seen = seen_in(store)
    table.put_item({**LOCK_KEY, **LEASE, "until": {"S": "99999"}})
    store.unlock(seen)
    assert table.items("SYNCER#") == {}
    store.unlock(seen)


@pytest.mark.parametrize("value", [VALUES["bytes"], VALUES["null"], VALUES["list"], VALUES["escape"]])
def test_the_command_removes_it(
    syncer: Syncer, table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: dict[str, Any]
) -> None:
    """`syncer unlock --yes` ends with 0, and nothing raw reaches the terminal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DYNAMODB_MANAGED_MODELS_TABLE_NAME", table.name)
    write_catalog(["a"])
    table.put_item({**LOCK_KEY, **dict.fromkeys(LEASE, value)})
    ran = syncer("unlock", "--yes")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("\n") == 1
    assert "\x1b" not in ran.out
    assert table.items("SYNCER#") == {}
