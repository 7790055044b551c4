"""Calls to DynamoDB: what is tried again and for how long, and what a person is told."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import boto3.session
import pytest
from botocore import exceptions
from botocore.exceptions import ClientError

from syncer import create_managed_model, list_managed_models, use_session
from syncer.errors import ConflictError, StoreError, SyncerError, UsageError
from syncer.model.catalog import Target
from syncer.stores.dynamodb.answers import take_answer
from syncer.stores.dynamodb.client import Calls, Retry, TableAccess
from syncer.stores.dynamodb.commit import TableCommit
from syncer.stores.dynamodb.errors import BadAnswerError, RefusedWriteError, UnansweredCallError
from syncer.stores.dynamodb.store import DynamoDBStore
from syncer.stores.open import open_store
from tests.stores.dynamodb_rows import Table, local_table, make_table, plain_client
from tests.stores.shapes import definition, insert

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from syncer.stores.base import Store
    from tests.emulator import Emulator


class FakeTime:
    """A clock that moves when somebody sleeps by it, and a little at each look."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def clock(self) -> float:
        """The time."""
        self.now += 0.001
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.now += seconds

    def retry(self, **options: Any) -> Retry:
        """A policy that goes by this clock, without luck."""
        return Retry(sleep=self.sleep, clock=self.clock, jitter=lambda: 1.0, **options)


class FakeMeta:
    """What a client says about itself."""

    region_name = "eu-west-1"
    endpoint_url = "https://dynamodb.eu-west-1.amazonaws.com"


class FakeClient:
    """A client that answers what it is told to, in order; the last answer again and again."""

    meta = FakeMeta()

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []

    def _answer(self, **parameters: Any) -> Any:
        self.asked.append(parameters)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    scan = transact_write_items = get_item = batch_get_item = query = _answer


class FakeCalls(Calls):
    """Calls to a fake client."""

    def __init__(self, client: FakeClient, retry: Retry) -> None:
        super().__init__(TableAccess("models"), retry)
        self.fake = client

    def _make(self) -> Any:
        return self.fake


def refused(code: str, message: str = "said so", status: int = 400, **more: Any) -> ClientError:
    """An error as botocore raises it for an answer of DynamoDB."""
    response: dict[str, Any] = {"Error": {"Code": code, "Message": message}, **more}
    response["ResponseMetadata"] = {"HTTPStatusCode": status}
    return ClientError(response, "Scan")  # type: ignore[arg-type]  # botocore types its answers as a TypedDict


def cancelled(*codes: str) -> ClientError:
    """A cancelled transaction."""
    return refused("TransactionCanceledException", CancellationReasons=[{"Code": code} for code in codes])


PASSING = {
    "throttled": refused("ProvisionedThroughputExceededException"),
    "throttling": refused("ThrottlingException"),
    "limit": refused("RequestLimitExceeded"),
    "in progress": refused("TransactionInProgressException"),
    "conflict": refused("TransactionConflictException"),
    "internal": refused("InternalServerError", status=500),
    "any 5xx": refused("503", status=503),
    "cancelled by others": cancelled("None", "TransactionConflict"),
    "cancelled for capacity": cancelled("ThrottlingError", "None"),
    "timeout": exceptions.ReadTimeoutError(endpoint_url="x"),
    "closed": exceptions.ConnectionClosedError(endpoint_url="x"),
    "unreachable": exceptions.EndpointConnectionError(endpoint_url="x"),
    "no connection": exceptions.ConnectTimeoutError(endpoint_url="x"),
    "damaged": BadAnswerError("checksum"),
}


@pytest.mark.parametrize("error", PASSING.values(), ids=list(PASSING))
def test_what_passes_is_tried_again(error: Exception) -> None:
    """The same request is sent until it is answered, with longer pauses from try to try."""
    clock, client = FakeTime(), FakeClient(error, error, error, {"done": True})
    answer = FakeCalls(client, clock.retry()).call("transact_write_items", ClientRequestToken="t")
    assert answer == {"done": True}
    assert client.asked == [{"ClientRequestToken": "t"}] * 4
    assert clock.slept == [0.05, 0.1, 0.2]


LASTING = {
    "denied": refused("AccessDeniedException"),
    "no table": refused("ResourceNotFoundException"),
    "invalid": refused("ValidationException"),
    "cancelled for good": cancelled("TransactionConflict", "ConditionalCheckFailed"),
    "cancelled as invalid": cancelled("ValidationError"),
    "no credentials": exceptions.NoCredentialsError(),
}


@pytest.mark.parametrize("error", LASTING.values(), ids=list(LASTING))
def test_what_stays_is_not_tried_again(error: Exception) -> None:
    """An error that a retry cannot mend ends the call at once."""
    client = FakeClient(error)
    with pytest.raises((StoreError, RefusedWriteError)):
        FakeCalls(client, FakeTime().retry()).call("scan")
    assert len(client.asked) == 1


@pytest.mark.parametrize(
    ("error", "budget"),
    [(PASSING["throttled"], 30), (PASSING["internal"], 30), (PASSING["unreachable"], 5), (PASSING["damaged"], 5)],
)
def test_the_budget_ends_the_tries(error: Exception, budget: float) -> None:
    """No try begins after the stated time, and pauses never grow beyond five seconds."""
    clock, client = FakeTime(), FakeClient(error)
    with pytest.raises(StoreError):
        FakeCalls(client, clock.retry()).call("scan")
    assert budget - 6 < sum(clock.slept) < budget
    assert max(clock.slept) <= 5
    assert len(client.asked) == len(clock.slept) + 1


def test_pauses_are_spread_over_their_whole_length() -> None:
    """Full jitter: a pause is any part of its length, so that two that collided do not collide again."""
    assert Retry(jitter=lambda: 0.0).pause(5, 0) == 0
    assert Retry(jitter=lambda: 0.5).pause(3, 0) == pytest.approx(0.1)
    assert Retry(jitter=lambda: 1.0).pause(500, 0) == 5


@pytest.mark.parametrize(("first", "doubt"), [("timeout", True), ("internal", True), ("throttled", False)])
def test_a_refusal_says_whether_the_request_may_have_been_done(first: str, doubt: bool) -> None:
    """After a lost answer a failed condition can be our own write; after throttling it cannot."""
    client = FakeClient(PASSING[first], cancelled("ConditionalCheckFailed"))
    with pytest.raises(RefusedWriteError) as caught:
        FakeCalls(client, FakeTime().retry()).call("transact_write_items")
    assert caught.value.doubt is doubt


@pytest.mark.parametrize(("first", "kind"), [("timeout", UnansweredCallError), ("throttled", StoreError)])
def test_an_error_says_whether_the_request_may_have_been_done(first: str, kind: type[Exception]) -> None:
    """An error of another kind does not hide that an answer was lost before."""
    client = FakeClient(PASSING[first], LASTING["denied"])
    with pytest.raises(StoreError) as caught:
        FakeCalls(client, FakeTime().retry()).call("transact_write_items")
    assert isinstance(caught.value, UnansweredCallError) == (kind is UnansweredCallError)


SAID: dict[str, tuple[Exception, type[SyncerError], str]] = {
    "credentials": (
        exceptions.NoCredentialsError(),
        StoreError,
        "no AWS credentials were found; log in, set AWS_PROFI",
    ),
    "partial": (
        exceptions.PartialCredentialsError(provider="env", cred_var="x"),
        StoreError,
        "set both the key and its",
    ),
    "expired": (refused("ExpiredTokenException"), StoreError, "the AWS credentials have expired; log in again"),
    "sso": (exceptions.UnauthorizedSSOTokenError(), StoreError, "cannot be obtained; log in again (`aws sso login`"),
    "unknown key": (refused("UnrecognizedClientException"), StoreError, "AWS does not know these credentials; log in"),
    "clock": (refused("InvalidSignatureException"), StoreError, "check the secret key, and this machine's clock"),
    "region": (
        exceptions.NoRegionError(),
        UsageError,
        "no AWS region is set; set AWS_REGION, or `region` of the target",
    ),
    "profile": (exceptions.ProfileNotFound(profile="x"), UsageError, "there is no such AWS profile; check AWS_PROFILE"),
    "endpoint": (ValueError("Invalid endpoint: x"), UsageError, "the client cannot be made; check region, profile and"),
    "table": (
        refused("ResourceNotFoundException"),
        StoreError,
        "there is no such table; check name and region, or run",
    ),
    "keys": (
        refused("ValidationException", "The provided key element does not match the schema"),
        StoreError,
        "its keys are not the contract's (PK and SK, both text)",
    ),
    "index": (
        refused("ValidationException", "The table does not have the specified index: ModelIdIndex"),
        StoreError,
        "it has no index ModelIdIndex; `syncer table check` says what is missing",
    ),
    "filling": (
        refused("ValidationException", "Cannot read from backfilling global secondary index"),
        StoreError,
        "its index ModelIdIndex is still being filled; run again when it is active",
    ),
    "invalid": (refused("ValidationException", "odd"), StoreError, "it refuses the request (odd)"),
    "denied": (
        refused(
            "AccessDeniedException",
            "User: arn:aws:iam::1:user/x is not authorized to perform: dynamodb:Scan on resource: y",
        ),
        StoreError,
        "dynamodb:Scan is not allowed; give the role this permission",
    ),
    "denied, unsaid": (refused("AccessDeniedException"), StoreError, "dynamodb:Scan is not allowed"),
    "unreachable": (
        exceptions.EndpointConnectionError(endpoint_url="http://x"),
        StoreError,
        "it cannot be reached; check endpoint, region and network (Could not connect to the endpoint URL",
    ),
    "certificate": (
        exceptions.SSLError(endpoint_url="x", error=OSError("y")),
        StoreError,
        "its certificate is not trusted",
    ),
    "proxy": (
        exceptions.ProxyConnectionError(proxy_url="x"),
        StoreError,
        "the proxy cannot be reached; check HTTPS_PROXY",
    ),
    "html": (
        refused("403", "<html>", status=403),
        StoreError,
        "Scan was answered with HTTP status 403, not by DynamoDB",
    ),
    "throttled": (refused("ThrottlingException"), StoreError, "run again later, or raise its capacity"),
    "new": (refused("SomethingNewException"), StoreError, "Scan failed with SomethingNewException (said so)"),
}


@pytest.mark.parametrize(("error", "kind", "said"), SAID.values(), ids=list(SAID))
def test_each_error_is_one_message_that_says_what_to_do(error: Exception, kind: type[SyncerError], said: str) -> None:
    """A person reads where it was, what is wrong and what to do, and the exit code is that of the contract."""
    calls = FakeCalls(FakeClient(error), FakeTime().retry())
    if isinstance(error, ValueError):
        from syncer.stores.dynamodb.errors import failure_of, translated

        found: SyncerError = translated(failure_of(error), calls.place, "Scan", tried=0)
    else:
        with pytest.raises(SyncerError) as caught:
            calls.call("scan")
        found = caught.value
    assert type(found).exit_code == kind.exit_code
    assert said in str(found)
    assert "table models" in str(found)
    assert "\n" not in str(found)


class Model:
    """An operation, as far as the hook looks at it."""

    def __init__(self, name: str) -> None:
        self.name = name


TABLE = (
    b'{"Table": {"TableArn": "arn:aws:dynamodb:eu-west-1:0:table/t", "TableStatus": "ACTIVE", "CreationDateTime": 1.5, '
    b'"AttributeDefinitions": [], "KeySchema": []}}'
)


def _taken(
    body: bytes, name: str = "Scan", status: int = 200, headers: dict[str, str] | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    response = {"status_code": status, "body": body, "headers": headers or {}}
    customized: dict[str, Any] = {}
    take_answer(operation_model=Model(name), response_dict=response, customized_response_dict=customized)
    return response, customized


def test_rows_are_kept_from_botocores_parser() -> None:
    """The answer of an operation that reads rows goes round the parser; that of another only is looked at."""
    assert _taken(b'{"Items": []}') == ({"status_code": 200, "body": b"{}", "headers": {}}, {"Items": []})
    response, customized = _taken(TABLE, "DescribeTable")
    assert (response["body"], customized) == (TABLE, {})


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'"text"', b'{"Items": [{"PK"', b"\xff"])
def test_a_good_status_with_a_bad_body_is_no_answer(body: bytes) -> None:
    """What is no JSON object is never taken for an empty answer, by no operation."""
    for name in ("Scan", "TransactWriteItems", "PutItem"):
        with pytest.raises(BadAnswerError, match="the answer is not"):
            _taken(body, name)


def test_a_checksum_that_does_not_fit_is_no_answer() -> None:
    """A body that was changed on its way is seen by its checksum; a compressed one is not looked at."""
    headers = {"x-amz-crc32": "2745614147"}
    assert _taken(b"{}", "GetItem", headers=headers)[1] == {}
    with pytest.raises(BadAnswerError, match="the answer is damaged"):
        _taken(b'{"Items": []}', headers=headers)
    assert _taken(b'{"Items": []}', headers={**headers, "content-encoding": "gzip"})[1] == {"Items": []}


def test_an_error_answer_is_left_to_botocore() -> None:
    """What says what went wrong is parsed as ever."""
    assert _taken(b"<html>", status=503) == ({"status_code": 503, "body": b"<html>", "headers": {}}, {})


class CountingClient(FakeClient):
    """A client that counts how many transactions are on the way at once."""

    def __init__(self, *answers: Any) -> None:
        super().__init__(*answers)
        self.at_once = self.most_at_once = 0
        self.latch = threading.Lock()

    def transact_write_items(self, **parameters: Any) -> Any:
        """Take a moment to answer."""
        with self.latch:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        time.sleep(0.05)
        with self.latch:
            self.at_once -= 1
            return self._answer(**parameters)


@pytest.mark.parametrize(("first", "most"), [({}, 2), (cancelled("TransactionConflict"), 1)], ids=["calm", "contended"])
def test_transactions_that_collide_go_one_by_one(first: Any, most: int) -> None:
    """Two transactions are on the way at once, unless the table has said that they are in each other's way."""
    client = CountingClient(first, {})
    groups = [(insert(f"m{number}"),) for number in range(600)]
    results = TableCommit(FakeCalls(client, Retry(first=0)), None, lambda _: {}).run(groups, None)
    assert {result.status for result in results} == {"applied"}
    assert client.most_at_once == most


def test_no_region_is_a_wrong_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that cannot be made for want of a setting is a usage error, with the setting's name."""
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(UsageError, match="no AWS region is set"):
        DynamoDBStore("models").read()
    with pytest.raises(UsageError, match="there is no such AWS profile"):
        DynamoDBStore("models", region="eu-west-1", profile="nobody").read()
    with pytest.raises(UsageError, match="the client cannot be made"):
        DynamoDBStore("models", region="eu-west-1", endpoint="no endpoint").read()


def test_no_credentials_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without credentials the first call says what to do, and nothing is sent."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    store = DynamoDBStore("models", region="eu-west-1")
    with pytest.raises(StoreError, match="table models in eu-west-1: no AWS credentials were found"):
        store.read()
    store.close()


def test_settings_come_from_the_environment(local_settings: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Region, endpoint and credentials that nobody gives are those of the environment, as with boto3."""
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    table = local_table(local_settings)
    store = DynamoDBStore(table.name)
    assert store.read().records == ()
    assert store.address == f"DynamoDB table {table.name}"
    assert store.client.meta.region_name == "eu-west-1"
    store.close()


def test_a_profile_says_region_and_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile of the configuration file counts as for every AWS tool, from AWS_PROFILE or from the target."""
    config = tmp_path / "config"
    config.write_text(
        "[profile campus]\nregion = eu-north-1\naws_access_key_id = campus\naws_secret_access_key = s\n"
        "[profile lab]\nregion = us-west-2\naws_access_key_id = lab\naws_secret_access_key = s\n"
    )
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_PROFILE", "campus")
    assert who_asks(open_store(Target.of("dynamodb", table="models"), {})) == ("campus", "eu-north-1")
    assert who_asks(open_store(Target.of("dynamodb", table="models", profile="lab"), {})) == ("lab", "us-west-2")
    assert who_asks(open_store(Target.of("dynamodb", table="models"), {"AWS_REGION": "eu-west-1"})) == (
        "campus",
        "eu-west-1",
    )


def who_asks(store: Store) -> tuple[str, str]:
    """The access key and the region with which the store asks."""
    assert isinstance(store, DynamoDBStore)
    found = store.client._request_signer._credentials.access_key, store.client.meta.region_name
    store.close()
    return found


def test_an_apps_session_reaches_the_table(local_settings: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """The six functions ask with the session that an app hands over; its credentials and its region are used.

    DynamoDB Local keeps the tables of each access key and region apart.
    """
    session = boto3.session.Session("app", "secret", region_name="eu-north-1")
    client = session.client("dynamodb", endpoint_url=local_settings.endpoint)
    make_table(client, "session-models")
    monkeypatch.setenv("DYNAMODB_MANAGED_MODELS_TABLE_NAME", "session-models")
    monkeypatch.delenv("MANAGED_MODELS_DIR", raising=False)
    with pytest.raises(StoreError, match="there is no such table"):
        asyncio.run(list_managed_models())
    use_session(session)
    try:
        assert asyncio.run(list_managed_models()) == []
        asyncio.run(create_managed_model(definition("gpt-4o")))
        assert [model.model_id for model in asyncio.run(list_managed_models())] == ["gpt-4o"]
    finally:
        use_session(None)
    assert client.scan(TableName="session-models")["Count"] == 1
    with pytest.raises(StoreError, match="there is no such table"):
        asyncio.run(list_managed_models())


def test_boto3_is_imported_while_the_catalog_is_read() -> None:
    """Beginning to read imports it in a thread; nothing before that does."""
    program = (
        "import sys, threading; from syncer.stores.open import open_store; from syncer.model.catalog import Target\n"
        "store = open_store(Target.of('dynamodb', table='t', endpoint='http://127.0.0.1:9', region='x'), {})\n"
        "assert 'boto3' not in sys.modules\n"
        "import builtins; real, where = builtins.__import__, []\n"
        "def watched(name, *rest): 'boto3' in name and where.append(threading.current_thread().name); "
        "return real(name, *rest)\n"
        "builtins.__import__ = watched; store.start_read()\n"
        "while 'boto3.session' not in sys.modules: pass\n"
        "assert set(where) == {'read'}, where\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


@pytest.fixture
def odd_table(local_settings: Emulator) -> Callable[..., DynamoDBStore]:
    """Makes a store on a table that is not as the contract has it."""
    client = plain_client(local_settings.endpoint)

    def make(name: str, **options: Any) -> DynamoDBStore:
        make_table(client, name, **options)
        return DynamoDBStore(name, region="eu-west-1", endpoint=local_settings.endpoint)

    return make


def test_a_table_with_other_keys_is_not_an_empty_one(odd_table: Callable[..., DynamoDBStore]) -> None:
    """A table that is somebody else's is refused by every method, also by the one that finds no rows in it."""
    store = odd_table("other-keys", keys=("id", "range"), index=False)
    said = "its keys are not the contract's"
    for ask in (store.read, lambda: store.get("x"), lambda: store.commit([(insert("m"),)]), store.lock_holder):
        with pytest.raises(StoreError, match=said):
            ask()
    store.close()


def test_a_missing_index_is_named(odd_table: Callable[..., DynamoDBStore]) -> None:
    """Without the index a plan can be made, and `find` says what is missing."""
    store = odd_table("no-index", index=False)
    assert store.read().records == ()
    with pytest.raises(StoreError, match="it has no index ModelIdIndex"):
        store.find("gpt-4o")
    store.close()


def test_a_missing_table_is_named(local_settings: Emulator) -> None:
    """Every method says that there is no such table, and how to make it."""
    store = DynamoDBStore("nothing", region="eu-west-1", endpoint=local_settings.endpoint)
    for ask in (store.read, lambda: store.get("x"), lambda: store.find("x"), lambda: store.commit([(insert("m"),)])):
        with pytest.raises(StoreError, match=r"table nothing in eu-west-1 .*there is no such table.*table create"):
            ask()
    store.close()


@pytest.mark.usefixtures("local_settings")
def test_an_endpoint_where_nothing_is_is_given_up_soon() -> None:
    """A wrong endpoint is reported within seconds, not after the whole budget."""
    clock = FakeTime()
    store = DynamoDBStore("models", region="eu-west-1", endpoint="http://127.0.0.1:9", retry=clock.retry())
    with pytest.raises(StoreError, match=r"at http://127.0.0.1:9: it cannot be reached; check endpoint") as caught:
        store.read()
    assert not isinstance(caught.value, ConflictError)
    assert sum(clock.slept) < 5 * 4
    store.close()


def test_a_directory_needs_no_boto3() -> None:
    """Importing the package, its store for directories and even the DynamoDB store loads nothing of AWS."""
    program = (
        "import sys, syncer, syncer.cli, syncer.service, syncer.stores.open, syncer.stores.dynamodb.store;"
        "assert not {'boto3', 'botocore', 'urllib3'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_client_is_made_once_for_many_threads(local_settings: Emulator) -> None:
    """Threads that are first at the same time get one client."""
    from concurrent.futures import ThreadPoolExecutor

    table: Table = local_table(local_settings)
    store = table.store()
    with ThreadPoolExecutor(8) as pool:
        assert len({id(client) for client in pool.map(lambda _: store.client, range(8))}) == 1
    store.close()
