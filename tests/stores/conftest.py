"""The kinds of store that the contract suite runs over.

`store_factory()` makes a fresh, empty place and gives it as a `Fresh`:

- `store`      a Store on the place;
- `reopen()`   another Store object on the same place, as another process would have;
- `raw`        the rows as another writer puts and sees them, past our code (see `RawRows` in `raw.py`).

To add a kind: write a function that takes the fixture request and returns a `Fresh`, and name it in `KINDS`.

A module that tests the contract of a store itself says `EVERY_KIND = True` and runs over all kinds. The rest, which use
a store as the contract has it, run over a directory and one table.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest
from moto import mock_aws

from syncer.model.catalog import Target
from syncer.stores.open import KINDS as KNOWN
from syncer.stores.open import open_store
from tests import aws_data
from tests.e2e.driving import in_this_process
from tests.emulator import emulator as emulator  # noqa: PLC0414  a fixture
from tests.emulator import running
from tests.stores.dynamodb_proxy import fault_proxy
from tests.stores.dynamodb_rows import Table, local_table, plain_client
from tests.stores.places import in_folder, in_memory
from tests.stores.raw import Fresh
from tests.stores.toy import TOY
from tests.stores.toy.store import RawToy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from syncer.stores.base import Store
    from tests.e2e.driving import Syncer
    from tests.emulator import Emulator
    from tests.stores.dynamodb_proxy import FaultProxy
    from tests.stores.raw import RawRows


aws_data.share()
_numbers = count()


def _directory(request: pytest.FixtureRequest) -> Fresh:
    tmp_path: Path = request.getfixturevalue("tmp_path")
    return in_folder(tmp_path / f"models-{next(_numbers)}")


def _memory(_: pytest.FixtureRequest) -> Fresh:
    return in_memory()


def _fresh_table(table: Table, request: pytest.FixtureRequest) -> Fresh:
    def opened() -> Store:
        store = table.store()
        request.addfinalizer(store.close)
        return store

    return Fresh(opened(), opened, table)


def _moto(request: pytest.FixtureRequest) -> Fresh:
    request.getfixturevalue("moto")
    return _fresh_table(Table(plain_client(None), None), request)


def _dynamodb_local(request: pytest.FixtureRequest) -> Fresh:
    return _fresh_table(local_table(request.getfixturevalue("local_settings")), request)


def _table(request: pytest.FixtureRequest) -> Fresh:
    """The real DynamoDB Local, or moto where it cannot run."""
    return _moto(request) if isinstance(running(), str) else _dynamodb_local(request)


def _toy(request: pytest.FixtureRequest) -> Fresh:
    """Opened as every store is, once its kind is known."""
    request.getfixturevalue("monkeypatch").setitem(KNOWN, "toy", TOY)
    path: Path = request.getfixturevalue("tmp_path") / f"toy-{next(_numbers)}.json"

    def opened() -> Store:
        return open_store(Target.of("toy", path=str(path)), {})

    return Fresh(opened(), opened, RawToy(path))


KINDS: dict[str, Callable[[pytest.FixtureRequest], Fresh]] = {
    "directory": _directory,
    "memory": _memory,
    "toy": _toy,
    "moto": _moto,
    "dynamodb-local": _dynamodb_local,
    "table": _table,
}
_BOTH = ("directory", "table")
"""The kinds for tests of what is done with a store."""
_EVERY = tuple(kind for kind in KINDS if kind != "table")


@pytest.fixture
def moto(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """AWS as moto plays it. Its transactions are not made for threads."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setattr("syncer.stores.dynamodb.commit.IN_FLIGHT", 1)
    with mock_aws():
        yield


@pytest.fixture
def local_settings(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """DynamoDB Local, with the environment set for it."""
    for name, value in emulator.environment.items():
        monkeypatch.setenv(name, value)
    return emulator


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The kinds of store that a module runs over."""
    if "store_factory" in metafunc.fixturenames:
        kinds = _EVERY if getattr(metafunc.module, "EVERY_KIND", False) else _BOTH
        metafunc.parametrize("store_factory", kinds, indirect=True)


@pytest.fixture
def syncer(capfd: pytest.CaptureFixture[str]) -> Syncer:
    """Runs a command line in this process."""
    return in_this_process(capfd)


@pytest.fixture
def store_factory(request: pytest.FixtureRequest) -> Callable[[], Fresh]:
    """A maker of fresh, empty stores of one kind."""
    return lambda: KINDS[request.param](request)


@pytest.fixture
def fresh(store_factory: Callable[[], Fresh]) -> Fresh:
    """One fresh, empty store."""
    return store_factory()


@pytest.fixture
def store(fresh: Fresh) -> Store:
    """The Store of the fresh place."""
    return fresh.store


@pytest.fixture
def raw(fresh: Fresh) -> RawRows:
    """The rows of the fresh place, as another writer sees them."""
    return fresh.raw


@pytest.fixture
def table(local_settings: Emulator) -> Table:
    """A fresh table of the emulator."""
    return local_table(local_settings)


@pytest.fixture
def proxy(table: Table) -> Iterator[FaultProxy]:
    """A proxy in front of the table that meets requests with faults."""
    assert table.endpoint is not None
    with fault_proxy(table.endpoint) as made:
        yield made
