"""A DynamoDB table: the store of production."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import nullcontext
from threading import Thread
from typing import TYPE_CHECKING, Any

from syncer.model.words import counted
from syncer.stores.base import checked, sorted_snapshot
from syncer.stores.dynamodb import described_table
from syncer.stores.dynamodb.chunks import Chunks
from syncer.stores.dynamodb.client import Calls, Retry, TableAccess
from syncer.stores.dynamodb.commit import TableCommit
from syncer.stores.dynamodb.history import TableHistory
from syncer.stores.dynamodb.lease import Patience, TableLock
from syncer.stores.dynamodb.read import Reader
from syncer.stores.dynamodb.table import check_table, create_table, identity_of, table_checks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from syncer.model.grants import Grants
    from syncer.model.records import Record, Snapshot
    from syncer.stores.base import (
        Check,
        Group,
        GroupResult,
        HistoryHead,
        HistoryWrite,
        LockHolder,
        TableDifference,
    )
    from syncer.stores.dynamodb.errors import TablePlace


class DynamoDBStore:
    """A Store over a table as the storage contract has it. For many threads; its client is made when first needed."""

    def __init__(  # noqa: PLR0913  each is a setting, and all but the table are given by name
        self,
        table: str,
        *,
        region: str | None = None,
        endpoint: str | None = None,
        profile: str | None = None,
        retry: Retry | None = None,
        patience: Patience | None = None,
        read_timeout: float = 20.0,
        session: Any = None,
        roles_table: str | None = None,
        latest: bool = True,
        marked: bool = True,
        has_few: Callable[[], bool] = lambda: False,
    ) -> None:
        """What is None is left to the chain of settings that boto3 has, or to the `boto3.session.Session`.

        `retry` says for how long a call is tried, `patience` how long a lease lasts, `read_timeout` after how many
        seconds of silence an answer is given up, `roles_table` in which table the platform has its roles. `latest`,
        `marked` and `has_few` are those of `syncer.stores.kind.Surroundings`.
        """
        access = TableAccess(table, region, endpoint, profile, read_timeout=read_timeout, session=session)
        self.calls = Calls(access, retry or Retry())
        """The calls to the table, for what is no row: its description, its permissions."""
        self._reader = Reader(self.calls, latest=latest, marked=marked, has_few=has_few)
        self._lock = TableLock(self.calls, patience or Patience())
        self._history = TableHistory(self.calls)
        self._roles_table = roles_table

    @property
    def address(self) -> str:
        """The table, as the target names it."""
        return f"DynamoDB {described_table(self.calls.access._asdict())}"

    @property
    def single_writer(self) -> bool:
        """Each write is checked by the table itself."""
        return False

    @property
    def interrupted(self) -> bool:
        """A transaction is done or not; there is nothing to clear up."""
        return False

    @property
    def client(self) -> Any:
        """The client, made once."""
        return self.calls.client

    def close(self) -> None:
        """Close the connections. The next call opens new ones."""
        self.calls.close()

    def read(self) -> Snapshot:
        """All model rows. Raises StoreError when the table cannot be read whole."""
        return sorted_snapshot(self._reader.all())

    def start_read(self) -> AbstractContextManager[Callable[[], Snapshot]]:
        """Begin to read. A table answers slowly enough to load a catalog meanwhile."""
        found: Future[Snapshot] = Future()

        def run() -> None:
            try:
                found.set_result(self.read())
            except BaseException as error:  # noqa: BLE001  it is raised where the result is asked for
                found.set_exception(error)

        Thread(target=run, daemon=True, name="read").start()
        return nullcontext(found.result)

    def get(self, record_id: str) -> Record | None:
        """The row of that id; None when there is none or it is no model."""
        return self._reader.get(record_id)

    def find(self, model_id: str) -> tuple[Record, ...]:
        """The rows of that model id, through the index and then by key."""
        return self._reader.find(model_id)

    @property
    def roles_table(self) -> str | None:
        """Where the platform has its roles, as a message says it."""
        return None if self._roles_table is None else f"table {self._roles_table}"

    def grants(self) -> Grants:
        """The grants of the table of roles. Raises StoreError when it cannot be read whole."""
        from syncer.stores.dynamodb.grants import read_grants  # noqa: PLC0415  only where a table of roles is named

        return read_grants(self.calls.beside(self._roles_table or ""))

    def lock(self, *, holder: str, timeout: float) -> AbstractContextManager[None]:
        """Hold the table's lease. See the protocol."""
        return self._lock.hold(holder=holder, timeout=timeout)

    @property
    def table(self) -> DynamoDBStore:
        """The store itself knows its table."""
        return self

    @property
    def place(self) -> TablePlace:
        """Where the table is, as far as it is known."""
        return self.calls.place

    def create(self) -> tuple[str, ...]:
        """Make the table. See the protocol."""
        return create_table(self.calls)

    def differences(self) -> tuple[TableDifference, ...]:
        """In what the table is not the contract's. Raises StoreError when there is no such table."""
        return check_table(self.calls)

    def checks(self) -> Iterator[Check]:
        """The table's shape, each permission that a plan or a sync needs, and the table of roles."""
        yield from table_checks(self.calls)
        if self._roles_table is not None:
            yield checked("table of roles", self._roles_seen)

    def _roles_seen(self) -> str:
        grants = self.grants()
        return "; ".join([f"{self.roles_table}, {counted(len(grants.roles), 'role')}",
                          *(problem.message for problem in grants.problems)])  # fmt: skip

    def lock_holder(self) -> LockHolder | None:
        """Who holds the lease, also one that has run out."""
        return self._lock.holder()

    def unlock(self, seen: LockHolder) -> None:
        """Take the lease from the run that was seen to hold it, whose next write then fails. Raises LockedError."""
        self._lock.remove(seen)

    def identity(self) -> Mapping[str, str]:
        """The table's name with its account and region, and when it was made."""
        return identity_of(self.calls)

    def recall(self, catalog: str) -> bytes | None:
        """The bytes in the catalog's partition."""
        kept = self._kept(catalog)
        return kept.read(lambda: kept.item("HEAD"))

    def remember(self, catalog: str, data: bytes) -> None:
        """Replace the bytes in the catalog's partition."""
        self._kept(catalog).replace(data)

    def _kept(self, catalog: str) -> Chunks:
        return Chunks(self.calls, f"SYNCER#INVENTORY#{catalog}")

    def commit(
        self,
        groups: Sequence[Group],
        *,
        progress: Callable[[int], None] | None = None,
        history: HistoryWrite | None = None,
    ) -> tuple[GroupResult, ...]:
        """Do the writes, in as few transactions as can hold them. See the protocol."""
        return TableCommit(self.calls, self._lock.held, self._reader.items).run(groups, progress, history)

    def history(self, *, model_id: str | None = None) -> tuple[HistoryHead, ...]:
        """The heads of the history."""
        return self._history.heads(model_id)

    def history_body(self, apply_id: str) -> bytes | None:
        """The body of an entry, put together from its parts."""
        return self._history.body(apply_id)

    def forget(self, apply_ids: Sequence[str]) -> int:
        """Remove entries, and what crashes left of others."""
        return self._history.forget(apply_ids)
