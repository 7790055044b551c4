"""What every store promises, whatever it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from schemas.managed_model import ManagedModel
from syncer.errors import ConflictError, GuardError, LockedError
from syncer.model.records import Snapshot, record_id_for
from syncer.plan.guards.check import Allowances
from syncer.plan.plan import Plan, build_plan
from syncer.stores.base import ABSENT, Patch, Remove
from syncer.sync.apply import apply_plan
from tests.stores.shapes import (
    NOON,
    admin_row,
    bootstrap_row,
    catalog,
    entry,
    insert,
    newer_row,
    no_model,
    random_id,
    run,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from syncer.model.catalog import Catalog
    from syncer.stores.base import Store
    from tests.stores.raw import Fresh, RawRows

EVERY_KIND = True


def model_ids(store: Store) -> list[str]:
    """The model ids of all rows, in the snapshot's order."""
    return [record.model_id for record in store.read().records]


def plan_for(store: Store, wanted: Catalog, **allowed: Any) -> Plan:
    """What a sync of the catalog would do."""
    return build_plan(wanted, store.read(), target=store.address, allowances=Allowances(**allowed))


def sync(store: Store, wanted: Catalog, **allowed: Any) -> None:
    """Make the store what the catalog says, and prove that nothing is left to do."""
    assert apply_plan(plan_for(store, wanted, **allowed), store, run()).is_complete
    assert plan_for(store, wanted).is_empty


def test_a_fresh_store_is_empty(store: Store) -> None:
    """A store in which nothing was ever written has no rows, and says where it is."""
    assert store.read() == Snapshot(())
    assert store.get(random_id(1)) is None
    assert store.find("gpt-4o") == ()
    assert store.address


def test_an_inserted_row_is_read_got_and_found(store: Store) -> None:
    """A row that was inserted is the same record by all three ways in."""
    write = insert("gpt-4o", knowledge_cutoff_date="2024-04")
    results = store.commit([(write,)])
    (record,) = store.read().records
    assert [result.status for result in results] == ["applied"]
    assert (record.record_id, record.model_id, record.managed_by) == (write.record_id, "gpt-4o", None)
    assert record.fields["knowledge_cutoff_date"] == "2024-04"
    assert record.updated_at == "2026-01-31T12:00:00+00:00"
    assert store.get(write.record_id) == record
    assert store.find("gpt-4o") == (record,)


def test_an_insert_writes_the_attributes_that_it_was_given(store: Store, raw: RawRows) -> None:
    """Another reader finds the attributes of an insert in the row, and no others."""
    write = insert("gpt-4o", supports_caching=False, extra={"managedBy": "campus", "lastApplied": {"at": "noon"}})
    store.commit([(write,)])
    assert raw.get(write.record_id) == write.attributes


def test_another_store_object_sees_what_was_written(fresh: Fresh) -> None:
    """Nothing of a commit stays in the store object."""
    fresh.store.commit([(insert("gpt-4o"),)])
    assert fresh.reopen().read() == fresh.store.read()


def test_records_are_sorted(store: Store) -> None:
    """A snapshot is sorted by model id, whatever the order of the writes."""
    store.commit([(insert(name),) for name in ("b", "c:1", "a/x", "B")])
    assert model_ids(store) == ["B", "a/x", "b", "c:1"]


def test_a_patch_keeps_unknown_attributes(store: Store, raw: RawRows) -> None:
    """What no schema names is the same after a patch, value for value."""
    unknown: dict[str, Any] = {
        "sortOrder": 0, "iconKey": "", "isFeatured": False, "ratio": 0.1, "many": 12345678901234567890, "note": None,
        "nested": {"list": [1, "two", [None, {"three": 3.5}]], "empty": {}, "none": []}, "name": "Ünïcødé \U0001f600",
    }  # fmt: skip
    row = newer_row(**unknown)
    raw.put(row)
    store.commit([(Patch(row["id"], {"modelName": "GPT-4o"}, expect=store.find("gpt-4o")[0].raw),)])
    assert raw.get(row["id"]) == {**row, "modelName": "GPT-4o"}


def test_a_patch_changes_only_what_it_names(store: Store, raw: RawRows) -> None:
    """A patch sets and removes the attributes that it names; all others stay."""
    row = admin_row(knowledgeCutoffDate="2024-04", cacheReadPricePerMillionTokens=0.3)
    raw.put(row)
    store.commit([(Patch(row["id"], {"enabled": False, "apiMode": "chat"}, frozenset({"knowledgeCutoffDate"})),)])
    left = {key: value for key, value in row.items() if key != "knowledgeCutoffDate"}
    assert raw.get(row["id"]) == {**left, "enabled": False, "apiMode": "chat"}


def test_a_changed_model_id_is_found_under_the_new_one(store: Store, raw: RawRows) -> None:
    """After a patch of `modelId` the row is found by the new id only, and keeps its own."""
    raw.put(admin_row("old"))
    store.commit([(Patch(random_id(1), {"modelId": "new"}),)])
    assert [record.record_id for record in store.find("new")] == [random_id(1)]
    assert store.find("old") == ()


def test_the_row_as_it_was_read_is_what_a_patch_expects(store: Store, raw: RawRows) -> None:
    """Every shape of row that was read fulfils its own expectation."""
    for row in (admin_row(), bootstrap_row(), newer_row(note=None)):
        raw.put(row)
    patches = [(Patch(live.record_id, {"enabled": False}, expect=live.raw),) for live in store.read().records]
    assert [result.status for result in store.commit(patches)] == ["applied"] * 3
    assert not any(record.fields["enabled"] for record in store.read().records)


def test_an_expectation_that_is_not_met_stops_the_whole_commit(store: Store, raw: RawRows) -> None:
    """A row that was edited since it was read is named, and nothing of the commit is written, in no group."""
    raw.put(admin_row("edited", number=1))
    raw.put(admin_row("kept", number=2))
    raw.put(admin_row("removed", number=3))
    live = {record.model_id: record for record in store.read().records}
    raw.put(admin_row("edited", number=1, inputPricePerMillionTokens=3.5))
    before = store.read()
    with pytest.raises(ConflictError) as caught:
        store.commit([
            (insert("new"),),
            (Patch(random_id(2), {"enabled": False}, expect=live["kept"].raw),),
            (Patch(random_id(1), {"enabled": False}, expect=live["edited"].raw),),
            (Remove(random_id(3), expect=live["removed"].raw),),
        ])  # fmt: skip
    assert caught.value.rows == (random_id(1),)
    assert random_id(1) in str(caught.value)
    assert store.read() == before


def test_every_row_that_moved_is_named(store: Store, raw: RawRows) -> None:
    """A conflict names all the rows that are not as expected, not only the first."""
    for number in (1, 2, 3):
        raw.put(admin_row(f"m{number}", number=number))
    patches = [
        (Patch(random_id(number), {"enabled": False}, expect={"isDefault": number != 2}),) for number in (1, 2, 3)
    ]
    with pytest.raises(ConflictError) as caught:
        store.commit(patches)
    assert set(caught.value.rows) == {random_id(1), random_id(3)}


def test_absent_is_expected_of_an_attribute_that_is_not_there(store: Store, raw: RawRows) -> None:
    """ABSENT is fulfilled by a row without the attribute, and by no other."""
    raw.put(admin_row())
    store.commit([(Patch(random_id(1), {"status": "active"}, expect={"status": ABSENT}),)])
    with pytest.raises(ConflictError):
        store.commit([(Patch(random_id(1), {"status": "retired"}, expect={"status": ABSENT}),)])
    row = raw.get(random_id(1))
    assert row is not None
    assert row["status"] == "active"


def test_an_attribute_that_is_gone_is_a_conflict(store: Store, raw: RawRows) -> None:
    """A row that lost an attribute which a write expects has moved."""
    raw.put(admin_row(managedBy="campus"))
    (live,) = store.read().records
    raw.put(admin_row())
    with pytest.raises(ConflictError):
        store.commit([(Patch(live.record_id, {"enabled": False}, expect=live.raw),)])
    assert raw.get(live.record_id) == admin_row()


def test_an_insert_on_a_taken_id_is_a_conflict(store: Store, raw: RawRows) -> None:
    """The id of a row that is there, model or not, cannot be inserted."""
    raw.put(no_model(7))
    store.commit([(insert("gpt-4o"),)])
    for taken in (record_id_for("gpt-4o"), random_id(7)):
        with pytest.raises(ConflictError) as caught:
            store.commit([(insert("other", record_id=taken),)])
        assert caught.value.rows == (taken,)
    assert raw.get(random_id(7)) == no_model(7)
    assert model_ids(store) == ["gpt-4o"]


def test_a_removed_row_is_gone(store: Store, raw: RawRows) -> None:
    """A remove deletes the row that it names, and no other."""
    store.commit([(insert("a"),), (insert("b"),)])
    (live,) = store.find("a")
    store.commit([(Remove(live.record_id, expect=live.raw),)])
    assert model_ids(store) == ["b"]
    assert store.get(live.record_id) is None
    assert raw.ids() == {record_id_for("b")}


def test_a_row_that_is_gone_can_be_neither_removed_nor_patched(store: Store, raw: RawRows) -> None:
    """A write to a row that somebody else deleted is a conflict, and never brings it back."""
    raw.put(admin_row())
    (live,) = store.read().records
    raw.delete(live.record_id)
    for write in (Remove(live.record_id), Patch(live.record_id, {"enabled": False})):
        with pytest.raises(ConflictError) as caught:
            store.commit([(write,)])
        assert caught.value.rows == (live.record_id,)
    assert raw.ids() == set()


def test_many_writes_in_one_commit_are_all_done(store: Store) -> None:
    """A commit of 120 inserts, then one that changes and removes them, leaves exactly what it says."""
    names = [f"model-{number:03}" for number in range(120)]
    assert {result.status for result in store.commit([(insert(name),) for name in names])} == {"applied"}
    assert model_ids(store) == names
    live = store.read().records
    changes = [(Patch(record.record_id, {"enabled": False}, expect=record.raw),) for record in live[:80]]
    removals = [(Remove(record.record_id, expect=record.raw),) for record in live[80:]]
    assert len(store.commit([*changes, *removals])) == 120
    assert [(record.model_id, record.fields["enabled"]) for record in store.read().records] == [
        (name, False) for name in names[:80]
    ]


def test_one_result_for_each_group(store: Store, raw: RawRows) -> None:
    """A commit answers with one result a group, also for groups of more writes and for no groups."""
    raw.put(admin_row("old", isDefault=True))
    hand_over = (Patch(random_id(1), {"isDefault": False}), insert("new", is_default=True))
    assert [result.status for result in store.commit([hand_over, (insert("other"),)])] == ["applied", "applied"]
    assert [record.model_id for record in store.read().records if record.fields["is_default"]] == ["new"]
    assert store.commit([]) == ()


def test_both_rows_of_one_model_id_are_found(store: Store, raw: RawRows) -> None:
    """Two rows of one `modelId` are both read and both found."""
    raw.put(admin_row("twice", number=1))
    raw.put(admin_row("twice", number=2))
    both = {random_id(1), random_id(2)}
    assert {record.record_id for record in store.find("twice")} == both
    assert {record.record_id for record in store.read().records} == both


def test_two_rows_of_one_model_id_stop_a_sync(store: Store, raw: RawRows) -> None:
    """A sync over two rows of one `modelId` is refused, names both ids, and changes nothing."""
    raw.put(admin_row("twice", number=1))
    raw.put(admin_row("twice", number=2))
    before = store.read()
    plan = plan_for(store, catalog(entry("twice"), entry("new")))
    with pytest.raises(GuardError, match=f"(?s){random_id(1)}.*{random_id(2)}"):
        apply_plan(plan, store, run())
    assert store.read() == before


def test_a_row_that_is_no_model_is_reported_and_left_alone(store: Store, raw: RawRows) -> None:
    """A row that cannot be parsed is in the snapshot's `broken`, is not given out, and survives a sync."""
    raw.put(no_model(7))
    raw.put(admin_row("bad.price", number=8, inputPricePerMillionTokens="free"))
    raw.put(admin_row())
    snapshot = store.read()
    assert [record.record_id for record in snapshot.records] == [random_id(1)]
    assert {(row.record_id, row.model_id) for row in snapshot.broken} == {
        (random_id(7), "half.a-model"), (random_id(8), "bad.price"),
    }  # fmt: skip
    assert {row.problem.severity for row in snapshot.broken} == {"warning"}
    assert store.get(random_id(7)) is None
    assert store.find("half.a-model") == ()
    assert store.find("bad.price") == ()
    sync(store, catalog(entry("gpt-4o")))
    assert raw.get(random_id(7)) == no_model(7)


def test_what_is_no_row_is_ignored(store: Store, raw: RawRows) -> None:
    """Items and files of another kind are neither records nor problems."""
    raw.put_strangers()
    store.commit([(insert("gpt-4o"),)])
    snapshot = store.read()
    assert (model_ids(store), snapshot.broken) == (["gpt-4o"], ())


def test_the_lock_keeps_others_out_and_names_its_holder(fresh: Fresh) -> None:
    """While one store object holds the lock no other gets it; the error says who holds it."""
    other = fresh.reopen()
    with fresh.store.lock(holder="ann on laptop (process 7)", timeout=0):
        with pytest.raises(LockedError, match=r"ann on laptop \(process 7\)"), other.lock(holder="bob", timeout=0):
            pytest.fail("two held the lock")
        assert other.read().records == ()
    with other.lock(holder="bob", timeout=0):
        pass


def test_the_lock_is_let_go_after_an_error(fresh: Fresh) -> None:
    """An error inside the lock is passed on, and the lock is free again."""
    with pytest.raises(KeyError), fresh.store.lock(holder="ann", timeout=0):
        raise KeyError
    with fresh.reopen().lock(holder="bob", timeout=0):
        pass


def test_the_lock_is_re_entrant(fresh: Fresh) -> None:
    """Who holds the lock can take it again and commit; it is free only when the outermost is left."""
    with fresh.store.lock(holder="ann", timeout=0):
        with fresh.store.lock(holder="ann again", timeout=0):
            fresh.store.commit([(insert("gpt-4o"),)])
        with pytest.raises(LockedError), fresh.reopen().lock(holder="bob", timeout=0):
            pytest.fail("two held the lock")
    assert model_ids(fresh.store) == ["gpt-4o"]


def test_progress_is_told_how_many_writes_are_done(store: Store) -> None:
    """Progress only grows and ends with the number of all writes."""
    told: list[int] = []
    store.commit([(insert("a"), insert("b")), *((insert(f"m{number}"),) for number in range(28))], progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 30


@pytest.mark.parametrize("price", [2.2, 3.0, 1e-07, 0, 0.1, 0.7999999999999999, 1e15, 12345.678901])
def test_numbers_read_back_equal(store: Store, price: float) -> None:
    """A price is the same number after a round, and the row equals itself as an expectation."""
    store.commit([(insert("m", input_price_per_million_tokens=price, cache_read_price_per_million_tokens=price),)])
    (record,) = store.read().records
    assert record.fields["input_price_per_million_tokens"] == price
    assert record.fields["cache_read_price_per_million_tokens"] == price
    assert record.fields["max_input_tokens"] == 200_000
    assert isinstance(record.fields["max_input_tokens"], int)
    store.commit([(Patch(record.record_id, {"enabled": False}, expect=record.raw),)])


def test_an_equal_number_in_another_form_is_no_conflict(store: Store, raw: RawRows) -> None:
    """`3`, `3.0` and `3.00` are the same value, also to an expectation."""
    raw.put(admin_row(inputPricePerMillionTokens=3))
    store.commit([(Patch(random_id(1), {"enabled": False}, expect={"inputPricePerMillionTokens": 3.0}),)])


PARAMS: dict[str, Any] = {
    "params": {
        "temperature": {"supported": True, "min": 0, "max": 1.5, "default": 0.7, "locked": False},
        "reasoning_effort": {"supported": True, "allowed": ["low", "high", 3, 2.5, True], "default": "low"},
        "stop": {"supported": True, "default": {"any": ["thing", {"deep": [1, 2.5]}]}},
        "top_k": {},
    }
}


def test_supported_params_keep_their_depth(store: Store) -> None:
    """Nested parameters are the same after a round, numbers, lists and mappings included."""
    store.commit([(insert("m", supported_params=PARAMS),)])
    (record,) = store.read().records
    assert record.fields["supported_params"] == PARAMS
    assert record.raw["supportedParams"] == PARAMS


@pytest.mark.parametrize(
    "stamp",
    [
        "2026-01-31 12:00:00.123456+00:00", "2026-01-31T12:00:00.123456+00:00", "2026-01-31T12:00:00.123456Z",
        "2026-01-31T12:00:00Z", "2026-01-31T12:00:00+00:00", "2026-01-31 12:00:00",
    ],
)  # fmt: skip
def test_every_form_of_timestamp_is_read_and_kept(store: Store, raw: RawRows, stamp: str) -> None:
    """Both forms, both endings, with and without microseconds are a model's time; the text stays as it was."""
    raw.put(admin_row(createdAt=stamp))
    (record,) = store.read().records
    assert ManagedModel.model_validate(record.raw).created_at.replace(microsecond=0) == NOON
    assert record.raw["createdAt"] == stamp


@pytest.mark.parametrize("row", [admin_row(), bootstrap_row(), newer_row()], ids=["admin", "bootstrap", "newer"])
def test_real_shapes_are_read_and_adopted_without_loss(store: Store, raw: RawRows, row: dict[str, Any]) -> None:
    """A row of every release is a model, is adopted, and keeps its id, its first stamp and what is not ours."""
    raw.put(row)
    wanted = entry(row["modelId"], input_modalities=["TEXT", "IMAGE"], available_to_roles=["staff"])
    sync(store, catalog(wanted))
    after = raw.get(row["id"])
    assert after is not None
    assert raw.ids() == {row["id"]}
    assert after["managedBy"] == "campus"
    assert after["createdAt"] == row["createdAt"]
    assert {key: after.get(key) for key in ("sortOrder", "status", "iconSlug")} == {
        key: row.get(key) for key in ("sortOrder", "status", "iconSlug")
    }


@pytest.mark.parametrize("row", [admin_row(), bootstrap_row(), newer_row()], ids=["admin", "bootstrap", "newer"])
def test_one_new_price_changes_one_attribute(store: Store, raw: RawRows, row: dict[str, Any]) -> None:
    """An update of one price changes that attribute, `updatedAt` and ours, and nothing else."""
    raw.put({**row, "managedBy": "campus"})
    (record,) = store.read().records
    fields = {**record.fields, "input_price_per_million_tokens": 2.5}
    sync(store, catalog(entry(row["modelId"])._replace(fields=fields)))
    after = raw.get(row["id"])
    assert after is not None
    changed = {key for key in after.keys() | row.keys() if after.get(key) != row.get(key)}
    assert changed == {"inputPricePerMillionTokens", "updatedAt", "managedBy", "lastApplied"}
    assert after["inputPricePerMillionTokens"] == 2.5


def test_a_sync_converges(store: Store, raw: RawRows) -> None:
    """Creates, an adoption, updates and deletes are done, and a plan after each sync is empty."""
    raw.put(newer_row("adopted"))
    raw.put(admin_row("nobody's", number=5))
    sync(store, catalog(entry("adopted"), *(entry(f"m{number}", supported_params=PARAMS) for number in range(8))))
    assert len(store.read().records) == 10
    sync(store, catalog(entry("adopted", enabled=False), *(entry(f"m{number}") for number in range(1, 8))),
         deletes=frozenset({1}), updates=frozenset({8}))  # fmt: skip
    assert model_ids(store) == ["adopted", *(f"m{number}" for number in range(1, 8)), "nobody's"]


def test_the_default_is_handed_over(store: Store, raw: RawRows) -> None:
    """A sync that makes another model the default leaves one, also when nobody manages the old one."""
    raw.put(admin_row("old", isDefault=True))
    sync(store, catalog(entry("new", is_default=True)))
    sync(store, catalog(entry("new"), entry("newest", is_default=True)))
    assert [record.model_id for record in store.read().records if record.fields["is_default"]] == ["newest"]


def test_stores_of_one_kind_are_apart(store_factory: Callable[[], Fresh]) -> None:
    """What is written to one place is not seen in another."""
    one, other = store_factory(), store_factory()
    one.store.commit([(insert("gpt-4o"),)])
    assert model_ids(one.store) == ["gpt-4o"]
    assert other.store.read().records == ()
