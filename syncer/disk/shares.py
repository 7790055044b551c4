"""Work of pure computing on many items, shared by the processors.

Threads of Python take turns, so processes are forked, which send back plain values. A child that fails is no failure:
its share is done here instead.
"""

from __future__ import annotations

import marshal
import os
import sys
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_FEW: Final = 200
"""Fewer items than this are done before another process has begun."""
_MOST_PROCESSES: Final = 8

Item = TypeVar("Item")
Result = TypeVar("Result")


def done_in_shares(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """The result of each item, in their order. Results are what `marshal` writes."""
    # A child of several threads could wait for ever.
    processes = 1 if _has_threads() else max(1, min(_processors(), _MOST_PROCESSES, len(items) // _FEW))
    share = max(1, -(-len(items) // processes))
    parts = [items[start : start + share] for start in range(0, len(items), share)]
    children = [_begin(work, part) for part in parts[1:]]
    done = [work(item) for item in items[:share]]
    for child, part in zip(children, parts[1:], strict=True):
        results = _result(*child)
        done += [work(item) for item in part] if results is None else results
    return done


def _has_threads() -> bool:
    """Whether there are others beside this one; a process that did not load the module has none."""
    threads = sys.modules.get("threading")  # loading it takes 4 ms
    return threads is not None and threads.active_count() > 1


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _begin(work: Callable[[Item], object], items: Sequence[Item]) -> tuple[int, int]:
    """Start a child; its process id, and where to read its results."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    code = 1
    try:
        os.close(reading)
        with open(writing, "wb") as pipe:
            pipe.write(marshal.dumps([work(item) for item in items]))
        code = 0
    finally:
        os._exit(code)  # what the parent has not yet flushed is the parent's to flush


def _result(child: int, reading: int) -> list[Any] | None:
    """What a child sent; None when it failed."""
    with open(reading, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(child, 0)
    return list(marshal.loads(data)) if status == 0 else None  # noqa: S302  our own child wrote it
