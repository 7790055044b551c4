"""Work off an event loop in threads of our own, so that the app's default executor stays the app's."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_Found = TypeVar("_Found")


class OwnThreads:
    """A few threads for any number of event loops, started when they are needed.

    They end with the process, after the work that was begun, as those of the standard library do. The child of a fork
    has none of its parent's and starts its own.
    """

    def __init__(self, most: int, name: str) -> None:
        self._most = most
        self._name = f"syncer-{name}"
        self._renew()
        os.register_at_fork(after_in_child=self._renew)

    def _renew(self) -> None:
        self._pool = ThreadPoolExecutor(self._most, thread_name_prefix=self._name)

    async def run(self, work: Callable[..., _Found], *given: Any) -> _Found:
        """What the work returns or raises. It sees the caller's context variables, as with `asyncio.to_thread`."""
        called = partial(copy_context().run, work, *given)
        return await asyncio.get_running_loop().run_in_executor(self._pool, called)

    def start(self, work: Callable[..., object], *given: Any) -> None:
        """Begin the work, for whoever looks at what it leaves. Raises RuntimeError when the process is ending."""
        self._pool.submit(copy_context().run, work, *given)
