"""What only the directory store promises: its files, their names, and what it does about everything else there."""

from __future__ import annotations

import json
import math
import os
import time
from typing import TYPE_CHECKING, Any

import pytest

from syncer.disk.cache import Cache
from syncer.errors import ConflictError, LockedError, StoreError
from syncer.model.records import Snapshot, record_id_for
from syncer.stores.base import Insert, Patch, Remove
from syncer.stores.directory.row_file import MAX_BYTES
from syncer.stores.directory.store import DirectoryStore
from tests.stores.shapes import admin_row, insert, newer_row, random_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ID = random_id(1)

WHOLE_FILE = """\
{
  "id": "34a1a9c6-66ff-5e3f-b5e5-4a0f0ce4dd2b",
  "modelId": "us.amazon.nova-pro-v1:0",
  "modelName": "Nova Pro",
  "provider": "bedrock",
  "providerName": "Amazon",
  "inputModalities": [
    "TEXT",
    "IMAGE"
  ],
  "outputModalities": [
    "TEXT"
  ],
  "maxInputTokens": 200000,
  "maxOutputTokens": null,
  "allowedAppRoles": [],
  "availableToRoles": [
    "staff"
  ],
  "enabled": true,
  "inputPricePerMillionTokens": 3.0,
  "outputPricePerMillionTokens": 1e-07,
  "cacheWritePricePerMillionTokens": null,
  "cacheReadPricePerMillionTokens": 0.3,
  "isReasoningModel": false,
  "knowledgeCutoffDate": "2024-04",
  "supportsCaching": true,
  "isDefault": false,
  "supportedParams": {
    "params": {
      "temperature": {
        "supported": true,
        "min": 0,
        "max": 1.5
      }
    }
  },
  "createdAt": "2026-01-31T12:00:00+00:00",
  "updatedAt": "2026-01-31T12:00:00+00:00",
  "managedBy": "campus"
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A directory of records that does not exist yet."""
    return tmp_path / "models"


def put(folder: Path, row: dict[str, Any], *, name: str | None = None) -> Path:
    """A row's file, as the platform writes it."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name or row['id']}.json"
    path.write_text(json.dumps(row, indent=2))
    return path


def times(folder: Path) -> dict[str, int]:
    """The modification time of every file and folder."""
    return {str(path): path.stat().st_mtime_ns for path in (folder, *folder.rglob("*"))}


def test_the_file_of_a_new_row(folder: Path) -> None:
    """A record's file is indented by 2, in the contract's order, absent options null, what is ours at the end."""
    row = insert(
        "us.amazon.nova-pro-v1:0", record_id="34a1a9c6-66ff-5e3f-b5e5-4a0f0ce4dd2b", extra={"managedBy": "campus"},
        model_name="Nova Pro", provider_name="Amazon", max_output_tokens=None, available_to_roles=["staff"],
        input_modalities=["TEXT", "IMAGE"],
        input_price_per_million_tokens=3, output_price_per_million_tokens=1e-07,
        cache_read_price_per_million_tokens=0.3, knowledge_cutoff_date="2024-04",
        supported_params={"params": {"temperature": {"supported": True, "min": 0, "max": 1.5, "default": None}}},
    )  # fmt: skip
    DirectoryStore(folder).commit([(row,)])
    assert (folder / f"{row.record_id}.json").read_text() == WHOLE_FILE


def test_what_lies_in_the_folder_is_one_file_a_record(folder: Path) -> None:
    """Nothing but the records' files and the hidden folder is in the directory, and only the lock is in that."""
    DirectoryStore(folder).commit([(insert(f"m{number}"),) for number in range(30)])
    names = {path.name for path in folder.iterdir()}
    assert names == {".syncer", *(f"{record_id_for(f'm{number}')}.json" for number in range(30))}
    assert [path.name for path in (folder / ".syncer").iterdir()] == ["lock"]


def test_a_patched_file_keeps_the_order_of_keys_that_no_schema_names(folder: Path) -> None:
    """After a patch the contract's keys stand first in their order, then the others in theirs."""
    path = put(folder, {"zeta": 1, **newer_row(number=1), "alpha": 2})
    DirectoryStore(folder).commit([(Patch(ID, {"enabled": False, "managedBy": "campus"}),)])
    keys = list(json.loads(path.read_text()))
    assert keys[:2] == ["id", "modelId"]
    assert keys[-5:] == ["createdAt", "updatedAt", "zeta", "alpha", "managedBy"]


@pytest.mark.parametrize(
    "value",
    [
        10**40, -(10**300), 1e-300, 0.1 + 0.2, -0.0, math.nan, [math.nan, {"deep": [math.nan]}], math.inf, None, False,
        "", "null", "\x00\x1f\x7f", "Ünïcødé \U0001f600 \u2028", "\ud800 alone", {"": {"\udfff": None}},
        [[[[[1, [2.5, None, True]]]]]], {"a": {}, "b": []},
    ],
    ids=repr,
)  # fmt: skip
def test_an_unknown_key_keeps_any_value(folder: Path, value: object) -> None:
    """Whatever JSON can hold under a key that no schema names is the same after a patch that expects the whole row."""
    path = put(folder, {**admin_row(), "theirs": value, "nested": {"theirs": [value]}})
    store = DirectoryStore(folder)
    live = store.get(ID)
    assert live is not None
    store.commit([(Patch(ID, {"enabled": False}, expect=live.raw),)])
    after = json.loads(path.read_bytes())
    assert repr((after["theirs"], after["nested"])) == repr((value, {"theirs": [value]}))
    assert after["enabled"] is False


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_in_another_encoding_can_be_patched(folder: Path, encoding: str) -> None:
    """What is read as a row can be written as one, byte order mark or not."""
    path = put(folder, admin_row(modelName="Grüße"))
    path.write_bytes(json.dumps(admin_row(modelName="Grüße"), ensure_ascii=False).encode(encoding))
    store = DirectoryStore(folder)
    (live,) = store.read().records
    store.commit([(Patch(ID, {"enabled": False}, expect=live.raw),)])
    assert json.loads(path.read_text("ascii"))["modelName"] == "Grüße"


UNSAFE = ["../x", "a/b", "", "nul\0l", "x" * 300, ".hidden", "..", "a\n", "a b", "ü", "-x"]


@pytest.mark.parametrize("record_id", UNSAFE)
def test_an_id_that_is_no_safe_file_name_is_refused(folder: Path, record_id: str) -> None:
    """No write and no read of such an id ever touches a file; a commit with one writes nothing."""
    store = DirectoryStore(folder)
    (folder.parent / "x.json").write_text(json.dumps(admin_row("escaped")))
    for write in (Insert(record_id, admin_row()), Patch(record_id, {"enabled": False}), Remove(record_id)):
        with pytest.raises(StoreError, match="cannot be the name"):
            store.commit([(insert("good"),), (write,)])
    assert store.get(record_id) is None
    assert store.read().records == ()
    assert json.loads((folder.parent / "x.json").read_text())["modelId"] == "escaped"


@pytest.mark.parametrize("name", ["a b", "ü", "-x", "x" * 140])
def test_a_record_whose_id_cannot_be_written_is_reported(folder: Path, name: str) -> None:
    """A row that could be read but never written is no record: it is reported and left alone."""
    path = put(folder, admin_row() | {"id": name})
    text = path.read_text()
    store = DirectoryStore(folder)
    assert store.read().records == ()
    (row,) = store.read().broken
    assert row.model_id == admin_row()["modelId"]
    assert store.find(admin_row()["modelId"]) == ()
    assert path.read_text() == text


def test_a_record_in_the_file_of_another_id_is_reported(folder: Path) -> None:
    """A file whose `id` is not its name is no record: a write would go to another file."""
    put(folder, admin_row(), name="copy")
    store = DirectoryStore(folder)
    (row,) = store.read().broken
    assert (row.record_id, row.model_id) == ("copy", admin_row()["modelId"])
    assert ID in row.problem.message
    assert row.problem.where == f"{folder}/copy.json"
    assert (store.get("copy"), store.get(ID), store.find(admin_row()["modelId"])) == (None, None, ())


BAD_TEXTS = [
    b"", b"{", b"null", b"[]", b'"text"', b"\xff\xfe\xfa", b"\x00" * 100, b"[" * 100_000,
    b'{"id": ' + b"1" * 5_000 + b"}", b'{"modelId": "a\\qb"', b'{"modelId": "\xff"', b'{"modelId": "line\nbreak"',
    b" " * (MAX_BYTES + 1),
]  # fmt: skip


@pytest.mark.parametrize("text", BAD_TEXTS, ids=[repr(text[:20]) for text in BAD_TEXTS])
def test_a_file_that_is_no_row_is_reported_and_left_alone(folder: Path, text: bytes) -> None:
    """Rubbish of every kind is one broken row beside the good ones, and no write can meet its expectation."""
    put(folder, admin_row())
    bad = folder / f"{random_id(2)}.json"
    bad.write_bytes(text)
    store = DirectoryStore(folder)
    snapshot = store.read()
    assert [record.record_id for record in snapshot.records] == [ID]
    assert [row.record_id for row in snapshot.broken] == [random_id(2)]
    assert store.get(random_id(2)) is None
    for write in (Patch(random_id(2), {"enabled": False}), Remove(random_id(2)), insert("m", record_id=random_id(2))):
        with pytest.raises(ConflictError):
            store.commit([(write,)])
    assert bad.read_bytes() == text


def test_the_model_id_of_a_half_written_file_is_told(folder: Path) -> None:
    """A file that ends in the middle still says whose it is, so that no second row is made for it."""
    text = json.dumps(admin_row('quoted "id"'), indent=2)
    put(folder, {"id": ID})
    (folder / f"{ID}.json").write_text(text[: len(text) // 2])
    (row,) = DirectoryStore(folder).read().broken
    assert row.model_id == 'quoted "id"'


@pytest.mark.parametrize("cut", [0, 1, 300, -1])
def test_a_half_written_file_is_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch, cut: int) -> None:
    """A reader that meets a file which is being written in place waits for the rest: `read`, `get` and `find`."""
    text = json.dumps(admin_row(), indent=2)
    path = put(folder, admin_row())
    store = DirectoryStore(folder)
    monkeypatch.setattr(time, "sleep", lambda _seconds: path.write_text(text) and None)
    looks: list[Callable[[], object]] = [
        lambda: [record.record_id for record in store.read().records] == [ID],
        lambda: store.get(ID) is not None,
        lambda: len(store.find(admin_row()["modelId"])) == 1,
    ]
    for look in looks:
        path.write_text(text[:cut])
        assert look()


def test_a_half_written_file_that_then_goes_is_gone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was empty at the first look and deleted at the second is no row and no problem."""
    path = put(folder, admin_row())
    path.write_text("")
    monkeypatch.setattr(time, "sleep", lambda _seconds: path.unlink())
    assert DirectoryStore(folder).read() == Snapshot(())


def make_link(path: Path) -> None:
    """A link to a good record elsewhere."""
    put(path.parent.parent, admin_row("elsewhere") | {"id": path.stem}, name="elsewhere")
    path.symlink_to(path.parent.parent / "elsewhere.json")


def make_dangling_link(path: Path) -> None:
    """A link to nothing."""
    path.symlink_to(path.parent / "nothing")


def make_folder(path: Path) -> None:
    """A folder, with something in it."""
    path.mkdir()
    (path / "inside.json").write_text("{}")


@pytest.mark.parametrize("make", [make_link, make_dangling_link, make_folder, os.mkfifo])
def test_what_is_no_file_is_reported_and_left_alone(folder: Path, make: Callable[[Path], None]) -> None:
    """A link, a folder or a pipe named like a record is reported; it is never followed, awaited, or replaced."""
    put(folder, admin_row("good", number=2))
    odd = folder / f"{ID}.json"
    make(odd)
    mode = odd.lstat().st_mode
    store = DirectoryStore(folder)
    snapshot = store.read()
    assert [record.model_id for record in snapshot.records] == ["good"]
    assert [(row.record_id, row.model_id) for row in snapshot.broken] == [(ID, None)]
    assert store.get(ID) is None
    for write in (insert("m", record_id=ID), Patch(ID, {"enabled": False}), Remove(ID)):
        with pytest.raises(ConflictError) as caught:
            store.commit([(write,), (Patch(random_id(2), {"enabled": False}),)])
        assert caught.value.rows == (ID,)
    assert odd.lstat().st_mode == mode
    assert store.find("good")[0].fields["enabled"] is True


def break_by_file(folder: Path) -> None:
    """A file where the directory should be."""
    folder.write_text("")


def break_by_missing_parent(folder: Path) -> None:
    """No folder in which the directory could be."""
    folder.parent.rmdir()


def break_by_dangling_link(folder: Path) -> None:
    """A link to a directory that is gone, such as one that is not mounted."""
    folder.symlink_to(folder.parent / "unmounted")


@pytest.mark.parametrize("break_it", [break_by_file, break_by_missing_parent, break_by_dangling_link])
def test_a_directory_that_cannot_be_read_is_an_error(tmp_path: Path, break_it: Callable[[Path], None]) -> None:
    """Whatever is in the way of the directory, no call takes it for an empty store or makes up for it."""
    folder = tmp_path / "above" / "models"
    folder.parent.mkdir()
    break_it(folder)
    store = DirectoryStore(folder)
    calls: list[Callable[[], object]] = [
        store.read, lambda: store.get(ID), lambda: store.find("m"), lambda: store.commit([(insert("m"),)]),
        lambda: store.lock(holder="ann", timeout=0).__enter__(),
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(StoreError, match="cannot be used"):
            call()


def test_a_row_that_cannot_be_read_is_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record's file that the system refuses to open fails the read: a snapshot is never a part."""
    put(folder, admin_row())
    opened = os.open

    def refuse(path: Any, *rest: Any, **more: Any) -> int:
        if str(path).endswith(".json") and ".syncer" not in str(path):
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *rest, **more)

    monkeypatch.setattr(os, "open", refuse)
    store = DirectoryStore(folder)
    for call in (store.read, lambda: store.get(ID)):
        with pytest.raises(StoreError, match=f"{ID}.json: Permission denied; check the path and its permissions"):
            call()


def test_a_missing_directory_is_an_empty_store_and_stays_missing(folder: Path) -> None:
    """Reading a store that was never written to makes nothing."""
    store = DirectoryStore(folder)
    assert (store.read(), store.get(ID), store.find("m")) == (Snapshot(()), None, ())
    assert not folder.exists()


def test_reading_writes_nothing(folder: Path) -> None:
    """No file and no folder has another modification time after every kind of read."""
    store = DirectoryStore(folder)
    store.commit([(insert("m"),)])
    before = times(folder)
    assert (len(store.read().records), store.get(ID), len(store.find("m"))) == (1, None, 1)
    assert times(folder) == before


def test_a_commit_touches_only_what_changes(folder: Path) -> None:
    """Other rows, and a row that is set to what it holds, keep their modification times."""
    store = DirectoryStore(folder)
    store.commit([(insert(f"m{number}"),) for number in range(3)])
    before = times(folder)
    ids = [record_id_for(f"m{number}") for number in range(3)]
    store.commit([(Patch(ids[0], {"enabled": False}),), (Patch(ids[1], {"enabled": True}),)])
    after = times(folder)
    assert {path for path in after if path.endswith(".json") and after[path] != before[path]} == {
        f"{folder}/{ids[0]}.json"
    }


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o444])
def test_a_patched_file_keeps_its_mode(folder: Path, mode: int) -> None:
    """Who may read a record is not changed by a sync."""
    path = put(folder, admin_row())
    path.chmod(mode)
    DirectoryStore(folder).commit([(Patch(ID, {"enabled": False}),)])
    assert path.stat().st_mode & 0o777 == mode


def test_a_lock_that_cannot_be_made_is_an_error(folder: Path) -> None:
    """A folder where the lock file should be is a message, not a traceback."""
    (folder / ".syncer" / "lock").mkdir(parents=True)
    with pytest.raises(StoreError, match="lock is something else, not the plain file"):
        DirectoryStore(folder).commit([(insert("m"),)])


def test_an_error_inside_the_lock_is_not_taken_for_the_stores(folder: Path) -> None:
    """An OSError of the code that holds the lock stays what it is."""
    with pytest.raises(FileExistsError), DirectoryStore(folder).lock(holder="ann", timeout=0):
        raise FileExistsError


def test_a_lock_with_an_unprintable_holder(folder: Path) -> None:
    """What somebody left in the lock file cannot garble a terminal."""
    store = DirectoryStore(folder)
    with store.lock(holder="\x1b[31mred", timeout=0):
        with pytest.raises(LockedError) as caught, DirectoryStore(folder).lock(holder="bob", timeout=0):
            pytest.fail("two held the lock")
        assert "another process" in str(caught.value)


def test_a_cache_changes_nothing_but_the_time(folder: Path, tmp_path: Path) -> None:
    """A store with a cache of verdicts, cold or warm, reads what one without reads."""
    put(folder, admin_row())
    put(folder, newer_row())
    (folder / "broken.json").write_text("{")
    plain = DirectoryStore(folder).read()
    for _ in range(2):
        assert DirectoryStore(folder, cache=Cache(tmp_path / "cache", "records")).read() == plain
