"""Who can pick a model where grants say it, as a table; and what a plan says of those who hold one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from syncer.errors import Problem
from syncer.model.grants import AppRole, Grants
from syncer.plan.access import Access, Holders
from syncer.plan.guards.check import NONE_ALLOWED, Allowances
from syncer.plan.guards.role_access import RoleReach
from syncer.plan.plan import build_plan
from syncer.render.plan import render_plan
from tests.unit.building import TARGET, catalog_of, entry, fields_of, record, snapshot_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syncer.plan.plan import Plan

OTHERS = [f"other{number}" for number in range(6)]
UNREAD = Problem("table app-roles", "cannot be read", severity="warning")


def role(role_id: str, *granted: str, **more: Any) -> AppRole:
    """A role with these grants."""
    made = AppRole(role_id, frozenset(granted), enabled=more.pop("enabled", True))
    sets: dict[str, Any] = {name: frozenset(value) for name, value in more.items()}
    return made._replace(**sets)


def planned(entries: Iterable[Any], rows: Iterable[Any], grants: Grants, allowed: Allowances = NONE_ALLOWED) -> Plan:
    """The plan for these, among models that nobody was granted."""
    catalog = catalog_of([*entries, *(entry(name, enabled=False) for name in OTHERS)])
    snapshot = snapshot_of([*rows, *(record(name, enabled=False) for name in OTHERS)])
    return build_plan(catalog, snapshot, target=TARGET, allowances=allowed, access=Access(grants))


def renamed(old: str, new: str, **fields: Any) -> Any:
    """A definition that takes over the row of the old name."""
    return entry(new, model_name=old, **fields)._replace(renamed_from=old)


@pytest.mark.parametrize(
    ("roles", "fields", "pickers"),
    [
        pytest.param([role("a", "m")], {}, {"a"}, id="granted"),
        pytest.param([role("a", "other")], {}, set(), id="granted another model"),
        pytest.param([role("a", "*")], {}, {"a"}, id="granted all"),
        pytest.param([role("a", "M")], {}, set(), id="letter case counts"),
        pytest.param([role("a", "m")], {"enabled": False}, set(), id="the row is disabled"),
        pytest.param([role("a", "*")], {"enabled": False, "available_to_roles": ["a"]}, set(), id="disabled for all"),
        pytest.param([role("a", "m", enabled=False)], {}, set(), id="the role is disabled"),
        pytest.param([role("a", inherits="b"), role("b", "m")], {}, {"a", "b"}, id="inherited"),
        pytest.param([role("a", inherits="b"), role("b", "*")], {}, {"a", "b"}, id="all are inherited"),
        pytest.param([role("a", inherits="b"), role("b", "m", enabled=False)], {}, set(), id="of a disabled role"),
        pytest.param(
            [role("a", inherits="b"), role("b", inherits="c"), role("c", "m")], {}, {"b", "c"}, id="one level only"
        ),
        pytest.param([role("a", inherits="b"), role("b", inherits="a")], {}, set(), id="of each other"),
        pytest.param([role("a", inherits="b")], {}, set(), id="of a role that there is none of"),
        pytest.param([role("a", effective="m")], {}, {"a"}, id="worked out by the platform"),
        pytest.param([role("a")], {"available_to_roles": ["a"]}, {"a"}, id="available by its id"),
        pytest.param([role("a", mapped=["Staff"])], {"available_to_roles": ["Staff"]}, {"a", "Staff"}, id="by sign-in"),
        pytest.param([role("a", mapped=["Staff"])], {"available_to_roles": ["Guest"]}, {"Guest"}, id="by another"),
        pytest.param([], {"available_to_roles": ["Guest"]}, {"Guest"}, id="no app roles"),
        pytest.param([], {"available_to_roles": ["", " ", "Guest"]}, {"Guest"}, id="names that are none"),
        pytest.param([role(" ", "m"), role("a", "m", mapped=[" "])], {"available_to_roles": [" "]}, {"a"}, id="blank"),
        pytest.param(
            [role("a", mapped=["Staff"], enabled=False)], {"available_to_roles": ["Staff"]}, {"Staff"},
            id="by sign-in to a disabled role",
        ),
    ],
)  # fmt: skip
def test_who_can_pick(roles: list[AppRole], fields: dict[str, Any], pickers: set[str]) -> None:
    """Granted, `*`, inherited one level, or available; never what is disabled."""
    assert Access(Grants(tuple(roles))).pickers(fields_of("m", **fields)) == pickers


def test_reach_counts_grants() -> None:
    """What a role can pick before and after, by whichever way; a model that comes is picked by those granted all."""
    grants = Grants((
        role("admin", "*"), role("child", inherits=["direct"]), role("direct", "gone", "kept"), role("none"),
        role("mapped", "gone", "kept", mapped=["Staff"]), role("off", "gone", enabled=False),
    ))  # fmt: skip
    rows = [record("gone"), record("kept"), record("shown", available_to_roles=["Staff"])]
    kept = [entry("kept"), entry("shown", available_to_roles=["Staff"])]
    found = planned([*kept, entry("new", model_name="new", provider="bedrock")], rows, grants)
    assert found.reach.roles == (
        RoleReach("Staff", 3, 2, ("gone",), ()),
        RoleReach("admin", 3, 3, ("gone",), ("new",)),
        RoleReach("child", 2, 1, ("gone",), ()),
        RoleReach("direct", 2, 1, ("gone",), ()),
        RoleReach("mapped", 3, 2, ("gone",), ()),
    )
    assert found.refusals == ()


def test_the_last_model_of_a_role_by_grant() -> None:
    """A role that was granted one model only is left with nothing by its delete, and not by another grant."""
    rows, kept = [record("gone"), record("kept")], [entry("kept")]
    refused = planned(kept, rows, Grants((role("a", "gone"), role("b", "gone", "kept"))))
    assert [(one.name, one.lifted_by) for one in refused.refusals] == [("last-for-role", "--allow-empty-role a")]
    by_name = [record("gone", available_to_roles=["Staff"]), record("kept")]
    assert planned(kept, by_name, Grants((role("a", "kept", mapped=["Staff"]),))).refusals == ()
    assert planned(kept, by_name, Grants((role("a", "kept"),))).refusals


def test_a_delete_names_what_it_leaves() -> None:
    """Roles by id, the disabled ones too, people by their number; nobody who was granted all."""
    people = (frozenset({"gone", "kept"}), frozenset({"gone"}), frozenset({"*"}))
    grants = Grants((role("a", "gone", "kept"), role("b", "gone", enabled=False), role("c", "*")), people)
    found = planned([entry("kept")], [record("gone"), record("kept")], grants)
    (problem,) = found.problems
    assert problem.message == (
        "gone is deleted, and grants of it stay behind: roles a, b; 2 personal grants; until the platform's page takes "
        "them away, those who hold them can go on using the model, unmetered"
    )
    assert "not seen" not in render_plan(found, "text")
    nobody = planned([entry("kept")], [record("gone"), record("kept")], Grants((role("a", "kept"),)))
    assert nobody.problems == ()


@pytest.mark.parametrize(
    ("roles", "people", "losing"),
    [
        pytest.param([role("a", "old")], [], "role a", id="granted"),
        pytest.param([role("a", "old"), role("b", inherits="a")], [], "roles a, b", id="inherited"),
        pytest.param([role("a", effective=["old"])], [], "role a", id="worked out by the platform"),
        pytest.param([], [{"old"}, {"old", "x"}], "2 personal grants", id="people"),
        pytest.param([role("a", "old")], [{"old"}], "role a; 1 personal grant", id="both"),
        pytest.param([role("a", "old", "new")], [{"old", "new"}], None, id="granted the new name, too"),
        pytest.param([role("a", "*")], [{"*"}], None, id="granted all"),
        pytest.param([role("a", "old", "*")], [{"old", "*"}], None, id="granted it and all"),
        pytest.param([role("a", "x")], [{"x"}], None, id="granted another"),
        pytest.param([role("a", "old", enabled=False)], [], None, id="a disabled role"),
        pytest.param([role("a", "old", mapped=["Staff"])], [], None, id="available all the same"),
    ],
)
@pytest.mark.parametrize("enabled", [True, False])
def test_a_rename_that_takes_a_model(
    roles: list[AppRole], people: list[set[str]], losing: str | None, *, enabled: bool
) -> None:
    """It is stopped where somebody who holds the old name does not hold the new one, also of a disabled row."""
    grants = Grants(tuple(roles), tuple(map(frozenset, people)))
    more: dict[str, Any] = {"available_to_roles": ["Staff"], "enabled": enabled}
    found = planned([renamed("old", "new", **more)], [record("old", model_name="old", **more)], grants)
    message = (
        f"old is renamed to new, which takes it from {losing}; grant new to them first, or rename it on the platform's "
        "page, which moves grants, or pass --allow-lost-holders old"
    )
    messages = [one.message for one in found.refusals if one.name != "last-for-role"]
    assert messages == ([] if losing is None else [message])
    assert found.exit_code == (4 if losing else 0)


def test_what_lifts_it() -> None:
    """The name that the model has now, and no other."""
    grants = Grants((role("a", "old", "spare"),))
    both = [renamed("old", "new"), entry("spare")], [record("old", model_name="old"), record("spare")], grants
    assert planned(*both, Allowances(lost_holders=frozenset({"new"}))).exit_code == 4
    lifted = planned(*both, Allowances(lost_holders=frozenset({"old"})))
    assert (lifted.exit_code, [one.lifted for one in lifted.guards]) == (0, [True])


def test_grants_of_the_old_name_that_nobody_misses() -> None:
    """They are no reason to refuse, but stay behind all the same."""
    grants = Grants((role("a", "old", "new"), role("b", "old", enabled=False), role("c", "old", "spare")))
    rows = [record("old", model_name="old"), record("spare")]
    found = planned([renamed("old", "new"), entry("spare")], rows, grants)
    assert [problem.message for problem in found.problems] == [
        "old is renamed, and grants of the old name stay behind: roles a, b"
    ]
    assert "which takes it from role c;" in found.refusals[0].message


def test_grants_that_cannot_be_read() -> None:
    """The plan says so and goes on; only a rename is refused, for nobody can tell what it takes."""
    grants = Grants((role("a", "new"),), problems=(UNREAD,))
    rows = [record("old", model_name="old"), record("gone")]
    deleting = planned([entry("old", model_name="old")], rows, grants)
    assert (deleting.exit_code, deleting.problems) == (0, (UNREAD,))
    renaming = planned([renamed("old", "new")], rows[:1], grants)
    assert (renaming.exit_code, renaming.problems) == (4, (UNREAD,))
    assert renaming.refusals[0].message == (
        "old is renamed to new, and nobody can tell who was granted it: not all grants can be read; mend that, or pass "
        "--allow-lost-holders old"
    )
    meant = planned([renamed("old", "new")], rows[:1], grants, Allowances(lost_holders=frozenset({"old"})))
    assert meant.exit_code == 0


def test_without_a_table_of_roles() -> None:
    """A plan that deletes or renames says what it does not see; any other says nothing of it."""
    rows = [record("a"), record("b", model_name="b")]

    def text(*entries: Any) -> str:
        return render_plan(build_plan(catalog_of(entries), snapshot_of(rows), target=TARGET), "text")

    said = "Grants of the deleted or renamed models are not seen (no `roles_table`)"
    assert text(entry("a")).count(said) == 1
    assert text(entry("a"), renamed("b", "c")).count(said) == 1
    assert said not in text(entry("a", max_input_tokens=1), entry("b"), entry("c", provider="x"))


def test_holders_of_a_row() -> None:
    """Roles that can pick it, and people who were granted it or all models."""
    grants = Grants((role("a", "m"),), (frozenset({"m", "*"}), frozenset({"x"}), frozenset({"*"})))
    access = Access(grants)
    assert access.holders_of(fields_of("m")) == Holders(("a",), 2)
    assert access.holders_of(fields_of("m", enabled=False)) == Holders((), 0)
    assert [str(Holders(("a", "b"), 0)), str(Holders((), 1)), bool(Holders((), 0))] == [
        "roles a, b", "1 personal grant", False,
    ]  # fmt: skip
