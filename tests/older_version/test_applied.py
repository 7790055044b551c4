"""Saved plans of an earlier version are applied, its applies taken back, and what it left half-done is done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.older_version.conftest import DIRECTORIES
from tests.older_version.recorded import parts_of
from tests.older_version.test_read import applied, as_known_now

if TYPE_CHECKING:
    from tests.older_version.conftest import World


def test_saved_plans_are_applied(world: World) -> None:
    """Each leaves the rows that the version's own apply left, once, and an entry of the history."""
    now = world.now_and_here()
    for step in applied(world):
        world.go_to(step, step.before)
        plan = world.sealed(step, now)
        ran = world.run("apply", plan)
        assert ran.code == 0, (step.name, ran)
        found = world.store.state()
        assert world.rows(found, step.before) == world.rows(step.after, step.before), step.name
    assert world.on_target("plan", "--detailed-exitcode").code == 0
    again = world.run("apply", plan)
    assert (again.code, "was applied already" in again.err) == (5, True), again
    assert world.store.state() == found
    assert len(world.json("history")["applies"]) == len(applied(world))


@pytest.mark.parametrize("world", DIRECTORIES, indirect=True)
def test_what_the_version_applied_is_not_applied_again(world: World) -> None:
    """The store remembers the plans that the version applied, each by its checksum. A table keeps them compressed."""
    step = world.step("deletes")
    plan = world.sealed(step, world.now_and_here())
    theirs = str(world.step("reverts").document("reverted")["plan_id"])
    ours = str(parts_of(Path(plan).read_text(encoding="utf-8"))["checksum"])
    after = {name: text.replace(theirs, ours) for name, text in step.after.items()}
    assert after != step.after
    world.go_to(step, after)
    ran = world.run("apply", plan)
    assert (ran.code, "was applied already" in ran.err) == (5, True), ran
    assert world.store.state() == after


def test_a_plan_holds_for_its_time_and_store(world: World) -> None:
    """As it was saved it is for another store; for this store it ends with its time."""
    step, now = world.step("renames"), world.now_and_here()
    world.go_to(step, step.before)
    past = {"made_at": "2020-01-01T00:00:00+00:00", "expires_at": "2020-01-02T00:00:00+00:00"}
    elsewhere = {"target": parts_of(step.saved_plan())["target"]}
    for parts, said in ((past, "expired at 2020-01-02"), (elsewhere, "is for another target")):
        ran = world.on_target("apply", world.sealed(step, {**now, **parts}))
        assert (ran.code, said in ran.err) == (5, True), ran
    assert world.store.state() == step.before


def test_an_apply_is_taken_back(world: World) -> None:
    """Of creates, updates, adoptions, renames and deletes: the rows are as before, but for the time of their change."""
    ids = [apply["apply_id"] for apply in world.step("killed").document("history")["applies"]]
    for step, apply_id in zip(applied(world), reversed(ids), strict=True):
        if step.how != "apply":
            continue
        world.go_to(step, step.after)
        ran = world.on_target("revert", apply_id, "--out", "undo.json")
        assert ran.code == 0, (step.name, ran)
        assert world.run("apply", "undo.json").code == 0
        found = world.rows(world.store.state(), {})
        wanted = world.rows(step.before, {})
        assert found == wanted, step.name


def test_a_sync_that_was_killed(world: World) -> None:
    """What it left is undone or unlocked, and then all of it is done."""
    step = world.step("killed")
    world.go_to(step, step.after)
    if world.target == "production":
        ran = world.on_target("unlock", "--yes")
        assert (ran.code, "ci on ci" in ran.err + ran.out) == (0, True), ran
    else:
        assert world.json("plan") == as_known_now(step.document("plan")) | {"problems": world.json("plan")["problems"]}
    assert world.on_target("sync", "--yes").code == 0
    assert world.on_target("plan", "--detailed-exitcode").code == 0
    assert not [name for name in world.store.state() if "LOCK" in name or "journal" in name or "staged" in name]
    rows = [json.dumps(row) for row in world.rows(world.store.state(), {}).values()]
    assert len(rows) == len([name for name in step.before if world.store.is_row(name)])
