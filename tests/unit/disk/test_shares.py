"""Work that processes share: the same results in the same order, whatever becomes of a child."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest

from syncer.disk import shares
from syncer.disk.cache import Cache
from syncer.disk.shares import done_in_shares
from syncer.stores.codec import file_text
from syncer.stores.directory.store import DirectoryStore
from tests.stores.shapes import admin_row, random_id

if TYPE_CHECKING:
    from pathlib import Path

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


def test_rows_that_are_judged_together(tmp_path: Path) -> None:
    """Hundreds of rows, some of them broken, some alike: what reading them one by one says."""
    for number in range(COUNT):
        row = admin_row(id=random_id(number), modelId=f"m{number % 650}")
        text = file_text(row) if number % 50 else b"[1]\n"
        (tmp_path / f"{random_id(number)}.json").write_bytes(text)
    alone = DirectoryStore(tmp_path).read()
    for _ in range(2):
        found = DirectoryStore(tmp_path, cache=Cache(tmp_path / "cache", "r")).read()
        assert [(row._replace(raw={}), dict(row.raw)) for row in found.records] == [
            (row._replace(raw={}), dict(row.raw)) for row in alone.records
        ]
        assert found.broken == alone.broken
        assert len(found.broken) == COUNT / 50
