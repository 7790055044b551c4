"""Threads of our own: an app's stay the app's, and a child process has its own."""

from __future__ import annotations

import asyncio
import contextvars
import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from syncer.serving.lists import KeptLists
from syncer.serving.threads import OwnThreads

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def held() -> Iterator[threading.Event]:
    """Until it is set, work goes on."""
    event = threading.Event()
    yield event
    event.set()


def test_the_threads_of_the_app_stay_free(held: threading.Event) -> None:
    """However much waits for ours, work of the app's own executor begins at once."""
    threads = OwnThreads(2, "few")

    async def scenario() -> tuple[str, int]:
        waiting = [asyncio.create_task(threads.run(held.wait, 10)) for _ in range(64)]
        await asyncio.sleep(0)
        name = await asyncio.wait_for(asyncio.to_thread(lambda: threading.current_thread().name), 5)
        ours = sum(thread.name.startswith("syncer-few") for thread in threading.enumerate())
        held.set()
        await asyncio.gather(*waiting)
        return name, ours

    name, ours = asyncio.run(scenario())
    assert not name.startswith("syncer")
    assert ours == 2


def test_work_sees_the_context_of_its_caller() -> None:
    """As with `asyncio.to_thread`: what traces requests goes on doing so."""
    request = contextvars.ContextVar("request", default="none")

    async def scenario() -> str:
        request.set("mine")
        return await OwnThreads(1, "test").run(request.get)

    assert asyncio.run(scenario()) == "mine"


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")  # newer Pythons warn where there are threads
def test_the_child_of_a_fork_has_its_own(held: threading.Event) -> None:
    """Though every thread of the parent is busy, and one of them reads what the child wants, too."""
    threads = OwnThreads(1, "test")
    lists: KeptLists[str] = KeptLists(threads)

    async def parent() -> tuple[int, str]:
        reading = asyncio.create_task(lists.get("store", lambda: str(held.wait(10)), max_age=30))
        await asyncio.sleep(0.01)
        child = os.fork()
        if not child:
            signal.alarm(5)  # a child that waits for threads that it does not have
            found = ""
            thread = threading.Thread(target=lambda: asyncio.run(ask()))

            async def ask() -> None:
                nonlocal found
                found = await lists.get("store", lambda: "its own", max_age=30)

            thread.start()
            thread.join()
            os._exit(found != "its own")
        held.set()
        return child, await reading

    child, found = asyncio.run(parent())
    assert (os.waitpid(child, 0)[1], found) == (0, "True")


def test_a_process_ends_with_work_that_nobody_waits_for() -> None:
    """Its event loop is closed when the work is done: no error, no hanging."""
    code = (
        "import asyncio, time\n"
        "from syncer.serving.threads import OwnThreads\n"
        "async def main():\n"
        "    asyncio.create_task(OwnThreads(1, 'test').run(time.sleep, 0.3)); await asyncio.sleep(0.05)\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=20, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
