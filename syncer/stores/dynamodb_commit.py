"""Groups of writes to transactions: in order, each once, and what became of every group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from syncer.errors import ConflictError, StoreError, SyncerError
from syncer.stores.base import GroupResult
from syncer.stores.dynamodb_errors import CONDITION_FAILED, CallError, RefusedError, UnansweredError, is_contention
from syncer.stores.dynamodb_lease import holder_of
from syncer.stores.dynamodb_writes import (
    MOST_ACTIONS,
    MOST_ROW_BYTES,
    conflict_text,
    group_actions,
    is_done,
    packed,
    unmet,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from concurrent.futures import Future

    from syncer.stores.base import Group
    from syncer.stores.dynamodb_client import Calls
    from syncer.stores.dynamodb_errors import Failure
    from syncer.stores.dynamodb_items import Item
    from syncer.stores.dynamodb_lease import HeldLease
    from syncer.stores.dynamodb_writes import Action

IN_FLIGHT: Final = 2
"""Transactions at once. 2,000 creates on DynamoDB Local, two cores, rows a second: one at a time 930, two 1,290,
four 1,220, eight 1,150."""

Transaction = tuple["Action", ...]


class Commit:
    """One commit of a store."""

    def __init__(
        self, calls: Calls, lease: HeldLease | None, read_items: Callable[[Iterable[str]], dict[str, Item]]
    ) -> None:
        """`read_items` reads records by id, consistently."""
        self._calls = calls
        self._lease = lease
        self._read_items = read_items
        self._lanes = IN_FLIGHT

    def run(self, groups: Sequence[Group], progress: Callable[[int], None] | None) -> tuple[GroupResult, ...]:
        """Do the writes. Raises the first error when nothing was written."""
        actions = group_actions(groups, self._calls.access.table)
        plan = packed(actions, most_actions=MOST_ACTIONS - (self._lease is not None))
        transactions = [tuple(action for number in numbers for action in actions[number]) for numbers in plan]
        self._require_expected(transactions)
        results: dict[int, GroupResult] = {}
        for index, error in self._sent(transactions):
            if error is not None and not any(result.status == "applied" for result in results.values()):
                raise error
            result = GroupResult("applied") if error is None else GroupResult("failed", error)
            results.update(dict.fromkeys(plan[index], result))
            if progress is not None and error is None:
                progress(sum(len(groups[number]) for number, done in results.items() if done.status == "applied"))
        return tuple(results.get(number, GroupResult("skipped")) for number in range(len(groups)))

    def _sent(self, transactions: Sequence[Transaction]) -> Iterable[tuple[int, SyncerError | None]]:
        """Send the first alone, then some at a time; none after one has failed. Each with its error, as it ends."""
        if not transactions:
            return
        error = self._error_of(transactions[0])
        yield 0, error
        if error is None and len(transactions) > 1:
            yield from self._sent_together(transactions)

    def _sent_together(self, transactions: Sequence[Transaction]) -> Iterable[tuple[int, SyncerError | None]]:
        from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait  # noqa: PLC0415  rarely needed

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
        actions = [action for transaction in transactions for action in transaction]
        if len(transactions) < 2 and all(action.in_full for action in actions):
            return
        items = self._read_items(action.write.record_id for action in actions)
        differences = {a.write.record_id: unmet(a.write, items.get(a.write.record_id)) for a in actions}
        found = {record_id: difference for record_id, difference in differences.items() if difference}
        if found:
            raise ConflictError(f"{conflict_text(found)}; nothing was written", rows=tuple(found))

    def _error_of(self, transaction: Transaction) -> SyncerError | None:
        """Send one transaction until it is done or has failed; its error."""
        try:
            if transaction:
                self._send(transaction)
        except RefusedError as refusal:
            return None if refusal.doubt and self._is_done(transaction) else self._refused(transaction, refusal)
        except UnansweredError as error:
            return None if self._is_done(transaction) else _unknown(transaction, error)
        except CallError as error:
            return self._too_large(transaction) or error if "tem size" in str(error) else error
        except SyncerError as error:
            return error
        return None

    def _send(self, transaction: Transaction) -> None:
        requests = [action.request for action in transaction]
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
        """Whether the rows are exactly as the transaction leaves them: its answer was lost, not its writes."""
        try:
            items = self._read_items(action.write.record_id for action in transaction)
        except SyncerError:
            return False
        return all(is_done(action.write, items.get(action.write.record_id)) for action in transaction)

    def _refused(self, transaction: Transaction, refusal: RefusedError) -> SyncerError:
        """Why a transaction was cancelled: the lease, rows that moved, or rows that DynamoDB does not take."""
        reasons = refusal.reasons
        if self._lease is not None:
            first, *reasons = reasons or [{}]
            if first.get("Code") == "ConditionalCheckFailed":
                return self._lease.lost(holder_of(first.get("Item")))
        pairs = list(zip(transaction, reasons, strict=False))
        moved = {
            action.write.record_id: unmet(action.write, reason.get("Item") or None) or "it was changed"
            for action, reason in pairs
            if reason.get("Code") in ("ConditionalCheckFailed", CONDITION_FAILED)
        }
        if moved:
            return ConflictError(f"{conflict_text(moved)}; nothing of this was written", rows=tuple(moved))
        return self._not_taken(pairs, refusal)

    def _not_taken(self, pairs: list[tuple[Action, dict[str, Any]]], refusal: RefusedError) -> StoreError:
        said = [
            f"{action.write.record_id}: {reason.get('Message') or reason.get('Code')}"
            for action, reason in pairs
            if reason.get("Code") not in (None, "None")
        ]
        text = "; ".join(said[:5]) or str(refusal.response.get("Error", {}).get("Message", refusal.code))
        return StoreError(f"{self._calls.place} does not take the rows: {text}")

    def _too_large(self, transaction: Transaction) -> StoreError | None:
        """Which rows DynamoDB means when it says that an item is too large; it names none."""
        large = [action for action in transaction if action.size > MOST_ROW_BYTES]
        said = ", ".join(f"{action.write.record_id} has about {action.size // 1024} KB" for action in large[:5])
        place = self._calls.place
        return StoreError(f"{place} takes rows of 400 KB at most, and {said}; shorten the model") if large else None


def _unknown(transaction: Transaction, error: UnansweredError) -> SyncerError:
    if isinstance(error.__cause__, SyncerError):
        return error.__cause__
    rows = ", ".join(action.write.record_id for action in transaction[:3])
    more = f" and {len(transaction) - 3} more rows" if len(transaction) > 3 else ""
    return StoreError(
        f"{error}; whether {rows}{more} were written is not known: run again, it goes on from what is there"
    )
