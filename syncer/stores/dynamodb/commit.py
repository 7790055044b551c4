"""Groups of writes to transactions: in order, each once, and what became of every group.

An entry of the history is part of the transaction where one can hold all. Otherwise it is written before the first
transaction as begun, and replaced after the last.
"""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from syncer.errors import ConflictError, SyncerError
from syncer.stores.base import GroupResult
from syncer.stores.dynamodb.actions import (
    MOST_ACTIONS,
    MOST_TRANSACTION_BYTES,
    at_rows,
    group_actions,
    is_done,
    refused,
    too_large,
    transactions_of,
    unknown,
    unmet,
)
from syncer.stores.dynamodb.errors import CallError, RefusedWriteError, UnansweredCallError, is_contention
from syncer.stores.dynamodb.history import TableHistory
from syncer.stores.expect import conflict_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from syncer.stores.base import Group, HistoryWrite
    from syncer.stores.dynamodb.actions import TransactItem
    from syncer.stores.dynamodb.client import Calls
    from syncer.stores.dynamodb.errors import Failure
    from syncer.stores.dynamodb.history import EntryItems
    from syncer.stores.dynamodb.items import TableItem
    from syncer.stores.dynamodb.lease import HeldLease

IN_FLIGHT: Final = 2
"""Transactions at once. 2,000 creates on DynamoDB Local, two cores, rows a second: one at a time 930, two 1,290,
four 1,220, eight 1,150."""

Transaction = tuple["TransactItem", ...]


class TableCommit:
    """One commit of a store."""

    def __init__(
        self, calls: Calls, lease: HeldLease | None, read_items: Callable[[Iterable[str]], dict[str, TableItem]]
    ) -> None:
        """`read_items` reads records by id, consistently."""
        self._calls = calls
        self._lease = lease
        self._read_items = read_items
        self._history = TableHistory(calls)
        self._entry: EntryItems | None = None
        """What the one transaction writes to the history."""
        self._in_doubt = False
        """Whether a transaction that failed may have been done all the same."""
        self._lanes = IN_FLIGHT

    def run(
        self, groups: Sequence[Group], progress: Callable[[int], None] | None, history: HistoryWrite | None = None
    ) -> tuple[GroupResult, ...]:
        """Do the writes, and write the entry of the history. Raises the first error when nothing was written."""
        actions = group_actions(groups, self._calls.access.table)
        self._entry = self._fitting(actions, history) if history is not None else None
        whole = [list(range(len(groups)))]
        plan = transactions_of(actions, most_actions=self._most_actions) if self._entry is None else whole
        self._require_expected(_transactions(actions, plan))
        if history is None or self._entry is not None:
            return self._carried_out(actions, plan, progress)
        self._begin(history)
        try:
            results = self._carried_out(actions, plan, progress)
        except SyncerError:
            if not self._in_doubt:
                self._history.withdraw(history.begun.apply_id)
            raise
        done = history.done(results)
        with suppress(SyncerError):  # the rows are written; the entry goes on saying that this has begun
            self._history.write(history.begun.apply_id, done)
        return results

    def _begin(self, history: HistoryWrite) -> None:
        """Write what has begun. An entry that was not written whole is no entry; only one in doubt is to be removed."""
        try:
            self._history.write(history.begun.apply_id, history.begun)
        except UnansweredCallError:
            self._history.withdraw(history.begun.apply_id)
            raise

    @property
    def _most_actions(self) -> int:
        return MOST_ACTIONS - (self._lease is not None)

    def _fitting(self, actions: Sequence[Sequence[TransactItem]], history: HistoryWrite) -> EntryItems | None:
        """The entry, if one transaction can hold it with all the writes."""
        count, size = sum(map(len, actions)), sum(action.size for group in actions for action in group)
        if count + 2 > self._most_actions or size > MOST_TRANSACTION_BYTES:
            return None
        done = history.done(tuple(GroupResult("applied") for _ in actions))
        entry = self._history.items(history.begun.apply_id, done)
        fits = count + len(entry.requests) <= self._most_actions and size + entry.size <= MOST_TRANSACTION_BYTES
        return entry if fits else None

    def _carried_out(
        self,
        actions: Sequence[Sequence[TransactItem]],
        plan: Sequence[Sequence[int]],
        progress: Callable[[int], None] | None,
    ) -> tuple[GroupResult, ...]:
        """Send the transactions. Raises the first error when nothing was written."""
        results: dict[int, GroupResult] = {}
        written = 0
        for index, error in self._sent(_transactions(actions, plan)):
            if error is None:
                results.update(dict.fromkeys(plan[index], GroupResult("applied")))
                written += sum(len(actions[number]) for number in plan[index])
                if progress is not None:
                    progress(written)
            elif results:
                results.update(dict.fromkeys(plan[index], GroupResult("failed", error)))
            else:
                raise error
        return tuple(results.get(number, GroupResult("skipped")) for number in range(len(actions)))

    def _sent(self, transactions: Sequence[Transaction]) -> Iterable[tuple[int, SyncerError | None]]:
        """Send the first alone, then some at a time; none after one has failed. Each with its error, as it ends."""
        if not transactions:
            return
        error = self._error_of(transactions[0])
        yield 0, error
        if error is None and len(transactions) > 1:
            yield from self._sent_together(transactions)

    def _sent_together(self, transactions: Sequence[Transaction]) -> Iterable[tuple[int, SyncerError | None]]:
        waiting = iter(range(1, len(transactions)))
        flying: dict[Future[SyncerError | None], int] = {}
        failed = False
        with ThreadPoolExecutor(IN_FLIGHT) as pool:
            while True:
                while not failed and len(flying) < self._lanes and (index := next(waiting, None)) is not None:
                    flying[pool.submit(self._error_of, transactions[index])] = index
                if not flying:
                    return
                for done in wait(flying, return_when=FIRST_COMPLETED).done:
                    error = done.result()
                    failed = failed or error is not None
                    yield flying.pop(done), error

    def _require_expected(self, transactions: Sequence[Transaction]) -> None:
        """Look at all rows before the first of several transactions. Raises ConflictError."""
        if self._lease is not None:
            self._lease.require()
        actions = list(chain.from_iterable(transactions))
        if len(transactions) < 2 and all(action.in_full for action in actions):
            return
        items = self._read_items(action.write.record_id for action in actions)
        found = _moved(actions, items)
        if found:
            raise ConflictError(f"{conflict_text(found)}; nothing was written", rows=tuple(found))

    def _error_of(self, transaction: Transaction) -> SyncerError | None:
        """Send one transaction until it is done or has failed; its error."""
        try:
            if transaction or self._entry is not None:
                self._send(transaction)
        except (RefusedWriteError, SyncerError) as error:
            return self._explained(transaction, error)
        return None

    def _explained(self, transaction: Transaction, error: RefusedWriteError | SyncerError) -> SyncerError | None:
        """The error as a person is told it; None when all was done and only its answer was lost."""
        if isinstance(error, (RefusedWriteError, UnansweredCallError)) and error.doubt and self._is_done(transaction):
            return None
        match error:
            case RefusedWriteError():
                return refused(transaction, error, self._lease, self._calls.place)
            case UnansweredCallError():
                self._in_doubt = True
                return unknown(transaction, error)
            case CallError() if "tem size" in str(error):
                return too_large(transaction, self._calls.place) or at_rows(transaction, error, self._lease)
            case CallError():
                return at_rows(transaction, error, self._lease)
            case _:
                return error

    def _send(self, transaction: Transaction) -> None:
        requests = [action.request for action in transaction]
        requests += self._entry.requests if self._entry is not None else ()
        if self._lease is not None:
            requests.insert(0, self._lease.check())
        self._calls.call(
            "transact_write_items",
            guard=self._lease.require if self._lease is not None else None,
            on_failure=self._slow_down,
            TransactItems=requests,
            ClientRequestToken=uuid4().hex,
        )

    def _slow_down(self, failure: Failure) -> None:
        """Transactions that get into each other's way go one by one from then on.

        All of them check the one lease item, which AWS may take for a conflict; DynamoDB Local never does.
        """
        if is_contention(failure.code, failure.response):
            self._lanes = 1

    def _is_done(self, transaction: Transaction) -> bool:
        """Whether the entry or the rows are exactly as the transaction leaves them: only its answer was lost."""
        try:
            if self._entry is not None:
                return self._history.is_written(self._entry)
            items = self._read_items(action.write.record_id for action in transaction)
        except SyncerError:
            return False
        return all(is_done(action.write, items.get(action.write.record_id)) for action in transaction)


def _transactions(actions: Sequence[Sequence[TransactItem]], plan: Sequence[Sequence[int]]) -> list[Transaction]:
    return [tuple(action for number in numbers for action in actions[number]) for numbers in plan]


def _moved(actions: Sequence[TransactItem], items: Mapping[str, TableItem]) -> dict[str, str]:
    """What is not as the writes expect, by record id."""
    found = {action.write.record_id: unmet(action.write, items.get(action.write.record_id)) for action in actions}
    return {record_id: difference for record_id, difference in found.items() if difference}
