"""Locks between processes and threads, which the kernel lets go of when their holder dies.

Two of them: the *sync lock*, a file that one writer holds from its check to its commit, with the holder's name
in it; and the *latch* on the folder itself, which keeps a reader from seeing half of a commit.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from syncer.errors import LockedError, StoreError
from syncer.model.words import MOST_SHOWN, beginning

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PAUSE: Final = 0.005
_LATCH_TIMEOUT: Final = 60.0
"""A commit of 10,000 rows holds the latch for a few seconds."""


class SyncLock:
    """A lock file. Re-entrant within a thread; keeps out other threads and processes."""

    def __init__(self, path: str | Path) -> None:
        self.path = path
        self._held = threading.local()

    @property
    def held(self) -> bool:
        """Whether this thread holds the lock."""
        return bool(getattr(self._held, "depth", 0))

    @contextmanager
    def hold(self, *, holder: str, timeout: float) -> Iterator[None]:
        """Hold the lock. Waits up to `timeout` seconds; raises LockedError, or OSError when there can be no lock."""
        depth = getattr(self._held, "depth", 0)
        if depth:
            self._held.depth = depth + 1
            try:
                yield
            finally:
                self._held.depth = depth
            return
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o666)
        try:
            if not _acquire(descriptor, fcntl.LOCK_EX, timeout):
                raise LockedError(f"{_holder(descriptor)} holds the lock {self.path}; wait for it, then run again")
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, holder.encode(), 0)
            self._held.depth = 1
            try:
                yield
            finally:
                self._held.depth = 0
                with suppress(OSError):  # the name is only for a message
                    os.ftruncate(descriptor, 0)
        finally:
            os.close(descriptor)


@contextmanager
def latch(folder: str | Path, *, exclusive: bool) -> Iterator[None]:
    """Hold the latch on the folder: shared to read, exclusive to commit. Raises StoreError after a minute."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        if not _acquire(descriptor, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH, _LATCH_TIMEOUT):
            raise StoreError(f"another process has been writing to {folder} for {_LATCH_TIMEOUT:.0f} seconds")
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, kind: int, timeout: float) -> bool:
    deadline = time.monotonic() + timeout
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(_PAUSE)
        else:
            return True


def _holder(descriptor: int) -> str:
    name = beginning(os.pread(descriptor, 2 * MOST_SHOWN, 0).decode("utf-8", "replace").strip())
    return name if name.isprintable() and name else "another process"
