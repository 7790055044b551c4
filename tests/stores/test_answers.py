"""Answers that are no answers, and what fails once all is done: a StoreError that says so, never an unexpected one."""

from __future__ import annotations

import re
from functools import partial, reduce
from typing import TYPE_CHECKING, Any

import pytest

from syncer.errors import StalePlanError, StoreError
from syncer.stores.base import Patch
from syncer.stores.dynamodb.answers import bad_attribute, is_answer
from syncer.stores.dynamodb.client import Retry
from syncer.stores.dynamodb.items import from_value
from syncer.sync.apply import apply_plan
from tests.e2e.driving import write_catalog
from tests.stores.dynamodb_proxy import Fault, FaultProxy
from tests.stores.dynamodb_rows import Table, item_of, local_table
from tests.stores.shapes import admin_row, catalog, entry, insert, random_id, run
from tests.stores.test_dynamodb_faults import plan_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from syncer.stores.dynamodb.store import DynamoDBStore
    from tests.e2e.driving import Syncer
    from tests.emulator import Emulator

ID = random_id(1)
AT_ONCE = Retry(budget=0.02, first=0.01, longest=0.01, unreachable=0.02)
ITEM: dict[str, Any] = {"PK": {"S": f"MODEL#{ID}"}, "SK": {"S": f"MODEL#{ID}"}}
NO_ITEMS: list[Any] = [
    5, None, "x", [], {}, {"PK": 5}, {"PK": {}}, {"PK": {"S": 5}}, {"PK": {"N": "1"}}, {"SK": {"S": None}},
    {**ITEM, "enabled": True}, {**ITEM, "enabled": None}, {**ITEM, "enabled": {}},
    {**ITEM, "enabled": {"S": "1", "N": "1"}},
    {**ITEM, "lastApplied": {"M": 5}}, {**ITEM, "lastApplied": {"M": {"fields": 5}}},
    {**ITEM, "lastApplied": {"M": {"fields": {"M": {"enabled": []}}}}},
]  # fmt: skip
NO_VALUES: list[Any] = [
    {"Q": "1"}, {"N": "x"}, {"N": "NaN"}, {"N": 5}, {"N": "1_000"}, {"N": " 1"}, {"N": "\u0663"}, {"N": "1e999999999"},
    {"N": "9" * 5000}, {"S": 5}, {"S": None}, {"BOOL": "true"}, {"BOOL": 1}, {"NULL": 0}, {"NS": ["1", "x"]},
    {"NS": [1]},
    {"B": "YQ"}, {"BS": ["YQ==", "?"]}, {"N": "sNaN"}, {"N": "Infinity"}, {"N": None}, {"L": 5},
    {"L": [5]}, {"L": [{}]}, {"B": "x"}, {"B": 5}, {"SS": 5}, {"SS": [5, "x"]}, {"BS": [5]}, {"M": {"a": {"Q": 1}}},
]  # fmt: skip


@pytest.fixture
def table(local_settings: Emulator) -> Table:
    """A fresh table of the emulator with one row."""
    made = local_table(local_settings)
    made.put(admin_row())
    return made


@pytest.fixture
def store(table: Table, proxy: FaultProxy) -> Iterator[DynamoDBStore]:
    """A store that reaches the table through the proxy, and is not patient."""
    made = table.store(endpoint=proxy.endpoint, retry=AT_ONCE)
    yield made
    made.close()


def require_bad(proxy: FaultProxy, operation: str, answer: Any, action: Callable[[], Any]) -> None:
    """The action is answered so, and ends with the exit code 7 and advice."""
    proxy.clear()
    proxy.add(Fault("answer", operation, times=999, answer=answer))
    with pytest.raises(StoreError, match=r"what answers is not DynamoDB.*check the endpoint") as caught:
        action()
    assert caught.value.exit_code == 7


@pytest.mark.parametrize(
    "answer",
    [{}, {"Items": None}, {"Items": 5}, {"Items": {}}, {"Items": [], "LastEvaluatedKey": 5},
     {"Items": [], "LastEvaluatedKey": {"PK": 5}}, *({"Items": [item]} for item in NO_ITEMS)],
    ids=str,
)  # fmt: skip
def test_a_page_that_is_none(store: DynamoDBStore, proxy: FaultProxy, answer: dict[str, Any]) -> None:
    """Scans and queries that answer without rows, or with what are none, are never an empty table."""
    require_bad(proxy, "Scan", answer, store.read)
    require_bad(proxy, "Query", answer, store.history)
    require_bad(proxy, "Query", answer, partial(store.find, "m"))
    require_bad(proxy, "Query", answer, partial(store.forget, ()))


@pytest.mark.parametrize("item", NO_ITEMS, ids=str)
def test_an_item_that_is_none(store: DynamoDBStore, proxy: FaultProxy, item: Any) -> None:
    """So for one item by its key: a row, the lock, an inventory, a head of the history."""
    for action in (
        partial(store.get, ID),
        store.lock_holder,
        partial(store.recall, "c"),
        partial(store.history_body, "1"),
    ):
        require_bad(proxy, "GetItem", {"Item": item}, action)


@pytest.mark.parametrize("value", NO_VALUES, ids=lambda value: str(value)[:20])
def test_a_value_that_is_none(store: DynamoDBStore, proxy: FaultProxy, value: Any) -> None:
    """A value without a known type, or with another content, is no answer, and is named; nothing is unexpected."""
    row: dict[str, Any] = {**item_of(admin_row()), "maxInputTokens": value}
    noted: dict[str, Any] = {**row, "maxInputTokens": {"N": "1"}, "note": {"M": {"a": {"L": [value]}}}}
    named = rf"maxInputTokens of the item 'MODEL#{ID}' is"
    answers: tuple[tuple[str, dict[str, Any], Callable[[], Any]], ...] = (
        ("GetItem", {"Item": row}, partial(store.get, ID)),
        ("Scan", {"Items": [row]}, store.read),
        ("BatchGetItem", {"Responses": {"t": [row]}}, partial(store.find, "m")),
        ("GetItem", {"Item": {**ITEM, "run": value}}, store.lock_holder),
        ("GetItem", {"Item": noted}, partial(store.get, ID)),
    )
    for operation, answer, action in answers:
        proxy.clear()
        proxy.add(Fault("answer", operation, times=999, answer=answer))
        with pytest.raises(StoreError, match=r"what answers is not DynamoDB.*check the endpoint") as caught:
            action()
        assert caught.value.exit_code == 7
        said = named if "run" not in str(answer) else "run of the item"
        assert re.search(said if answer != {"Item": noted} else "note of the item", str(caught.value))


def test_a_value_that_is_nested_too_deep() -> None:
    """It is no answer either, and is named; no recursion ends in an unexpected error."""
    plain: Any = {"S": "x"}
    deep = reduce(lambda inner, _: {"L": [inner]}, range(2000), plain)
    answer: dict[str, Any] = {"Item": {**ITEM, "note": {"M": {"a": deep}}}}
    assert not is_answer("GetItem", answer)
    assert bad_attribute(answer) == f"note of the item 'MODEL#{ID}' is nested too deep"
    with pytest.raises(StoreError, match="is no value of a table"):
        from_value(deep)


@pytest.mark.parametrize(
    "answer",
    [{}, {"Responses": 5}, {"Responses": {"t": 5}}, {"Responses": {"t": [5]}}, {"Responses": {}, "UnprocessedKeys": 5},
     {"Responses": {}, "UnprocessedKeys": {"t": 5}}, {"Responses": {}, "UnprocessedKeys": {"t": {}}}],
    ids=str,
)  # fmt: skip
def test_a_batch_that_is_none(store: DynamoDBStore, proxy: FaultProxy, answer: dict[str, Any]) -> None:
    """Rows that are looked at before a commit, too; nothing is written then."""
    writes = [(insert(f"m{number}"),) for number in range(101)]
    require_bad(proxy, "BatchGetItem", answer, partial(store.find, "m"))
    require_bad(proxy, "BatchGetItem", answer, partial(store.commit, writes))
    assert "TransactWriteItems" not in {seen.operation for seen in proxy.seen}


@pytest.mark.parametrize(
    "table_answer",
    [5, [], {}, {"TableArn": "x"}, {"TableArn": 5, "TableStatus": "ACTIVE", "CreationDateTime": 1,
     "AttributeDefinitions": [], "KeySchema": []},
     {"TableArn": "a:b:c:d:e:f", "TableStatus": "ACTIVE", "CreationDateTime": 1, "AttributeDefinitions": [5],
      "KeySchema": []},
     {"TableArn": "a:b:c:d:e:f", "TableStatus": "ACTIVE", "CreationDateTime": 1, "AttributeDefinitions": [],
      "KeySchema": [], "GlobalSecondaryIndexes": [{"IndexName": "ModelIdIndex"}]}],
    ids=str,
)  # fmt: skip
def test_a_table_that_is_none(store: DynamoDBStore, proxy: FaultProxy, table_answer: Any) -> None:
    """What is said of the table itself is looked at as well."""
    for answer in ({"Table": table_answer}, {}):
        require_bad(proxy, "DescribeTable", answer, store.identity)
        require_bad(proxy, "DescribeTable", answer, store.differences)
    proxy.clear()
    require_bad(proxy, "DescribeContinuousBackups", {}, store.differences)


def test_a_page_that_comes_again_and_again(store: DynamoDBStore, proxy: FaultProxy) -> None:
    """An answer that always names the same page to go on with ends; it does not hang."""
    proxy.add(Fault("answer", "Query", times=999, answer={"Items": [], "LastEvaluatedKey": ITEM}))
    with pytest.raises(StoreError, match="the same page again"):
        store.history()
    assert len(proxy.seen) == 2


CANCELLED = b'{"__type": "x#TransactionCanceledException", "CancellationReasons": '


@pytest.mark.parametrize(
    "body", [b"[]", b"5", b"null", b'{"__type": 5}', b'{"message": {}}', b"[" * 100_000, CANCELLED + b"5}",
             CANCELLED + b"[5]}"],
)  # fmt: skip
@pytest.mark.parametrize("status", [400, 500])
def test_an_error_that_is_none(store: DynamoDBStore, proxy: FaultProxy, body: bytes, status: int) -> None:
    """An answer with an error's status and any JSON is a failure like others, in reads and writes."""
    proxy.add(Fault("raw", "*", times=999, status=status, body=body))
    for action in (store.read, partial(store.commit, [(Patch(ID, {"enabled": False}),)])):
        with pytest.raises(StoreError, match=f"HTTP status {status}|no good answer") as caught:
            action()
        assert caught.value.exit_code == 7


def test_a_checksum_that_is_no_number(store: DynamoDBStore, proxy: FaultProxy) -> None:
    """A header of a proxy is no unexpected error either."""
    proxy.add(Fault("raw", "Scan", times=999, status=200, body=b'{"Items": []}', checksum="none"))
    with pytest.raises(StoreError, match="the answer is damaged"):
        store.read()


@pytest.mark.parametrize("operation", ["GetItem", "PutItem"])
def test_a_commit_that_is_done_is_reported_as_done(
    table: Table, store: DynamoDBStore, proxy: FaultProxy, operation: str
) -> None:
    """What cannot be remembered after the commit hides no outcome; the next sync remembers it."""
    plan = plan_for(store, catalog(entry("a"), entry("b")))
    done = len(table.ids())

    def after_commit(_written: int) -> None:
        proxy.add(Fault("error", operation, times=999, code="AccessDeniedException"))

    report = apply_plan(plan, store, run()._replace(progress=after_commit))
    assert [outcome.status for outcome in report.outcomes] == ["applied", "applied"]
    assert len(table.ids()) == done + 2
    with pytest.raises(StoreError, match=r"all that was planned is done, but .* not kept: .*not allowed"):
        report.require_remembered()
    proxy.clear()
    again = apply_plan(plan_for(store, catalog(entry("a"), entry("b"))), store, run())
    again.require_remembered()
    assert again.outcomes == ()


def test_a_command_says_what_is_done_before_what_is_not(
    syncer: Syncer, table: Table, proxy: FaultProxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report stands on stdout, the error on stderr, and the exit code is 7."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DYNAMODB_MANAGED_MODELS_TABLE_NAME", table.name)
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", proxy.endpoint)
    write_catalog(["a"])
    proxy.add(Fault("error", "PutItem", times=999, skip=1, code="AccessDeniedException"))
    ran = syncer("sync", "--yes")
    assert ran.code == 7
    assert "Applied 1 of 1 change." in ran.out
    assert "all that was planned is done" in ran.err


def test_a_saved_plan_that_is_done_is_reported_as_done(
    syncer: Syncer, table: Table, proxy: FaultProxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`apply` too says what is done before what the store could not keep, and ends with 7; nothing is left to plan."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DYNAMODB_MANAGED_MODELS_TABLE_NAME", table.name)
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", proxy.endpoint)
    write_catalog(["a"])
    assert syncer("plan", "--out", "plan.json").code == 0
    proxy.add(Fault("error", "PutItem", times=999, skip=1, code="AccessDeniedException"))
    ran = syncer("apply", "plan.json")
    assert ran.code == StoreError.exit_code
    assert "Applied 1 of 1 change." in ran.out
    assert "all that was planned is done" in ran.err
    proxy.clear()
    assert "Nothing to do" in syncer("plan").out
    assert syncer("apply", "plan.json").code == StalePlanError.exit_code
