"""Reach held against what the platform itself would list by roles, and the corners of who can pick what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syncer.model.changes import Create, Delete, FieldChange, Recreate, Restore
from syncer.model.policies import Policies
from syncer.model.records import record_id_for
from syncer.plan.guards.role_access import NO_CHANGE, Reach, RoleReach, reach_of
from syncer.plan.plan import build_plan
from tests.unit.building import TARGET, catalog_of, entry, plan_of, record, snapshot_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from syncer.model.catalog import CatalogEntry
    from syncer.model.changes import Change
    from syncer.model.records import Record

ANY_SPEED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure."""
IMAGE: dict[str, Any] = {"input_modalities": ["IMAGE"]}


def in_roles(*roles: str) -> dict[str, Any]:
    """The field that says who can pick a model."""
    return {"available_to_roles": list(roles)}


def reach(entries: Iterable[CatalogEntry], records: Iterable[Record]) -> Reach:
    """What the plan between definitions and rows does to people."""
    return plan_of(entries, records).reach


def test_an_enabled_model_is_gained() -> None:
    """Enabling a model gives it to its roles; that is a gain and no guard's business."""
    plan = plan_of([entry("a", **in_roles("staff"))], [record("a", **in_roles("staff"), enabled=False)])
    assert plan.reach.roles == (RoleReach("staff", 0, 1, (), ("a",)),)
    assert plan.guards == ()


def test_models_are_gained_in_the_order_of_their_names() -> None:
    """Every new model counts, and two runs name them in the same order."""
    found = reach([entry(name, **in_roles("staff")) for name in "hgfedcba"], [])
    assert found.roles == (RoleReach("staff", 0, 8, (), tuple("abcdefgh")),)


def test_new_models_without_an_id_yet_are_told_apart() -> None:
    """Where the ids that two new rows would get are taken, both rows still count."""
    taken = [record(f"old {name}", by=None, record_id=record_id_for(name)) for name in "ab"]
    found = reach([entry(name, **in_roles("staff")) for name in "ab"], taken)
    assert found.roles == (RoleReach("staff", 0, 2, (), ("a", "b")),)


def test_a_model_that_is_disabled_and_changes_otherwise() -> None:
    """One field that decides who can pick a model is enough, whatever else changes with it."""
    found = reach(
        [entry("a", model_name="New", enabled=False, **in_roles("staff"))], [record("a", **in_roles("staff"))]
    )
    assert found.roles == (RoleReach("staff", 1, 0, ("a",), ()),)


def test_what_is_taken_back_reaches_people_too() -> None:
    """A row that gets its fields back, and one that comes back whole, can be picked again; empty roles are nobody's."""
    off = record("off", enabled=False, **in_roles("staff"))
    enabled = (FieldChange("enabled", before=False, after=True),)
    name, roles = FieldChange("model_id", None, "gone"), FieldChange("available_to_roles", None, ["staff"])
    back = Recreate("gone", "row-1", {}, (name, *enabled, roles))
    plain = Recreate("plain", "row-2", {}, (name._replace(after="plain"), *enabled))
    found = reach_of([off], [Restore(off, enabled, {"enabled": True}, frozenset()), back, plain])
    assert found.roles == (RoleReach("staff", 0, 2, (), ("gone", "off")),)


def test_a_model_under_a_new_name_that_is_no_rename() -> None:
    """Loss and gain stand side by side where a delete and a create leave the number the same."""
    found = reach([entry("new", **in_roles("staff"))], [record("old", **in_roles("staff"))])
    assert found.roles == (RoleReach("staff", 1, 1, ("old",), ("new",)),)


def test_a_model_that_is_renamed_and_disabled() -> None:
    """A rename alone is no loss; a model that is disabled on the way is lost by the name that people know."""
    row = record("old", **in_roles("staff"), **IMAGE)
    kept, off = (entry("new", **in_roles("staff"), **IMAGE, enabled=enabled) for enabled in (True, False))
    assert reach([kept._replace(renamed_from="old")], [row]) == NO_CHANGE
    assert reach([off._replace(renamed_from="old")], [row]) == Reach(
        (RoleReach("staff", 1, 0, ("old",), ()),), ("old",)
    )


def test_a_rename_outside_that_is_put_back() -> None:
    """A row that somebody renamed on the page and that gets its name back is the same model to its roles."""
    row = record("mine", **in_roles("staff"))
    moved = row._replace(model_id="theirs", fields={**row.fields, "model_id": "theirs"})
    plan = plan_of([entry("mine", **in_roles("staff"))], [moved])
    assert [(change.action, change.model_id) for change in plan.changes] == [("update", "theirs")]
    assert plan.reach == NO_CHANGE


def test_a_disabled_model_is_nobodys_loss() -> None:
    """Creating, deleting or moving a disabled model changes nothing for people."""
    off: dict[str, Any] = {**IMAGE, "enabled": False}
    entries = [entry("new", **in_roles("staff"), **off), entry("a", **in_roles("lab"), **off)]
    rows = [record("a", **in_roles("staff"), **off), record("old", **in_roles("staff"), **off)]
    assert reach(entries, rows) == NO_CHANGE


def test_an_adoption_that_takes_a_role_away() -> None:
    """Adopting a row with other roles takes it from those that had it; a plain adoption takes nothing."""
    row = record("a", by=None, **in_roles("staff"))
    assert reach([entry("a")], [row]).roles == (RoleReach("staff", 1, 0, ("a",), ()),)
    assert reach([entry("a", **in_roles("staff"))], [row]) == NO_CHANGE


def test_who_steps_down_can_still_be_picked() -> None:
    """A row that is no longer the default stays where it was, also when the plan moves something else."""
    holder = record("old", by=None, is_default=True, **in_roles("staff"))
    boss = entry("boss", is_default=True)
    assert reach([boss], [record("boss"), holder]) == NO_CHANGE
    moved = reach([boss, entry("new", **in_roles("staff"))], [record("boss"), holder])
    assert moved.roles == (RoleReach("staff", 1, 2, (), ("new",)),)


def test_a_field_that_others_own_stays() -> None:
    """Where the page decides what is enabled, a definition that says otherwise takes nothing from anybody."""
    catalog = catalog_of([entry("a", **in_roles("staff", "new"), enabled=False)])
    owned = catalog._replace(settings=catalog.settings._replace(policies=Policies(fields={"enabled": "live"})))
    plan = build_plan(owned, snapshot_of([record("a", **in_roles("staff"))]), target=TARGET)
    assert plan.reach.roles == (RoleReach("new", 0, 1, (), ("a",)),)


def test_a_conflict_changes_nothing_for_people() -> None:
    """A row on which somebody has to decide first is counted as it is."""
    row = record("a", **in_roles("staff"))._replace(base=record("a", **in_roles("lab")).fields)
    plan = plan_of([entry("a", **in_roles("guests"))], [row])
    assert len(plan.conflicts) == 1
    assert plan.reach == NO_CHANGE


def test_roles_are_exact_names() -> None:
    """Letter case and white space tell roles apart; a role named twice is one."""
    desired = entry("a", **in_roles("Staff", "staff ", "Staff"))
    assert reach([desired], [record("a", **in_roles("staff", "staff"))]).roles == (
        RoleReach("Staff", 0, 1, (), ("a",)),
        RoleReach("staff", 1, 0, ("a",), ()),
        RoleReach("staff ", 0, 1, (), ("a",)),
    )


def test_the_order_of_roles_is_no_change() -> None:
    """Roles and modalities in another order move nobody."""
    desired = entry("a", **in_roles("y", "x"), input_modalities=["image", "TEXT"], model_name="New")
    row = record("a", **in_roles("x", "y"), input_modalities=["TEXT", "IMAGE"])
    assert reach([desired], [row]) == NO_CHANGE


@pytest.mark.parametrize("image", ["IMAGE", "image", "Image"])
@pytest.mark.parametrize("after", [None, {"enabled": False}, {"input_modalities": ["TEXT"]}])
def test_how_the_last_model_for_images_goes(image: str, after: dict[str, Any] | None) -> None:
    """It goes by a delete, by being disabled, or by taking images no more; the letter case does not count."""
    before: dict[str, Any] = {"input_modalities": ["TEXT", image]}
    entries = [entry("text"), *([] if after is None else [entry("a", **{**before, **after})])]
    assert reach(entries, [record("a", **before), record("text")]) == Reach((), ("a",))


def test_several_models_for_images_go() -> None:
    """When several go at once and none is left, all are named, sorted."""
    assert reach([], [record("b", **IMAGE), record("a", **IMAGE), record("text")]).last_for_images == ("a", "b")


@pytest.mark.parametrize("by", [None, "other"])
def test_another_model_for_images_is_enough(by: str | None) -> None:
    """While any row takes images none is missing; one that is disabled, or that makes images, does not help."""
    gone = record("a", **IMAGE)
    assert reach([], [gone, record("b", by=by, **IMAGE)]).last_for_images == ()
    assert reach([entry("new", **IMAGE)], [gone]).last_for_images == ()
    disabled, maker = record("b", by=by, **IMAGE, enabled=False), record("c", by=by, output_modalities=["IMAGE"])
    assert reach([], [gone, disabled, maker]).last_for_images == ("a",)


def test_no_images_before_is_no_loss() -> None:
    """A platform without a model for images does not lose one."""
    assert reach([entry("new")], [record("old")]).last_for_images == ()


def test_a_first_run_of_many_creates() -> None:
    """Ten thousand creates into an empty store are counted by role."""
    found = reach([entry(f"m{n:05}", **in_roles("all", f"r{n % 100:03}")) for n in range(10_000)], []).roles
    assert [(role.role, role.before, role.after) for role in found[:2]] == [("all", 0, 10_000), ("r000", 0, 100)]
    assert len(found) == 101


IDS = [f"m{n}" for n in range(5)]
SPECS = st.fixed_dictionaries(
    {},
    optional={
        "enabled": st.booleans(),
        "available_to_roles": st.lists(st.sampled_from(["a", "b", "A"]), max_size=3),
        "input_modalities": st.sampled_from([["TEXT"], ["TEXT", "image"], ["IMAGE"]]),
        "is_default": st.booleans(),
    },
)
OWNERS = st.sampled_from(["campus", "campus", "campus", None, "other"])
LIVE = st.dictionaries(st.sampled_from(IDS), st.tuples(SPECS, OWNERS), max_size=5)
DESIRED = st.dictionaries(st.sampled_from([*IDS, "n0", "n1"]), SPECS, max_size=5)
OWNED = st.sampled_from([Policies(), Policies(fields={"enabled": "live"}), Policies(default="live")])

Rows = dict[str, "Mapping[str, Any]"]


def after(rows: Rows, changes: Iterable[Change]) -> Rows:
    """The rows once the changes are done, field by field, as a store would do them."""
    done = dict(rows)
    for number, change in enumerate(changes):
        if isinstance(change, Delete):
            del done[change.record_id]
            continue
        key = f"new {number}" if isinstance(change, Create) else str(change.record_id)
        start = change.desired.fields if isinstance(change, Create) else done[key]
        done[key] = {**start, **{field.field: field.after for field in change.fields}}
    return done


def listed(rows: Rows, role: str) -> set[str]:
    """The rows that the platform lists for a member of the role (the storage contract, "List by roles")."""
    return {key for key, row in rows.items() if row["enabled"] and {role} & set(row["available_to_roles"] or ())}


def images(rows: Rows) -> list[str]:
    """The models that take images and can be picked."""
    found = [row for row in rows.values() if row["enabled"] and "image" in map(str.lower, row["input_modalities"])]
    return sorted(row["model_id"] for row in found)


@ANY_SPEED
@given(desired=DESIRED, live=LIVE, policies=OWNED, rename=st.booleans())
def test_reach_is_what_the_platform_would_list(desired: Any, live: Any, policies: Policies, *, rename: bool) -> None:
    """For every role, before and after are what a list by that role gives, and guards stand where it becomes empty."""
    entries = [entry(model_id, **spec) for model_id, spec in desired.items()]
    free = [model_id for model_id in live if model_id not in desired]
    if rename and free:
        entries = [one._replace(renamed_from=free[0]) if one.model_id == "n0" else one for one in entries]
    catalog = catalog_of(entries)
    catalog = catalog._replace(settings=catalog.settings._replace(policies=policies))
    snapshot = snapshot_of(record(model_id, by=by, **spec) for model_id, (spec, by) in live.items())
    plan = build_plan(catalog, snapshot, target=TARGET)
    old: Rows = {row.record_id: row.fields for row in snapshot.records}
    new = after(old, plan.changes)
    expected = []
    for role in ("A", "a", "b"):
        had, has = listed(old, role), listed(new, role)
        lost = tuple(sorted(old[key]["model_id"] for key in had - has))
        gained = tuple(sorted(new[key]["model_id"] for key in has - had))
        expected += [RoleReach(role, len(had), len(has), lost, gained)] if lost or gained else []
    assert plan.reach.roles == tuple(expected)
    assert plan.reach.last_for_images == (() if images(new) else tuple(images(old)))
    emptied = {f"--allow-empty-role {role.role}" for role in expected if role.before and not role.after}
    assert {guard.lifted_by for guard in plan.guards if guard.name == "last-for-role"} == emptied
    assert ("last-image-model" in {guard.name for guard in plan.guards}) == bool(images(old) and not images(new))
