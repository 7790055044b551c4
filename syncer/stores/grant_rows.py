"""The records of the platform's table of roles to grants. Pure; a record that is mangled is skipped, and said."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from syncer.errors import warned
from syncer.model.grants import AppRole, Grants
from syncer.model.words import a_few, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from syncer.errors import Problem

ROLE: Final = "ROLE#"
DEFINITION: Final = "DEFINITION"
ROLE_GRANT: Final = "MODEL_GRANT#"
PERSON: Final = "USER#"
PERSONAL: Final = "GRANTS"
PERSONAL_GRANT: Final = "GRANT_MODEL#"
_SHOWN: Final = 3


def grants_from(rows: Iterable[Mapping[str, object] | str], *, where: str) -> Grants:
    """All grants. A row that could not even be decoded is its partition key."""
    found = _Rows()
    for row in rows:
        try:
            found.take(row)
        except ValueError:
            found.bad.append(row if isinstance(row, str) else str(row["PK"]))
    return Grants(found.roles(), tuple(map(frozenset, found.people.values())), _problems(found.bad, where))


def unread(where: str, reason: str) -> Grants:
    """No grants at all, of a table that could not be read."""
    message = f"cannot be read, so what roles and people were granted is not known: {reason}"
    return Grants(problems=(warned("unread-grants", where, message),))


def _problems(bad: Iterable[str], where: str) -> tuple[Problem, ...]:
    """One line for all. Who has a personal grant is said to nobody."""
    roles = sorted({key for key in bad if key.startswith(ROLE)})
    people = len([key for key in bad if not key.startswith(ROLE)])
    if not roles and not people:
        return ()
    parts = [f"of {a_few(roles, _SHOWN)}"] * bool(roles) + [f"{counted(people, 'personal one')}"] * bool(people)
    message = f"records cannot be read and are skipped: {', '.join(parts)}; mend them on the platform's page"
    return (warned("unread-grants", where, message),)


class _Rows:
    """What the rows say, put together."""

    def __init__(self) -> None:
        self._roles: dict[str, AppRole] = {}
        self._granted: defaultdict[str, set[str]] = defaultdict(set)
        self.people: defaultdict[str, set[str]] = defaultdict(set)
        self.bad: list[str] = []

    def take(self, row: Mapping[str, object] | str) -> None:
        """Note what a row says. Raises ValueError for one that is mangled."""
        if isinstance(row, str):
            raise ValueError(row)  # noqa: TRY004  it stands for a row, and is as mangled as any other
        key, sort = str(row["PK"]), str(row["SK"])
        role_id, person = key.removeprefix(ROLE), key.removeprefix(PERSON)
        if not role_id or not person:
            raise ValueError(key)
        if key.startswith(PERSON):
            self.people[person] |= _texts(row, "grantedModels") if sort == PERSONAL else {_named(sort, PERSONAL_GRANT)}
        elif sort == DEFINITION:
            self._roles[role_id] = _role(role_id, row)
        else:
            self._granted[role_id].add(_named(sort, ROLE_GRANT))

    def roles(self) -> tuple[AppRole, ...]:
        """The roles with all their grants. Grants of a role that there is none of are nobody's now."""
        for role_id, granted in self._granted.items():
            role = self._roles.get(role_id) or AppRole(role_id, enabled=False)
            self._roles[role_id] = role._replace(granted=role.granted | granted)
        return tuple(role for _, role in sorted(self._roles.items()))


def _role(role_id: str, row: Mapping[str, object]) -> AppRole:
    enabled, effective = row.get("enabled", True), row.get("effectivePermissions") or {}
    if row.get("roleId") != role_id or not isinstance(enabled, bool) or not isinstance(effective, dict):
        raise ValueError(role_id)
    return AppRole(
        role_id,
        _texts(row, "grantedModels"),
        _texts(effective, "models"),
        _texts(row, "inheritsFrom"),
        _texts(row, "jwtRoleMappings"),
        enabled,
    )


def _texts(row: Mapping[str, object], name: str) -> frozenset[str]:
    """The texts of a list; none where it is not given. Raises ValueError."""
    found = row.get(name)
    if found is None:
        return frozenset()
    if not isinstance(found, list) or not all(isinstance(text, str) and text for text in found):
        raise ValueError(name)
    return frozenset(found)


def _named(sort: str, prefix: str) -> str:
    """The model that a sort key names. Raises ValueError."""
    model_id = sort.removeprefix(prefix)
    if not sort.startswith(prefix) or not model_id:
        raise ValueError(sort)
    return model_id
