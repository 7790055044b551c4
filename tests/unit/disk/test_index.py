"""The index of the cache: a file is not read again only where nothing can have changed in it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from syncer.disk import cache as cache_module
from syncer.disk.cache import Cache
from syncer.errors import ConflictError
from syncer.load import find_files
from syncer.load.catalog import load_catalog
from syncer.stores.codec import file_text
from syncer.stores.directory import row_file
from syncer.stores.directory.store import DirectoryStore
from tests.stores.shapes import admin_row, random_id
from tests.unit.catalog_files import model, put, write_catalog
from tests.unit.disk.index_fuzz import campaign

if TYPE_CHECKING:
    from collections.abc import Callable

LATER = 3_000_000_000
"""Nanoseconds after which the files of a test have not changed for long."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file whose times are those of a fine clock."""
    path = tmp_path / "file"
    path.write_bytes(b"one")
    os.utime(path, ns=(1_700_000_000_123_456_789, 1_700_000_000_123_456_789))
    return path


def _kept(file: Path, *, now: int | None = None) -> Cache:
    """The cache of the next run after one that read the file at that time; the usual one is long after."""
    folder = file.with_name("cache")
    cache = Cache(folder, "s", now=time.time_ns() + LATER if now is None else now)
    cache.put("key", "verdict")
    cache.note(str(file), cache.stamp_of(file.stat()), "key")
    cache.save()
    return Cache(folder, "s")


def test_a_file_that_nobody_touched_is_known(file: Path) -> None:
    """Its key and verdict are there without a look at its bytes."""
    assert _kept(file).unchanged(str(file)) == ("key", "verdict")


def _written_over(file: Path) -> None:
    with file.open("r+b") as open_file:
        open_file.write(b"two")


def _replaced(file: Path) -> None:
    put(file.with_name("new"), "two")
    file.with_name("new").replace(file)


def _linked(file: Path) -> None:
    put(file.with_name("other"), "two")
    file.unlink()
    file.symlink_to("other")


def _made_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _emptied(file: Path) -> None:
    file.write_bytes(b"{}")


TOUCHED: dict[str, Callable[[Path], object]] = {
    "written over": _written_over,
    "replaced": _replaced,
    "a link now": _linked,
    "another mode": lambda file: file.chmod(0o600),
    "longer": lambda file: file.write_bytes(b"longer"),
    "gone": Path.unlink,
    "a folder now": _made_a_folder,
}


@pytest.mark.parametrize("touch", TOUCHED.values(), ids=TOUCHED)
def test_a_file_that_somebody_touched_is_read(touch: Callable[[Path], object], file: Path) -> None:
    """Whatever happened to it, also with its time set back."""
    cache, before = _kept(file), file.stat()
    touch(file)
    if file.is_file():
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert cache.unchanged(str(file)) is None


def test_a_file_that_changed_a_moment_ago_is_read(file: Path) -> None:
    """Within two seconds of a run it may change again under the same stamp, so the run does not keep that."""
    assert _kept(file, now=file.stat().st_ctime_ns + 1_999_999_999).unchanged(str(file)) is None
    assert _kept(file, now=file.stat().st_ctime_ns + 2_000_000_001).unchanged(str(file)) is not None


def test_a_clock_that_went_back(file: Path) -> None:
    """A file from the future is read at each run."""
    assert _kept(file, now=file.stat().st_ctime_ns - 10**15).unchanged(str(file)) is None


@pytest.mark.parametrize("stamp", [10**18, 10**18 + 500_000_000, 10**18 + 7_000_000, 2 * 10**18 + 1])
def test_times_that_say_too_little(stamp: int, file: Path) -> None:
    """Those of a file system that counts in seconds or hundredths are not relied on, nor those of the future."""
    os.utime(file, ns=(stamp, stamp))
    assert _kept(file).unchanged(str(file)) is None


def test_another_machine(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its index is not used; what it says of contents is."""
    folder = file.with_name("cache")
    _kept(file)
    monkeypatch.setattr(cache_module, "_machine", lambda: "another")
    cache = Cache(folder, "s")
    assert cache.unchanged(str(file)) is None
    assert cache.get("key") == "verdict"


def test_an_edit_between_the_stamp_and_the_bytes(file: Path) -> None:
    """The stamp was taken first, so what was read belongs to it at most once more: the next run sees another."""
    before = file.stat()
    _written_over(file)
    cache = Cache(file.with_name("cache"), "s", now=time.time_ns() + LATER)
    cache.put("key of two", "verdict")
    cache.note(str(file), cache.stamp_of(before), "key of two")
    cache.save()
    assert Cache(file.with_name("cache"), "s").unchanged(str(file)) is None


def test_a_verdict_that_went(file: Path) -> None:
    """An entry of the index without its verdict says nothing."""
    folder = file.with_name("cache")
    cache = Cache(folder, "s", now=time.time_ns() + LATER)
    cache.put("another", 1)
    cache.note(str(file), cache.stamp_of(file.stat()), "key")
    cache.save()
    assert Cache(folder, "s").unchanged(str(file)) is None


def test_nothing_is_read_that_did_not_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run after the next one opens no model file and no row; the same catalog and the same rows come out."""
    folder = write_catalog(tmp_path, {"a": model()})
    store = tmp_path / "store"
    put(store / f"{random_id(1)}.json", file_text(admin_row(id=random_id(1))))

    def run() -> tuple[str, dict[str, object]]:
        now = time.time_ns() + LATER
        catalog = load_catalog(folder, cache=Cache(tmp_path / "cache", "c", now=now))
        (row,) = DirectoryStore(store, cache=Cache(tmp_path / "cache", "r", now=now)).read().records
        raw = dict(row.raw) if len(opened) == 0 else {}
        return repr((catalog, row._replace(raw=raw))), raw

    opened: list[str] = []
    first = run()
    for module in (find_files, row_file):
        monkeypatch.setattr(module, "read_stamped", lambda path, _: opened.append(str(path)))
    assert run() == first
    assert opened == []


@pytest.mark.parametrize(
    "edit", [lambda path: path.write_bytes(b"{}"), lambda path: path.unlink()], ids=["other", "gone"]
)
def test_a_row_that_is_edited_before_it_is_looked_into(edit: Callable[[Path], object], tmp_path: Path) -> None:
    """A row that was not read is not taken for what somebody made of it in the meantime."""
    path = tmp_path / f"{random_id(1)}.json"
    put(path, file_text(admin_row(id=random_id(1))))
    for _ in range(2):
        cache = Cache(tmp_path / "cache", "r", now=time.time_ns() + LATER)
        (row,) = DirectoryStore(tmp_path, cache=cache).read().records
    edit(path)
    with pytest.raises(ConflictError, match="was edited while it was looked at; run this again"):
        dict(row.raw)


def test_edits_that_could_go_unseen(tmp_path: Path) -> None:
    """Files and rows edited at random, with equal sizes and times: a run with the cache says what one without says."""
    told = campaign(tmp_path, seed=16, steps=150)
    assert min(told["served"], told["read"]) > 300
