"""A clock that jumps while the lock is held, and a table that is deleted half-way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from syncer.errors import LockedError, StoreError
from syncer.stores.dynamodb.lease import Patience
from syncer.sync.apply import apply_plan
from tests.stores.shapes import catalog, entry, insert, run
from tests.stores.test_dynamodb_faults import NAMES, plan_for
from tests.stores.test_dynamodb_lease import Clock

if TYPE_CHECKING:
    from tests.stores.dynamodb_rows import Table

HOUR = 3600.0


def model_ids(table: Table) -> list[str]:
    """What is in the table, past our code."""
    return sorted(item["modelId"]["S"] for item in table.items().values())


def test_a_clock_that_jumps_ahead_stops_the_holder(table: Table) -> None:
    """The holder takes its lease for run out and writes nothing more; what it wrote stays, and the next run does it."""
    clock = Clock()
    store = table.store(patience=Patience(clock=clock, sleep=clock.sleep))
    with store.lock(holder="ann", timeout=0):
        store.commit([(insert("before"),)])
        clock.advance(HOUR)
        with pytest.raises(LockedError, match="was lost"):
            store.commit([(insert("after"),)])
    assert model_ids(table) == ["before"]
    with store.lock(holder="ann", timeout=0):
        store.commit([(insert("after"),)])
    assert model_ids(table) == ["after", "before"]
    store.close()


def test_a_clock_that_jumps_back_lets_nobody_write_twice(table: Table) -> None:
    """The holder believes in its lease for longer; whoever takes it over by a right clock is the one who writes."""
    clock, right = Clock(), Clock()
    store = table.store(patience=Patience(clock=clock, sleep=clock.sleep))
    other = table.store(patience=Patience(clock=right, sleep=right.sleep))
    with store.lock(holder="ann", timeout=0):
        clock.advance(-HOUR)
        store.commit([(insert("still anns"),)])
        right.advance(61)
        with other.lock(holder="bob", timeout=0):
            with pytest.raises(LockedError, match="was lost; bob holds the lock"):
                store.commit([(insert("too late"),)])
            other.commit([(insert("bobs"),)])
    assert model_ids(table) == ["bobs", "still anns"]
    assert table.items("SYNCER#") == {}
    for one in (store, other):
        one.close()


def test_a_renewal_after_a_jump_back_ends_earlier(table: Table) -> None:
    """It makes the lease shorter by others' clocks, which costs the holder its lock and nobody a row."""
    clock, right = Clock(), Clock()
    store = table.store(patience=Patience(clock=clock, sleep=clock.sleep))
    other = table.store(patience=Patience(clock=right, sleep=right.sleep))
    with store.lock(holder="ann", timeout=0):
        clock.advance(-HOUR)
        held = store._lock.held
        assert held is not None
        held.renew()
        with other.lock(holder="bob", timeout=0), pytest.raises(LockedError, match="bob holds the lock"):
            store.commit([(insert("too late"),)])
    assert model_ids(table) == []
    for one in (store, other):
        one.close()


def test_a_table_that_is_deleted_half_way(table: Table) -> None:
    """What was written before is reported as applied, the rest as failed or not tried, with what to do."""
    store = table.store()
    plan = plan_for(store, catalog(*map(entry, NAMES)))
    told: list[int] = []

    def delete_table(written: int) -> None:
        if not told:
            table.client.delete_table(TableName=table.name)
        told.append(written)

    report = apply_plan(plan, store, run()._replace(progress=delete_table))
    counts = report.counts
    assert counts["applied"] == told[-1]
    assert counts["failed"] > 0
    assert sum(counts.values()) == len(NAMES)
    failed = next(outcome for outcome in report.outcomes if outcome.status == "failed")
    assert "there is no such table; check name and region" in str(failed.detail)
    with pytest.raises(StoreError, match="there is no such table"):
        store.read()
    store.close()


def test_a_table_that_is_deleted_after_the_last_row(table: Table) -> None:
    """All is reported as applied, and that nothing could be kept."""
    store = table.store()
    plan = plan_for(store, catalog(entry("a")))
    report = apply_plan(plan, store, run()._replace(progress=lambda _: table.client.delete_table(TableName=table.name)))
    assert report.counts == {"applied": 1, "failed": 0, "skipped": 0}
    with pytest.raises(StoreError, match=r"all that was planned is done.*no such table"):
        report.require_remembered()
    store.close()
