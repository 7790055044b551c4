"""Calls to DynamoDB: one client, made once and lazily, with our own retries and errors."""

from __future__ import annotations

import copy
import random
import re
import threading
import time
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from schemas.endpoints import endpoint_fault
from syncer.errors import StoreError, SyncerError, UsageError
from syncer.frozen import NamedTuple
from syncer.stores.dynamodb.answers import take_answer
from syncer.stores.dynamodb.errors import (
    CANCELLED,
    CHECK_SETTINGS,
    CONDITION_FAILED,
    BadAnswerError,
    Failure,
    RefusedWriteError,
    TablePlace,
    UnansweredCallError,
    failure_of,
    translated,
)
from syncer.stores.dynamodb.pages import Taken, taking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syncer.stores.dynamodb.items import TableItem

_REFUSALS: Final = frozenset({CANCELLED, CONDITION_FAILED})
_OF_AWS: Final = re.compile(r"https://[A-Za-z0-9.-]+\.(amazonaws\.com(\.cn)?|api\.aws)/?")


class TableAccess(NamedTuple):
    """Which table, and what is not left to boto3's chain of settings."""

    table: str
    region: str | None = None
    endpoint: str | None = None
    profile: str | None = None
    connect_timeout: float = 5.0
    read_timeout: float = 20.0
    """Seconds of silence after which an answer is given up."""
    session: Any = None
    """The `boto3.session.Session` of an app."""


class Retry(NamedTuple):
    """How long and how patiently a call is tried, and with which clock."""

    budget: float = 30.0
    """Seconds after the first try within which another one may begin."""
    unreachable: float = 5.0
    """The same, while nothing answers at all, or something that is not DynamoDB."""
    first: float = 0.05
    """The longest pause before the second try, in seconds. It doubles from try to try."""
    longest: float = 5.0
    """The longest pause of all."""
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random
    """From 0 to 1: which part of the longest pause is taken."""

    def pause(self, tries: int, spent: float, *, brief: bool = False) -> float | None:
        """Seconds to wait after so many tries; None when the budget, or with `brief` the short one, is used up."""
        budget = min(self.budget, self.unreachable) if brief else self.budget
        pause = self.jitter() * min(self.longest, self.first * 2 ** min(tries - 1, 30))
        return pause if spent + pause < budget else None


class Calls:
    """Calls to one table. For many threads."""

    def __init__(self, access: TableAccess, retry: Retry) -> None:
        self.access = access
        self._retry = retry
        self._made: Any = None
        self._making = threading.Lock()
        self._sending = threading.local()

    @property
    def client(self) -> Any:
        """The client. Raises UsageError for settings that cannot work."""
        with self._making:
            if self._made is None:
                self._made = self._make()
            return self._made

    def beside(self, table: str) -> Calls:
        """Calls to another table, by the same client."""
        self.client  # noqa: B018  made before it is shared
        other = copy.copy(self)
        other.access = self.access._replace(table=table)
        return other

    def close(self) -> None:
        """Close the connections."""
        with self._making:
            if self._made is not None:
                self._made.close()
                self._made = None

    def call(
        self,
        operation: str,
        *,
        guard: Callable[[], None] | None = None,
        on_failure: Callable[[Failure], None] | None = None,
        **parameters: Any,
    ) -> Any:
        """The answer to an operation on the table, such as `scan`; tried again while that may help.

        `guard` is called at each try just before the request leaves, and may raise; `on_failure` is told of each try
        that failed. Raises RefusedWriteError for a condition that failed, UnansweredCallError when the request may have
        been done or not, UsageError and other StoreErrors.
        """
        from syncer.aws.clients import FAULTS  # noqa: PLC0415  boto3 costs 300 ms: not before something is asked

        client = self.client
        started, tries, doubt = self._retry.clock(), 0, False
        while True:
            self._sending.guard = guard
            try:
                return getattr(client, operation)(**parameters)
            except (*FAULTS, BadAnswerError) as error:
                failure, cause = failure_of(error), error
            except SyncerError as error:
                if doubt:
                    raise UnansweredCallError(str(error)) from error
                raise
            if on_failure is not None:
                on_failure(failure)
            tries += 1
            spent = self._retry.clock() - started
            pause = self._pause(failure, tries, spent)
            doubt = doubt or failure.doubt
            if pause is None:
                raise self._final(failure, operation, spent, doubt=doubt) from cause
            self._retry.sleep(pause)

    def _pause(self, failure: Failure, tries: int, spent: float) -> float | None:
        """Seconds until the next try; None when there is to be none."""
        return self._retry.pause(tries, spent, brief=failure.is_setting) if failure.passing else None

    def pages(
        self, operation: str, *, keys: tuple[str, ...] = ("PK", "SK"), take: Callable[[TableItem], Any] | None = None,
        **parameters: Any,
    ) -> Iterator[Any]:  # fmt: skip
        """The items of a scan or a query, page after page, or what `take` makes of each.

        Raises StoreError for an item without these key attributes.
        """

        def taken(item: TableItem) -> Any:
            if not all(name in item for name in keys):
                raise StoreError(f"{self.place}: what answers is not DynamoDB: an item has no key; check the endpoint")
            return item if take is None else take(item)

        while True:
            with taking(taken):
                answer = self.call(operation, TableName=self.access.table, **parameters)
            items = answer["Items"]
            yield from items if isinstance(items, Taken) else map(taken, items)
            if "LastEvaluatedKey" not in answer:
                return
            if parameters.get("ExclusiveStartKey") == answer["LastEvaluatedKey"]:
                raise StoreError(f"{self.place}: {operation} does not get on: it answers with the same page again")
            parameters["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _at_sending(self, **_: Any) -> None:
        guard = getattr(self._sending, "guard", None)
        if guard is not None:
            guard()

    def waiting(self, action: str) -> Iterator[None]:
        """Pauses between rounds of an action that DynamoDB does in part. Raises StoreError when it never ends."""
        started = self._retry.clock()
        for tries in count(1):
            spent = self._retry.clock() - started
            pause = self._retry.pause(tries, spent)
            if pause is None:
                throttled = Failure(
                    "ThrottlingException", "a part is left undone", passing=True, doubt=False, response={}
                )
                raise translated(throttled, self.place, action, tried=spent)
            self._retry.sleep(pause)
            yield

    def _final(self, failure: Failure, operation: str, spent: float, *, doubt: bool) -> Exception:
        if failure.code in _REFUSALS and not failure.passing:
            return RefusedWriteError(failure.code, failure.response, doubt=doubt)
        action = "".join(part.title() for part in operation.split("_"))
        return translated(failure._replace(doubt=doubt), self.place, action, tried=spent)

    @property
    def place(self) -> TablePlace:
        """Where the calls go, as far as it is known."""
        meta = self._made.meta if self._made is not None else None
        region = meta.region_name if meta is not None else self.access.region
        return TablePlace(self.access.table, region, self.access.endpoint or self._endpoint(meta))

    def _endpoint(self, meta: Any) -> str | None:
        """The endpoint, where it is not AWS's own."""
        url = meta.endpoint_url if meta is not None else None
        return None if url is None or _OF_AWS.fullmatch(url) else str(url)

    def _make(self) -> Any:
        from syncer.aws import clients as aws  # noqa: PLC0415  the same

        try:
            access = self.access
            made = aws.make_client("dynamodb", region=access.region, endpoint=access.endpoint, profile=access.profile,
                                   session=access.session, connect_timeout=access.connect_timeout,
                                   read_timeout=access.read_timeout)  # fmt: skip
        except aws.SETTING_FAULTS as error:
            raise translated(failure_of(error), self.place, "CreateClient", tried=0) from error
        # Whoever gave it: the target, the environment, a profile, an app.
        fault = endpoint_fault(made.meta.endpoint_url)
        if fault:
            made.close()
            raise UsageError(f"{self.place}: its endpoint {fault}; {CHECK_SETTINGS}")
        made.meta.events.register_first("before-send.dynamodb", self._at_sending)
        made.meta.events.register("before-parse.dynamodb", take_answer)
        return made
