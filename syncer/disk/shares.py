"""Work of pure computing that other processes do: many items in shares, or one piece while something else is done here.

Threads of Python take turns, so processes are forked, which send back plain values and write nothing else. A child that
fails is no failure: its work is done here instead. None outlives the context that began it, nor, but for a moment, a
parent that is killed.
"""

from __future__ import annotations

import marshal
import os
import sys
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    import signal
    from collections.abc import Callable, Iterator, Sequence
else:
    import _signal as signal  # built in; around it `signal` has an enumeration, which costs a start of the tool

_FEW: Final = 200
"""Fewer items than this are done before another process has begun."""
MANY: Final = 2 * _FEW
"""So many items are worth another process."""
_MOST_PROCESSES: Final = 8
_LOOKS: Final = 0.05
"""Seconds between two looks of a child at whether its parent lives."""
_STOPS: Final = (signal.SIGINT, signal.SIGTERM)
"""What asks to stop. None comes while a process is forked: a child would do what its parent does of it."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def done_in_shares(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """The result of each item, in their order. Results are what `marshal` writes."""
    processes = max(1, min(_at_once(), _MOST_PROCESSES, len(items) // _FEW))
    share = max(1, -(-len(items) // processes))
    parts = [items[start : start + share] for start in range(0, len(items), share)]
    with ExitStack() as running:
        others = [running.enter_context(_other(partial(_each, work, part))) for part in parts[1:]]
        done = _each(work, items[:share])
        for other, part in zip(others, parts[1:], strict=True):
            found = None if other is None else other.result()
            done += _each(work, part) if found is None else found
    return done


def _each(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    return [work(item) for item in items]


@contextmanager
def begun(work: Callable[[], Result]) -> Iterator[Callable[[], Result | None]]:
    """Begin the work in another process, which ends with the context. The result is what `marshal` writes.

    What is yielded waits for it, once: None where there can be no other process, or where it failed. Each of the two
    has half of the processors until then.
    """
    with _other(work) as child:
        if child is None:
            yield lambda: None
            return
        _sharing.between *= 2
        try:
            yield child.result
        finally:
            _sharing.between //= 2


@contextmanager
def _other(work: Callable[[], object]) -> Iterator[_Child | None]:
    """A process that does the work, which ends with the context; None where there can be none."""
    child, blocked = None, signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
        child = _child(work)
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        yield child
    finally:
        if child is not None:
            child.stop()
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _child(work: Callable[[], object]) -> _Child | None:
    """A process that does the work; None where there can be no other."""
    if _at_once() == 1:
        return None
    try:
        reading, writing = os.pipe()
    except OSError:
        return None
    try:
        return _Child(work, reading, writing)
    except OSError:
        os.close(reading)
        return None
    finally:
        os.close(writing)


class _Sharing:
    """Among how many the processors are divided, as this process knows it."""

    between = 1


_sharing = _Sharing()


def _at_once() -> int:
    """How many processes can work at once; one where a child could wait for ever for what another thread holds.

    A child and whoever began it have half of the processors each. Where somebody else waits for children, or lets them
    vanish, there are none: nobody could tell how one ended, nor end just that one.
    """
    if signal.getsignal(signal.SIGCHLD) != signal.SIG_DFL:
        return 1
    threads = sys.modules.get("threading")  # loading it takes 4 ms, and a process that did not has no other thread
    alone = threads is None or threads.active_count() == 1
    return max(1, _processors() // _sharing.between) if alone else 1


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Child:
    """A process that does one piece of work."""

    def __init__(self, work: Callable[[], object], reading: int, writing: int) -> None:
        here = os.getpid()
        self._reading = reading
        self._id = os.fork()
        if self._id == 0:
            _do(work, reading, writing, here)
        self._runs = True

    def result(self) -> Any:
        """What it sent; None when it failed."""
        with open(self._reading, "rb", closefd=False) as pipe:
            data = pipe.read()
        return marshal.loads(data) if self._left() == 0 else None  # noqa: S302  our own child wrote it

    def stop(self) -> None:
        """Nobody waits for it any more."""
        if self._runs:
            with suppress(OSError):  # a signal came after it had ended, and before that was noted
                os.kill(self._id, signal.SIGKILL)
                self._left()
        os.close(self._reading)

    def _left(self) -> int:
        _, status = os.waitpid(self._id, 0)
        self._runs = False
        return status


def _do(work: Callable[[], Any], reading: int, writing: int, parent: int) -> None:
    """Do the work and leave. What the parent has not yet flushed is the parent's to flush.

    What asks to stop stays blocked: Ctrl-C is the parent's to tell, which ends the child.
    """
    code = 1
    try:
        _sharing.between *= 2
        os.close(reading)
        signal.signal(signal.SIGALRM, lambda *_: None if os.getppid() == parent else os._exit(code))
        signal.setitimer(signal.ITIMER_REAL, _LOOKS, _LOOKS)
        with open(writing, "wb") as pipe:
            pipe.write(marshal.dumps(work()))
        code = 0
    finally:
        os._exit(code)
