"""An operating system that fails at a chosen step, and a disk that a power cut can catch.

`Machine` stands between the directory store and the system calls that it makes below a folder. It counts them,
ends the run at one of them, and keeps a model of what is on the disk for certain: contents that were synced, and
names in folders that were synced. `after_power_cut` makes a folder of what a disk may hold after that.
"""

from __future__ import annotations

import ctypes
import errno
import os
import pathlib
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Killed(BaseException):
    """The process is gone: no call that it still makes has an effect."""


class Node:
    """A file or a folder on the disk."""

    def __init__(self, content: bytes | None, *, synced: bool = False) -> None:
        self.now = content
        """A file's bytes as a reader finds them; None for a folder."""
        self.certain = content if synced else b""
        """A file's bytes that were synced."""
        self.names: dict[str, Node] = {}
        """A folder's entries as a reader finds them."""
        self.certain_names: dict[str, Node] = {}


class Entries(NamedTuple):
    """A change to the names of one folder that was not synced; it comes to the disk whole or not at all."""

    folder: Node
    names: dict[str, Node | None]


class Machine:
    """The system calls below `root`. Every step has a number, from 1."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.step = 0
        self.fault: Callable[[int, str], BaseException | None] = lambda _step, _call: None
        """The error of a step; None lets it pass."""
        self.before: Callable[[str, str], None] = lambda _call, _path: None
        """Told of each call and its path before it is made: another process that acts at that moment."""
        self.calls: list[str] = []
        self._real: dict[str, Any] = {name: getattr(os, name) for name in _CALLS}
        self._disk = self._found(root)
        self._unsynced: list[Entries] = []
        self._descriptors: dict[int, Node] = {}
        self._dead = False

    def _found(self, path: Path) -> Node:
        if not path.is_dir():
            return Node(path.read_bytes(), synced=True)
        node = Node(None)
        node.names = {child.name: self._found(child) for child in path.iterdir()}
        node.certain_names = dict(node.names)
        return node

    def kill_at(self, step: int) -> None:
        """Let the process die instead of making the call of that number."""
        self.step, self._dead, self.calls = 0, False, []
        self.fault = lambda number, _call: Killed() if number == step else None

    def fail_at(self, step: int, *, ever_after: bool = False) -> None:
        """Let the call of that number fail; `ever_after`: the disk is full from then on."""
        self.step, self._dead, self.calls = 0, False, []
        taking_space = {"create", "write", "mkdir"}

        def fault(number: int, call: str) -> BaseException | None:
            full = ever_after and number > step and call in taking_space
            return OSError(errno.ENOSPC, "No space left on device") if number == step or full else None

        self.fault = fault

    @contextmanager
    def running(self) -> Iterator[Machine]:
        """Stand between this process and its system calls."""
        with pytest.MonkeyPatch.context() as patch:
            for name in _CALLS:
                patch.setattr(os, name, getattr(self, f"_{name}"))
            patch.setattr(pathlib.Path, "write_bytes", _write_bytes)
            patch.setattr(ctypes, "CDLL", lambda *_, **__: SimpleNamespace(syncfs=self._syncfs))
            try:
                yield self
            finally:
                self._descriptors.clear()

    def edit(self, path: Path, text: str) -> None:
        """Another process writes the file in place, and the disk has it."""
        self._real_write(path, text)
        node = self._folder(path.parent).names.setdefault(path.name, Node(b""))
        self._folder(path.parent).certain_names[path.name] = node
        node.now = node.certain = text.encode()

    def _real_write(self, path: Path, text: str) -> None:
        descriptor = self._real["open"](path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        self._real["write"](descriptor, text.encode())
        self._real["close"](descriptor)

    def _ours(self, path: Any) -> bool:
        return isinstance(path, (str, os.PathLike)) and os.fspath(path).startswith(str(self.root))

    def _count(self, call: str, path: Any = "") -> None:
        if self._dead:
            raise Killed
        self.before(call, os.fspath(path) if path else "")
        self.step += 1
        self.calls.append(f"{call} {os.fspath(path) if path else ''}".strip())
        fault = self.fault(self.step, call)
        if fault is not None:
            self._dead = isinstance(fault, Killed)
            raise fault

    def _folder(self, path: Any) -> Node:
        node = self._disk
        for part in pathlib.Path(path).relative_to(self.root).parts:
            node = node.names[part]
        return node

    def _place(self, path: Any) -> tuple[Node, str]:
        whole = pathlib.Path(path)
        return self._folder(whole.parent), whole.name

    def _rename_names(self, folder: Node, names: dict[str, Node | None]) -> None:
        self._unsynced.append(Entries(folder, names))
        for name, node in names.items():
            if node is None:
                folder.names.pop(name, None)
            else:
                folder.names[name] = node

    def _open_file(self, path: Any, flags: int) -> Node:
        whole = pathlib.Path(path)
        if whole == self.root:
            return self._disk
        folder, name = self._place(path)
        if name not in folder.names:
            self._rename_names(folder, {name: Node(b"")})
        node = folder.names[name]
        if flags & os.O_TRUNC:
            node.now = b""
        return node

    def _open(self, path: Any, flags: int, mode: int = 0o777, **rest: Any) -> int:
        if not self._ours(path):
            return int(self._real["open"](path, flags, mode, **rest))
        self._count("create" if flags & os.O_CREAT else "open", path)
        descriptor = int(self._real["open"](path, flags, mode, **rest))
        self._descriptors[descriptor] = self._open_file(path, flags)
        return descriptor

    def _write(self, descriptor: int, data: Any) -> int:
        node = self._descriptors.get(descriptor)
        if node is None:
            return int(self._real["write"](descriptor, data))
        whole = bytes(data)
        half = len(whole) // 2
        for part in (whole[:half], whole[half:]):
            self._count("write")
            self._real["write"](descriptor, part)
            node.now = (node.now or b"") + part
        return len(whole)

    def _close(self, descriptor: int) -> None:
        self._descriptors.pop(descriptor, None)
        self._real["close"](descriptor)

    def _fsync(self, descriptor: int) -> None:
        self._count("fsync")
        self._settle(self._descriptors[descriptor])

    def _settle(self, node: Node) -> None:
        """What was synced is certain."""
        if node.now is not None:
            node.certain = node.now
            return
        for entries in self._unsynced:
            if entries.folder is node:
                _apply(node.certain_names, entries.names)
        self._unsynced = [entries for entries in self._unsynced if entries.folder is not node]

    def _syncfs(self, _descriptor: int) -> int:
        self._count("syncfs")
        todo = [self._disk]
        while todo:
            node = todo.pop()
            self._settle(node)
            todo.extend(node.names.values())
        return 0

    def _replace(self, source: Any, target: Any) -> None:
        if not self._ours(source):
            self._real["replace"](source, target)
            return
        self._count("replace", target)
        self._real["replace"](source, target)
        (old, name), (new, new_name) = self._place(source), self._place(target)
        node = old.names[name]
        if old is new:
            self._rename_names(old, {name: None, new_name: node})
        else:
            self._rename_names(new, {new_name: node})
            self._rename_names(old, {name: None})

    def _unlink(self, path: Any, **rest: Any) -> None:
        if not self._ours(path):
            self._real["unlink"](path, **rest)
            return
        self._count("unlink", path)
        self._real["unlink"](path, **rest)
        folder, name = self._place(path)
        self._rename_names(folder, {name: None})

    def _mkdir(self, path: Any, mode: int = 0o777, **rest: Any) -> None:
        self._count("mkdir", path)
        self._real["mkdir"](path, mode, **rest)
        folder, name = self._place(path)
        self._rename_names(folder, {name: Node(None)})

    def _chmod(self, path: Any, mode: int, **rest: Any) -> None:
        self._count("chmod", path)
        self._real["chmod"](path, mode, **rest)

    def _ftruncate(self, descriptor: int, length: int) -> None:
        self._count("ftruncate")
        self._real["ftruncate"](descriptor, length)

    def _pwrite(self, descriptor: int, data: bytes, offset: int) -> int:
        self._count("pwrite")
        return int(self._real["pwrite"](descriptor, data, offset))

    def _scandir(self, path: Any = ".") -> Any:
        if self._ours(path):
            self._count("scandir", path)
        return self._real["scandir"](path)

    def readable(self) -> dict[str, bytes]:
        """Path and bytes of every file as the model has them, to hold it against the folder itself."""
        found: dict[str, bytes] = {}
        todo = [(self.root, self._disk)]
        while todo:
            path, node = todo.pop()
            todo.extend((path / name, child) for name, child in node.names.items())
            if node.now is not None:
                found[str(path)] = node.now
        return found

    def after_power_cut(self, target: Path, chance: random.Random) -> None:
        """Make the folder `target` of what the disk may hold now: all that is certain, and any part of the rest."""
        kept = self._survivors(chance)
        self._write_out(self._disk, target, kept, chance)

    def _survivors(self, chance: random.Random) -> list[Entries]:
        if chance.random() < 0.5:  # a disk that keeps the order of changes to names
            return self._unsynced[: chance.randint(0, len(self._unsynced))]
        share = chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        return [entries for entries in self._unsynced if chance.random() < share]

    def _write_out(self, node: Node, path: Path, kept: list[Entries], chance: random.Random) -> None:
        if node.now is not None:
            path.write_bytes(_content(node, chance))
            return
        path.mkdir(exist_ok=True)
        names = dict(node.certain_names)
        for entries in kept:
            if entries.folder is node:
                _apply(names, entries.names)
        for name, child in names.items():
            self._write_out(child, path / name, kept, chance)


def _apply(names: dict[str, Node], changes: dict[str, Node | None]) -> None:
    for name, node in changes.items():
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node


def _content(node: Node, chance: random.Random) -> bytes:
    """The bytes of a file after a power cut: the synced ones, or any state that a disk leaves unsynced ones in."""
    now = node.now or b""
    if now == node.certain:
        return now
    cut = chance.randint(0, len(now))
    return chance.choice((node.certain or b"", now, b"", now[:cut], bytes(len(now)), now[:cut] + bytes(len(now) - cut),
                          now[:-1]))  # fmt: skip


def _write_bytes(path: pathlib.Path, data: bytes) -> int:
    """`Path.write_bytes`, by calls that the machine sees."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    try:
        return os.write(descriptor, data)
    finally:
        os.close(descriptor)


_CALLS: Final = (
    "open", "write", "close", "fsync", "replace", "unlink", "mkdir", "chmod", "ftruncate", "pwrite", "scandir",
)  # fmt: skip
"""The calls that the store makes; that there are no others, `test_the_model_of_the_disk_is_complete` proves."""
