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
    thread = threading.Thread(target=lambda: came.append(work()), daemon=True)
    thread.start()
    thread.join(seconds)
    if not came:
        raise UsageError(late)
    if isinstance(came[0], SyncerError):
        raise came[0]
    return came[0]
