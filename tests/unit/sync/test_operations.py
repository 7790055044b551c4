"""The rules for writing a model: free ids, one default, other writers' attributes, and what a write expects."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from syncer.errors import ConflictError, DuplicateModelError, LockedError
from syncer.model.records import record_id_for
from syncer.stores.base import ABSENT, Insert, Patch
from syncer.stores.directory.store import DirectoryStore
from syncer.sync.operations import create_model, delete_model, find_row, update_model
from syncer.sync.writes import expectation
from tests.stores.memory import MemoryStore
from tests.stores.shapes import NOON, admin_row, bootstrap_row, fields_of, newer_row, no_model, random_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from syncer.model.records import Record
    from syncer.stores.base import Store

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def store() -> MemoryStore:
    """An empty store."""
    return MemoryStore()


@pytest.fixture(params=["memory", "directory"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store of either sort: one that checks by itself, and one that needs the lock for it."""
    return MemoryStore() if request.param == "memory" else DirectoryStore(tmp_path / "models")


def put(store: MemoryStore, *rows: dict[str, Any]) -> None:
    """Rows as other writers made them."""
    store.rows.update({row["id"]: row for row in rows})


def ids() -> Callable[[], str]:
    """A maker of random ids that counts."""
    numbers = count(500)
    return lambda: random_id(next(numbers))


def create(store: Store, model_id: str, **fields: Any) -> dict[str, object]:
    """A model made by an app."""
    return create_model(store, fields_of(model_id, **fields), now=NOON, new_id=ids())


def defaults(store: Store) -> list[str]:
    """The models that are the default."""
    return [record.model_id for record in store.read().records if record.fields["is_default"]]


def test_a_created_model_is_unmanaged(any_store: Store) -> None:
    """A new row has the derived id, equal stamps, no absent option, and no mark of a catalog."""
    row = create(any_store, "gpt-4o", max_output_tokens=None)
    (record,) = any_store.read().records
    assert row["id"] == record_id_for("gpt-4o") == record.record_id
    assert row["createdAt"] == row["updatedAt"] == "2026-01-31T12:00:00+00:00"
    assert "maxOutputTokens" not in row
    assert not row.keys() & {"managedBy", "lastApplied"}
    assert {key: value for key, value in record.raw.items() if value is not None} == row


def test_a_taken_model_id_is_refused(any_store: Store) -> None:
    """A second row of one `modelId` is refused, as a ValueError, and nothing changes."""
    create(any_store, "gpt-4o")
    before = any_store.read()
    with pytest.raises(DuplicateModelError, match="a model with the modelId gpt-4o exists") as caught:
        create(any_store, "gpt-4o", enabled=False)
    assert isinstance(caught.value, ValueError)
    assert any_store.read() == before


def test_a_model_id_that_another_id_has_is_refused(store: MemoryStore) -> None:
    """The row that has the `modelId` may have any record id."""
    put(store, admin_row("gpt-4o"))
    with pytest.raises(DuplicateModelError):
        create(store, "gpt-4o")


def test_a_derived_id_that_a_renamed_model_has_is_replaced(any_store: Store) -> None:
    """When a renamed row has the derived id, the new row gets a random one."""
    create(any_store, "gpt-4o")
    update_model(any_store, "gpt-4o", {"model_id": "gpt-4o-2024"}, now=LATER)
    assert create(any_store, "gpt-4o")["id"] == random_id(500)
    assert [record.model_id for record in any_store.read().records] == ["gpt-4o", "gpt-4o-2024"]


def test_a_create_that_loses_a_race_is_a_duplicate(store: MemoryStore) -> None:
    """Two writers who create one model at once meet in one key, and the second is told that it exists."""
    store.meanwhile = lambda: create(store.reopen(), "gpt-4o", model_name="the first")
    with pytest.raises(DuplicateModelError):
        create(store, "gpt-4o", model_name="the second")
    assert [row["modelName"] for row in store.rows.values()] == ["the first"]


class LaggingStore(MemoryStore):
    """A store whose index has not yet seen any row."""

    def find(self, model_id: str) -> tuple[Record, ...]:
        """Nothing, yet."""
        assert model_id
        return ()


def test_a_create_that_the_index_has_not_seen_is_a_duplicate() -> None:
    """A row that was made a moment ago and that only its key can show is found by its key."""
    store = LaggingStore()
    store.meanwhile = lambda: create(store.reopen(), "gpt-4o")
    for _ in range(2):
        with pytest.raises(DuplicateModelError):
            create(store, "gpt-4o")
    assert len(store.rows) == 1


def test_a_create_on_the_key_of_a_row_that_is_no_model_is_a_conflict(store: MemoryStore) -> None:
    """A broken row in the way is neither replaced nor called a duplicate."""
    broken = {**no_model(), "id": record_id_for("gpt-4o")}
    put(store, broken)
    with pytest.raises(ConflictError) as caught:
        create(store, "gpt-4o")
    assert caught.value.rows == (broken["id"],)
    assert store.rows == {broken["id"]: broken}


def test_a_new_default_takes_over(any_store: Store) -> None:
    """Making a row the default clears it on every other one, and bumps their `updatedAt`."""
    for name in ("a", "b"):
        create(any_store, name, is_default=True)
    create_model(any_store, fields_of("c", is_default=True), now=LATER, new_id=ids())
    assert defaults(any_store) == ["c"]
    stamps = {record.model_id: record.updated_at for record in any_store.read().records}
    assert stamps == {"a": "2026-01-31T12:00:00+00:00", "b": "2026-01-31T13:00:00+00:00",
                      "c": "2026-01-31T13:00:00+00:00"}  # fmt: skip


def test_the_hand_over_is_one_group(store: MemoryStore) -> None:
    """The old default goes and the new one comes in one group, which no store may split."""
    put(store, admin_row("a", number=1, isDefault=True), admin_row("b", number=2, isDefault=True))
    create(store, "c", is_default=True)
    (((*old, new),),) = store.commits
    assert {write.record_id for write in old} == {random_id(1), random_id(2)}
    assert isinstance(new, Insert)


def test_what_looks_at_other_rows_is_done_only_under_the_lock(store: MemoryStore) -> None:
    """While a sync holds the lock an app makes no default, names no successor and deletes nothing.

    A store that checks by itself takes its other writes.
    """
    put(store, admin_row("a", isDefault=True))
    with store.reopen().lock(holder="a sync", timeout=0):
        with pytest.raises(LockedError, match="a sync holds the lock"):
            create(store, "b", is_default=True)
        with pytest.raises(LockedError):
            update_model(store, "a", {"is_default": True}, now=LATER)
        with pytest.raises(LockedError):
            create(store, "b", replaced_by="a")
        create(store, "c")
        update_model(store, "c", {"enabled": False}, now=LATER)
        for values in ({"replaced_by": "a"}, {"replaced_by": "a", "status": "retired"}):
            with pytest.raises(LockedError):
                update_model(store, "c", values, now=LATER)
        update_model(store, "c", {"replaced_by": None}, now=LATER)
        with pytest.raises(LockedError):
            delete_model(store, "c")
    assert defaults(store) == ["a"]
    assert delete_model(store, "c")


def test_an_update_changes_the_fields_given(store: MemoryStore) -> None:
    """An update sets what it was given and `updatedAt`; every other attribute stays as it was, known or not."""
    row = newer_row(theirs={"deep": [1, None]}, lastApplied={"at": "noon"}, managedBy="campus")
    put(store, dict(row))
    updated = update_model(store, row["id"], {"enabled": False, "input_price_per_million_tokens": 2.5}, now=LATER)
    assert store.rows[row["id"]] == {
        **row, "enabled": False, "inputPricePerMillionTokens": 2.5, "updatedAt": "2026-01-31T13:00:00+00:00",
    }  # fmt: skip
    assert updated == store.get(row["id"])


def test_an_update_with_nothing_in_it_writes_nothing(store: MemoryStore) -> None:
    """An empty update returns the row as it is."""
    put(store, admin_row())
    assert update_model(store, random_id(1), {}, now=LATER) == store.get(random_id(1))
    assert store.commits == []


def test_an_update_of_an_unknown_model_is_none(any_store: Store) -> None:
    """There is nothing to change, and nothing is made."""
    assert update_model(any_store, random_id(1), {"enabled": False}, now=LATER) is None
    assert any_store.read().records == ()


def test_a_rename_to_a_taken_model_id_is_refused(any_store: Store) -> None:
    """A `modelId` that another row has is refused; its own is not."""
    create(any_store, "a")
    create(any_store, "b")
    with pytest.raises(DuplicateModelError):
        update_model(any_store, "a", {"model_id": "b", "enabled": False}, now=LATER)
    renamed = update_model(any_store, "a", {"model_id": "a", "enabled": False}, now=LATER)
    assert renamed is not None
    assert (renamed.model_id, renamed.fields["enabled"]) == ("a", False)


def test_an_update_makes_a_default(any_store: Store) -> None:
    """An update to `is_default` hands the default over; one to false only clears it."""
    create(any_store, "a", is_default=True)
    create(any_store, "b")
    update_model(any_store, "b", {"is_default": True}, now=LATER)
    assert defaults(any_store) == ["b"]
    update_model(any_store, "b", {"is_default": False}, now=LATER)
    assert defaults(any_store) == []


def test_an_update_keeps_unknown_options_of_parameters(store: MemoryStore) -> None:
    """New `supported_params` replace the known options and keep those that only a newer release knows."""
    row = bootstrap_row()
    row["supportedParams"] = {"params": {"t": {"min": 0, "max": 1, "unit": "degrees"}, "gone": {}}, "version": 2}
    put(store, row)
    update_model(store, row["id"], {"supported_params": {"params": {"t": {"max": 2}}}}, now=LATER)
    assert store.rows[row["id"]]["supportedParams"] == {
        "version": 2, "params": {"t": {"max": 2, "unit": "degrees"}},
    }  # fmt: skip


def test_an_update_expects_the_row_and_no_more(store: MemoryStore) -> None:
    """An edit of another field in the same moment is kept, and the update is done."""
    put(store, admin_row())
    store.meanwhile = lambda: store.rows[random_id(1)].update(sortOrder=4)
    updated = update_model(store, random_id(1), {"enabled": False}, now=LATER)
    assert updated is not None
    assert (updated.raw["sortOrder"], updated.raw["enabled"]) == (4, False)


def test_an_update_of_a_row_that_is_deleted_meanwhile_is_none(store: MemoryStore) -> None:
    """A row that goes between the look and the write is an unknown one, and is not brought back."""
    put(store, admin_row())
    store.meanwhile = store.rows.clear
    assert update_model(store, random_id(1), {"enabled": False}, now=LATER) is None
    assert store.rows == {}


def test_an_old_default_that_goes_during_the_hand_over_is_a_conflict(store: MemoryStore) -> None:
    """When another row of the hand-over moved, the update is not done and says so."""
    put(store, admin_row("old", number=1, isDefault=True), admin_row("new", number=2))
    store.meanwhile = lambda: store.rows.pop(random_id(1))
    with pytest.raises(ConflictError):
        update_model(store, "new", {"is_default": True}, now=LATER)
    assert defaults(store) == []


def test_a_delete_is_done_once(any_store: Store) -> None:
    """A delete says whether the row was there."""
    create(any_store, "a")
    create(any_store, "b")
    assert [delete_model(any_store, "a") for _ in range(2)] == [True, False]
    assert [record.model_id for record in any_store.read().records] == ["b"]


def test_a_delete_that_loses_a_race_was_not_there(store: MemoryStore) -> None:
    """A row that somebody else deletes in the same moment was not deleted by us."""
    put(store, admin_row())
    store.meanwhile = store.rows.clear
    assert delete_model(store, random_id(1)) is False


def test_a_record_id_comes_before_a_model_id(store: MemoryStore) -> None:
    """A key is a record's id first; a model id that looks like one is only looked for after it."""
    put(store, admin_row("one", number=1), admin_row(random_id(1), number=2))
    found = [find_row(store, key) for key in (random_id(1), random_id(2), "one", "none")]
    ids_found = [record.record_id if record else None for record in found]
    assert ids_found == [random_id(1), random_id(2), random_id(1), None]


def test_most_rows_are_found_without_a_search(store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row whose id follows from its model id is looked up, on a directory without reading every file."""
    put(
        store, {**admin_row("one"), "id": record_id_for("one")}, {**admin_row("renamed"), "id": record_id_for("before")}
    )
    found = [find_row(store, key) for key in ("one", "before", "renamed")]
    assert [record.model_id if record else None for record in found] == ["one", None, "renamed"]
    monkeypatch.setattr(MemoryStore, "find", lambda *_: ())
    found = [find_row(store, key) for key in ("one", "renamed")]
    assert [record.model_id if record else None for record in found] == ["one", None]


def test_an_expectation_is_what_is_touched_and_what_the_row_must_not_have(store: MemoryStore) -> None:
    """A sync expects what it changes as it was read, the absence of what it adds, and the same model."""
    put(store, newer_row())
    (live,) = store.read().records
    expected = expectation(live, ["enabled", "managedBy", "updatedAt", "lastApplied"])
    assert expected == {"modelId": live.model_id, "managedBy": ABSENT, "enabled": live.raw["enabled"]}
    store.commit([(Patch(live.record_id, {"managedBy": "campus"}, expect=expected),)])


def at_once(count_of: int, action: Callable[[int], object]) -> list[object]:
    """The results, or errors, of so many calls that begin together in as many threads."""
    gate = threading.Barrier(count_of)

    def call(number: int) -> object:
        gate.wait()
        try:
            return action(number)
        except Exception as error:  # noqa: BLE001  the tests look at each
            return error

    with ThreadPoolExecutor(count_of) as pool:
        return list(pool.map(call, range(count_of)))


def test_a_hundred_creates_at_once_leave_one(any_store: Store) -> None:
    """Of a hundred threads that create one `modelId`, one is told that it did and 99 that it exists."""
    results = at_once(100, lambda number: create(any_store, "gpt-4o", model_name=f"number {number}"))
    (row,) = [result for result in results if isinstance(result, dict)]
    assert sum(isinstance(result, DuplicateModelError) for result in results) == 99
    (record,) = any_store.read().records
    assert record.fields["model_name"] == row["modelName"]


def test_hand_overs_at_once_leave_one_default(tmp_path: Path) -> None:
    """However many store objects make a default at once, a reader never sees two of them nor none."""
    stores = [DirectoryStore(tmp_path / "models") for _ in range(12)]
    for number in range(12):
        create(stores[0], f"m{number:02}", is_default=number == 0)
    seen: set[int] = set()
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            seen.add(len(defaults(DirectoryStore(tmp_path / "models"))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    results = at_once(12, lambda number: update_model(stores[number], f"m{number:02}", {"is_default": True}, now=LATER))
    done.set()
    watcher.join()
    assert [result for result in results if isinstance(result, Exception)] == []
    assert len(defaults(stores[0])) == 1
    assert seen == {1}
