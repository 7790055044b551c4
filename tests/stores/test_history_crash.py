"""The history after kills, failing calls and faults: an entry is there with its rows, or says no more than is true."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from syncer.errors import ConflictError, StoreError
from syncer.stores.base import GroupResult, HistoryWrite, Patch
from syncer.stores.directory.store import DirectoryStore
from tests.examples import examples
from tests.stores.faults import Killed, Machine
from tests.stores.shapes import admin_row, insert, random_id
from tests.stores.test_directory_crash import (
    SMALL,
    Scenario,
    _no_waiting_for_the_disk,
    commit_with_edit,
    each_kill,
    half_done,
    on_copy,
    recovered,
    scenario,
    seeded,
    steps_of,
    tmp_path,
    tree_in,
)
from tests.stores.test_dynamodb_faults import (
    DENIED,
    FOR_EVER,
    INTERNAL,
    LOST,
    PASSING,
    SHORT,
    reach,
)
from tests.stores.test_history import RANDOM, apply, bodies, forget, ids, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syncer.stores.base import Store
    from syncer.stores.dynamodb.store import DynamoDBStore
    from tests.stores.dynamodb_proxy import Fault, FaultProxy
    from tests.stores.dynamodb_rows import Table
    from tests.stores.test_dynamodb_faults import Reach

__all__ = ["_no_waiting_for_the_disk", "reach", "tmp_path"]
"""Fixtures."""
MIXED = {"rows": 3, "patches": 1, "removals": 1, "inserts": 1}
MANY = {"rows": 6, "patches": 2, "removals": 1, "inserts": 15}


@pytest.fixture(autouse=True)
def _small_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    """A transaction takes six actions, so that few rows need many."""
    monkeypatch.setattr("syncer.stores.dynamodb.commit.MOST_ACTIONS", MOST_ACTIONS)


@pytest.fixture(params=[MIXED, MANY], ids=["mixed", "many"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Scenario:
    """A commit with an entry, the second of the history or the first."""
    plain = scenario(tmp_path, **request.param)
    if request.param is MIXED:
        apply(DirectoryStore(plain.start / "models"), "1")
    return plain._replace(history=writing("2", models=("a",)))


def kept(folder: Path) -> bool:
    """Whether the entry of the commit is there; it is whole then, and so is the one before."""
    store = DirectoryStore(folder)
    there = "2" in ids(store)
    assert store.history_body("2") == (b"applied{}" if there else None)
    assert all(head.head["state"] in ("applied", "nothing to do") for head in store.history())
    return there


def agreed(made: Scenario, folder: Path) -> bool:
    """Whether the commit was done; the rows as read and the entry say the same, before the next lock and after it."""
    done = kept(folder)
    names = {f"{record.record_id}.json" for record in DirectoryStore(folder).read().records}
    assert names == (made.after if done else made.before).keys()
    if folder.exists():
        assert recovered(folder) == (made.after if done else made.before)
        assert kept(folder) == done
    return done


def test_a_kill_at_any_step_leaves_rows_and_entry_or_neither(made: Scenario, tmp_path: Path) -> None:
    """After a kill a reader sees rows and entry or neither, and changes nothing; the same commit again does it."""
    seen = []
    for machine, killed in each_kill(made, tmp_path):
        folder = machine.root / "models"
        tree = tree_in(machine.root)
        kept(folder)
        assert tree_in(machine.root) == tree, machine.calls[-1]
        seen.append(agreed(made, folder))
        assert killed or seen[-1]
        if not seen[-1]:
            made.commit(folder)
            assert agreed(made, folder)
    assert seen == sorted(seen)
    assert 1 < sum(seen) < len(seen) / 2


def test_a_power_cut_at_any_step_leaves_rows_and_entry_or_neither(made: Scenario, tmp_path: Path) -> None:
    """Whatever the disk keeps of what was not synced, rows and entry agree."""
    cut = tmp_path / "cut"
    for machine, killed in each_kill(made, tmp_path):
        for seed in range(4):
            machine.after_power_cut(cut, seeded(1000 * machine.step + seed))
            assert agreed(made, cut / "models") or killed, machine.calls[-1]
            shutil.rmtree(cut)


@pytest.mark.parametrize("ever_after", [False, True], ids=["one call", "full disk"])
def test_a_failing_call_leaves_rows_and_entry_or_neither(made: Scenario, tmp_path: Path, *, ever_after: bool) -> None:
    """When a call fails the commit says so and left nothing, or it did all."""
    for step in count(1):
        machine = Machine(on_copy(made, tmp_path))
        machine.fail_at(step, ever_after=ever_after)
        failed = False
        with machine.running():
            try:
                made.commit(machine.root / "models")
            except StoreError:
                failed = True
        if step > machine.step:
            break
        assert agreed(made, machine.root / "models") != failed, machine.calls[step - 1]


def test_a_crash_during_recovery_takes_the_entry_along(made: Scenario, tmp_path: Path) -> None:
    """A recovery that is itself killed or cut off at any step ends with rows and entry or neither."""
    last = steps_of(made, tmp_path)
    chance = seeded(last)
    cut = tmp_path / "cut"
    for first in (last - 3, last - 6, chance.randint(1, last - 7)):
        for step in count(1):
            machine = half_done(made, tmp_path, step=first)
            machine.kill_at(step)
            locked = DirectoryStore(machine.root / "models").lock(holder="the next sync", timeout=0)
            with machine.running(), suppress(Killed), locked:
                pass
            machine.after_power_cut(cut, chance)
            for place in (machine.root / "models", cut / "models"):
                agreed(made, place)
            shutil.rmtree(cut)
            if step > machine.step:
                break


def test_an_edit_or_ctrl_c_during_the_commit_leaves_no_entry(tmp_path: Path) -> None:
    """A commit that turns round, for somebody's edit or an error of the caller, takes its entry back."""
    made = scenario(tmp_path, **SMALL)._replace(history=writing("2"))
    machine = Machine(on_copy(made, tmp_path))
    with machine.running(), pytest.raises(ConflictError):
        commit_with_edit(machine, made, victim=4, at=4)
    assert not kept(machine.root / "models")

    def progress(done: int) -> None:
        if done == len(made.groups):
            raise KeyboardInterrupt

    folder = on_copy(made, tmp_path) / "models"
    with pytest.raises(KeyboardInterrupt):
        DirectoryStore(folder).commit(made.groups, progress=progress, history=made.history)
    assert not agreed(made, folder)


def test_forgetting_is_whole_at_every_step(tmp_path: Path) -> None:
    """Killed or cut off at any step, each entry that was to go is there, whole, or gone."""
    start = tmp_path / "start"
    start.mkdir()
    for apply_id in "123":
        apply(DirectoryStore(start / "models"), apply_id)
    for step in count(1):
        shutil.rmtree(tmp_path / "work", ignore_errors=True)
        machine = Machine(Path(shutil.copytree(start, tmp_path / "work")))
        machine.kill_at(step)
        with machine.running(), suppress(Killed):
            forget(DirectoryStore(machine.root / "models"), "1", "3")
        machine.after_power_cut(tmp_path / "cut", seeded(step))
        for place in (machine.root / "models", tmp_path / "cut" / "models"):
            store = DirectoryStore(place)
            assert "2" in ids(store)
            assert all(store.history_body(apply_id) == b"nothing to do{}" for apply_id in ids(store))
            forget(store, "1", "3")
            assert ids(store) == ["2"]
        shutil.rmtree(tmp_path / "cut")
        if step > machine.step:
            return


def test_kill_9_leaves_every_apply_whole(tmp_path: Path) -> None:
    """A process that applies and applies, killed at many moments: of every apply rows and entry are there, or none."""
    folder, chance = tmp_path / "models", random.Random(7)  # noqa: S311  no secret hangs on it
    store = DirectoryStore(folder)
    for number in range(examples(4, thorough=12)):
        first = 10_000 * (number + 1)
        command = [sys.executable, "-m", "tests.stores.history_process", str(folder), str(first)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0.001, 0.12))
            process.kill()
        entries = ids(store)
        noted = [str(record.raw["note"]) for record in store.read().records]
        assert sorted(noted) == sorted(entries * 3)
        assert all(store.history_body(apply_id) == b"applied{}" for apply_id in entries[:5])
    assert len(ids(store)) > 6


def of_table(made: Table, store: Store) -> tuple[int, list[str], list[bytes | None]]:
    """How many rows there are, and the entries with their bodies."""
    entries = ids(store)
    return len(made.ids()), entries, [store.history_body(apply_id) for apply_id in entries]


GROUPS = tuple((insert(name),) for name in ("a", "b", "c"))
SPLIT = tuple((insert(f"m{number}"),) for number in range(14))
"""More than one transaction holds."""
MOST_ACTIONS = 6
BRIEF = SHORT._replace(budget=0.2, unreachable=0.2)
DONE = (3, ["1"], [b"applied{}"])
NOTHING: tuple[int, list[str], list[bytes | None]] = (0, [], [])


@pytest.mark.parametrize("name", ["contention", "in progress", "internal, done", "lost after", "html, done", "damaged"])
def test_a_passing_fault_leaves_rows_and_entry(table: Table, proxy: FaultProxy, reach: Reach, name: str) -> None:
    """One transaction meets a fault and is done once, rows and entry, also where no token tells that it was."""
    proxy.forgets = PASSING[name].done
    store = reach()
    proxy.add(PASSING[name])
    results = store.commit(GROUPS, history=writing("1"))
    assert [result.status for result in results] == ["applied"] * 3
    assert of_table(table, store) == DONE
    assert [seen.operation for seen in proxy.seen].count("PutItem") == 0


@pytest.mark.parametrize("name", ["throttled", "internal", "html", "denied"])
def test_a_fault_that_stays_leaves_neither(table: Table, proxy: FaultProxy, reach: Reach, name: str) -> None:
    """A transaction that cannot be done leaves neither rows nor entry.

    The first of several leaves what has begun where nobody knows whether it was done.
    """
    fault, said = FOR_EVER[name]
    store = reach(BRIEF)
    proxy.add(fault._replace(times=999))
    for groups in (GROUPS, SPLIT):
        with pytest.raises(StoreError, match=said):
            store.commit(groups, history=writing("1"))
        rows, entries, _ = of_table(table, store)
        assert rows == 0
        assert entries == (["1"] if groups is SPLIT and name in ("internal", "html") else [])


@pytest.mark.parametrize("fault", [LOST, INTERNAL], ids=["lost", "internal"])
def test_a_transaction_whose_answers_are_lost_is_known_by_its_entry(
    table: Table, proxy: FaultProxy, reach: Reach, fault: Fault
) -> None:
    """When no answer comes the entry says that the rows were written, though somebody has edited one since."""
    store = reach(BRIEF)
    proxy.add(fault._replace(done=True, times=999))
    real = store.calls.call

    def call(operation: str, **parameters: Any) -> Any:
        try:
            return real(operation, **parameters)
        finally:
            if operation == "transact_write_items":
                table.put(admin_row("a") | {"id": GROUPS[0][0].record_id})

    store.calls.call = call  # type: ignore[method-assign]  # another writer, who acts before we look
    assert [result.status for result in store.commit(GROUPS, history=writing("1"))] == ["applied"] * 3
    assert store.commit([], history=writing("2")) == ()
    proxy.clear()
    assert of_table(table, store)[1] == ["2", "1"]


def test_a_commit_that_stops_half_way_says_so_in_its_entry(table: Table, proxy: FaultProxy, reach: Reach) -> None:
    """When a later transaction fails the entry has what became of every group."""
    store = reach()
    proxy.add(DENIED._replace(operation="TransactWriteItems", skip=2))
    store.commit([(insert(f"m{number}"),) for number in range(30)], history=writing("1"))
    assert of_table(table, store)[1:] == (["1"], [b"applied failed skipped{}"])
    assert bodies(table) == ["SYNCER#HISTORY#1"]


@pytest.mark.parametrize("puts", [3, 4])
def test_an_entry_that_cannot_be_finished_stays_as_begun(
    table: Table, proxy: FaultProxy, reach: Reach, puts: int
) -> None:
    """Rows that are written are reported as such, though the end of the story could not be."""
    store = reach()
    proxy.add(DENIED._replace(operation="PutItem", skip=puts))
    results = store.commit(SPLIT, history=writing("1"))
    assert {result.status for result in results} == {"applied"}
    assert of_table(table, store) == (len(SPLIT), ["1"], [b"begun{}"])
    proxy.clear()
    assert forget(store, "1") == 1
    assert bodies(table) == []


def test_an_entry_that_cannot_be_begun_stops_the_commit(table: Table, proxy: FaultProxy, reach: Reach) -> None:
    """Where what has begun cannot be written, at whatever step, no row is; what is left of it is no entry."""
    store = reach(BRIEF)
    for skip in range(3):
        proxy.add(DENIED._replace(operation="PutItem", skip=skip))
        with pytest.raises(StoreError, match="dynamodb:PutItem"):
            store.commit(SPLIT, history=writing(f"{skip}"))
        proxy.clear()
        assert of_table(table, store) == NOTHING
    for apply_id, fault in (("8", LOST), ("9", INTERNAL)):
        proxy.add(fault._replace(operation="PutItem", done=True, skip=2, times=999))
        with pytest.raises(StoreError, match="no good answer"):
            store.commit(SPLIT, history=writing(apply_id))
        proxy.clear()
        assert of_table(table, store) == NOTHING
        assert forget(store, apply_id) == 0
    assert table.items("SYNCER#") == {}


def test_lost_answers_do_not_matter_to_an_entry(table: Table, proxy: FaultProxy, reach: Reach) -> None:
    """Every call of a split commit and of forgetting may lose its answer once."""
    store = reach()
    for operation, times in (("PutItem", 5), ("DeleteItem", 3), ("GetItem", 4), ("Query", 3)):
        for skip in range(times):
            proxy.add(LOST._replace(operation=operation, done=True, skip=skip))
    store.commit(SPLIT, history=writing("1"))
    assert of_table(table, store) == (len(SPLIT), ["1"], [b"applied{}"])
    assert forget(store, "1") == 1
    assert table.items("SYNCER#") == {}


def test_a_conflict_that_comes_between_takes_the_entry_back(table: Table, reach: Reach) -> None:
    """A row that moves after what has begun was written, in the first transaction: neither rows nor entry."""
    table.put(admin_row("moved"))
    store = reach()
    real = store.calls.call

    def call(operation: str, **parameters: Any) -> Any:
        if operation == "put_item":
            table.put(admin_row("moved", enabled=False))
        return real(operation, **parameters)

    store.calls.call = call  # type: ignore[method-assign]  # another writer
    groups = [(Patch(random_id(1), {"modelName": "x"}, expect={"enabled": True}),)]
    with pytest.raises(ConflictError):
        store.commit([*groups, *SPLIT], history=writing("1"))
    assert of_table(table, store) == (1, [], [])
    assert table.items("SYNCER#") == {}


WRITES = {"put_item", "delete_item", "transact_write_items"}


def dying(real: Callable[..., Any], writes: int) -> Callable[..., Any]:
    """The calls of a process that is killed before it writes once more."""
    left = [writes]

    def call(operation: str, **parameters: Any) -> Any:
        if operation in WRITES:
            left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return real(operation, **parameters)

    return call


@pytest.fixture
def tight(table: Table, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[DynamoDBStore, DynamoDBStore]]:
    """Two stores on a table, for items of a kilobyte, one transaction after the other."""
    monkeypatch.setattr("syncer.stores.dynamodb.commit.IN_FLIGHT", 1)
    monkeypatch.setattr("syncer.stores.dynamodb.chunks._PART_BYTES", 1000)
    stores = table.store(), table.store()
    yield stores
    for store in stores:
        store.close()


Tight = tuple["DynamoDBStore", "DynamoDBStore"]
BODIES = pytest.mark.parametrize("body", [b"{}", RANDOM[:2800]], ids=["small", "large"])


@BODIES
def test_a_kill_between_any_two_writes_leaves_the_truth(table: Table, tight: Tight, body: bytes) -> None:
    """Killed after any write of a split commit: no rows and no entry, or one that has begun, or one that is done."""
    store, witness = tight
    real, seen = store.calls.call, []
    for last in count():
        apply_id, ended = f"{last:02}", False
        store.calls.call = dying(real, last)  # type: ignore[method-assign]  # a process that ends
        with suppress(KeyboardInterrupt):
            store.commit(SPLIT, history=writing(apply_id, body=body))
            ended = True
        rows, entries, found = of_table(table, witness)
        state = found[0].removesuffix(body).decode() if found and found[0] else ""
        assert entries == ([apply_id] if state else [])
        assert rows in {"": (0,), "begun": (0, 6, 12, 14), "applied": (14,)}[state]
        seen.append(state)
        forget(witness, apply_id)
        assert table.items("SYNCER#") == {}
        for record_id in table.ids():
            table.delete(record_id)
        if ended:
            break
    assert seen == sorted(seen, key=["", "begun", "applied"].index)
    assert set(seen) == {"", "begun", "applied"}


@BODIES
def test_a_kill_while_forgetting_leaves_entries_whole(table: Table, tight: Tight, body: bytes) -> None:
    """Killed after any write of forgetting: each entry is there with its body, or gone; the next time ends it."""
    store, witness = tight
    real = store.calls.call
    for last in count():
        for apply_id in "123":
            witness.commit([], history=writing(apply_id, body=body))
        store.calls.call = dying(real, last)  # type: ignore[method-assign]  # a process that ends
        gone = 0
        with suppress(KeyboardInterrupt):
            gone = store.forget(("1", "3"))
        entries = ids(witness)
        assert "2" in entries
        assert all(witness.history_body(apply_id) == b"nothing to do" + body for apply_id in entries)
        forget(witness)
        assert sorted(set(bodies(table))) == [f"SYNCER#HISTORY#{apply_id}" for apply_id in sorted(entries)]
        forget(witness, *entries)
        assert table.items("SYNCER#") == {}
        if gone:
            assert gone == 2
            return


def test_what_comes_with_an_entry_is_asked_again_without_effect(reach: Reach) -> None:
    """The function that makes the entry of the end is told the results, last of all those that are true."""
    told: list[int] = []

    def done(results: tuple[GroupResult, ...]) -> Any:
        told.append(len(results))
        return writing("1").done(results)

    history = HistoryWrite(writing("1").begun, done)
    reach().commit([(insert(f"m{number}"),) for number in range(MOST_ACTIONS - 2)], history=history)
    reach().commit([(insert(f"n{number}"),) for number in range(MOST_ACTIONS - 1)],
                   history=history._replace(begun=writing("2").begun))  # fmt: skip
    assert told == [MOST_ACTIONS - 2, MOST_ACTIONS - 1]
