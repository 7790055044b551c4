"""The order of the models: `order` of the catalog against what rows say, on both stores."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from syncer import service
from syncer.authoring.revert_files import file_edits
from syncer.frozen import replace
from syncer.model.records import record_id_for
from syncer.plan.against_ref import plan_against
from syncer.plan.drift import find_drift
from syncer.plan.guards.check import NONE_ALLOWED
from syncer.plan.plan import build_plan
from syncer.render.plan import render_plan
from syncer.sync.apply import apply_plan
from syncer.sync.history import read_apply
from syncer.sync.revert import plan_revert
from tests.platform_reader import as_listed
from tests.stores.shapes import NOON, admin_row, catalog, entry, run

if TYPE_CHECKING:
    from syncer.model.catalog import Catalog
    from syncer.plan.plan import Plan
    from tests.stores.raw import Fresh


@pytest.fixture
def listed(fresh: Fresh, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What an app lists, which is what every release lists."""
    monkeypatch.setattr(service, "_opened", lambda *_: fresh.reopen())

    def both() -> list[str]:
        found = [model.model_id for model in asyncio.run(service.list_all_managed_models())]
        assert found == as_listed(fresh.raw.get(record_id) or {} for record_id in fresh.raw.ids())
        return found

    return both


def ordered(names: str, *order: str) -> Catalog:
    """A catalog of these models, a letter each, with that order."""
    made = catalog(*map(entry, sorted(names)))
    return made._replace(settings=made.settings._replace(order=order))


def plan_for(fresh: Fresh, wanted: Catalog) -> Plan:
    """What a sync would do."""
    return build_plan(wanted, fresh.store.read(), target="a store")


def sync(fresh: Fresh, wanted: Catalog) -> Plan:
    """What a sync did, after which nothing is left to do."""
    plan = plan_for(fresh, wanted)
    assert apply_plan(plan, fresh.store, run()).is_complete
    again = plan_for(fresh, wanted)
    assert (again.is_empty, again.renewals) == (True, ())
    return plan


def drag(fresh: Fresh, *names: str) -> None:
    """The page's way to order: a number for all rows at once, and no new `updatedAt`."""
    ids = {(fresh.raw.get(record_id) or {})["modelId"]: record_id for record_id in fresh.raw.ids()}
    for number, name in enumerate(names):
        fresh.raw.put({**(fresh.raw.get(ids[name]) or {}), "sortOrder": number})


def places(fresh: Fresh) -> dict[str, Any]:
    """The number of each row that has one."""
    found = (fresh.raw.get(record_id) or {} for record_id in fresh.raw.ids())
    return {row["modelId"]: int(row["sortOrder"]) for row in found if "sortOrder" in row}


def moved(plan: Plan) -> dict[str, list[str]]:
    """The fields that change, by model."""
    return {change.model_id: [field.field for field in change.fields] for change in plan.changes}


def test_without_an_order_nothing_is_compared(fresh: Fresh, listed: Any) -> None:
    """A drag on the page is not seen, not planned, not written."""
    sync(fresh, ordered("abc"))
    assert places(fresh) == {}
    drag(fresh, "c", "a", "b")
    plan = plan_for(fresh, ordered("abc"))
    assert (plan.changes, plan.renewals, plan.attributes) == ((), (), ())
    assert listed() == ["c", "a", "b"]


def test_new_models_get_their_place(fresh: Fresh, listed: Any) -> None:
    """The models of the list first, then the others in the catalog's order; whole numbers from 0."""
    sync(fresh, ordered("abcd", "d", "b"))
    assert listed() == ["d", "b", "a", "c"]
    assert places(fresh) == {"d": 0, "b": 1, "a": 2, "c": 3}


def test_rows_that_are_there_get_a_place(fresh: Fresh, listed: Any) -> None:
    """Where rows have no place, those that the list does not name stay as they are listed now; `updatedAt` stays."""
    sync(fresh, ordered("abcd"))
    stamps = {name: (fresh.raw.get(record_id_for(name)) or {})["updatedAt"] for name in "abcd"}
    plan = sync(fresh, ordered("abcd", "c"))
    assert moved(plan) == {name: ["sort_order"] for name in "abcd"}
    assert plan.exit_code == 0  # no mass update
    assert listed() == ["c", "a", "b", "d"]
    assert {name: (fresh.raw.get(record_id_for(name)) or {})["updatedAt"] for name in "abcd"} == stamps


def test_a_drag_is_drift_and_put_back(fresh: Fresh, listed: Any) -> None:
    """The plan says it in one line; `drift` knows it; a sync puts it back. The rest may be dragged."""
    wanted = ordered("abcd", "a", "b")
    sync(fresh, wanted)
    drag(fresh, "b", "a", "d", "c")
    drift = find_drift(fresh.store.read(), wanted.settings, None, target="t")
    assert [one.live.model_id for one in drift.edited] == ["a", "b", "c", "d"]
    plan = plan_for(fresh, wanted)
    assert moved(plan) == {"a": ["sort_order"], "b": ["sort_order"]}
    text = render_plan(plan, "text")
    assert "order: 2 of 4 models move; 2 of them were moved outside the catalog and are put back." in text
    assert "sort_order" not in text
    assert "sort_order" in render_plan(plan, "text", all_fields=True)
    assert "sort_order" not in render_plan(plan, "markdown")
    assert "sort_order" in render_plan(plan, "json")
    sync(fresh, wanted)
    assert listed() == ["a", "b", "d", "c"]


def test_git_and_the_page_both_move(fresh: Fresh, listed: Any) -> None:
    """No conflict for each row: the list is what counts."""
    sync(fresh, ordered("abc", "a", "b", "c"))
    drag(fresh, "c", "b", "a")
    sync(fresh, ordered("abc", "b", "c", "a"))
    assert listed() == ["b", "c", "a"]


def test_rows_of_others_keep_their_place(fresh: Fresh, listed: Any) -> None:
    """A row that nobody manages stands where the page put it: between ours, when ours are in order."""
    sync(fresh, ordered("abc", "a", "b", "c"))
    fresh.raw.put(admin_row("u", number=9, createdAt=(NOON - timedelta(days=1)).isoformat()))
    drag(fresh, "a", "u", "b", "c")
    wanted = ordered("abc", "a", "b", "c")
    assert plan_for(fresh, wanted).is_empty
    sync(fresh, wanted)
    assert listed() == ["a", "u", "b", "c"]
    drag(fresh, "u", "c", "b", "a")
    sync(fresh, wanted)
    assert places(fresh) == {"a": 0, "b": 1, "c": 2, "u": 0}


def test_a_model_more_and_a_model_less(fresh: Fresh, listed: Any) -> None:
    """A delete moves nothing; a new model of the list pushes those behind it."""
    sync(fresh, ordered("abcd", "a", "b", "c", "d"))
    assert moved(sync(fresh, ordered("acd", "a", "c", "d"))).keys() == {"b"}
    plan = sync(fresh, ordered("acde", "a", "e", "c", "d"))
    assert moved(plan).keys() == {"e"}
    sync(fresh, ordered("acdef", "f", "a", "e", "c", "d"))
    assert listed() == ["f", "a", "e", "c", "d"]


def test_an_order_that_is_taken_out(fresh: Fresh, listed: Any) -> None:
    """The numbers stay in the rows, and are others' from then on; only marks are renewed."""
    sync(fresh, ordered("abc", "c", "b", "a"))
    plain = ordered("abc")
    plan = plan_for(fresh, plain)
    assert (plan.changes, len(plan.renewals)) == ((), 3)
    drag(fresh, "b", "c", "a")
    assert find_drift(fresh.store.read(), plain.settings, None, target="t").edited == ()
    sync(fresh, plain)
    assert listed() == ["b", "c", "a"]


def test_a_rename_keeps_the_place(fresh: Fresh, listed: Any) -> None:
    """The row of a renamed model is the one whose place counts."""
    sync(fresh, ordered("abc", "c", "a", "b"))
    wanted = ordered("abd", "d", "a", "b")
    renamed = tuple(one._replace(renamed_from="c") if one.model_id == "d" else one for one in wanted.entries)
    plan = sync(fresh, wanted._replace(entries=renamed))
    assert moved(plan) == {"c": ["model_id", "model_name"]}
    assert listed() == ["d", "a", "b"]


def test_against_another_state_of_the_catalog() -> None:
    """No store is read: the same order moves nothing, an edit of it does."""
    base = ordered("abc", "c")
    assert plan_against(lambda: base, base, name="main").is_empty
    assert moved(plan_against(lambda: ordered("abc", "c", "b"), base, name="main")).keys() == {"a", "b"}
    assert moved(plan_against(lambda: base, ordered("abc"), name="main")).keys() == {"a", "b", "c"}
    assert plan_against(lambda: ordered("abc"), base, name="main").changes == ()


def test_an_apply_of_an_order_is_taken_back(fresh: Fresh, listed: Any) -> None:
    """A revert gives the rows their places back, and no new `updatedAt`; nothing is to be done to model files."""
    sync(fresh, ordered("abc", "a", "b", "c"))
    stamp = (fresh.raw.get(record_id_for("a")) or {})["updatedAt"]
    later = run()._replace(now=lambda: NOON + timedelta(hours=1))
    assert apply_plan(plan_for(fresh, ordered("abc", "c", "a", "b")), fresh.store, later).is_complete
    head = max(fresh.store.history(), key=lambda one: one.apply_id)
    apply = read_apply(head.apply_id, fresh.store.history_body(head.apply_id))
    assert apply is not None
    back = plan_revert(apply, fresh.store.read(), target="t")
    wanted = ordered("abc", "c", "a", "b")
    assert file_edits(back, wanted, wanted, folder="c") == ()
    assert apply_plan(back, fresh.store, later).is_complete
    assert listed() == ["a", "b", "c"]
    assert (fresh.raw.get(record_id_for("a")) or {})["updatedAt"] == stamp
    assert plan_for(fresh, ordered("abc", "a", "b", "c")).is_empty


def test_other_fields_still_move_the_stamp(fresh: Fresh) -> None:
    """A row that changes in more than its place has a new `updatedAt`."""
    sync(fresh, ordered("ab"))
    row = fresh.raw.get(record_id_for("a")) or {}
    fresh.raw.put({**row, "updatedAt": "2026-01-01T00:00:00+00:00", "modelName": "Edited"})
    sync(fresh, ordered("ab", "b", "a"))
    after = fresh.raw.get(record_id_for("a")) or {}
    assert (after["updatedAt"], after["sortOrder"]) == (NOON.isoformat(), 1)


def test_places_that_cannot_be_read(fresh: Fresh, listed: Any) -> None:
    """Text, fractions and null are no place; such rows are numbered anew and stay rows."""
    sync(fresh, ordered("abcd", "d"))
    bad: dict[str, Any] = {"a": "1", "b": 1.5, "c": None, "d": -1}
    for name, value in bad.items():
        fresh.raw.put({**(fresh.raw.get(record_id_for(name)) or {}), "sortOrder": value})
    assert fresh.store.read().broken == ()
    sync(fresh, ordered("abcd", "d"))
    assert listed()[0] == "d"
    assert sorted(places(fresh).values()) == [0, 1, 2, 3]


def test_a_policy_leaves_one_model_to_the_page(fresh: Fresh) -> None:
    """Under `fail` a drag stops the sync; `--overwrite-live` lets the catalog win."""
    wanted = ordered("ab", "a", "b")
    policies = wanted.settings.policies._replace(fields={"sort_order": "fail"})
    wanted = wanted._replace(settings=wanted.settings._replace(policies=policies))
    sync(fresh, wanted)
    drag(fresh, "b", "a")
    assert len(plan_for(fresh, wanted).conflicts) == 2
    allowed = NONE_ALLOWED._replace(overwrite=frozenset("ab"))
    plan = build_plan(wanted, fresh.store.read(), target="a store", allowances=allowed)
    assert (plan.conflicts, replace(plan, guards=()).exit_code) == ((), 0)
