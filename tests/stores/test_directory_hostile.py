"""A store's folder is data: what somebody put into it is read as damaged, and moves or overwrites nothing elsewhere."""

from __future__ import annotations

import json
import os
import signal
from typing import TYPE_CHECKING

import pytest

from syncer.errors import StoreError
from syncer.stores.directory.state_folder import STATE_FOLDER
from syncer.stores.directory.store import DirectoryStore
from tests.e2e.driving import rows, write_catalog, write_model

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.driving import Syncer

PRECIOUS = "the content of a file elsewhere"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, syncer: Syncer) -> Path:
    """A synced store in `managed_models`, beside a file that is nobody's business."""
    monkeypatch.chdir(tmp_path)
    write_catalog(["a"])
    assert syncer("sync", "--yes", "--quiet").code == 0
    (tmp_path / "precious").write_text(PRECIOUS)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.staged").write_text(PRECIOUS)
    return tmp_path / "managed_models"


def assert_damaged(store: Path, syncer: Syncer, *, named: str) -> None:
    """Reads and syncs end with 7 and name what is wrong; rows and files elsewhere are as they were."""
    before = rows()
    write_catalog(["a", "b"])
    for words in (("plan",), ("sync", "--yes"), ("drift",)):
        done = syncer(*words)
        assert done.code == StoreError.exit_code, done.err
        assert named in done.err
    assert rows() == before
    assert (store.parent / "precious").read_text() == PRECIOUS
    assert (store.parent / "elsewhere" / "x.staged").read_text() == PRECIOUS


@pytest.mark.parametrize(
    "name",
    ["../precious", "../../precious", "/etc/precious", ".syncer/lock", ".syncer/history/../../../precious",
     "sub/a.json", "a.txt", "", ".hidden.json", "..\\precious.json", 5, None, ["a.json"]],
)  # fmt: skip
def test_a_journal_names_records_only(store: Path, syncer: Syncer, name: object) -> None:
    """A journal that names anything but a record or an entry of the history is damaged: nothing of it is done."""
    journal = store / STATE_FOLDER / "journal.json"
    journal.write_text(json.dumps({"changes": [[name, "overwritten", "overwritten"]]}))
    assert_damaged(store, syncer, named="journal.json")
    assert journal.exists()


@pytest.mark.parametrize("text", [5, ["x"], {"a": 1}, True])
def test_a_journal_holds_texts(store: Path, syncer: Syncer, text: object) -> None:
    """A text that is none is damage, too, not an unexpected error."""
    (store / STATE_FOLDER / "journal.json").write_text(json.dumps({"changes": [["a.json", text, None]]}))
    assert_damaged(store, syncer, named="journal.json")


@pytest.mark.parametrize("name", ["lock", "journal.json"])
def test_links_are_not_followed(store: Path, syncer: Syncer, name: str) -> None:
    """A lock or a journal that is a link to another file is refused, and that file keeps its content."""
    path = store / STATE_FOLDER / name
    path.unlink(missing_ok=True)
    path.symlink_to(store.parent / "precious")
    assert_damaged(store, syncer, named=name)


def test_a_lock_that_is_another_files_second_name_is_not_written(store: Path, syncer: Syncer) -> None:
    """A hard link is no link to look at, but what is written to it is written to the other file."""
    path = store / STATE_FOLDER / "lock"
    path.unlink(missing_ok=True)
    path.hardlink_to(store.parent / "precious")
    assert_damaged(store, syncer, named=str(path.name))


@pytest.mark.parametrize("name", ["", "history"])
def test_folders_are_folders(store: Path, syncer: Syncer, name: str) -> None:
    """The hidden folder, or that of the history, as a link to another folder: nothing is written or removed there."""
    path = store / STATE_FOLDER / name
    path.rename(store.parent / "was")
    path.symlink_to(store.parent / "elsewhere")
    assert_damaged(store, syncer, named=str(path.name))
    assert [entry.name for entry in (store.parent / "elsewhere").iterdir()] == ["x.staged"]


@pytest.mark.parametrize("name", ["lock", "journal.json"])
def test_a_pipe_does_not_hang(store: Path, syncer: Syncer, name: str) -> None:
    """A pipe in place of a file of ours is refused at once."""
    path = store / STATE_FOLDER / name
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    signal.alarm(60)  # ends this process, if it hangs
    try:
        assert_damaged(store, syncer, named=name)
    finally:
        signal.alarm(0)


def test_a_staged_link_is_not_written_through(store: Path, syncer: Syncer) -> None:
    """A link with the name of a staged file is removed, not written through."""
    (name,) = rows()
    (store / STATE_FOLDER / f"{name}.staged").symlink_to(store.parent / "precious")
    write_model("a", input_price_per_million_tokens=3)
    assert syncer("sync", "--yes").code == 0
    assert (store.parent / "precious").read_text() == PRECIOUS
    assert syncer("plan", "--detailed-exitcode").code == 0


def test_a_store_that_is_a_link(store: Path, syncer: Syncer) -> None:
    """The folder of a store may be a link: whoever set it up meant it, and everything stays below where it leads."""
    store.rename(store.parent / "real")
    store.symlink_to(store.parent / "real")
    write_catalog(["a", "b"])
    assert syncer("sync", "--yes").code == 0
    assert len(rows("real")) == 2
    assert syncer("plan", "--detailed-exitcode").code == 0


def test_the_inventory_is_not_kept_through_a_link(store: Path) -> None:
    """What is kept beside the rows is refused as well when the hidden folder leads elsewhere."""
    (store / STATE_FOLDER).rename(store.parent / "was")
    (store / STATE_FOLDER).symlink_to(store.parent / "elsewhere")
    opened = DirectoryStore(store)
    with pytest.raises(StoreError, match="is a link"):
        opened.remember("campus", b"{}")
    with pytest.raises(StoreError, match="is a link"):
        opened.recall("campus")
