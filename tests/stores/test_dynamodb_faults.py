"""What goes wrong between the client and the table: each time done exactly once, or reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from syncer.errors import ConflictError, StoreError
from syncer.plan.guards.check import Allowances
from syncer.plan.plan import Plan, build_plan
from syncer.stores.base import Patch, Remove
from syncer.stores.dynamodb.client import Retry
from syncer.sync.apply import apply_plan
from tests.stores.dynamodb_proxy import Fault, FaultProxy
from tests.stores.shapes import admin_row, catalog, entry, insert, random_id, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syncer.model.catalog import Catalog
    from syncer.stores.dynamodb.store import DynamoDBStore
    from tests.stores.dynamodb_rows import Table

    Reach = Callable[..., DynamoDBStore]

QUICK = Retry(budget=8, first=0.01, longest=0.05, unreachable=0.5)
PATIENT = QUICK._replace(unreachable=QUICK.budget)
"""For a fault that passes: a bad answer to a slow transaction is met again, however loaded the machine is."""
SHORT = QUICK._replace(budget=0.5)
NAMES = tuple(f"model-{number:03}" for number in range(110))

THROTTLED = Fault("error", code="ProvisionedThroughputExceededException")
LIMITED = Fault("error", code="ThrottlingException")
BUSY = Fault("error", code="TransactionCanceledException", reasons=("TransactionConflict", *["None"] * 98))
IN_PROGRESS = Fault("error", code="TransactionInProgressException", done=True)
INTERNAL = Fault("error", status=500, code="InternalServerError")
UNAVAILABLE = Fault("html", status=503)
LOST = Fault("drop")
SLOW = Fault("slow", seconds=2.5)
HTML = Fault("html", status=200)
DAMAGED = Fault("damage", done=True)
PASSING = {
    "throttled": THROTTLED, "limited": LIMITED, "contention": BUSY, "in progress": IN_PROGRESS, "internal": INTERNAL,
    "internal, done": INTERNAL._replace(done=True), "unavailable": UNAVAILABLE, "lost before": LOST,
    "lost after": LOST._replace(done=True), "too slow, done": SLOW._replace(done=True), "html": HTML,
    "html, done": HTML._replace(done=True), "damaged": DAMAGED,
}  # fmt: skip
DENIED = Fault("error", code="AccessDeniedException", times=999, message="User: arn:x is not authorized to perform: "
               "dynamodb:PutItem on resource: y")  # fmt: skip


@pytest.fixture
def reach(table: Table, proxy: FaultProxy) -> Iterator[Reach]:
    """Makes a store that reaches the table through the proxy."""
    opened: list[DynamoDBStore] = []

    def make(retry: Retry = QUICK, *, read_timeout: float = 10) -> DynamoDBStore:
        opened.append(table.store(endpoint=proxy.endpoint, retry=retry, read_timeout=read_timeout))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


def model_ids(table: Table) -> list[str]:
    """What is in the table, past our code."""
    return sorted(item["modelId"]["S"] for item in table.items().values())


def plan_for(store: DynamoDBStore, wanted: Catalog) -> Plan:
    """What a sync would do."""
    return build_plan(wanted, store.read(), target="t", allowances=Allowances())


@pytest.mark.parametrize("fault", PASSING.values(), ids=list(PASSING))
def test_a_passing_fault_leaves_a_sync_exact(table: Table, proxy: FaultProxy, reach: Reach, fault: Fault) -> None:
    """A sync in two transactions meets a fault, is done all the same, and each row is there once."""
    store, wanted = reach(PATIENT, read_timeout=2 if fault.kind == "slow" else 10), catalog(*map(entry, NAMES))
    proxy.add(fault._replace(skip=len(fault.kind) % 2))
    report = apply_plan(plan_for(store, wanted), store, run())
    assert report.is_complete
    assert model_ids(table) == list(NAMES)
    assert plan_for(store, wanted).is_empty
    assert [seen.fault for seen in proxy.seen].count(fault.kind) == 1
    assert len(set(proxy.tokens())) == 2 < len(proxy.tokens())
    assert [key for key in table.items("SYNCER#") if not key.startswith(("INVENTORY#", "HISTORY"))] == []


@pytest.mark.parametrize("fault", [LOST, INTERNAL, HTML], ids=["lost", "internal", "html"])
def test_a_write_that_was_done_is_seen_to_be_done(table: Table, proxy: FaultProxy, reach: Reach, fault: Fault) -> None:
    """Where no token tells that a retried transaction was done before, the rows themselves do."""
    proxy.forgets = True
    table.put(admin_row("patched", number=1, knowledgeCutoffDate="2024"))
    table.put(admin_row("removed", number=2))
    store = reach()
    patched, removed = store.read().records
    proxy.add(fault._replace(done=True))
    patch = Patch(patched.record_id, {"enabled": False}, frozenset({"knowledgeCutoffDate"}), patched.raw)
    (result,) = store.commit([(patch, Remove(removed.record_id, removed.raw), insert("new"))])
    assert result.status == "applied"
    assert len(proxy.tokens()) == 2
    assert model_ids(table) == ["new", "patched"]


def test_a_write_that_was_done_is_not_taken_for_anothers(table: Table, proxy: FaultProxy, reach: Reach) -> None:
    """A retry that meets a row of somebody else is a conflict, not a write of ours."""
    write = insert("gpt-4o")
    table.put(admin_row("gpt-4o", number=1) | {"id": write.record_id})
    proxy.add(LOST)
    with pytest.raises(ConflictError, match="exists by now") as caught:
        reach().commit([(write,)])
    assert caught.value.rows == (write.record_id,)


@pytest.mark.parametrize("fault", [LOST, SLOW], ids=["lost", "slow"])
def test_an_answer_that_never_comes_is_looked_up(table: Table, proxy: FaultProxy, reach: Reach, fault: Fault) -> None:
    """When every answer is lost, the rows say whether the write was done."""
    proxy.add(fault._replace(done=True, times=999))
    (result,) = reach(SHORT, read_timeout=1).commit([(insert("gpt-4o"),)])
    assert result.status == "applied"
    assert model_ids(table) == ["gpt-4o"]


FOR_EVER = {
    "throttled": (THROTTLED, r"it throttled for \d seconds; run again later, or raise its capacity"),
    "contention": (BUSY, r"others wrote to the same rows for \d seconds; run again"),
    "internal": (INTERNAL, r"has had no good answer for \d seconds; run again later .* is not known: run again"),
    "lost": (LOST, r"has had no good answer for \d seconds; run again later .* is not known: run again"),
    "unavailable": (UNAVAILABLE, "was answered with HTTP status 503, not by DynamoDB; check endpoint and proxy"),
    "html": (HTML, "what answers is not DynamoDB; check the endpoint, and HTTPS_PROXY and NO_PROXY for a proxy"),
    "forbidden": (HTML._replace(status=403), "was answered with HTTP status 403, not by DynamoDB; check endpoint"),
    "denied": (DENIED, "dynamodb:PutItem is not allowed; give the role this permission"),
}


@pytest.mark.parametrize(("fault", "said"), FOR_EVER.values(), ids=list(FOR_EVER))
def test_a_fault_that_stays_is_reported(table: Table, proxy: FaultProxy, reach: Reach, fault: Fault, said: str) -> None:
    """When the budget is used up nothing is there, one message says what to do, and no more is sent."""
    store = reach(SHORT)
    proxy.add(fault._replace(times=999))
    with pytest.raises(StoreError, match=said) as caught:
        store.commit([(insert(name),) for name in NAMES])
    assert caught.value.exit_code == 7
    assert table.name in str(caught.value)
    assert table.ids() == set()
    assert len(set(proxy.tokens())) == 1


@pytest.mark.parametrize("fault", [DENIED, LOST._replace(times=999)], ids=["denied", "lost"])
def test_a_failure_half_way_is_reported_by_group(table: Table, proxy: FaultProxy, reach: Reach, fault: Fault) -> None:
    """After a failed transaction none is started: what is done, what failed, what was not tried; a re-run converges."""
    names = [f"model-{number:03}" for number in range(420)]
    store, wanted = reach(SHORT), catalog(*map(entry, names))
    proxy.add(fault._replace(skip=2))
    report = apply_plan(plan_for(store, wanted), store, run())
    counts = {status: sum(outcome.status == status for outcome in report.outcomes) for status in
              ("applied", "failed", "skipped")}  # fmt: skip
    assert counts["applied"] == len(table.ids()) in (198, 297)
    assert counts["failed"] in (99, 198)
    assert counts["skipped"] >= 24
    assert sum(counts.values()) == 420
    other = reach()
    proxy.clear()
    assert apply_plan(plan_for(other, wanted), other, run()).is_complete
    assert plan_for(other, wanted).is_empty
    assert model_ids(table) == names


READS = {
    "throttled": THROTTLED, "internal": INTERNAL, "unavailable": UNAVAILABLE, "lost": LOST, "html": HTML,
    "damaged": DAMAGED,
}  # fmt: skip


@pytest.mark.parametrize("fault", READS.values(), ids=list(READS))
def test_reads_get_over_a_passing_fault(table: Table, proxy: FaultProxy, reach: Reach, fault: Fault) -> None:
    """Every way to read is tried again, and gives what it gives without the fault."""
    table.put(admin_row("gpt-4o"))
    store = reach()
    whole = store.read()
    for operation in ("Scan", "GetItem", "Query", "BatchGetItem"):
        proxy.add(fault._replace(operation=operation))
    assert store.read() == whole
    assert store.get(random_id(1)) == whole.records[0]
    assert store.find("gpt-4o") == whole.records
    assert sum(seen.fault is not None for seen in proxy.seen) == 4


@pytest.mark.parametrize("fault", READS.values(), ids=list(READS))
def test_a_table_that_cannot_be_read_is_never_an_empty_one(
    table: Table, proxy: FaultProxy, reach: Reach, fault: Fault
) -> None:
    """One segment that cannot be read makes the whole read an error."""
    table.put(admin_row("gpt-4o"))
    store = reach(SHORT)
    proxy.add(fault._replace(operation="Scan", skip=3, times=999))
    with pytest.raises(StoreError, match=table.name):
        store.read()


def test_keys_that_are_left_over_are_asked_for_again(table: Table, proxy: FaultProxy, reach: Reach) -> None:
    """DynamoDB may answer a part of a batch; the rest is asked for until it is there, or the budget is used up."""
    table.put(admin_row("gpt-4o"))
    key = {"PK": {"S": f"MODEL#{random_id(1)}"}, "SK": {"S": f"MODEL#{random_id(1)}"}}
    left: dict[str, Any] = {"Responses": {}, "UnprocessedKeys": {table.name: {"Keys": [key], "ConsistentRead": True}}}
    partial = Fault("answer", operation="BatchGetItem", times=2, answer=left)
    proxy.add(partial)
    assert [record.model_id for record in reach().find("gpt-4o")] == ["gpt-4o"]
    proxy.add(partial._replace(times=999))
    with pytest.raises(StoreError, match=r"it throttled for"):
        reach(SHORT).find("gpt-4o")


@pytest.mark.parametrize("fault", [LOST._replace(done=True), INTERNAL._replace(done=True)], ids=["lost", "internal"])
def test_the_lock_is_taken_once_though_the_answer_is_lost(
    table: Table, proxy: FaultProxy, reach: Reach, fault: Fault
) -> None:
    """A lease that was taken, and whose answer was lost, is known as our own; so is one that was given back."""
    store = reach()
    proxy.add(fault._replace(operation="PutItem"), fault._replace(operation="DeleteItem"))
    with store.lock(holder="ann", timeout=0):
        store.commit([(insert("gpt-4o"),)])
    assert store.lock_holder() is None
    assert model_ids(table) == ["gpt-4o"]


def test_a_lease_that_cannot_be_given_back_runs_out(table: Table, proxy: FaultProxy, reach: Reach) -> None:
    """A sync that was done is not called failed because the lock could not be released."""
    store = reach(SHORT)
    proxy.add(LOST._replace(operation="DeleteItem", times=999))
    with store.lock(holder="ann", timeout=0):
        store.commit([(insert("gpt-4o"),)])
    assert model_ids(table) == ["gpt-4o"]
