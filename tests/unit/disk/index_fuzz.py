"""Files and rows edited in every way that could go unseen. By hand: `python -m tests.unit.disk.index_fuzz 10000`."""

from __future__ import annotations

import os
import random
import shutil
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from syncer.disk import shares
from syncer.disk.cache import Cache
from syncer.errors import CatalogError
from syncer.load.catalog import load_catalog
from syncer.model.records import Record
from syncer.stores.codec import file_text
from syncer.stores.directory.store import DirectoryStore
from tests.stores.shapes import admin_row, random_id
from tests.unit.catalog_files import model, write_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

FILES: Final = 8
EARLY: Final = 1_950_000_000
"""Nanoseconds by which a run believes that it is later: 50 ms after a change a file is trusted, not 2 s."""


class World:
    """A catalog and a store in a folder, their cache, and the ways to edit them."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.rng = folder, random.Random(seed)  # noqa: S311  a fuzz that can be repeated
        texts = {f"m{number}": model(model_id=f"m{number}") for number in range(FILES)}
        self.catalog = write_catalog(folder, texts)
        self.store = folder / "store"
        self.store.mkdir()
        for number in range(FILES):
            row = admin_row(modelId=f"m{number}", id=random_id(number))
            (self.store / f"{random_id(number)}.json").write_bytes(file_text(row))
        self.served: Counter[str] = Counter()
        self.edits: tuple[Callable[[Path], None], ...] = (
            self.in_place, self.in_place, self.anew, self.renamed, self.swapped, self.made_again, self.by_other_name,
            self.touched, self.copied_back,
        )  # fmt: skip

    def path(self) -> Path:
        """One of the files."""
        return self.rng.choice(sorted([*Path(self.catalog, "models").glob("*.yaml"), *self.store.glob("*.json")]))

    def changed(self, path: Path) -> bytes:
        """The file with another digit somewhere, of the same size."""
        data = bytearray(path.read_bytes())
        at = self.rng.choice([number for number, byte in enumerate(data) if chr(byte).isdigit()])
        data[at] = ord(self.rng.choice("123456789"))
        return bytes(data)

    def in_place(self, path: Path) -> None:
        """Written over, with the time set back."""
        before = path.stat()
        data = self.changed(path)
        with path.open("r+b") as file:
            file.write(data)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    def anew(self, path: Path) -> None:
        """Emptied and written, as most editors do."""
        before = path.stat()
        path.write_bytes(self.changed(path))
        if self.rng.random() < 0.5:
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    def renamed(self, path: Path) -> None:
        """Replaced by another file with its times."""
        before, beside = path.stat(), path.with_suffix(".tmp")
        beside.write_bytes(self.changed(path))
        os.utime(beside, ns=(before.st_atime_ns, before.st_mtime_ns))
        beside.replace(path)

    def swapped(self, path: Path) -> None:
        """Two files change places."""
        other, beside = self.path(), path.with_suffix(".tmp")
        if other.suffix == path.suffix:
            path.rename(beside)
            if other.exists():
                other.rename(path)
            beside.rename(other)

    def made_again(self, path: Path) -> None:
        """Removed and made: it may get the inode that it had."""
        before, data = path.stat(), self.changed(path)
        path.unlink()
        path.write_bytes(data)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    def by_other_name(self, path: Path) -> None:
        """Written through a second name that the file has."""
        second = self.folder / "second"
        os.link(path, second)
        self.in_place(second)
        second.unlink()

    def touched(self, path: Path) -> None:
        """Only the time."""
        os.utime(path, ns=(1_700_000_000_123_456_789, self.rng.choice((1_700_000_000_123_456_789, time.time_ns()))))

    def copied_back(self, path: Path) -> None:
        """The whole folder is a copy with its times, and one file in it is another."""
        copy = path.parent.with_name("copy")
        shutil.copytree(path.parent, copy)
        shutil.rmtree(path.parent)
        copy.rename(path.parent)
        self.in_place(path)

    def spoil_cache(self) -> None:
        """An older cache, a damaged one, none."""
        kept = sorted((self.folder / "cache").glob("*"))
        old = self.folder / "old-cache"
        match self.rng.randrange(4):
            case 0:
                shutil.rmtree(old, ignore_errors=True)
                shutil.copytree(self.folder / "cache", old)
            case 1 if old.exists():
                shutil.rmtree(self.folder / "cache")
                shutil.copytree(old, self.folder / "cache")
            case 2 if kept:
                path = self.rng.choice(kept)
                data = bytearray(path.read_bytes())
                data[self.rng.randrange(len(data))] ^= 1
                path.write_bytes(data)
            case _:
                shutil.rmtree(self.folder / "cache", ignore_errors=True)

    def step(self) -> None:
        """Some edits, then a run with the cache and one without. Raises AssertionError when they differ."""
        for _ in range(self.rng.choice((0, 1, 1, 2, 3))):
            self.rng.choice(self.edits)(self.path())
        if self.rng.random() < 0.1 and (self.folder / "cache").exists():
            self.spoil_cache()
        now = time.time_ns() + self.rng.choice((EARLY, EARLY, EARLY, 0, -3_600_000_000_000))
        caches = [_Counted(self.folder / "cache", subject, now=now) for subject in ("catalog", "records")]
        assert self.told(*caches) == self.told(None, None)
        self.served += sum((cache.told for cache in caches), Counter())

    def told(self, of_catalog: Cache | None, of_rows: Cache | None) -> tuple[object, ...]:
        """Everything that a run sees."""
        with DirectoryStore(self.store, cache=of_rows).start_read() as reading:
            snapshot = reading()
        rows = [(repr(row._replace(raw={})), dict(row.raw)) for row in snapshot.records]
        assert all(isinstance(row, Record) for row in snapshot.records)
        try:
            found: object = repr(load_catalog(self.catalog, cache=of_catalog))
        except CatalogError as error:
            found = repr(error.problems)
        return found, rows, repr(snapshot.broken)


class _Counted(Cache):
    """A cache that counts what it saved the reading of."""

    def __init__(self, folder: Path, subject: str, *, now: int) -> None:
        super().__init__(folder, subject, now=now)
        self.told: Counter[str] = Counter()

    def unchanged(self, path: str) -> tuple[str, object] | None:
        known = super().unchanged(path)
        self.told["served" if known is not None else "read"] += 1
        return known


def campaign(folder: Path, seed: int, steps: int) -> Counter[str]:
    """How many files were served from the index and how many were read, in so many steps that all came out right."""
    world, many = World(folder, seed), shares.MANY
    try:
        for _ in range(steps):
            shares.MANY = world.rng.choice((1, many, many, many))  # type: ignore[misc]  # read apart, or here
            world.step()
    finally:
        shares.MANY = many  # type: ignore[misc]  # as above
    return world.served


if __name__ == "__main__":
    with TemporaryDirectory(prefix="index-fuzz-") as top:
        sys.stdout.write(f"{campaign(Path(top), int(sys.argv[2] if sys.argv[2:] else 0), int(sys.argv[1]))}\n")
