"""The records of a table of roles: what is read of each, and what is skipped and said."""

from __future__ import annotations

from typing import Any

import pytest

from syncer.model.grants import AppRole
from syncer.stores.grant_rows import grants_from, unread

WHERE = "table app-roles"


def definition(role_id: str = "staff", **fields: Any) -> dict[str, Any]:
    """The record of a role."""
    return {"PK": f"ROLE#{role_id}", "SK": "DEFINITION", "roleId": role_id, "enabled": True, **fields}


def granted(model_id: str, key: str = "ROLE#staff", sort: str = "MODEL_GRANT#") -> dict[str, Any]:
    """The record of one grant."""
    return {"PK": key, "SK": f"{sort}{model_id}", "enabled": True}


def test_a_role() -> None:
    """All that a role's records say, in both shapes of a grant."""
    effective = {"models": ["m", "n", "o"], "tools": ["t"]}
    fields: dict[str, Any] = {"inheritsFrom": ["base"], "jwtRoleMappings": ["Staff"], "grantedModels": ["m"]}
    rows = [granted("n"), definition(**fields, effectivePermissions=effective, displayName="Staff"), granted("m")]
    found = grants_from(rows, where=WHERE)
    assert found.roles == (
        AppRole("staff", frozenset("mn"), frozenset("mno"), frozenset({"base"}), frozenset({"Staff"}), enabled=True),
    )
    assert (found.people, found.problems) == ((), ())


def test_what_is_not_given() -> None:
    """A role without lists has none and is enabled; grants of a role that there is none of are nobody's."""
    rows = [{"PK": "ROLE#a", "SK": "DEFINITION", "roleId": "a", "grantedModels": None}, granted("m", "ROLE#b")]
    assert grants_from(rows, where=WHERE).roles == (AppRole("a"), AppRole("b", frozenset("m"), enabled=False))


def test_people() -> None:
    """A person's grants in both shapes are one person's."""
    rows = [
        {"PK": "USER#1", "SK": "GRANTS", "grantedModels": ["m"], "note": "x"},
        granted("m", "USER#1", "GRANT_MODEL#"),
        granted("a#b", "USER#1", "GRANT_MODEL#"),
        {"PK": "USER#2", "SK": "GRANTS", "grantedModels": ["*"]},
    ]
    assert grants_from(rows, where=WHERE).people == (frozenset({"m", "a#b"}), frozenset({"*"}))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (definition(roleId="other"), "of ROLE#staff"),
        (definition(roleId=None), "of ROLE#staff"),
        (definition(roleId=3), "of ROLE#staff"),
        (definition(enabled="yes"), "of ROLE#staff"),
        (definition(enabled=None), "of ROLE#staff"),
        (definition(grantedModels="m"), "of ROLE#staff"),
        (definition(grantedModels=["m", 3]), "of ROLE#staff"),
        (definition(grantedModels=[""]), "of ROLE#staff"),
        (definition(grantedModels={"m": True}), "of ROLE#staff"),
        (definition(inheritsFrom=[["a"]]), "of ROLE#staff"),
        (definition(jwtRoleMappings=True), "of ROLE#staff"),
        (definition(effectivePermissions=["m"]), "of ROLE#staff"),
        (definition(effectivePermissions={"models": "m"}), "of ROLE#staff"),
        (definition(""), "of ROLE#"),
        (granted(""), "of ROLE#staff"),
        ("ROLE#staff", "of ROLE#staff"),
        ({"PK": "USER#zoe7", "SK": "GRANTS", "grantedModels": "m"}, "1 personal one"),
        ({"PK": "USER#", "SK": "GRANTS", "grantedModels": ["m"]}, "1 personal one"),
        (granted("", "USER#zoe7", "GRANT_MODEL#"), "1 personal one"),
        ("USER#zoe7", "1 personal one"),
    ],
)
def test_a_mangled_record(row: Any, said: str) -> None:
    """It is skipped and named, a person's without who that is; the others count."""
    found = grants_from([row, definition("well", grantedModels=["m"])], where=WHERE)
    assert AppRole("well", frozenset("m")) in found.roles
    assert [problem.message for problem in found.problems] == [
        f"records cannot be read and are skipped: {said}; mend them on the platform's page"
    ]
    assert "zoe7" not in str(found)


def test_many_mangled_records_are_one_line() -> None:
    """A few names, and how many more; people are counted."""
    rows: list[Any] = [*(definition(f"r{number}", enabled=0) for number in range(5)), "USER#1", "USER#2"]
    (problem,) = grants_from(rows, where=WHERE).problems
    assert (problem.where, problem.severity) == (WHERE, "warning")
    assert "of ROLE#r0, ROLE#r1, ROLE#r2 and 2 more, 2 personal ones;" in problem.message


def test_a_table_that_cannot_be_read() -> None:
    """Nothing is known, and that is said."""
    found = unread(WHERE, "it is not there")
    assert (found.roles, found.people) == ((), ())
    assert found.problems[0].message.endswith("what roles and people were granted is not known: it is not there")
