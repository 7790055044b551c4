"""A sync that is held to a reviewed plan does what was reviewed or less of it, and otherwise nothing at all."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from syncer.errors import ConflictError, GuardError, StalePlanError
from syncer.frozen import replace
from syncer.plan.guards.check import NONE_ALLOWED, Allowances
from syncer.saved.file import read_saved
from syncer.saved.reviewed import Reviewed
from syncer.stores.directory.store import DirectoryStore
from syncer.sync.apply import apply_plan
from syncer.sync.history import read_apply
from syncer.sync.pipeline import sync_catalog
from tests.stores.shapes import NOON, catalog, entry, run
from tests.stores.test_savedplan import ORIGIN, OTHERS, edit, every_change, plan_for, saved

if TYPE_CHECKING:
    from pathlib import Path

    from syncer.model.catalog import Catalog
    from syncer.plan.plan import Plan
    from syncer.plan.report import ApplyReport
    from syncer.stores.base import Store
    from tests.stores.raw import Fresh, RawRows

UPDATED = {"input_price_per_million_tokens": 3.5, "max_output_tokens": 9}


def reviewed_plan(store: Store, plan: Plan, **origin: Any) -> Reviewed:
    """The plan as it was saved and read again."""
    return Reviewed(read_saved(saved(store, plan, ORIGIN._replace(**origin)), name="plan.json"), "plan.json")


def sync(store: Store, wanted: Catalog, reviewed: Reviewed, allowances: Allowances = NONE_ALLOWED) -> ApplyReport:
    """A sync without questions, held to the reviewed plan."""
    later = run()._replace(now=lambda: NOON + timedelta(minutes=5))
    return sync_catalog(lambda: wanted, store, allowances, review=lambda _: True, run=later, reviewed=reviewed)


def started(fresh: Fresh) -> tuple[Catalog, Reviewed]:
    """A store in which a plan was made and saved that updates two fields of `a` and creates `new`."""
    assert apply_plan(plan_for(fresh.store, catalog(entry("a"), *OTHERS)), fresh.store, run()).is_complete
    wanted = catalog(entry("a", **UPDATED), entry("new"), *OTHERS)
    return wanted, reviewed_plan(fresh.store, plan_for(fresh.store, wanted))


def held(raw: RawRows) -> dict[str, Any]:
    """Every row as it is."""
    return {key: raw.get(key) for key in raw.ids()}


def refused(fresh: Fresh, wanted: Catalog, reviewed: Reviewed) -> str:
    """Why the sync stops; not one row was written."""
    before = held(fresh.raw)
    with pytest.raises(StalePlanError) as caught:
        sync(fresh.store, wanted, reviewed)
    assert caught.value.exit_code == 5
    assert held(fresh.raw) == before
    return str(caught.value)


def test_a_reviewed_plan_that_is_true_still_is_applied(fresh: Fresh) -> None:
    """Every kind of change is done, and the history says which plan it was; a second run has nothing to do."""
    plan, wanted = every_change(fresh)
    reviewed = reviewed_plan(fresh.store, plan)
    report = sync(fresh.store, wanted, reviewed)
    assert report.is_complete
    assert len(report.outcomes) == 6
    newest = fresh.store.history()[0].apply_id
    apply = read_apply(newest, fresh.store.history_body(newest))
    assert apply is not None
    assert apply.who.plan_id == reviewed.saved.plan_id
    assert plan_for(fresh.store, wanted).is_settled
    before = held(fresh.raw)
    again = sync(fresh.reopen(), wanted, reviewed)
    assert again.outcomes == ()
    assert held(fresh.raw) == before
    assert len(fresh.store.history()) == 2


def test_a_plan_that_was_applied_is_not_applied_again(fresh: Fresh) -> None:
    """A job of last week that is run again takes nothing back that was synced or edited since."""
    wanted, reviewed = started(fresh)
    assert sync(fresh.store, wanted, reviewed).is_complete
    reverted = catalog(entry("a"), entry("new"), *OTHERS)
    assert apply_plan(plan_for(fresh.store, reverted), fresh.store, run()).is_complete
    message = refused(fresh, wanted, reviewed)
    assert message == (
        f"plan.json was applied already, at {NOON + timedelta(minutes=5):%Y-%m-%d %H:%M} UTC, and something was synced "
        "or edited since; nothing was written; make a new plan"
    )


def test_the_rest_of_a_plan_that_was_applied_in_part(fresh: Fresh) -> None:
    """Whatever part of the changes a run left behind, the next one does the rest and says of which plan it is."""
    plan, wanted = every_change(fresh)
    reviewed = reviewed_plan(fresh.store, plan)
    first = replace(plan, changes=tuple(one for one in plan.changes if one.model_id in {"created", "boss", "gone"}))
    assert apply_plan(first, fresh.store, run()).is_complete
    report = sync(fresh.store, wanted, reviewed)
    assert [one.change.model_id for one in report.outcomes] == ["adopted", "edited", "updated"]
    assert report.is_complete
    assert plan_for(fresh.store, wanted).is_settled


def test_an_edit_that_was_planned_is_not_needed_any_more(fresh: Fresh) -> None:
    """Somebody enters one of the two values by hand: the rest is applied."""
    wanted, reviewed = started(fresh)
    edit(fresh.raw, "a", fresh.store, inputPricePerMillionTokens=3.5)
    report = sync(fresh.store, wanted, reviewed)
    assert [field.field for one in report.outcomes for field in one.change.fields if one.change.model_id == "a"] == [
        "max_output_tokens"
    ]
    assert plan_for(fresh.store, wanted).is_settled


def test_an_edit_of_a_planned_field_is_a_conflict(fresh: Fresh) -> None:
    """The value that was reviewed is not the one that is there, so somebody has to decide; nothing is written."""
    wanted, reviewed = started(fresh)
    edit(fresh.raw, "a", fresh.store, maxOutputTokens=5)
    before = held(fresh.raw)
    with pytest.raises(ConflictError, match="a: max_output_tokens was changed from 64000 to 9") as caught:
        sync(fresh.store, wanted, reviewed)
    assert caught.value.exit_code == 5
    assert held(fresh.raw) == before


def test_what_overwrites_a_conflict_has_to_be_reviewed(fresh: Fresh) -> None:
    """`--overwrite` at the sync makes it a change from another value, which is more."""
    wanted, reviewed = started(fresh)
    edit(fresh.raw, "a", fresh.store, maxOutputTokens=5)
    with pytest.raises(StalePlanError, match="max_output_tokens 5 -> 9, where 64000 -> 9 was reviewed"):
        sync(fresh.store, wanted, reviewed, Allowances(overwrite=frozenset({"a"})))


def test_an_edit_of_another_field_would_be_put_back_unseen(fresh: Fresh) -> None:
    """The row is the same one, but nobody reviewed that this edit goes."""
    wanted, reviewed = started(fresh)
    edit(fresh.raw, "a", fresh.store, modelName="Edited")
    message = refused(fresh, wanted, reviewed)
    fingerprint = plan_for(fresh.store, wanted).fingerprint[:12]
    assert message == (
        "the plan says more than plan.json, which was reviewed: update a: model_name Edited -> A (models/a.yaml:1); "
        "nothing was written; plan again on a pull request, or look at `syncer plan` and run "
        f"`syncer sync --expect {fingerprint}`"
    )


def test_an_edit_beside_the_plan(fresh: Fresh) -> None:
    """An attribute that no schema names is nobody's business; another row that is put back is more."""
    wanted, reviewed = started(fresh)
    edit(fresh.raw, "other1", fresh.store, maxOutputTokens=5)
    assert "update other1: max_output_tokens 5 -> 64000 (models/other1.yaml:1)" in refused(fresh, wanted, reviewed)
    edit(fresh.raw, "other1", fresh.store, maxOutputTokens=64_000)
    edit(fresh.raw, "a", fresh.store, sortOrder=4)
    assert sync(fresh.store, wanted, reviewed).is_complete
    assert plan_for(fresh.store, wanted).is_settled


def test_a_catalog_that_says_more(fresh: Fresh) -> None:
    """What was merged meanwhile was not reviewed: each change is named, deletes first, twenty at most."""
    wanted, reviewed = started(fresh)
    more = catalog(
        *(one for one in wanted.entries if one.model_id != "other4"), *(entry(f"m{n:02}") for n in range(25))
    )
    message = refused(fresh, more, reviewed)
    assert message.startswith("the plan says more than plan.json, which was reviewed: delete other4 (row ")
    assert "); create m00 (models/m00.yaml:1); create m01 (models/m01.yaml:1)" in message
    assert "create m18 (models/m18.yaml:1); and 6 more; nothing was written" in message


def test_a_catalog_that_says_less(fresh: Fresh) -> None:
    """What was taken out of the catalog meanwhile is not done."""
    _, reviewed = started(fresh)
    less = catalog(entry("a"), entry("new"), *OTHERS)
    assert [one.change.model_id for one in sync(fresh.store, less, reviewed).outcomes] == ["new"]


def test_what_was_allowed_at_the_review_is_allowed(fresh: Fresh) -> None:
    """A guard that was lifted by a name or a number is lifted again, without the options being given again."""
    store = fresh.store
    boss = entry("boss", is_default=True, available_to_roles=["staff"], input_modalities=["text", "image"])
    kept = [*OTHERS, entry("other5")]
    gone = [entry("a-gone", input_modalities=["image"]), entry("gone1"), entry("gone2")]
    assert apply_plan(plan_for(store, catalog(boss, *gone, *kept)), store, run()).is_complete
    wanted = catalog(*(one._replace(fields={**one.fields, "input_price_per_million_tokens": 50.0}) for one in kept))
    allowances = Allowances(deletes=frozenset({4}), updates=frozenset({6}), no_default=frozenset({"boss"}),
                            empty_roles=frozenset({"staff"}),
                            no_image_model=frozenset({"a-gone"}),
                            prices=frozenset(one.model_id for one in kept))  # fmt: skip
    plan = plan_for(store, wanted, allowances)
    assert {guard.name for guard in plan.guards} == {
        "too-many-deletes", "too-many-updates", "no-default", "last-for-role", "last-image-model", "odd-price",
    }  # fmt: skip
    reviewed = reviewed_plan(store, plan)
    edit(fresh.raw, "other1", store, inputPricePerMillionTokens=50.0)
    (one,) = store.find("a-gone")
    fresh.raw.delete(one.record_id)
    report = sync(store, wanted, reviewed)
    assert [guard.message for guard in report.plan.guards if guard.message.endswith(" was reviewed")] == [
        "3 of 9 managed rows would be deleted, more than 30 %; --allow-deletes 4 was reviewed",
        "5 of 9 rows would be updated, more than 50 %; --allow-updates 6 was reviewed",
        "boss would stop being the default, and no other model becomes it; --allow-no-default boss was reviewed",
        "boss is the last enabled model that takes images; --allow-no-image-model a-gone was reviewed",
    ]
    assert report.is_complete
    assert plan_for(store, wanted).is_settled


def test_a_number_does_not_allow_other_deletes(fresh: Fresh) -> None:
    """As many deletes as were allowed, but of another model, are more."""
    store = fresh.store
    pair = [entry("x"), entry("y")]
    assert apply_plan(plan_for(store, catalog(*pair)), store, run()).is_complete
    reviewed = reviewed_plan(store, plan_for(store, catalog(entry("x")), Allowances(deletes=frozenset({1}))))
    assert "delete x (row " in refused(fresh, catalog(entry("y")), reviewed)
    assert len(fresh.raw.ids()) == 2


def test_a_guard_that_nobody_lifted_refuses(fresh: Fresh) -> None:
    """A plan within the reviewed one can meet a guard that it did not meet: exit code 4, unless it is lifted now."""
    store = fresh.store
    four = [entry(name) for name in "abcd"]
    assert apply_plan(plan_for(store, catalog(*four)), store, run()).is_complete
    wanted = catalog(*four[1:])
    reviewed = reviewed_plan(store, plan_for(store, wanted))
    (row,) = store.find("d")
    held_row = fresh.raw.get(row.record_id)
    assert held_row is not None
    fresh.raw.put({name: value for name, value in held_row.items() if name not in {"managedBy", "lastApplied"}})
    less = catalog(*four[1:3])
    with pytest.raises(GuardError, match="1 of 3 managed rows would be deleted, more than 30 %"):
        sync(store, less, reviewed)
    assert sync(store, less, reviewed, Allowances(deletes=frozenset({1}))).is_complete


def test_an_overwrite_of_the_review_counts(fresh: Fresh) -> None:
    """The catalog wins over the edit that was looked at; over a later one it does not."""
    store = fresh.store
    assert apply_plan(plan_for(store, catalog(entry("a"), *OTHERS)), store, run()).is_complete
    edit(fresh.raw, "a", store, maxOutputTokens=5)
    wanted = catalog(entry("a", max_output_tokens=9), *OTHERS)
    overwrite = Allowances(overwrite=frozenset({"a"}))
    reviewed = reviewed_plan(store, plan_for(store, wanted, overwrite))
    assert reviewed.plan.overwritten == ("a",)
    edit(fresh.raw, "a", store, maxOutputTokens=6)
    assert "max_output_tokens 6 -> 9, where 5 -> 9 was reviewed" in refused(fresh, wanted, reviewed)
    edit(fresh.raw, "a", store, maxOutputTokens=5)
    assert sync(store, wanted, reviewed).is_complete
    assert plan_for(store, wanted).is_settled


def test_a_role_that_loses_more_than_was_reviewed(fresh: Fresh) -> None:
    """The changes are those that were reviewed, but an edit that is left to others makes them a loss to people."""
    from syncer.model.catalog import Settings
    from syncer.model.policies import Policies

    store = fresh.store
    policies = Settings("campus", policies=Policies(fields={"enabled": "live"}))
    roles = ["staff", "guests"]
    made = catalog(entry("a", available_to_roles=roles, enabled=False), entry("b", available_to_roles=roles), *OTHERS)
    assert apply_plan(plan_for(store, made._replace(settings=policies)), store, run()).is_complete
    wanted = catalog(
        entry("a", available_to_roles=["staff"], enabled=False), entry("b", available_to_roles=roles), *OTHERS
    )._replace(settings=policies)
    reviewed = reviewed_plan(store, plan_for(store, wanted))
    edit(fresh.raw, "a", store, enabled=True)
    assert "role guests loses a" in refused(fresh, wanted, reviewed)


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        ({"expires_at": NOON - timedelta(minutes=1)}, "plan.json expired at 2026-01-31 11:59 UTC"),
        ({"made_at": NOON + timedelta(days=1)}, "which is in the future"),
    ],
)
def test_a_reviewed_plan_that_does_not_hold(fresh: Fresh, origin: dict[str, Any], words: str) -> None:
    """One that expired, or comes from the future, holds nothing, also where there is nothing to do."""
    wanted = catalog(entry("a"))
    reviewed = reviewed_plan(fresh.store, plan_for(fresh.store, wanted), **origin)
    assert words in refused(fresh, wanted, reviewed)


def test_a_reviewed_plan_of_another_store_or_catalog(fresh: Fresh, store_factory: Any, tmp_path: Path) -> None:
    """Each is refused in its own words; another store is not even locked."""
    wanted = catalog(entry("a"))
    reviewed = reviewed_plan(fresh.store, plan_for(fresh.store, wanted))
    other = store_factory()
    assert "plan.json is for another target: its " in refused(other, wanted, reviewed)
    with pytest.raises(StalePlanError, match="is for another target"):
        sync(DirectoryStore(tmp_path / "other"), wanted, reviewed)
    assert not (tmp_path / "other").exists()
    renamed = catalog(entry("a"), name="other")
    assert refused(fresh, renamed, reviewed) == (
        "plan.json is a plan of the catalog campus, and this is other; nothing was written"
    )
