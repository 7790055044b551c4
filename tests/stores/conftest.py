"""The kinds of store that the contract suite runs over.

`store_factory()` makes a fresh, empty place and gives it as a `Fresh`:

- `store`      a Store on the place;
- `reopen()`   another Store object on the same place, as another process would have;
- `raw`        the rows as another writer puts and sees them, past our code (see `RawRows`).

To add a kind: write a function that takes the fixture request and returns a `Fresh`, and name it in `KINDS`.
"""

from __future__ import annotations

import json
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import pytest
from moto import mock_aws

from syncer.stores.codec import OPTIONS
from syncer.stores.directory import DirectoryStore
from tests.emulator import emulator as emulator  # noqa: PLC0414  a fixture
from tests.stores.dynamodb_rows import Table, local_table, plain_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from syncer.stores.base import Store
    from tests.emulator import Emulator


class RawRows(Protocol):
    """Rows as another writer puts and sees them: plain values by stored name, without the table's key attributes."""

    def put(self, row: Mapping[str, Any]) -> None:
        """Add the row, or replace the one of that `id`, whole. It need not be a model; `id` is there."""

    def get(self, record_id: str) -> dict[str, Any] | None:
        """The row, without absent options (a directory has them as null); None when there is none."""

    def delete(self, record_id: str) -> None:
        """Delete the row."""

    def ids(self) -> set[str]:
        """The ids of all rows."""

    def put_strangers(self) -> None:
        """Put what is no row of ours beside the rows: items under another key prefix, files of another kind."""


class Fresh(NamedTuple):
    """A place that was empty, and the ways in."""

    store: Store
    reopen: Callable[[], Store]
    raw: RawRows


class RawFiles:
    """The rows of a directory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, record_id: str) -> Path:
        """The file of a row."""
        return self.folder / f"{record_id}.json"

    def put(self, row: Mapping[str, Any]) -> None:
        """Write in place, as the platform does."""
        self.folder.mkdir(exist_ok=True)
        self.path(row["id"]).write_text(json.dumps(row, indent=2))

    def get(self, record_id: str) -> dict[str, Any] | None:
        """The parsed file, without nulls that stand for absent options."""
        if not self.path(record_id).exists():
            return None
        row = json.loads(self.path(record_id).read_bytes())
        return {key: value for key, value in row.items() if not (value is None and key in OPTIONS)}

    def delete(self, record_id: str) -> None:
        """Remove the file."""
        self.path(record_id).unlink()

    def ids(self) -> set[str]:
        """The names of all the files."""
        return {path.stem for path in self.folder.glob("*.json")}

    def put_strangers(self) -> None:
        """Files of another kind, hidden files, folders."""
        self.folder.mkdir(exist_ok=True)
        for name in ("README.md", "models.json.bak", ".hidden.json", "no-ending"):
            (self.folder / name).write_text("{")
        (self.folder / "archive").mkdir()
        (self.folder / "archive" / "old.json").write_text("{}")


_numbers = count()


def _directory(request: pytest.FixtureRequest) -> Fresh:
    tmp_path: Path = request.getfixturevalue("tmp_path")
    folder = tmp_path / f"models-{next(_numbers)}"
    return Fresh(DirectoryStore(folder), lambda: DirectoryStore(folder), RawFiles(folder))


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


KINDS: dict[str, Callable[[pytest.FixtureRequest], Fresh]] = {
    "directory": _directory,
    "moto": _moto,
    "dynamodb-local": _dynamodb_local,
}


@pytest.fixture
def moto(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """AWS as moto plays it. Its transactions are not made for threads."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setattr("syncer.stores.dynamodb_commit.IN_FLIGHT", 1)
    with mock_aws():
        yield


@pytest.fixture
def local_settings(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """DynamoDB Local, with the environment set for it."""
    for name, value in emulator.environment.items():
        monkeypatch.setenv(name, value)
    return emulator


@pytest.fixture(params=list(KINDS))
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
