"""Files are read within a bound and written whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from syncer.disk.files import FileTooLargeError, read_bounded, replace_file, sync_folder, write_synced

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("size", [0, 1, (1 << 14) - 1, 1 << 14, (1 << 14) + 1, 99_999, 100_000])
def test_a_file_within_the_bound(size: int, tmp_path: Path) -> None:
    """A file up to the bound is read whole, whatever its size against the buffer's."""
    data = os.urandom(size)
    (tmp_path / "f").write_bytes(data)
    assert read_bounded(tmp_path / "f", 100_000) == data
    assert read_bounded(str(tmp_path / "f"), max(size, 1)) == data


@pytest.mark.parametrize(("size", "limit"), [(2, 1), (1, 0), (1 << 14, (1 << 14) - 1), (200 << 20, 1 << 20)])
def test_a_file_beyond_the_bound(size: int, limit: int, tmp_path: Path) -> None:
    """A larger file is refused after one byte more than the bound."""
    with open(tmp_path / "f", "wb") as file:
        file.truncate(size)
    with pytest.raises(FileTooLargeError, match="/f"):
        read_bounded(tmp_path / "f", limit)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps this limit")
def test_a_large_bound_costs_nothing(tmp_path: Path) -> None:
    """A bound of half a gigabyte reads a small file where there is no such memory."""
    (tmp_path / "f").write_bytes(b"x")
    code = (
        "import resource, sys\nfrom syncer.disk.files import read_bounded\n"
        "resource.setrlimit(resource.RLIMIT_AS, (256 << 20, 256 << 20))\n"
        "print(read_bounded(sys.argv[1], 1 << 29))"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "f"], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("b'x'\n", "")


def test_an_endless_file() -> None:
    """A device that never ends is refused like a file that is too large."""
    with pytest.raises(FileTooLargeError):
        read_bounded("/dev/zero", 1 << 20)


def test_a_pipe_is_not_waited_on(tmp_path: Path) -> None:
    """A pipe without a writer is empty; one whose writer is silent is an error; neither blocks."""
    os.mkfifo(tmp_path / "p")
    assert read_bounded(tmp_path / "p", 10) == b""
    reader = os.open(tmp_path / "p", os.O_RDONLY | os.O_NONBLOCK)
    writer = os.open(tmp_path / "p", os.O_WRONLY)
    try:
        with pytest.raises(BlockingIOError):
            read_bounded(tmp_path / "p", 10)
    finally:
        os.close(writer)
        os.close(reader)


def test_what_cannot_be_opened_or_read(tmp_path: Path) -> None:
    """A missing file, a folder and a loop are OSErrors, as everywhere."""
    (tmp_path / "loop").symlink_to("loop")
    for path in (tmp_path / "nothing", tmp_path, tmp_path / "loop", tmp_path / ("n" * 300)):
        with pytest.raises(OSError, match=r".+"):
            read_bounded(path, 10)


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    """Reading and writing close what they opened, also when they fail."""
    path = tmp_path / "f"
    before = len(os.listdir("/dev/fd"))
    write_synced(path, b"12345")
    sync_folder(tmp_path)
    replace_file(path, b"54321")
    assert read_bounded(path, 5) == b"54321"
    with pytest.raises(FileTooLargeError):
        read_bounded(path, 4)
    with pytest.raises(IsADirectoryError):
        read_bounded(tmp_path, 4)
    assert len(os.listdir("/dev/fd")) == before


def test_write_and_replace(tmp_path: Path) -> None:
    """A file is written over, or put in the place of another, with nothing left beside it."""
    path = tmp_path / "f"
    write_synced(path, b"longer than the next")
    write_synced(path, b"x" * 300_000)
    assert path.read_bytes() == b"x" * 300_000
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"
    replace_file(tmp_path / "other", b"")
    assert sorted(child.name for child in tmp_path.iterdir()) == ["f", "other"]


def test_a_replaced_file_keeps_its_mode(tmp_path: Path) -> None:
    """The mode of the file that is replaced stays; a new file has the usual one."""
    path = tmp_path / "f"
    replace_file(path, b"1")
    write_synced(tmp_path / "g", b"")
    assert path.stat().st_mode == (tmp_path / "g").stat().st_mode
    for mode in (0o600, 0o644, 0o755):
        path.chmod(mode)
        replace_file(path, b"2")
        assert path.stat().st_mode & 0o777 == mode


def test_readers_of_a_replaced_file_keep_the_old_one(tmp_path: Path) -> None:
    """Whoever has the file open reads the old bytes to their end."""
    path = tmp_path / "f"
    path.write_bytes(b"old")
    with path.open("rb") as held:
        replace_file(path, b"new")
        assert held.read() == b"old"


def test_a_replacement_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    """When the new file cannot take the place, the old one stands and nothing is left beside it."""
    folder = tmp_path / "f"
    (folder / "inside").mkdir(parents=True)
    with pytest.raises(OSError, match=r".+"):
        replace_file(folder, b"new")
    assert [child.name for child in tmp_path.iterdir()] == ["f"]
    with pytest.raises(FileNotFoundError):
        replace_file(tmp_path / "no" / "f", b"new")


@pytest.mark.parametrize("size", [0, 1, 1000, 100_000])
def test_a_file_is_read_at_once(size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system said how many bytes there are: no second look is needed to know that there are no more."""
    path, real = tmp_path / "f", os.read
    path.write_bytes(b"x" * size)
    asked: list[int] = []

    def counted(descriptor: int, count: int) -> bytes:
        asked.append(count)
        return real(descriptor, count)

    monkeypatch.setattr(os, "read", counted)
    assert len(read_bounded(path, 1 << 20)) == size
    assert asked == [size + 1]


def test_what_comes_in_small_parts_or_grows_is_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A short answer is the last one only where all is there that the system knew of."""
    path, real = tmp_path / "f", os.read
    path.write_bytes(b"x" * 1000)
    monkeypatch.setattr(os, "read", lambda descriptor, count: real(descriptor, min(count, 300)))
    assert len(read_bounded(path, 1 << 20)) == 1000
    first = iter([True])

    def growing(descriptor: int, count: int) -> bytes:
        if next(first, False):
            with path.open("ab") as file:
                file.write(b"y" * 50)
        return real(descriptor, count)

    monkeypatch.setattr(os, "read", growing)
    assert len(read_bounded(path, 1 << 20)) == 1050
