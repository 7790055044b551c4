"""Renames keep the row; protected models stay; what stops is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from syncer.apply import apply_plan
from syncer.catalog import Catalog, ModelPolicies, Policies, Settings
from syncer.diff import record_id_for
from syncer.errors import ConflictError, GuardError
from syncer.guards import NONE_ALLOWED, Allowances
from syncer.inventory import decode
from syncer.plan import Plan, build_plan
from tests.stores.shapes import admin_row, catalog, entry, random_id, run

if TYPE_CHECKING:
    from syncer.catalog import CatalogEntry
    from syncer.stores.base import Store
    from tests.stores.raw import Fresh


def plan_for(store: Store, wanted: Catalog, allowances: Allowances = NONE_ALLOWED) -> Plan:
    """What a sync would do."""
    inventory = decode(store.recall(wanted.settings.name))
    return build_plan(wanted, store.read(), target="t", allowances=allowances, inventory=inventory)


def sync(store: Store, wanted: Catalog, allowances: Allowances = NONE_ALLOWED) -> None:
    """Do it, and prove that nothing is left to do."""
    assert apply_plan(plan_for(store, wanted, allowances), store, run()).is_complete
    assert plan_for(store, wanted, allowances).is_settled


def renamed(old: str, new: str, **fields: Any) -> CatalogEntry:
    """A definition that had another name."""
    return entry(new, model_name="Same", **fields)._replace(renamed_from=old)


def page(fresh: Fresh, record_id: str, **attributes: object) -> None:
    """What the platform's page does to a row."""
    row = fresh.raw.get(record_id)
    assert row is not None
    fresh.raw.put({**row, **attributes, "updatedAt": "2026-02-01T12:00:00Z"})


OTHERS = [entry(f"other{number}") for number in range(5)]


def test_a_rename_keeps_the_row(fresh: Fresh) -> None:
    """The row keeps its id, its first stamp and what others stored; it is found by the new name and not by the old."""
    fresh.raw.put(admin_row("old", sortOrder=7))
    fields = {"input_modalities": ["TEXT", "IMAGE"], "available_to_roles": ["staff"]}
    sync(fresh.store, catalog(entry("old", model_name="Same", **fields), *OTHERS))
    before = fresh.raw.get(random_id(1))
    assert before is not None
    wanted = catalog(renamed("old", "new", **fields), *OTHERS)
    plan = plan_for(fresh.store, wanted)
    assert [(c.action, c.record_id, [f.field for f in c.fields]) for c in plan.changes] == [
        ("update", random_id(1), ["model_id"])
    ]
    assert plan.reach.roles == ()
    sync(fresh.store, wanted)
    after = fresh.raw.get(random_id(1))
    assert after is not None
    assert after["modelId"] == "new"
    assert {k: v for k, v in after.items() if k not in {"modelId", "updatedAt", "lastApplied"}} == {
        k: v for k, v in before.items() if k not in {"modelId", "updatedAt", "lastApplied"}
    }
    assert [record.record_id for record in fresh.store.find("new")] == [random_id(1)]
    assert fresh.store.find("old") == ()
    assert len(fresh.raw.ids()) == 1 + len(OTHERS)
    sync(fresh.store, catalog(renamed("new", "newer", **fields), *OTHERS))
    assert [record.record_id for record in fresh.store.find("newer")] == [random_id(1)]


def test_a_rename_of_a_row_that_is_nobodys(fresh: Fresh) -> None:
    """It is adopted under its new name."""
    fresh.raw.put(admin_row("old", availableToRoles=[]))
    plan = plan_for(fresh.store, catalog(renamed("old", "new", input_modalities=["TEXT", "IMAGE"])))
    assert [(change.action, change.record_id) for change in plan.changes] == [("adopt", random_id(1))]
    sync(fresh.store, catalog(renamed("old", "new", input_modalities=["TEXT", "IMAGE"])))


def test_a_rename_is_refused_when_both_exist(fresh: Fresh) -> None:
    """The plan names both rows and exits with 4; nothing is written and nothing is deleted."""
    sync(fresh.store, catalog(entry("old"), entry("new"), *OTHERS))
    plan = plan_for(fresh.store, catalog(renamed("old", "new"), *OTHERS))
    assert plan.changes == ()
    assert [guard.name for guard in plan.refusals] == ["rename-both-exist"]
    assert record_id_for("old") in plan.refusals[0].message
    assert record_id_for("new") in plan.refusals[0].message
    with pytest.raises(GuardError):
        apply_plan(plan, fresh.store, run())


def test_a_rename_of_nothing_is_a_create_with_a_warning(fresh: Fresh) -> None:
    """The name that no row has is said, with the line; a rename that was done is harmless."""
    plan = plan_for(fresh.store, catalog(renamed("old", "new")))
    assert [change.action for change in plan.changes] == ["create"]
    assert [problem.message for problem in plan.problems] == ["no row is called old, so new is made as a new model"]
    sync(fresh.store, catalog(renamed("old", "new")))
    assert plan_for(fresh.store, catalog(renamed("old", "new"))).problems == ()


def test_a_row_that_was_renamed_on_the_page(fresh: Fresh) -> None:
    """It is recognised by what was last applied: the name is put back, and the row keeps its id."""
    sync(fresh.store, catalog(entry("a"), *OTHERS))
    page(fresh, record_id_for("a"), modelId="b")
    plan = plan_for(fresh.store, catalog(entry("a"), *OTHERS))
    assert [
        (c.action, c.record_id, [(f.field, f.before, f.after, f.origin) for f in c.fields]) for c in plan.changes
    ] == [("update", record_id_for("a"), [("model_id", "b", "a", "live")])]
    sync(fresh.store, catalog(entry("a"), *OTHERS))
    assert [record.record_id for record in fresh.store.find("a")] == [record_id_for("a")]


def test_a_rename_that_was_forgotten(fresh: Fresh) -> None:
    """A delete and a create that look like one model get a warning that says what to write."""
    sync(fresh.store, catalog(entry("old", model_name="Same"), *OTHERS))
    plan = plan_for(fresh.store, catalog(entry("new", model_name="Same"), *OTHERS))
    assert [change.action for change in plan.changes] == ["create", "delete"]
    assert ["add `renamed_from: old`" in problem.message for problem in plan.problems] == [True]


def test_another_row_that_takes_the_new_name_meanwhile(fresh: Fresh) -> None:
    """Whoever makes a row of the new name between plan and sync is not overtaken."""
    sync(fresh.store, catalog(entry("old", model_name="Same"), *OTHERS))
    plan = plan_for(fresh.store, catalog(renamed("old", "new"), *OTHERS))
    fresh.raw.put(admin_row("new"))
    with pytest.raises(ConflictError, match="new exists by now"):
        apply_plan(plan, fresh.store, run())


def test_a_protected_model(fresh: Fresh) -> None:
    """It is neither deleted nor disabled; once a sync has taken the protection away, it can be."""
    store = fresh.store
    guarded = entry("a")._replace(protected=True)
    sync(store, catalog(guarded, *OTHERS))
    for wanted in (catalog(*OTHERS), catalog(entry("a", enabled=False)._replace(protected=True), *OTHERS)):
        plan = plan_for(store, wanted)
        assert [guard.name for guard in plan.refusals] == ["protected-model"]
        with pytest.raises(GuardError, match="a is protected and would be"):
            apply_plan(plan, store, run())
    plan = plan_for(store, catalog(entry("a"), *OTHERS))
    assert (plan.is_empty, len(plan.renewals)) == (True, 1)
    sync(store, catalog(entry("a"), *OTHERS))
    sync(store, catalog(*OTHERS))
    assert store.find("a") == ()


def test_fail_stops_for_rows_too(fresh: Fresh) -> None:
    """Under `fail` a row that was deleted outside, and the delete of a row that was edited outside, wait for a word."""
    store = fresh.store
    strict = Settings("campus", policies=Policies(models={"a": ModelPolicies("fail")}))
    sync(store, Catalog(strict, (entry("a"), *OTHERS)))
    page(fresh, record_id_for("a"), modelName="Edited")
    plan = plan_for(store, Catalog(strict, tuple(OTHERS)))
    with pytest.raises(ConflictError, match="model_name of its row was edited outside the catalog"):
        apply_plan(plan, store, run())
    fresh.raw.delete(record_id_for("a"))
    plan = plan_for(store, Catalog(strict, (entry("a"), *OTHERS)))
    with pytest.raises(ConflictError, match="its row was deleted outside the catalog"):
        apply_plan(plan, store, run())
    sync(store, Catalog(strict, (entry("a"), *OTHERS)), Allowances(overwrite=frozenset({"a"})))
    lenient = plan_for(store, catalog(entry("a"), *OTHERS))
    assert lenient.is_settled


def test_a_default_that_others_own(fresh: Fresh) -> None:
    """With `is_default` left to others, a new default model does not take the default from the row that has it."""
    store = fresh.store
    live = Settings("campus", policies=Policies(fields={"is_default": "live"}))
    sync(store, Catalog(live, (entry("a", is_default=True), *OTHERS)))
    page(fresh, record_id_for("a"), isDefault=False)
    page(fresh, record_id_for("other0"), isDefault=True)
    assert plan_for(store, Catalog(live, (entry("a", is_default=True), *OTHERS))).is_settled
    moved = Catalog(live, (entry("a"), entry("b", is_default=True), *OTHERS))
    sync(store, moved)
    assert [record.model_id for record in store.read().records if record.fields["is_default"]] == ["other0"]
