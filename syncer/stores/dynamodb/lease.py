"""The lock of a table: one lease item, taken by a conditional put, renewed while held, broken only by expiry.

Safety does not hang on clocks: every transaction checks that the lease item still names this run. The clock only
decides when another may take over, and that a process which slept past its lease writes nothing, even if nobody did.
"""

from __future__ import annotations

import random
import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from syncer.errors import LockedError, StoreError
from syncer.frozen import NamedTuple
from syncer.stores.base import LockHolder
from syncer.stores.dynamodb.errors import RefusedWriteError
from syncer.stores.dynamodb.items import from_value, item_values, to_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syncer.stores.dynamodb.client import Calls
    from syncer.stores.dynamodb.items import TableItem

LOCK_KEY: Final[TableItem] = {"PK": {"S": "SYNCER#LOCK"}, "SK": {"S": "SYNCER#LOCK"}}
_LONGEST_LOOK: Final = 1.0
"""Seconds between looks at a lease that another holds; the shortest look is a tenth of it."""


class Patience(NamedTuple):
    """How long a lease lasts, and which clock it goes by."""

    seconds: float = 60.0
    """Renewed every third of it. So long may a crash keep others out."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep


def holder_of(item: TableItem | None) -> LockHolder | None:
    """Who a lease item names."""
    if not item:
        return None
    return LockHolder(*(_text(item, name) for name in LockHolder._fields))


def _text(item: TableItem, name: str) -> str:
    """An attribute of a lease item as text, whatever somebody made of it."""
    return str(from_value(item[name])) if name in item else "unknown"


class HeldLease:
    """A lease that this process took, for as long as it lasts."""

    def __init__(self, calls: Calls, run: str, until: datetime, patience: Patience) -> None:
        self.run = run
        self._calls = calls
        self._until = until
        self._patience = patience
        self._released = threading.Event()
        self._renewing = threading.Thread(target=self._renew_until_released, name="lease", daemon=True)

    def check(self) -> dict[str, dict[str, Any]]:
        """The action by which a transaction makes sure that the lease is still this run's."""
        return {"ConditionCheck": {**self._condition(), "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}}

    def require(self) -> None:
        """Raises LockedError when the lease has run out on this process's own clock."""
        now = self._patience.clock()
        if now >= self._until:
            raise self.lost(None)

    def lost(self, found: LockHolder | None) -> LockedError:
        """The error for a lease that is no longer this run's."""
        taken = f"; {found}" if found and found.run != self.run else ""
        return LockedError(
            f"the lock of {self._calls.place} was lost{taken}; this process was suspended, cut off from the table, or "
            "somebody removed the lock; run again"
        )

    def _condition(self) -> dict[str, Any]:
        return {
            "TableName": self._calls.access.table,
            "Key": LOCK_KEY,
            "ConditionExpression": "#run = :run AND #until > :now",
            "ExpressionAttributeNames": {"#run": "run", "#until": "until"},
            "ExpressionAttributeValues": item_values({":run": self.run, ":now": _stamp(self._patience.clock())}),
        }

    def start(self) -> None:
        """Renew the lease from now on."""
        self._renewing.start()

    def _renew_until_released(self) -> None:
        while not self._released.wait(self._patience.seconds / 3):
            try:
                self.renew()
            except (RefusedWriteError, LockedError):
                return
            except StoreError:
                continue

    def renew(self) -> None:
        """Make the lease last from now on. Raises RefusedWriteError when it has run out or is another's."""
        until = self._patience.clock() + timedelta(seconds=self._patience.seconds)
        request = self._condition()
        request["ExpressionAttributeValues"][":until"] = {"S": _stamp(until)}
        self._calls.call("update_item", UpdateExpression="SET #until = :until", guard=self.require, **request)
        self._until = until

    def release(self) -> None:
        """Stop renewing and let others in. What cannot be released runs out by itself."""
        self._released.set()
        self._renewing.join(timeout=1)
        with suppress(RefusedWriteError, StoreError):
            self._calls.call("delete_item", **_only_of(self._calls, self.run))


class TableLock:
    """The lock of one table. Re-entrant for one store object and thread."""

    def __init__(self, calls: Calls, patience: Patience) -> None:
        self._calls = calls
        self._patience = patience
        self._local = threading.local()

    @property
    def held(self) -> HeldLease | None:
        """The lease that this thread holds."""
        return getattr(self._local, "lease", None)

    @contextmanager
    def hold(self, *, holder: str, timeout: float) -> Iterator[None]:
        """Hold the lock. Waits up to `timeout` seconds; raises LockedError, which names who holds it."""
        if self.held is not None:
            yield
            return
        lease = self._acquire(holder, timeout)
        lease.start()
        self._local.lease = lease
        try:
            yield
        finally:
            self._local.lease = None
            lease.release()

    def holder(self) -> LockHolder | None:
        """Who holds the lock, also a lease that has run out; None when nobody does."""
        return holder_of(self._item())

    def _item(self) -> TableItem | None:
        answer = self._calls.call("get_item", TableName=self._calls.access.table, Key=LOCK_KEY, ConsistentRead=True)
        found: TableItem | None = answer.get("Item")
        return found

    def remove(self, seen: LockHolder) -> None:
        """Take the lock from the run that was seen to hold it. Raises LockedError when another holds it by now."""
        changed = LockedError(f"{self._calls.place}: the lock changed hands just now; look again")
        item = self._item()
        if item is None:
            return
        if holder_of(item) != seen._replace(until=_text(item, "until")):  # which a renewal changes
            raise changed
        try:
            self._calls.call("delete_item", **_only_as(self._calls, item))
        except RefusedWriteError as error:
            raise changed from error

    def _acquire(self, holder: str, timeout: float) -> HeldLease:
        run = uuid4().hex
        deadline = self._patience.clock() + timedelta(seconds=timeout)
        while True:
            now = self._patience.clock()
            until = now + timedelta(seconds=self._patience.seconds)
            found = self._put(LockHolder(holder, _stamp(now), _stamp(until), run), now)
            if found is None or found.run == run:
                return HeldLease(self._calls, run, until, self._patience)
            left = (deadline - now).total_seconds()
            if left <= 0:
                raise LockedError(
                    f"{self._calls.place}: {found}; wait for it with --lock-timeout, or if it is gone, "
                    "take the lock away with `syncer unlock`"
                )
            self._patience.sleep(min(left, random.uniform(_LONGEST_LOOK / 10, _LONGEST_LOOK)))  # noqa: S311  no secret

    def _put(self, lease: LockHolder, now: datetime) -> LockHolder | None:
        """Take the lease if nobody has it; otherwise who has it. None when it was taken."""
        try:
            self._calls.call(
                "put_item",
                TableName=self._calls.access.table,
                Item={**LOCK_KEY, **item_values(lease._asdict())},
                ConditionExpression="attribute_not_exists(#until) OR #until <= :now",
                ExpressionAttributeNames={"#until": "until"},
                ExpressionAttributeValues={":now": {"S": _stamp(now)}},
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except RefusedWriteError as error:
            return holder_of(error.response.get("Item")) or self.holder() or LockHolder("another", "now", "now", "")
        return None


def _only_of(calls: Calls, run: str) -> dict[str, Any]:
    """What deletes the lease item, if it is of that run, or damaged."""
    return {
        "TableName": calls.access.table,
        "Key": LOCK_KEY,
        "ConditionExpression": "#run = :run OR attribute_not_exists(#run)",
        "ExpressionAttributeNames": {"#run": "run"},
        "ExpressionAttributeValues": {":run": {"S": run}},
    }


def _only_as(calls: Calls, item: TableItem) -> dict[str, Any]:
    """What deletes the lease item, if its attributes are still those, of whatever type; a renewal is no difference."""
    fixed = ("holder", "since", "run")
    there = [name for name in fixed if name in item]
    terms = (f"#{name} = :{name}" if name in there else f"attribute_not_exists(#{name})" for name in fixed)
    values = {f":{name}": to_value(from_value(item[name])) for name in there}
    found = {"ExpressionAttributeValues": values} if values else {}  # which DynamoDB does not take empty
    return {
        "TableName": calls.access.table,
        "Key": LOCK_KEY,
        "ConditionExpression": " AND ".join(terms),
        "ExpressionAttributeNames": {f"#{name}": name for name in fixed},
        **found,
    }


def _stamp(time: datetime) -> str:
    """The time as text that sorts as times do."""
    return time.astimezone(UTC).isoformat(timespec="microseconds")
