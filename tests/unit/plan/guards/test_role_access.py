"""What a plan does to people: the models that each role can pick, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from syncer.plan.guards.check import Allowances
from syncer.plan.guards.role_access import NO_CHANGE, Reach, RoleReach, reach_of
from syncer.render.plan import render_plan
from tests.unit.building import entry, plan_of, record

if TYPE_CHECKING:
    from syncer.plan.plan import Plan

OTHERS = [f"other{number}" for number in range(6)]


def plan(entries: list[Any], rows: list[Any], **allowed: Any) -> Plan:
    """The plan for these, among models that nobody's role can pick."""
    return plan_of([*entries, *map(entry, OTHERS)], [*rows, *map(record, OTHERS)], allowances=Allowances(**allowed))


def staff(model_id: str, *roles: str, **fields: Any) -> dict[str, Any]:
    """The fields of a model that some roles can pick."""
    return {"available_to_roles": list(roles) or ["staff"], "model_name": model_id, **fields}


@pytest.mark.parametrize(
    ("after", "lost"),
    [
        ([], ("a",)),
        ([entry("a", **staff("a", enabled=False))], ("a",)),
        ([entry("a", **staff("a", "faculty"))], ("a",)),
        ([entry("b", **staff("a"))._replace(renamed_from="a")], ()),
        ([entry("a", **staff("a", max_output_tokens=1))], ()),
    ],
)
def test_what_takes_a_model_away(after: list[Any], lost: tuple[str, ...]) -> None:
    """A delete, a disable and a change of roles take it from the role; a rename and any other change do not."""
    found = plan(after, [record("a", **staff("a")), record("kept", by=None, **staff("kept"))])
    staffs = [role for role in found.reach.roles if role.role == "staff"]
    assert staffs == ([RoleReach("staff", 2, 1, lost, ())] if lost else [])
    assert found.refusals == ()


def test_a_name_that_is_none_is_nobodys() -> None:
    """An edit on the page can leave an empty role, or white space: nobody loses a model with it."""
    kept = record("kept", by=None, **staff("kept"))
    found = plan([], [record("a", **staff("a", "", " ", "\u00a0", "staff")), kept])
    assert [role.role for role in found.reach.roles] == ["staff"]
    assert found.refusals == ()


def test_rows_of_everybody_count() -> None:
    """What a role can pick are all rows, whoever manages them; disabled ones count for nothing."""
    rows = [record("a", **staff("a")), record("b", by="other", **staff("b")), record("c", **staff("c", enabled=False))]
    entries = [entry("c", **staff("c", enabled=False)), entry("new", **staff("new", "staff", "guest"))]
    found = plan(entries, rows)
    assert found.reach.roles == (RoleReach("guest", 0, 1, (), ("new",)), RoleReach("staff", 2, 2, ("a",), ("new",)))


def test_the_last_model_of_a_role() -> None:
    """It goes only when the role is named, and no other role lifts that."""
    rows = [record("a", **staff("a", "faculty", "staff")), record("b", **staff("b"))]
    entries = [entry("b", **staff("b"))]
    refused = plan(entries, rows)
    assert [(guard.name, guard.lifted_by) for guard in refused.refusals] == [
        ("last-for-role", "--allow-empty-role faculty")
    ]
    assert refused.exit_code == 4
    assert refused.refusals[0].message == (
        "a is the last enabled model for role faculty, whose members could then pick none; pass --allow-empty-role "
        "faculty if that is meant"
    )
    assert plan(entries, rows, empty_roles=frozenset({"staff"})).refusals
    allowed = plan(entries, rows, empty_roles=frozenset({"faculty"}))
    assert (allowed.refusals, [guard.lifted for guard in allowed.guards]) == ((), [True])
    text = render_plan(allowed, "text")
    assert "Role faculty can pick 1 -> 0 models: loses a.\nRole staff can pick 2 -> 1 model: loses a.\n" in text


def test_the_last_model_that_takes_images() -> None:
    """It goes only when it is named."""
    rows = [record("a", input_modalities=["text", "Image"]), record("b", input_modalities=["IMAGE"], enabled=False)]
    entries = [entry("a", input_modalities=["TEXT"]), entry("b", input_modalities=["IMAGE"], enabled=False)]
    refused = plan(entries, rows)
    assert [guard.message for guard in refused.refusals] == [
        "a is the last enabled model that takes images; pass --allow-no-image-model a if that is meant"
    ]
    assert plan(entries, rows, no_image_model=frozenset({"b"})).refusals
    assert not plan(entries, rows, no_image_model=frozenset({"a"})).refusals


def test_many_names_are_counted() -> None:
    """A role that loses many models shows a few, and how many more."""
    rows = [record(f"m{number}", **staff(f"m{number}")) for number in range(8)]
    keep = [entry(f"m{number}", **staff(f"m{number}", enabled=number == 7)) for number in range(8)]
    text = render_plan(plan(keep, rows, updates=frozenset({7})), "text")
    assert "Role staff can pick 8 -> 1 model: loses m0, m1, m2, m3, m4 and 2 more.\n" in text


def test_nothing_is_looked_at_without_cause() -> None:
    """Where no change can move what people can pick, the rows are not gone through."""
    changes = plan([entry("a", **staff("a", max_output_tokens=1))], [record("a", **staff("a"))]).changes
    assert [field.field for field in changes[0].fields] == ["max_output_tokens"]
    unread = iter([record("a")])
    assert reach_of(unread, changes) is NO_CHANGE
    assert len(list(unread)) == 1
    assert Reach() == NO_CHANGE
