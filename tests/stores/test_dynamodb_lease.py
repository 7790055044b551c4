"""The lock of a table: who has it, for how long, and what a process may write that lost it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from syncer.errors import LockedError, StoreError
from syncer.stores.base import LockHolder, Patch
from syncer.stores.dynamodb.lease import LOCK_KEY, Patience
from tests.stores.shapes import NOON, admin_row, insert, random_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.stores.dynamodb.store import DynamoDBStore
    from tests.emulator import Emulator
    from tests.stores.dynamodb_rows import Table


class Clock:
    """A clock that moves only when told, and when somebody sleeps by it."""

    def __init__(self) -> None:
        self.now = NOON
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        """The time."""
        return self.now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)

    def sleep(self, seconds: float) -> None:
        """Let time pass, and note it."""
        self.slept.append(seconds)
        self.advance(seconds)


@pytest.fixture
def clock() -> Clock:
    """A clock that both stores go by."""
    return Clock()


@pytest.fixture
def stores(table: Table, clock: Clock) -> Iterator[tuple[DynamoDBStore, DynamoDBStore]]:
    """Two stores on one table, as two machines with the same time."""
    patience = Patience(clock=clock, sleep=clock.sleep)
    both = (table.store(patience=patience), table.store(patience=patience))
    yield both
    for store in both:
        store.close()


def test_the_lease_says_who_and_until_when(stores: tuple[DynamoDBStore, DynamoDBStore], table: Table) -> None:
    """While the lock is held one item says who holds it, since when and until when; then it is gone."""
    store, other = stores
    with store.lock(holder="ann on host7", timeout=0):
        found = other.lock_holder()
        assert found is not None
        assert found == LockHolder(
            "ann on host7", "2026-01-31T12:00:00.000000+00:00", "2026-01-31T12:01:00.000000+00:00", found.run
        )
        assert set(table.items("SYNCER#")["LOCK"]) == {"PK", "SK", "holder", "since", "until", "run"}
    assert other.lock_holder() is None
    assert table.items("SYNCER#") == {}


def test_another_waits_and_is_then_told_who_holds_it(stores: tuple[DynamoDBStore, DynamoDBStore], clock: Clock) -> None:
    """A second store looks again, with jitter, until its time is up; the error names the holder and what to do."""
    store, other = stores
    with store.lock(holder="ann on host7", timeout=0):
        said = "ann on host7 holds the lock since 2026-01-31T12:00:00.* until 2026-01-31T12:01:00.*`syncer unlock`"
        with pytest.raises(LockedError, match=said), other.lock(holder="bob", timeout=5):
            pytest.fail("two held the lock")
    assert sum(clock.slept) == pytest.approx(5)
    assert len(set(clock.slept)) > 3


def test_a_lease_that_ran_out_is_taken_over(stores: tuple[DynamoDBStore, DynamoDBStore], clock: Clock) -> None:
    """A holder that is gone keeps others out until its lease ends, and no longer."""
    store, other = stores
    with store.lock(holder="ann", timeout=0):
        clock.advance(59)
        with other.lock(holder="bob", timeout=5):
            found = other.lock_holder()
            assert found is not None
            assert found.holder == "bob"
            assert clock.now >= NOON + timedelta(seconds=60)
    assert other.lock_holder() is None


def test_who_lost_the_lease_writes_nothing(
    stores: tuple[DynamoDBStore, DynamoDBStore], clock: Clock, table: Table
) -> None:
    """After the lease ran out on our own clock nothing is sent, even if nobody took it; nor is it revived."""
    store, other = stores
    with store.lock(holder="ann", timeout=0):
        clock.advance(61)
        with pytest.raises(LockedError, match=r"was lost; this process was suspended.*run again"):
            store.commit([(insert("gpt-4o"),)])
        held = store._lock.held
        assert held is not None
        with pytest.raises(LockedError):
            held.renew()
        with other.lock(holder="bob", timeout=0):
            other.commit([(insert("bobs"),)])
    assert [item["modelId"]["S"] for item in table.items().values()] == ["bobs"]


@pytest.mark.parametrize("taken", [True, False], ids=["taken", "removed"])
def test_the_table_itself_refuses_who_lost_the_lease(
    stores: tuple[DynamoDBStore, DynamoDBStore], table: Table, *, taken: bool
) -> None:
    """When another run holds the lease, or `unlock` took it away, the transaction fails whatever the clock says."""
    store, other = stores
    table.put(admin_row())
    with store.lock(holder="ann", timeout=0):
        unlock(other)
        if taken:
            table.put_item({**LOCK_KEY, "holder": {"S": "bob"}, "run": {"S": "x"}, "until": {"S": "9"}})
        said = "was lost; bob holds the lock" if taken else "was lost; this process"
        with pytest.raises(LockedError, match=said):
            store.commit([(Patch(random_id(1), {"enabled": False}),), (insert("gpt-4o"),)])
    row = table.get(random_id(1))
    assert row == admin_row()
    assert table.ids() == {random_id(1)}
    assert len(table.items("SYNCER#")) == taken


def unlock(store: DynamoDBStore) -> str:
    """Take the lock from who holds it; the holder's name."""
    found = store.lock_holder()
    assert found is not None
    store.unlock(found)
    return found.holder


def test_unlock_says_from_whom_it_took_the_lock(stores: tuple[DynamoDBStore, DynamoDBStore]) -> None:
    """The holder is named; nobody is where nobody holds the lock."""
    store, other = stores
    assert other.lock_holder() is None
    with store.lock(holder="ann", timeout=0):
        assert unlock(other) == "ann"
        with other.lock(holder="bob", timeout=0):
            assert unlock(other) == "bob"


@pytest.mark.parametrize("attributes", [{}, {"until": {"N": "1"}}, {"run": {"S": "x"}}], ids=["bare", "number", "run"])
def test_a_damaged_lease_can_be_unlocked(
    stores: tuple[DynamoDBStore, DynamoDBStore], table: Table, attributes: dict[str, dict[str, str]]
) -> None:
    """Whatever somebody wrote into the lock item, `unlock` removes it and the lock can be taken."""
    store, _ = stores
    table.put_item({**LOCK_KEY, **attributes})
    unlock(store)
    with store.lock(holder="ann", timeout=0):
        store.commit([(insert("gpt-4o"),)])


def test_threads_of_one_store_keep_each_other_out(table: Table) -> None:
    """The lock is one thread's: another of the same store waits for it, and writes without it are not stopped."""
    store, told = table.store(), []

    def other() -> None:
        store.commit([(insert("an app's"),)])
        try:
            with store.lock(holder="bob", timeout=0):
                told.append("took it")
        except LockedError as error:
            told.append(str(error))

    with store.lock(holder="ann", timeout=0):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    store.close()
    assert "ann holds the lock" in told[0]
    assert len(table.ids()) == 1


def test_a_lease_is_renewed_while_it_is_held(table: Table) -> None:
    """A sync that takes longer than a lease keeps it, and writes at its end."""
    patience = Patience(seconds=3.0)
    store, other = table.store(patience=patience), table.store(patience=patience)
    with store.lock(holder="ann", timeout=0):
        first = store.lock_holder()
        with pytest.raises(LockedError), other.lock(holder="bob", timeout=4.5):
            pytest.fail("two held the lock")
        last = store.lock_holder()
        store.commit([(insert("gpt-4o"),)])
    assert first is not None
    assert last is not None
    assert (first.run, first.since) == (last.run, last.since)
    assert first.until < last.until
    store.close()
    other.close()


def test_the_lock_of_no_table_is_an_error(table: Table) -> None:
    """Where there is no table there is no lock to wait for."""
    table.name = "nothing"
    store = table.store()
    with pytest.raises(StoreError, match="there is no such table"), store.lock(holder="ann", timeout=5):
        pytest.fail("held")
    store.close()


@contextmanager
def other_process(table: Table, emulator: Emulator, count: int, lease: float) -> Iterator[subprocess.Popen[str]]:
    """A process that says what it has done and waits for a line before it goes on."""
    command = [sys.executable, "-m", "tests.stores.dynamodb_process", table.name, str(count), str(lease)]
    with subprocess.Popen(
        command, env={**os.environ, **emulator.environment}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def sleep_past_the_lease(process: subprocess.Popen[str], seconds: float) -> None:
    """Stop the process for longer than its lease, then let it go on."""
    process.send_signal(signal.SIGSTOP)
    time.sleep(seconds + 0.5)
    process.send_signal(signal.SIGCONT)


@pytest.mark.parametrize("written", [0, 99], ids=["before its first write", "half-way"])
def test_a_sync_that_slept_past_its_lease_writes_nothing(local_settings: Emulator, table: Table, written: int) -> None:
    """A process that is stopped while it holds the lock, and goes on after its lease, writes no more row."""
    with other_process(table, local_settings, 300, 2.5) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == "locked\n"
        if written:
            process.stdin.write("\n")
            process.stdin.flush()
            assert process.stdout.readline() == f"wrote {written}\n"
        sleep_past_the_lease(process, 2.5)
        said, _ = process.communicate("\n" * 9, timeout=30)
    assert len(table.ids()) == written
    assert "LockedError" in said
    assert ("failed LockedError skipped NoneType" in said) == bool(written)


def test_a_sync_that_slept_does_not_disturb_who_came_after(local_settings: Emulator, table: Table) -> None:
    """Another takes the lock and is still writing when the first one wakes up: only the other's rows are there."""
    with other_process(table, local_settings, 300, 2) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        process.send_signal(signal.SIGSTOP)
        store = table.store()
        with store.lock(holder="bob", timeout=10):
            store.commit([(insert("model-0000"),)])
            process.send_signal(signal.SIGCONT)
            said, _ = process.communicate("\n" * 9, timeout=30)
            store.commit([(insert("model-0001"),)])
        store.close()
    assert "LockedError" in said
    assert sorted(item["modelId"]["S"] for item in table.items().values()) == ["model-0000", "model-0001"]
    assert "managedBy" not in table.items()[next(iter(table.ids()))]
