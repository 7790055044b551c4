"""Work that processes share: the same results in the same order, whatever becomes of a child."""

from __future__ import annotations

import json
import marshal
import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from syncer.disk import shares
from syncer.disk.cache import Cache
from syncer.disk.shares import begun, done_in_shares
from syncer.errors import ConflictError, StoreError
from syncer.stores.codec import file_text
from syncer.stores.directory.store import DirectoryStore
from tests.stores.shapes import admin_row, random_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from syncer.model.records import Snapshot

HERE = os.getpid()
COUNT = 700


@pytest.fixture(autouse=True)
def _two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "_processors", lambda: 3)


def _who(number: int) -> tuple[int, bool]:
    return number, os.getpid() == HERE


def test_results_come_in_order() -> None:
    """Each item's own, a part of them made by other processes."""
    found = done_in_shares(_who, range(COUNT))
    assert [number for number, _ in found] == [*range(COUNT)]
    assert {is_here for _, is_here in found} == ({True, False} if threading.active_count() == 1 else {True})


def test_few_items_are_done_here() -> None:
    """Another process would begin too late."""
    assert done_in_shares(_who, range(300)) == [(number, True) for number in range(300)]
    assert done_in_shares(_who, ()) == []


def test_threads_keep_the_work_here() -> None:
    """A process with other threads does not fork."""
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert all(is_here for _, is_here in done_in_shares(_who, range(COUNT)))
    finally:
        done.set()
        thread.join()


def _fails_elsewhere(number: int) -> int:
    if os.getpid() != HERE:
        os._exit(3)
    return number


def _says_no_marshal(number: int) -> object:
    return number if os.getpid() == HERE else object()


@pytest.mark.parametrize("work", [_fails_elsewhere, _says_no_marshal])
def test_a_child_that_fails(work: object, capfd: pytest.CaptureFixture[str]) -> None:
    """Its share is done here."""
    assert done_in_shares(work, range(COUNT)) == [*range(COUNT)]  # type: ignore[arg-type]  # one of the two above
    capfd.readouterr()


def test_one_piece_of_work() -> None:
    """Another process does it; its result is there when it is asked for."""
    with begun(os.getpid) as result:
        assert result() not in {None, HERE}


def _process(_: int) -> int:
    return os.getpid()


@pytest.mark.parametrize(("processors", "processes"), [(2, 1), (3, 1), (4, 2)])
def test_a_child_and_its_parent_have_half_each(
    processors: int, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What each shares it shares among fewer, and the parent has all again afterwards."""
    monkeypatch.setattr(shares, "_processors", lambda: processors)
    with begun(lambda: done_in_shares(_process, range(COUNT))) as result:
        assert len({*done_in_shares(_process, range(COUNT))}) == processes
        assert len({*(result() or ())}) == processes
    assert len({*done_in_shares(_process, range(COUNT))}) > processes


@pytest.mark.parametrize("work", [lambda: os._exit(3), object, {}.popitem], ids=["exit", "no marshal", "error"])
def test_a_piece_that_fails(work: Callable[[], object]) -> None:
    """None, and nothing is printed."""
    with begun(work) as result:
        assert result() is None


@pytest.mark.parametrize("ends", [KeyError, KeyboardInterrupt])
def test_no_piece_outlives_its_context(ends: type[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody asks for is ended, and leaves no process behind, whatever ends the context: Ctrl-C at its start."""
    children: list[int] = []
    fork = os.fork

    def watched() -> int:
        children.append(fork())
        if children[0] and ends is KeyboardInterrupt:
            signal.raise_signal(signal.SIGINT)  # to this thread: that of another, as a test's worker has, is not held
        return children[0]

    monkeypatch.setattr(os, "fork", watched)
    began = time.monotonic()
    with pytest.raises(ends), begun(lambda: time.sleep(60)):
        raise KeyError
    assert time.monotonic() - began < 30
    with pytest.raises(ChildProcessError):
        os.waitpid(children[0], os.WNOHANG)
    assert not signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_a_signal_to_a_child_is_none_to_what_it_was_forked_in() -> None:
    """Ctrl-C reaches the whole group: only the parent tells of it, also when the child has hardly begun."""
    program = (
        "import os; from signal import SIGINT; from syncer.disk import shares; shares._processors = lambda: 2\n"
        "fork = os.fork\n"
        "def forked():\n    child = fork()\n    if not child: os.kill(os.getpid(), SIGINT)\n    return child\n"
        "os.fork = forked\n"
        "try:\n    with shares.begun(lambda: 5) as result: print(result())\n"
        "except KeyboardInterrupt: print('told by', os.getpid())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False)
    assert (done.stdout, done.stderr) == ("5\n", "")


def test_a_stop_right_after_a_child_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the stop that is told, and not that the child is gone."""
    wait = os.waitpid

    def interrupted(child: int, options: int) -> tuple[int, int]:
        wait(child, options)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "waitpid", interrupted)
    with pytest.raises(KeyboardInterrupt), begun(os.getpid) as result:
        result()


def test_where_others_wait_for_children() -> None:
    """A program that ignores the end of its children, or waits for all of them, is given none."""
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        with begun(os.getpid) as result:
            assert result() is None
        assert done_in_shares(_who, range(COUNT)) == [(number, True) for number in range(COUNT)]
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_a_process_that_cannot_be_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work is done here, and nothing stays open."""

    def refused() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refused)
    free = os.dup(0)
    os.close(free)
    with begun(os.getpid) as result:
        assert result() is None
    again = os.dup(0)
    os.close(again)
    assert again == free


@pytest.mark.parametrize("work", ["time.sleep(60)", "[0 for _ in iter(int, 1)]"], ids=["sleeps", "computes"])
def test_a_parent_that_is_killed(work: str) -> None:
    """Its child leaves: the pipe that both hold ends."""
    program = (
        "import os, time; from syncer.disk import shares; shares._processors = lambda: 2\n"
        f"with shares.begun(lambda: {work}): os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, timeout=30, check=False)
    assert done.returncode == -9


def test_without_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """One processor does nothing meanwhile."""
    monkeypatch.setattr(shares, "_processors", lambda: 1)
    with begun(os.getpid) as result:
        assert result() is None


def _store(folder: Path) -> None:
    """Hundreds of rows, some of them broken, some alike."""
    for number in range(COUNT):
        row = admin_row(id=random_id(number), modelId=f"m{number % 650}")
        text = file_text(row) if number % 50 else b"[1]\n"
        (folder / f"{random_id(number)}.json").write_bytes(text)


def _told(snapshot: Snapshot) -> tuple[object, ...]:
    """All of it, every row looked into."""
    return [(row._replace(raw={}), dict(row.raw)) for row in snapshot.records], snapshot.broken, snapshot.notes


def test_rows_that_are_judged_together(tmp_path: Path) -> None:
    """What reading them one by one says: read here or apart, for the first time or again."""
    _store(tmp_path)
    alone = _told(DirectoryStore(tmp_path).read())
    assert len(alone[1]) == COUNT / 50  # type: ignore[arg-type]  # the broken ones
    for folder in ("here", "apart"):
        for _ in range(2):
            store = DirectoryStore(tmp_path, cache=Cache(tmp_path / folder, "r"))
            with store.start_read() as reading:
                assert _told(store.read() if folder == "here" else reading()) == alone
    here, apart = (next((tmp_path / folder).iterdir()).read_bytes() for folder in ("here", "apart"))
    verdicts = [marshal.loads(data.partition(b"\n")[2])[1] for data in (here, apart)]  # noqa: S302  written above
    assert verdicts[0] == verdicts[1] != {}


def test_a_row_that_is_edited_after_it_was_read_apart(tmp_path: Path) -> None:
    """Whoever looks into it is told, rather than shown what nobody judged."""
    _store(tmp_path)
    with DirectoryStore(tmp_path, cache=Cache(tmp_path / "cache", "r")).start_read() as reading:
        snapshot = reading()
    path = tmp_path / f"{snapshot.records[0].record_id}.json"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(ConflictError, match="was edited while it was looked at"):
        dict(snapshot.records[0].raw)
    path.unlink()
    path.mkdir()
    with pytest.raises(StoreError, match="can no longer be read: Is a directory; run this again"):
        dict(snapshot.records[0].raw)


def test_an_interrupted_commit_is_read_here(tmp_path: Path) -> None:
    """What the journal says of a row stands in no file that could be read again."""
    _store(tmp_path)
    name = f"{random_id(1)}.json"
    before = (tmp_path / name).read_text()
    (tmp_path / ".syncer").mkdir()
    (tmp_path / ".syncer" / "journal.json").write_text(json.dumps({"changes": [[name, before, None]]}))
    (tmp_path / name).unlink()
    with DirectoryStore(tmp_path, cache=Cache(tmp_path / "cache", "r")).start_read() as reading:
        assert _told(reading()) == _told(DirectoryStore(tmp_path).read())
