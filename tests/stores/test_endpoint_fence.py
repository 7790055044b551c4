"""Nothing is sent to an endpoint in the clear that is not this machine, whoever named it; the rest is shown."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import threading
from typing import TYPE_CHECKING

import boto3
import pytest

from syncer.errors import UsageError
from syncer.model.catalog import Target
from syncer.service import list_all_managed_models, use_session
from syncer.stores.dynamodb.client import Retry
from syncer.stores.dynamodb.store import DynamoDBStore
from syncer.stores.open import choose, identified, open_store, open_table
from tests.e2e.driving import write_catalog
from tests.stores.dynamodb_rows import local_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.e2e.driving import Syncer
    from tests.emulator import Emulator

HOSTS = ("127.1", "0.0.0.0", "2130706433")  # noqa: S104  nothing listens there: it is what is not written as loopback
"""Ways to this machine that are not written as one: the listener would notice what is sent."""


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """A port of this machine, and a note for each connection to it."""
    noticed: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                noticed.append("connected")
                connection.close()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        yield server.getsockname()[1], noticed
        server.shutdown(socket.SHUT_RDWR)
        accepting.join()


@pytest.fixture(autouse=True)
def _credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials that nobody knows, so that a request would be signed and sent; no configuration of this machine."""
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "MANAGED_MODELS_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)


def _opened(target: Target, session: boto3.session.Session | None = None) -> DynamoDBStore:
    store = open_store(target, os.environ, session=session)
    assert isinstance(store, DynamoDBStore)
    return store


def _by_target(url: str, _: pytest.MonkeyPatch, __: Path) -> DynamoDBStore:
    """As an app or a test opens one: no file was validated."""
    return _opened(Target.of("dynamodb", table="models", endpoint=url))


def _by_saved_plan(url: str, _: pytest.MonkeyPatch, __: Path) -> DynamoDBStore:
    """The identity of the store in a plan file, which whoever wrote the file chose."""
    identity = {"kind": "dynamodb", "table": "models", "region": "eu-west-1", "account": "1", "endpoint": url}
    return _opened(identified(identity))


def _by_variable(url: str, patch: pytest.MonkeyPatch, _: Path) -> DynamoDBStore:
    patch.setenv("AWS_ENDPOINT_URL", url)
    return _by_environment(patch)


def _by_variable_of_the_service(url: str, patch: pytest.MonkeyPatch, _: Path) -> DynamoDBStore:
    patch.setenv("AWS_ENDPOINT_URL_DYNAMODB", url)
    return _by_environment(patch)


def _by_profile(url: str, patch: pytest.MonkeyPatch, folder: Path) -> DynamoDBStore:
    (folder / "config").write_text(f"[profile lab]\nendpoint_url = {url}\n")
    patch.setenv("AWS_PROFILE", "lab")
    return _by_environment(patch)


def _by_services_of_a_profile(url: str, _: pytest.MonkeyPatch, folder: Path) -> DynamoDBStore:
    config = f"[profile lab]\nservices = ours\n[services ours]\ndynamodb =\n  endpoint_url = {url}\n"
    (folder / "config").write_text(config)
    return _opened(Target.of("dynamodb", table="models", profile="lab"))


def _by_session(url: str, _: pytest.MonkeyPatch, folder: Path) -> DynamoDBStore:
    (folder / "config").write_text(f"[profile app]\nendpoint_url = {url}\nregion = eu-west-1\n")
    return _opened(Target.of("dynamodb", table="models"), boto3.session.Session(profile_name="app"))


def _by_environment(patch: pytest.MonkeyPatch) -> DynamoDBStore:
    patch.setenv("DYNAMODB_MANAGED_MODELS_TABLE_NAME", "models")
    return _opened(choose(os.environ).target)


WAYS = (
    _by_target, _by_saved_plan, _by_variable, _by_variable_of_the_service, _by_profile, _by_services_of_a_profile,
    _by_session,
)  # fmt: skip


@pytest.mark.parametrize(
    ("way", "host"), [*((way, HOSTS[0]) for way in WAYS), *((_by_target, host) for host in HOSTS[1:])]
)
def test_nothing_is_sent_in_the_clear_to_another_machine(
    way: Callable[..., DynamoDBStore],
    host: str,
    listener: tuple[int, list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every way to an endpoint meets the one check, at a read, a lock, and what looks at the table."""
    port, noticed = listener
    store = way(f"http://{host}:{port}", monkeypatch, tmp_path)
    for ask in (store.read, store.start_read().__enter__(), store.identity, store.create, store.lock_holder):
        with pytest.raises(UsageError, match=r"table models in eu-west-1: its endpoint must be https:// where"):
            ask()
    assert [check.exit_code for check in store.checks()] == [UsageError.exit_code]
    assert noticed == []


@pytest.mark.parametrize("way", WAYS)
def test_a_user_in_an_endpoint_is_refused_and_not_repeated(
    way: Callable[..., DynamoDBStore],
    listener: tuple[int, list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also where the rest would do."""
    port, noticed = listener
    store = way(f"http://somebody:word@127.0.0.1:{port}", monkeypatch, tmp_path)
    with pytest.raises(UsageError, match="its endpoint must not hold a user or a password") as caught:
        store.read()
    assert "word@" not in str(caught.value)
    assert noticed == []


def test_a_table_and_an_app_meet_the_same_check(
    listener: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is no part of a sync, and the functions of an app."""
    port, noticed = listener
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", f"http://127.1:{port}")
    monkeypatch.setenv("DYNAMODB_MANAGED_MODELS_TABLE_NAME", "models-of-an-app")
    with pytest.raises(UsageError, match="its endpoint must be https"):
        open_table(choose(os.environ).target, os.environ).lock_holder()
    session = boto3.session.Session(region_name="eu-west-1")
    use_session(session)
    try:
        with pytest.raises(UsageError, match="its endpoint must be https"):
            asyncio.run(list_all_managed_models())
    finally:
        use_session(None)
    assert noticed == []


def test_this_machine_is_asked(listener: tuple[int, list[str]]) -> None:
    """The listener does notice what is sent: the tests above would fail without the check."""
    port, noticed = listener
    endpoint = f"http://127.0.0.1:{port}"
    store = DynamoDBStore("models", region="eu-west-1", endpoint=endpoint, retry=Retry(budget=0.1, unreachable=0.1))
    with pytest.raises(Exception, match=f"at http://127[.]0[.]0[.]1:{port}"):
        store.get("a")
    assert noticed


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://dynamodb.eu-west-1.amazonaws.com", None),
        ("https://dynamodb.eu-west-1.amazonaws.com/", None),
        ("https://dynamodb.eu-west-1.api.aws", None),
        ("https://dynamodb.cn-north-1.amazonaws.com.cn", None),
        ("https://dynamodb.amazonaws.com.example.com", "https://dynamodb.amazonaws.com.example.com"),
        ("https://example.com/.amazonaws.com", "https://example.com/.amazonaws.com"),
    ],
)
def test_only_an_endpoint_of_aws_goes_unsaid(url: str, said: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error names any other."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", url)
    store = _opened(Target.of("dynamodb", table="models"))
    assert store.client
    assert store.place.endpoint == said
    store.close()


TARGETS = """\
targets:
  staging:
    dynamodb: {table: models, region: eu-west-1, endpoint: "https://dynamodb.example.com:8443", profile: lab}
  production:
    dynamodb: {table: models}
"""
SHOWN = "table models in eu-west-1 at https://dynamodb.example.com:8443 with profile lab"


def test_targets_names_endpoint_and_profile(syncer: Syncer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In every form."""
    monkeypatch.chdir(tmp_path)
    write_catalog(["a"], settings=TARGETS)
    found = {form: syncer("targets", "--format", form) for form in ("text", "markdown", "json")}
    assert [ran.code for ran in found.values()] == [0, 0, 0], found
    assert SHOWN in found["text"].out
    assert f"`{SHOWN}`" in found["markdown"].out
    staging, production = (target["store"] for target in json.loads(found["json"].out)["targets"])
    assert (staging["endpoint"], staging["profile"]) == ("https://dynamodb.example.com:8443", "lab")
    assert "endpoint" not in production


def test_a_plan_names_endpoint_and_profile(
    syncer: Syncer, local_settings: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In every form, and so does the line about the store."""
    monkeypatch.chdir(tmp_path)
    keys = (f"{name.lower()} = {os.environ[name]}" for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"))
    (tmp_path / "config").write_text("\n".join(["[profile lab]", *keys]))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    table = local_table(local_settings)
    of_target = f"{{table: {table.name}, region: eu-west-1, endpoint: '{table.endpoint}', profile: lab}}"
    write_catalog(["a"], settings=f"targets: {{lab: {{dynamodb: {of_target}}}}}\n")
    shown = f"DynamoDB table {table.name} in eu-west-1 at {table.endpoint} with profile lab"
    found = {form: syncer("plan", "--target", "lab", "--format", form) for form in ("text", "markdown", "json")}
    assert [ran.code for ran in found.values()] == [0, 0, 0], found
    assert f"-> {shown}\n" in found["text"].out
    assert f"`{shown}`" in found["markdown"].out
    assert json.loads(found["json"].out)["target"] == shown
    assert f"store: {shown} (target lab)" in found["json"].err
