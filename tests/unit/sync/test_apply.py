"""A plan is done as it was made, or not at all: what is written, in which groups, and what stops it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from schemas.attributes import row_fields
from syncer.errors import ConflictError, GuardError, LockedError, StoreError
from syncer.model.records import record_id_for
from syncer.plan.guards.check import Allowances
from syncer.plan.plan import Plan, build_plan
from syncer.stores.base import Group, GroupResult, Insert, Patch, Remove
from syncer.sync.apply import apply_plan
from tests.stores.memory import MemoryStore
from tests.stores.places import place as place  # noqa: PLC0414  a fixture
from tests.stores.shapes import NOON, admin_row, catalog, entry, fields_of, newer_row, no_model, random_id, run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from syncer.model.catalog import CatalogEntry
    from syncer.stores.base import HistoryWrite, Store
    from tests.stores.raw import Fresh

STAMP = "2026-01-31T12:00:00+00:00"


def plan_for(store: Store, *entries: CatalogEntry, **allowed: Any) -> Plan:
    """What a sync of these definitions would do."""
    return build_plan(catalog(*entries), store.read(), target=store.address, allowances=Allowances(**allowed))


def sync(store: Store, *entries: CatalogEntry, **allowed: Any) -> None:
    """Do that, and prove that nothing is left to do."""
    assert apply_plan(plan_for(store, *entries, **allowed), store, run()).is_complete
    assert plan_for(store, *entries).is_empty


def test_a_report_has_an_outcome_for_each_change_in_the_plans_order(place: Fresh) -> None:
    """Creates, adoptions, updates and deletes are reported in the order in which the plan shows them."""
    sync(place.store, *(entry(name) for name in ("changed", "gone", *"1234")))
    place.raw.put(admin_row("adopted"))
    plan = plan_for(place.store, entry("changed", enabled=False), entry("adopted"), entry("new", is_default=True),
                    *(entry(name) for name in "1234"), empty_roles=frozenset({"staff"}),
                    no_image_model=frozenset({"adopted"}))  # fmt: skip
    report = apply_plan(plan, place.store, run())
    assert [(outcome.change.action, outcome.change.model_id, outcome.status) for outcome in report.outcomes] == [
        ("create", "new", "applied"), ("adopt", "adopted", "applied"), ("update", "changed", "applied"),
        ("delete", "gone", "applied"),
    ]  # fmt: skip
    assert tuple(outcome.change for outcome in report.outcomes) == plan.changes
    assert report.is_complete


def test_what_a_sync_writes_carries_its_marks(place: Fresh) -> None:
    """A row that a sync wrote says whose it is, what was last applied, by which commit, which plan, and when."""
    plan = plan_for(place.store, entry("gpt-4o", max_output_tokens=None))
    apply_plan(plan, place.store, run()._replace(commit="abc123"))
    row = place.raw.get(record_id_for("gpt-4o"))
    assert row is not None
    managed = {key: value for key, value in row.items() if key not in
               {"id", "createdAt", "updatedAt", "managedBy", "lastApplied"}}  # fmt: skip
    assert row["managedBy"] == "campus"
    assert row["lastApplied"] == {"fields": managed, "fingerprint": plan.fingerprint, "at": STAMP, "commit": "abc123"}
    assert "maxOutputTokens" not in managed


def test_outside_git_there_is_no_commit_in_the_marks(place: Fresh) -> None:
    """Without a commit the mark has no such key, instead of a null."""
    sync(place.store, entry("gpt-4o"))
    row = place.raw.get(record_id_for("gpt-4o"))
    assert row is not None
    assert row["lastApplied"].keys() == {"fields", "fingerprint", "at"}


def test_an_adoption_without_a_change_leaves_the_time(place: Fresh) -> None:
    """A row that is adopted as it is gets only our marks; its `updatedAt` stays."""
    place.raw.put(newer_row("gpt-4o"))
    (live,) = place.store.read().records
    sync(place.store, entry("gpt-4o")._replace(fields=live.fields))
    after = place.raw.get(live.record_id)
    assert after is not None
    marks = {key: after.pop(key) for key in ("managedBy", "lastApplied")}
    assert after == newer_row("gpt-4o")
    assert marks["managedBy"] == "campus"


def test_a_field_that_goes_is_removed(place: Fresh) -> None:
    """An option that the definition no longer has is absent afterwards, and the time is bumped."""
    place.raw.put(admin_row("gpt-4o", knowledgeCutoffDate="2024-04", managedBy="campus"))
    (live,) = place.store.read().records
    sync(place.store, entry("gpt-4o")._replace(fields={**live.fields, "knowledge_cutoff_date": None}))
    after = place.raw.get(live.record_id)
    assert after is not None
    assert "knowledgeCutoffDate" not in after
    assert after["updatedAt"] == STAMP


def test_a_row_whose_derived_id_is_taken_gets_a_random_one(place: Fresh) -> None:
    """When a renamed model has the derived id, a create takes one from the run; the first is that of the apply."""
    place.raw.put({**admin_row("renamed"), "id": record_id_for("gpt-4o")})
    sync(place.store, entry("gpt-4o"))
    assert place.raw.ids() == {record_id_for("gpt-4o"), random_id(9_001)}


def test_the_hand_over_comes_first_as_one_group() -> None:
    """Every change of the default is in one group, before all others, the old default before the new."""
    store = MemoryStore()
    sync(store, entry("old", is_default=True), *(entry(f"m{number}") for number in range(6)))
    store.rows[random_id(1)] = admin_row("unmanaged", isDefault=True)
    store.commits.clear()
    sync(store, entry("a-new", is_default=True), entry("old"), *(entry(f"m{number}") for number in range(1, 6)))
    ((hand_over, *alone),) = store.commits
    assert [type(write) for write in hand_over] == [Patch, Patch, Insert]
    assert [write.set["isDefault"] for write in hand_over[:2] if isinstance(write, Patch)] == [False, False]
    assert [type(write) for group in alone for write in group] == [Remove]


def test_deleting_the_default_and_making_another_is_one_group() -> None:
    """A default that is deleted goes in the group in which its successor comes."""
    store = MemoryStore()
    sync(store, entry("old", is_default=True), *(entry(f"m{number}") for number in range(6)))
    store.commits.clear()
    sync(store, entry("m0", is_default=True), *(entry(f"m{number}") for number in range(1, 6)))
    assert [[type(write) for write in group] for group in store.commits[0]] == [[Remove, Patch]]


def edit(place: Fresh) -> tuple[str, ...]:
    """Another writer changes an attribute that the plan changes, too."""
    row = place.raw.get(record_id_for("changed"))
    assert row is not None
    place.raw.put({**row, "isDefault": False})
    return (record_id_for("changed"),)


def edit_deleted(place: Fresh) -> tuple[str, ...]:
    """Another writer changes a row that the plan deletes."""
    row = place.raw.get(record_id_for("gone"))
    assert row is not None
    place.raw.put({**row, "enabled": False})
    return (record_id_for("gone"),)


def edit_mark(place: Fresh) -> tuple[str, ...]:
    """Another catalog takes a row that the plan changes."""
    row = place.raw.get(record_id_for("changed"))
    assert row is not None
    place.raw.put({**row, "managedBy": "another"})
    return (record_id_for("changed"),)


def delete(place: Fresh) -> tuple[str, ...]:
    """Another writer deletes a row that the plan changes."""
    place.raw.delete(record_id_for("changed"))
    return (record_id_for("changed"),)


def create_by_other_id(place: Fresh) -> tuple[str, ...]:
    """Another writer creates a model that the plan creates, under an id of its own."""
    place.raw.put(admin_row("new"))
    return (random_id(1),)


def create_by_same_id(place: Fresh) -> tuple[str, ...]:
    """Another sync creates a model that the plan creates, under the same id."""
    place.raw.put({**admin_row("new"), "id": record_id_for("new")})
    return (record_id_for("new"),)


def create_broken(place: Fresh) -> tuple[str, ...]:
    """Another writer creates the model that the plan creates as a row that does not parse."""
    place.raw.put({**no_model(3), "modelId": "new"})
    return (random_id(3),)


def take_id(place: Fresh) -> tuple[str, ...]:
    """Another writer puts another model under the id that the plan creates a row with."""
    place.raw.put({**admin_row("another"), "id": record_id_for("new")})
    return (record_id_for("new"),)


def make_default(place: Fresh) -> tuple[str, ...]:
    """Another writer makes a row the default that the plan does not touch."""
    place.raw.put(admin_row("theirs", isDefault=True))
    return (random_id(1),)


MOVES: list[Callable[[Fresh], tuple[str, ...]]] = [
    edit, edit_deleted, edit_mark, delete, create_by_other_id, create_by_same_id, create_broken, take_id, make_default,
]  # fmt: skip


@pytest.mark.parametrize("move", MOVES)
def test_whatever_moves_between_plan_and_apply_is_a_conflict(
    place: Fresh, move: Callable[[Fresh], tuple[str, ...]]
) -> None:
    """A plan that live has moved away from stops with exit code 5, names the rows, and writes nothing."""
    others = [entry(f"m{number}") for number in range(6)]
    sync(place.store, entry("changed", is_default=True), entry("gone"), *others)
    plan = plan_for(place.store, entry("changed", enabled=False), entry("new", is_default=True), *others)
    rows = move(place)
    before = {record_id: place.raw.get(record_id) for record_id in place.raw.ids()}
    with pytest.raises(ConflictError) as caught:
        apply_plan(plan, place.store, run())
    assert caught.value.exit_code == 5
    assert caught.value.rows == rows
    assert all(row in str(caught.value) or "theirs" in str(caught.value) for row in rows)
    assert {record_id: place.raw.get(record_id) for record_id in place.raw.ids()} == before


def test_an_attribute_that_the_plan_does_not_touch_may_move(place: Fresh) -> None:
    """An edit of another attribute of a row is no conflict and is kept; the next plan shows it as drift."""
    sync(place.store, entry("changed"))
    plan = plan_for(place.store, entry("changed", enabled=False))
    row = place.raw.get(record_id_for("changed"))
    assert row is not None
    place.raw.put({**row, "modelName": "Edited", "sortOrder": 7, "updatedAt": "2026-02-01T12:00:00Z"})
    assert apply_plan(plan, place.store, run()).is_complete
    after = place.raw.get(record_id_for("changed"))
    assert after is not None
    assert (after["modelName"], after["sortOrder"], after["enabled"]) == ("Edited", 7, False)
    (change,) = plan_for(place.store, entry("changed", enabled=False)).changes
    assert [(field.field, field.origin) for field in change.fields] == [("model_name", "live")]


def test_a_row_that_the_plan_does_not_touch_may_move(place: Fresh) -> None:
    """An edit elsewhere is no conflict, and is kept."""
    sync(place.store, entry("changed"), entry("other"))
    plan = plan_for(place.store, entry("changed", enabled=False), entry("other"))
    row = place.raw.get(record_id_for("other"))
    assert row is not None
    place.raw.put({**row, "sortOrder": 7})
    assert apply_plan(plan, place.store, run()).is_complete
    assert place.raw.get(record_id_for("other")) == {**row, "sortOrder": 7}


def test_a_refused_plan_is_not_applied() -> None:
    """A guard stops a plan before the lock is taken."""
    store = MemoryStore()
    sync(store, *(entry(f"m{number}") for number in range(6)))
    plan = plan_for(store, entry("m0"))
    before = store.read()
    with store.reopen().lock(holder="another sync", timeout=0), pytest.raises(GuardError):
        apply_plan(plan, store, run())
    assert store.read() == before


def test_an_empty_plan_takes_no_lock(place: Fresh) -> None:
    """Nothing to do asks for nothing: no lock, no write, no outcome."""
    plan = plan_for(place.store)
    store = MemoryStore()
    with store.reopen().lock(holder="another sync", timeout=0):
        assert apply_plan(plan, store, run()).outcomes == ()
    assert store.commits == []


def test_another_sync_keeps_a_plan_waiting(place: Fresh) -> None:
    """A plan is not applied while another sync holds the lock; the error has exit code 5 and names the holder."""
    plan = plan_for(place.store, entry("gpt-4o"))
    with (
        place.reopen().lock(holder="ann on laptop", timeout=0),
        pytest.raises(LockedError, match="ann on laptop") as caught,
    ):
        apply_plan(plan, place.store, run())
    assert caught.value.exit_code == 5
    assert place.raw.ids() == set()


class SplittingStore(MemoryStore):
    """A store that could do the first group and not the second."""

    def commit(
        self,
        groups: Sequence[Group],
        *,
        progress: Callable[[int], None] | None = None,
        history: HistoryWrite | None = None,
    ) -> tuple[GroupResult, ...]:
        """One group is applied, the next fails, the rest is not tried."""
        (done,) = super().commit(groups[:1], progress=progress)
        failed = GroupResult("failed", StoreError("the table went away"))
        results = (done, failed, *(GroupResult("skipped") for _ in groups[2:]))
        if history is not None:
            self.entries[history.begun.apply_id] = history.done(results)
        return results


def test_a_part_that_was_done_is_reported_as_such() -> None:
    """Each change of a group has the group's status and error; the report is not complete; a re-run converges."""
    store = SplittingStore()
    store.rows[random_id(1)] = admin_row("old", isDefault=True)
    entries = [entry("new", is_default=True), *(entry(name) for name in "abc")]
    report = apply_plan(plan_for(store, *entries), store, run())
    assert {outcome.change.model_id: (outcome.status, outcome.detail) for outcome in report.outcomes} == {
        "new": ("applied", None), "old": ("applied", None), "a": ("failed", "the table went away"),
        "b": ("skipped", None), "c": ("skipped", None),
    }  # fmt: skip
    assert report.counts == {"applied": 2, "failed": 1, "skipped": 2}
    assert not report.is_complete
    healed = MemoryStore(store.rows)
    sync(healed, *entries)


def test_progress_reaches_the_caller(place: Fresh) -> None:
    """The run's progress is told of every write."""
    told: list[int] = []
    plan = plan_for(place.store, entry("a"), entry("b"), entry("c"))
    apply_plan(plan, place.store, run(progress=told.append))
    assert told[-1] == 3


def test_times_and_ids_are_the_runs(place: Fresh) -> None:
    """A sync takes the time from its run, once for all; each new row is a microsecond older than the last one."""
    sync(place.store, entry("a"), entry("b"))
    stamps = [record.updated_at for record in place.store.read().records]
    assert stamps == [STAMP, (NOON - timedelta(microseconds=1)).isoformat()]
    assert {record.applied_at for record in place.store.read().records} == {NOON.isoformat()} == {STAMP}


def test_the_fields_of_a_definition_are_the_rows(place: Fresh) -> None:
    """What was written reads back as what was defined, field by field."""
    params = {"params": {"temperature": {"min": 0, "max": 2.5}}}
    sync(place.store, entry("gpt-4o", supported_params=params, knowledge_cutoff_date="2024-04"))
    (record,) = place.store.read().records
    assert record.fields == {
        **row_fields(fields_of("gpt-4o", knowledge_cutoff_date="2024-04")), "supported_params": params,
    }  # fmt: skip
