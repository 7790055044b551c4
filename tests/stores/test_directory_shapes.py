"""What the hidden folder of a store may hold in any place: each action refuses it, and changes nothing on the disk."""

from __future__ import annotations

import json
import os
import shutil
import stat
from functools import partial
from typing import TYPE_CHECKING

import pytest

from syncer.errors import LockedError, StoreError
from syncer.stores.base import Patch
from syncer.stores.directory.store import DirectoryStore
from tests.stores.shapes import insert, random_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ID = random_id(1)
FOREIGN = "a file of somebody else"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store with one record and an inventory, beside a file of somebody else."""
    store = DirectoryStore(tmp_path / "models")
    store.commit([(insert("m", record_id=ID),)])
    store.remember("catalog", b"{}")
    (tmp_path / "file").write_text(FOREIGN)
    return tmp_path / "models"


def actions(folder: Path) -> dict[str, Callable[[], object]]:
    """All that reads or writes a store, by name."""
    store = DirectoryStore(folder)
    return {
        "read": store.read,
        "get": partial(store.get, ID),
        "interrupted": partial(getattr, store, "interrupted"),
        "history": store.history,
        "body": partial(store.history_body, "1"),
        "commit": partial(store.commit, [(Patch(ID, {"enabled": False}),)]),
        "forget": partial(store.forget, ("1",)),
        "recall": partial(store.recall, "catalog"),
        "remember": partial(store.remember, "catalog", b"[]"),
    }


def tree(root: Path) -> dict[str, tuple[int, bytes]]:
    """Everything below a folder, no link followed: its kind, and its bytes or where it leads."""
    found = {}
    for path in sorted(root.rglob("*")):
        kind = stat.S_IFMT(path.lstat().st_mode)
        led = os.readlink(path).encode() if path.is_symlink() else b""
        found[str(path.relative_to(root))] = (kind, path.read_bytes() if stat.S_ISREG(kind) else led)
    return found


def require_refused(folder: Path, names: tuple[str, ...], match: str) -> None:
    """The actions of these names end with exit code 7 and that message; nothing has changed."""
    before = tree(folder.parent)
    for name in names:
        with pytest.raises(StoreError, match=match) as caught:
            actions(folder)[name]()
        assert caught.value.exit_code == 7
        assert tree(folder.parent) == before, name


@pytest.mark.parametrize(
    "text",
    ["[]", "5", "null", "{}", '{"changes": 5}', '{"changes": [5]}', '{"changes": [["a.json"]]}',
     '{"changes": {"a": 1}}', '{"changes": [["a.json", null, {}]]}', '{"changes": [["a.json", null, null, null]]}',
     "\xff", "",
     '{"changes": [["a.json", "\\ud800", null]]}', "[" * 100_000],
)  # fmt: skip
def test_a_journal_of_any_shape_is_a_damaged_one(folder: Path, text: str) -> None:
    """Whatever stands in it, text that no file can hold and deep nesting too, is one error that says what to do."""
    (folder / ".syncer" / "journal.json").write_text(text, encoding="latin-1")
    names = ("read", "get", "interrupted", "history", "body", "commit")
    require_refused(folder, names, r"journal\.json cannot be read .*then remove the file")


def link(path: Path) -> None:
    """A link to somebody else's file."""
    path.symlink_to(path.parents[2] / "file")


def dangling(path: Path) -> None:
    """A link to a file that is not there, which a write would make."""
    path.symlink_to(path.parents[2] / "made")


@pytest.mark.parametrize("make", [link, dangling, os.mkfifo, os.mkdir])
@pytest.mark.parametrize("name", ["lock", "journal.json", "history"])
def test_no_action_opens_what_is_no_file_of_ours(folder: Path, name: str, make: Callable[[Path], None]) -> None:
    """A link, a pipe or a folder is refused by each of them; the folder of the history is meant to be one."""
    path = folder / ".syncer" / name
    path.unlink(missing_ok=True)
    make(path)
    if (name, make) != ("history", os.mkdir):
        require_refused(folder, tuple(actions(folder)), rf"{name} is .*nothing was written; remove it")


@pytest.mark.parametrize("make", [link, dangling, os.mkfifo, os.mkdir])
def test_an_inventory_is_a_plain_file(folder: Path, make: Callable[[Path], None]) -> None:
    """It is neither read nor replaced where it is anything else."""
    path = folder / ".syncer" / "inventory-catalog.json"
    path.unlink()
    make(path)
    require_refused(folder, ("recall", "remember"), r"inventory-catalog\.json is .*; remove it")


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.write_text("")])
def test_the_hidden_folder_is_a_folder(folder: Path, make: Callable[[Path], None]) -> None:
    """A pipe or a file in its place is refused by each of them."""
    shutil.rmtree(folder / ".syncer")
    make(folder / ".syncer")
    require_refused(folder, tuple(actions(folder)), r"\.syncer is something else, not the folder")


@pytest.mark.parametrize("after", ["{}", None])
def test_a_journal_undoes_nothing_through_a_link(folder: Path, after: str | None) -> None:
    """A record that is a link by now is left as it is, and so is what it leads to."""
    record = folder / f"{ID}.json"
    record.unlink()
    record.symlink_to(folder.parent / "file")
    (folder / ".syncer" / "journal.json").write_text(json.dumps({"changes": [[record.name, FOREIGN, after]]}))
    store = DirectoryStore(folder)
    assert [row.record_id for row in store.read().broken] == [ID]
    assert store.get(ID) is None
    store.commit([(insert("n"),)])
    assert record.is_symlink()
    assert (folder.parent / "file").read_text() == FOREIGN


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"\x00" * 5000, b"[null]", b"x" * 1_000_000])
def test_a_lock_file_of_any_content_locks_nobody_out(folder: Path, content: bytes) -> None:
    """Only a process holds the lock of a folder; what stands in the file is for a message."""
    (folder / ".syncer" / "lock").write_bytes(content)
    store = DirectoryStore(folder)
    with store.lock(holder="ann", timeout=0):
        (folder / ".syncer" / "lock").write_bytes(content)
        with pytest.raises(LockedError) as caught, DirectoryStore(folder).lock(holder="bob", timeout=0):
            pytest.fail("two held the lock")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 600
    store.commit([(Patch(ID, {"enabled": False}),)])
