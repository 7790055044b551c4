"""Work that may not take longer than somebody waits: a server that sends a byte now and then never ends."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeVar

from syncer.errors import SyncerError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")


def within(seconds: float, work: Callable[[], _T | SyncerError], late: str) -> _T:
    """What the work gives, in a thread of its own. Raises the error that it gives, UsageError(late) when it is late.

    Every byte of a slow answer starts the waiting of a socket anew, so only another thread can keep a bound.
    """
    came: list[_T | SyncerError] = []
    broke: list[Exception] = []

    def working() -> None:
        try:
            came.append(work())
        except Exception as error:  # noqa: BLE001  raised again below: a thread that ends silently would look late
            broke.append(error)

    thread = threading.Thread(target=working, daemon=True)
    thread.start()
    thread.join(seconds)
    if broke:
        raise broke[0]
    if not came:
        raise UsageError(late)
    if isinstance(came[0], SyncerError):
        raise came[0]
    return came[0]
