"""However many callers want a list, it is read once; and nobody gets one that is older than was asked for."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from syncer.serving.lists import KeptLists
from syncer.serving.threads import OwnThreads

if TYPE_CHECKING:
    from collections.abc import Callable


class Reads:
    """A store that is read: each read has a number, and may be held up."""

    def __init__(self) -> None:
        self.count = 0
        self.began = threading.Event()
        self.go_on = threading.Event()
        self.go_on.set()
        self.meanwhile: Callable[[], None] = lambda: None
        self.error: Exception | None = None

    def __call__(self) -> int:
        """Read."""
        self.count += 1
        found = self.count
        self.began.set()
        assert self.go_on.wait(10)
        self.meanwhile()
        if self.error is not None:
            raise self.error
        return found


class Clock:
    """Goes on when it is told."""

    now = 1000.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


@pytest.fixture
def reads() -> Reads:
    """A store."""
    return Reads()


@pytest.fixture
def clock() -> Clock:
    """The clock of the lists."""
    return Clock()


@pytest.fixture
def lists(clock: Clock) -> KeptLists[int]:
    """What is tested."""
    return KeptLists(OwnThreads(4, "test"), clock)


async def many(lists: KeptLists[int], reads: Reads, *, callers: int = 64, max_age: float = 30) -> list[int]:
    """What so many callers get who ask while one read is under way."""
    reads.go_on.clear()
    waiting = [asyncio.create_task(lists.get("store", reads, max_age=max_age)) for _ in range(callers)]
    await asyncio.sleep(0.02)
    reads.go_on.set()
    return await asyncio.gather(*waiting)


def test_many_callers_read_once(lists: KeptLists[int], reads: Reads, clock: Clock) -> None:
    """Whether there is no list yet, or one that has run out: all wait for one read, and the next take what it gave."""
    assert asyncio.run(many(lists, reads)) == [1] * 64
    assert asyncio.run(many(lists, reads)) == [1] * 64
    clock.now += 31
    assert asyncio.run(many(lists, reads)) == [2] * 64


def test_several_event_loops_share_a_read(lists: KeptLists[int], reads: Reads) -> None:
    """Callers of other threads, each with an event loop of its own, take the same read."""
    reads.go_on.clear()
    found: list[int] = []
    loops = [
        threading.Thread(target=lambda: found.append(asyncio.run(lists.get("store", reads, max_age=30))))
        for _ in range(5)
    ]
    for loop in loops:
        loop.start()
    assert reads.began.wait(10)
    reads.go_on.set()
    for loop in loops:
        loop.join()
    assert found == [1] * 5


def test_who_wants_no_age_gets_a_read_that_began_afterwards(lists: KeptLists[int], reads: Reads) -> None:
    """A read that is under way may know less than was there when the caller asked."""

    async def scenario() -> list[int]:
        reads.go_on.clear()
        first = asyncio.create_task(lists.get("store", reads, max_age=0))
        assert await asyncio.to_thread(reads.began.wait, 10)
        second = asyncio.create_task(lists.get("store", reads, max_age=0))
        await asyncio.sleep(0.01)
        reads.go_on.set()
        return [*await asyncio.gather(first, second)]

    assert asyncio.run(scenario()) == [1, 2]


def test_each_store_has_its_own(lists: KeptLists[int], reads: Reads) -> None:
    """The list of one store is not that of another."""
    assert asyncio.run(lists.get("one", reads, max_age=30)) == 1
    assert asyncio.run(lists.get("other", reads, max_age=30)) == 2
    assert asyncio.run(lists.get("one", reads, max_age=30)) == 1


def test_an_error_reaches_all_and_is_not_kept(lists: KeptLists[int], reads: Reads) -> None:
    """Everybody who waits is told; the next caller reads again."""
    reads.error = OSError("the store is gone")

    async def scenario() -> list[int | BaseException]:
        reads.go_on.clear()
        waiting = [asyncio.create_task(lists.get("store", reads, max_age=30)) for _ in range(8)]
        await asyncio.sleep(0.02)
        reads.go_on.set()
        return await asyncio.gather(*waiting, return_exceptions=True)

    assert asyncio.run(scenario()) == [reads.error] * 8
    assert reads.count == 1
    reads.error = None
    assert asyncio.run(lists.get("store", reads, max_age=30)) == 2


def test_an_error_leaves_the_list_that_was_kept(lists: KeptLists[int], reads: Reads) -> None:
    """Who can do with an older list gets it, also after somebody asked in vain for a new one."""
    assert asyncio.run(lists.get("store", reads, max_age=30)) == 1
    reads.error = OSError("the store is gone")
    with pytest.raises(OSError, match="gone"):
        asyncio.run(lists.get("store", reads, max_age=0))
    assert asyncio.run(lists.get("store", reads, max_age=30)) == 1


def test_a_list_of_before_a_write_is_given_to_nobody_after_it(lists: KeptLists[int], reads: Reads) -> None:
    """Neither one that is kept, nor one that was being read during the write, nor is that one kept."""
    assert asyncio.run(lists.get("store", reads, max_age=30)) == 1
    lists.wrote("store")
    reads.meanwhile = lambda: lists.wrote("store")
    assert asyncio.run(lists.get("store", reads, max_age=30)) == 2
    reads.meanwhile = lambda: None

    async def scenario() -> list[int]:
        reads.go_on.clear()
        reads.began.clear()
        before = asyncio.create_task(lists.get("store", reads, max_age=30))
        assert await asyncio.to_thread(reads.began.wait, 10)
        lists.wrote("store")
        after = asyncio.create_task(lists.get("store", reads, max_age=30))
        await asyncio.sleep(0.01)
        reads.go_on.set()
        return [*await asyncio.gather(before, after)]

    assert asyncio.run(scenario()) == [3, 4]
    assert asyncio.run(lists.get("store", reads, max_age=30)) == 4


def test_who_stops_waiting_stops_nobody_else(lists: KeptLists[int], reads: Reads) -> None:
    """The one for whom the read began is cancelled; the others get what it gives, and it is kept."""

    async def scenario() -> list[int | BaseException]:
        reads.go_on.clear()
        waiting = [asyncio.create_task(lists.get("store", reads, max_age=30)) for _ in range(4)]
        await asyncio.sleep(0.02)
        waiting[0].cancel()
        waiting[2].cancel()
        await asyncio.sleep(0.01)
        reads.go_on.set()
        return await asyncio.gather(*waiting, return_exceptions=True)

    first, second, third, fourth = asyncio.run(scenario())
    assert isinstance(first, asyncio.CancelledError)
    assert isinstance(third, asyncio.CancelledError)
    assert (second, fourth) == (1, 1)
    assert asyncio.run(lists.get("store", reads, max_age=30)) == 1


def test_nobody_gets_an_older_list_after_a_newer_one(lists: KeptLists[int], reads: Reads) -> None:
    """What one call gave, the next call that may take a kept list gives, too, however fast it follows."""
    for number in range(1, 200):
        assert asyncio.run(lists.get("store", reads, max_age=0)) == number
        assert asyncio.run(lists.get("store", reads, max_age=30)) == number
