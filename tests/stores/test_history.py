"""The history: kept with the rows, whole, and seen by nobody who does not ask for it."""

from __future__ import annotations

from hashlib import shake_128
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.errors import ConflictError, StoreError
from syncer.stores.base import HistoryEntry, HistoryHead, HistoryWrite, Patch
from syncer.stores.directory.store import DirectoryStore
from syncer.stores.history_entry import UNREADABLE, filter_of, may_concern
from tests.stores.dynamodb_rows import Table, local_table
from tests.stores.shapes import admin_row, insert, random_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syncer.stores.base import GroupResult, Store
    from syncer.stores.dynamodb.store import DynamoDBStore
    from tests.emulator import Emulator
    from tests.stores.raw import Fresh, RawRows

EVERY_KIND = True

RANDOM = shake_128(b"any").digest(5_000_000)
"""Nothing makes it smaller."""


def entry(apply_id: str, state: str, *, models: Sequence[str] = (), body: bytes = b"{}") -> HistoryEntry:
    """An entry; its body begins with its state."""
    return HistoryEntry(apply_id, {"state": state, "changes": len(models)}, tuple(models), state.encode() + body)


def writing(apply_id: str, *, models: Sequence[str] = (), body: bytes = b"{}") -> HistoryWrite:
    """What a commit writes to the history; in the end the state says what became of the groups."""

    def done(results: tuple[GroupResult, ...]) -> HistoryEntry:
        state = " ".join(sorted({result.status for result in results})) or "nothing to do"
        return entry(apply_id, state, models=models, body=body)

    return HistoryWrite(entry(apply_id, "begun", models=models, body=body), done)


def apply(store: Store, apply_id: str, *names: str, body: bytes = b"{}") -> tuple[GroupResult, ...]:
    """Insert rows as an apply does."""
    with store.lock(holder="a test", timeout=0):
        return store.commit(
            [(insert(name, extra={"note": apply_id}),) for name in names],
            history=writing(apply_id, models=names, body=body),
        )


def forget(store: Store, *apply_ids: str) -> int:
    """Forget as an apply does."""
    with store.lock(holder="a test", timeout=0):
        return store.forget(apply_ids)


def ids(store: Store, **wanted: str) -> list[str]:
    """The ids of the entries, as listed."""
    return [head.apply_id for head in store.history(**wanted)]


def test_a_store_that_no_apply_has_written_to_has_no_history(store: Store, raw: RawRows) -> None:
    """A fresh store has none, nor has one that was written to without; to forget there is nothing."""
    for name in ("gpt-4o", "gpt-5"):
        assert store.history() == ()
        assert store.history(model_id="gpt-4o") == ()
        assert store.history_body("1") is None
        raw.put(admin_row())
        store.commit([(insert(name),)])
    assert forget(store, "1", "2") == 0


def test_an_entry_is_kept_with_its_rows(fresh: Fresh) -> None:
    """After a commit another process finds the rows, the head and the body."""
    results = apply(fresh.store, "2026-a", "gpt-4o", "gpt-5", body=b'{"any": 1}')
    assert [result.status for result in results] == ["applied", "applied"]
    other = fresh.reopen()
    assert len(other.read().records) == 2
    assert other.history() == (HistoryHead("2026-a", {"state": "applied", "changes": 2}),)
    assert other.history_body("2026-a") == b'applied{"any": 1}'
    assert other.history_body("2026-b") is None


def test_an_entry_is_no_row(fresh: Fresh) -> None:
    """Neither we nor the platform take an entry for a model, and progress does not count it."""
    told: list[int] = []
    fresh.store.commit([(insert("a"),), (insert("b"),)], progress=told.append, history=writing("1", models=("a", "b")))
    snapshot = fresh.store.read()
    assert [record.model_id for record in snapshot.records] == ["a", "b"]
    assert (snapshot.broken, snapshot.notes) == ((), ())
    assert len(fresh.raw.ids()) == 2
    assert told[-1] == 2
    assert told == sorted(set(told))


def test_a_commit_of_nothing_is_kept_too(store: Store) -> None:
    """An apply without writes leaves its entry."""
    assert apply(store, "1") == ()
    assert store.history_body("1") == b"nothing to do{}"


def test_entries_are_listed_newest_first(store: Store) -> None:
    """The list goes by id, whatever the order of writing."""
    for apply_id in ("20260301T1-b", "20260102T1-a", "20260301T1-a"):
        apply(store, apply_id)
    assert ids(store) == ["20260301T1-b", "20260301T1-a", "20260102T1-a"]


def test_a_long_list_is_whole(store: Store) -> None:
    """Heads of more than a megabyte, which a table gives page by page, are all listed, also for one model."""
    models = [f"m{number}" for number in range(20_000)]
    with store.lock(holder="a test", timeout=0):
        for number in range(18):
            left = [model for model in models if not model.endswith(str(number))]
            store.commit([], history=writing(f"{number:02}", models=left))
    assert ids(store) == [f"{number:02}" for number in reversed(range(18))]
    assert ids(store, model_id="m105") == [f"{number:02}" for number in reversed(range(18)) if number != 5]


def test_the_story_of_a_model_is_told_by_its_entries(store: Store) -> None:
    """All entries that concern the model are listed, and others are not."""
    apply(store, "1", "a", "b/c:1")
    apply(store, "2", "ü", "d")
    apply(store, "3")
    assert ids(store, model_id="b/c:1") == ["1"]
    assert ids(store, model_id="ü") == ["2"]
    assert ids(store, model_id="e") == []


@given(st.sets(st.text(), max_size=60), st.text())
def test_a_filter_passes_its_models(models: set[str], other: str) -> None:
    """No model that was put in is ever missed, and hardly one that was not is passed."""
    model_filter = filter_of(models)
    assert all(may_concern(model_filter, model) for model in models)
    assert not may_concern(model_filter, other) or other in models or len(models) > 1
    assert may_concern(model_filter, None)


def test_very_many_models_are_not_filtered() -> None:
    """Beyond what an item can hold every model is passed; up to there the filter is small."""
    assert filter_of(str(number) for number in range(61_000)) is None
    model_filter = filter_of(str(number) for number in range(10_000))
    assert model_filter is not None
    assert len(model_filter) <= 40_000
    assert sum(may_concern(model_filter, f"other {number}") for number in range(1000)) <= 1


@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff\n", b'{"a": "b"}\n' * 400_000, RANDOM], ids=["empty", "binary", "json", "random"]
)
def test_a_body_is_the_same_bytes(fresh: Fresh, body: bytes) -> None:
    """A body of any bytes and of 5 MB comes back as it was."""
    apply(fresh.store, "1", "a", body=body)
    assert fresh.reopen().history_body("1") == b"applied" + body
    assert ids(fresh.store) == ["1"]
    assert forget(fresh.reopen(), "1") == 1
    assert fresh.store.history_body("1") is None


def test_a_large_commit_has_one_entry(fresh: Fresh) -> None:
    """A commit that a table has to split ends with one entry, which says what became of it."""
    names = [f"m{number:03}" for number in range(130)]
    apply(fresh.store, "1", *names)
    assert fresh.reopen().history() == (HistoryHead("1", {"state": "applied", "changes": 130}),)
    assert fresh.store.history_body("1") == b"applied{}"
    assert len(fresh.raw.ids()) == 130
    assert not isinstance(fresh.raw, Table) or bodies(fresh.raw) == ["SYNCER#HISTORY#1"]


def bodies(table: Table) -> list[str]:
    """The partition of every part of a body that is in the table."""
    return sorted(f"SYNCER#{key}" for key in table.sort_keys("SYNCER#") if key.startswith("HISTORY#"))


def test_what_is_forgotten_is_gone(fresh: Fresh) -> None:
    """Entries are removed by id, once, and no others; what is no id is passed over."""
    for apply_id in "12345":
        apply(fresh.store, apply_id, body=RANDOM[:400_000] if apply_id == "2" else b"{}")
    assert forget(fresh.store, "2", "2", "4", "9", "../lock", "") == 2
    assert ids(fresh.reopen()) == ["5", "3", "1"]
    assert fresh.store.history_body("2") is None
    assert fresh.store.history_body("3") == b"nothing to do{}"
    assert forget(fresh.store, "2") == 0
    assert forget(fresh.store, *"12345") == 3
    assert fresh.store.history() == ()
    assert not isinstance(fresh.raw, Table) or bodies(fresh.raw) == []


@pytest.mark.parametrize("more", [0, 150])
def test_a_conflict_leaves_no_entry(store: Store, raw: RawRows, more: int) -> None:
    """A commit that is refused leaves neither rows nor an entry, also one that would be split."""
    raw.put(admin_row("edited", number=1))
    groups = [(insert(f"m{number}"),) for number in range(more + 1)]
    with pytest.raises(ConflictError):
        store.commit([*groups, (Patch(random_id(1), {}, expect={"modelId": "other"}),)], history=writing("1"))
    assert store.history() == ()
    assert store.history_body("1") is None
    assert raw.ids() == {random_id(1)}


def test_what_cannot_be_an_id_is_refused(store: Store, raw: RawRows) -> None:
    """An id that could be no file's name stops the commit before anything is written, and no body has it."""
    for apply_id in ("", "a/b", "..", "a b", "a" * 65, "ä", "a\n", "a.b"):
        for count in (1, 110):
            with pytest.raises(StoreError, match="cannot be the id of an apply"):
                store.commit([(insert(f"m{number}"),) for number in range(count)], history=writing(apply_id))
        assert store.history_body(apply_id) is None
    assert raw.ids() == set()
    assert store.history() == ()


@pytest.fixture
def folder(tmp_path: Path) -> DirectoryStore:
    """A directory."""
    return DirectoryStore(tmp_path / "models")


@pytest.fixture
def table(local_settings: Emulator) -> Iterator[tuple[Table, DynamoDBStore]]:
    """A table, and a store on it."""
    made = local_table(local_settings)
    store = made.store()
    yield made, store
    store.close()


def home_of(folder: DirectoryStore) -> Path:
    """Where the entries of a directory are."""
    return Path(folder.folder) / ".syncer" / "history"


def test_damaged_files_are_listed_as_such(folder: DirectoryStore) -> None:
    """A file that somebody damaged is listed as unreadable for every model, and can be forgotten."""
    home = home_of(folder)
    for apply_id in "123456":
        apply(folder, apply_id, f"m{apply_id}")
    whole = (home / "1.json").read_bytes()
    damages = (b"", whole.splitlines()[0], whole[:-9], b"\xff" + whole,
               whole.replace(b'{"state": "applied", "changes": 1}', b"[1]"))  # fmt: skip
    for apply_id, damage in zip("12345", damages, strict=True):
        (home / f"{apply_id}.json").write_bytes(damage)
    (home / "7.json").mkdir()
    (home / "8.json").symlink_to(home / "6.json")
    (home / "notes.txt").write_text("mine")
    listed = [HistoryHead(apply_id, UNREADABLE) for apply_id in "54321"]
    assert list(folder.history())[1:] == listed
    assert list(folder.history(model_id="another")) == listed
    assert [folder.history_body(apply_id) for apply_id in "123478"] == [None] * 6
    assert folder.history_body("6") == b"applied{}"
    assert forget(folder, *"12345678") == 6
    assert sorted(path.name for path in home.iterdir()) == ["7.json", "8.json", "notes.txt"]


def test_a_damaged_body_is_none(folder: DirectoryStore) -> None:
    """A file of the right length with other content has a head and no body."""
    apply(folder, "1")
    path = home_of(folder) / "1.json"
    path.write_bytes(path.read_bytes()[:-12] + b"AAAAAAAAAAA\n")
    assert ids(folder) == ["1"]
    assert folder.history_body("1") is None


def test_a_folder_that_cannot_be_read_is_an_error(folder: DirectoryStore) -> None:
    """A history that is no folder is a damaged store, and so is one whose files cannot be opened: a StoreError."""
    home = home_of(folder)
    apply(folder, "1")
    (home / "1.json").chmod(0)
    try:
        (home / "1.json").read_bytes()
    except PermissionError:
        with pytest.raises(StoreError, match="check the path and its permissions"):
            folder.history()
    (home / "1.json").unlink()
    home.rmdir()
    home.write_text("")
    for ask in (folder.history, lambda: folder.history_body("1"), folder.read, lambda: apply(folder, "2", "a")):
        with pytest.raises(StoreError, match="history is something else, not the folder"):
            ask()


def test_damaged_items_are_listed_as_such(table: tuple[Table, DynamoDBStore]) -> None:
    """A head that somebody damaged is unreadable; without all of its parts there is no body."""
    raw, store = table
    for apply_id in "123":
        apply(store, apply_id, body=RANDOM[:700_000])
    key = {"PK": {"S": "SYNCER#HISTORY"}, "SK": {"S": "3"}}
    raw.put_item(key)
    raw.put_item({**key, "SK": {"S": "4"}, "head": {"S": "?"}, "digest": {"S": "?"}, "parts": {"N": "1"}})
    raw.put_item({**key, "SK": {"S": "no id"}})
    parts = raw.sort_keys("SYNCER#HISTORY#2")
    assert len(parts[""]) == 3
    raw.client.delete_item(TableName=raw.name, Key={"PK": {"S": "SYNCER#HISTORY#2"}, "SK": parts[""][1]})
    assert ids(store, model_id="any") == ["4", "3"]
    assert [head.head for head in store.history()[:2]] == [UNREADABLE, UNREADABLE]
    assert ids(store) == ["4", "3", "2", "1"]
    assert [store.history_body(apply_id) for apply_id in "234"] == [None] * 3
    assert store.history_body("1") == b"nothing to do" + RANDOM[:700_000]
    assert forget(store, *"1234") == 4
    assert bodies(raw) == []


def test_a_body_that_is_replaced_while_it_is_read_is_read_again(table: tuple[Table, DynamoDBStore]) -> None:
    """A reader whose parts go while it reads them finds the new ones: of an entry, and of an inventory."""
    raw, writer = table
    reader = raw.store()
    real = reader.calls.call
    moves: list[str] = []

    def call(operation: str, **parameters: Any) -> Any:
        answer = real(operation, **parameters)
        if operation == "get_item" and parameters["Key"]["SK"]["S"] in ("1", "HEAD") and moves:
            replace(moves.pop())
        return answer

    def replace(body: str) -> None:
        writer._history.write("1", entry("1", "done", body=body.encode()))
        writer.remember("campus", body.encode())

    reader.calls.call = call  # type: ignore[method-assign]  # a writer who comes between
    replace("old")
    moves.append("new")
    assert reader.history_body("1") == b"donenew"
    moves.append("newest")
    assert reader.recall("campus") == b"newest"
    reader.close()
