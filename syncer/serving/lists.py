"""Lists that were read and are kept for a while: however many callers want one, it is read once.

A caller takes the list that is kept, or the read that is under way, when what either says is young enough and no write
of this process was done since it began. Otherwise the caller's own read begins, which others may take.
"""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import Future
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from syncer.serving.threads import OwnThreads

_List = TypeVar("_List")


class _Flight(Generic[_List]):
    """One read. Its result is never cancelled, whoever stops waiting for it."""

    def __init__(self) -> None:
        self.began: float | None = None
        """None until a thread has taken it: until then it knows all that was done before."""
        self.writes = 0
        """How many writes of this process were done when it began."""
        self.result: Future[_List] = Future()
        self.result.set_running_or_notify_cancel()


class _Place(Generic[_List]):
    """What is known of one store."""

    def __init__(self) -> None:
        self.writes = 0
        self.kept: _Flight[_List] | None = None
        """The latest read that was done."""
        self.flying: _Flight[_List] | None = None
        """The latest read that is not done."""

    def taken(self, now: float, max_age: float) -> _Flight[_List] | None:
        """The read that will do for a caller; None where there is none."""
        for flight in (self.kept, self.flying):
            if flight is not None and self._is_good(flight, now - max_age):
                return flight
        return None

    def _is_good(self, flight: _Flight[_List], oldest: float) -> bool:
        return flight.began is None or (flight.writes == self.writes and flight.began > oldest)


class KeptLists(Generic[_List]):
    """The lists of every store that this process has read. For any number of threads and event loops."""

    def __init__(self, threads: OwnThreads, clock: Callable[[], float] = monotonic) -> None:
        self._threads = threads
        self._clock = clock
        self._forget()
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        """Know nothing: the threads of a parent that were reading are not in its child."""
        self._lock = Lock()
        self._places: dict[Hashable, _Place[_List]] = {}

    async def get(self, store: Hashable, read: Callable[[], _List], *, max_age: float) -> _List:
        """The list of the store, read less than `max_age` seconds ago, or by `read` from now on.

        An error of the read is raised to all who wait for it, and not kept.
        """
        flight = self._flight(store, read, max_age)
        return flight.result.result() if flight.result.done() else await asyncio.wrap_future(flight.result)

    def wrote(self, store: Hashable) -> None:
        """A write was done, or failed half-way: what began to be read before it is given to nobody any more."""
        with self._lock:
            self._place(store).writes += 1

    def _place(self, store: Hashable) -> _Place[_List]:
        return self._places.setdefault(store, _Place())

    def _flight(self, store: Hashable, read: Callable[[], _List], max_age: float) -> _Flight[_List]:
        with self._lock:
            place = self._place(store)
            found = place.taken(self._clock(), max_age)
            if found is None:
                found = _Flight()
                self._threads.start(self._fly, place, found, read)
                place.flying = found
        return found

    def _fly(self, place: _Place[_List], flight: _Flight[_List], read: Callable[[], _List]) -> None:
        with self._lock:
            flight.began, flight.writes = self._clock(), place.writes
        try:
            found = read()
        except BaseException as error:  # noqa: BLE001  it is raised to those who wait
            self._landed(place, flight, keep=False)
            flight.result.set_exception(error)
        else:
            self._landed(place, flight, keep=True)  # before anybody knows of it: whoever asks next gets no older one
            flight.result.set_result(found)

    def _landed(self, place: _Place[_List], flight: _Flight[_List], *, keep: bool) -> None:
        with self._lock:
            if place.flying is flight:
                place.flying = None
            if keep and flight.writes == place.writes and not _is_earlier(flight, place.kept):
                place.kept = flight


def _is_earlier(flight: _Flight[_List], than: _Flight[_List] | None) -> bool:
    return than is not None and (flight.began or 0) < (than.began or 0)
