"""Who can pick a model where grants say it, and what a plan does to those who hold one. Pure.

A row that is disabled is nobody's. Any other is for the roles that were granted the model, or all models; that inherit
such a grant, one level; or of whose members `availableToRoles` names one of the roles.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from syncer.errors import warned
from syncer.frozen import NamedTuple
from syncer.model.changes import Adopt, Delete, Restore, Update, name_left_by, source_of
from syncer.model.grants import EVERY_MODEL, named_roles
from syncer.model.lifecycle import status_of
from syncer.model.words import a_few, counted
from syncer.plan.guards.rules import Breach

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from syncer.errors import Problem
    from syncer.model.changes import Change
    from syncer.model.grants import AppRole, Grants

    Renaming = Adopt | Restore | Update

_RENAMING: Final = (Adopt, Restore, Update)


class Holders(NamedTuple):
    """Those who hold a grant of a model."""

    roles: tuple[str, ...]
    """Ids, sorted."""
    people: int

    def __bool__(self) -> bool:
        """Whether there is one."""
        return bool(self.roles or self.people)

    def __str__(self) -> str:
        """`roles faculty, staff; 2 personal grants`."""
        named = f"role{'s'[: len(self.roles) != 1]} {a_few(self.roles)}" if self.roles else ""
        personal = counted(self.people, "personal grant") if self.people else ""
        return "; ".join(filter(None, (named, personal)))


class Access:
    """Answers who can pick what, given the grants."""

    def __init__(self, grants: Grants) -> None:
        self._grants = grants
        enabled = {role.role_id: role for role in grants.roles if role.enabled and role.role_id.strip()}
        self._mapped = {role_id: role.mapped - enabled.keys() for role_id, role in enabled.items()}
        self._by_model: defaultdict[str, set[str]] = defaultdict(set)
        self._by_name: defaultdict[str, set[str]] = defaultdict(set)
        for role_id, role in enabled.items():
            for model_id in usable(role, enabled):
                self._by_model[model_id].add(role_id)
            for name in {role_id, *named_roles([*role.mapped])}:
                self._by_name[name].add(role_id)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What of the grants could not be read."""
        return self._grants.problems

    def pickers(self, fields: Mapping[str, object]) -> frozenset[str]:
        """The roles whose members can use the row: app roles, and what `availableToRoles` names."""
        if not fields["enabled"]:
            return frozenset()
        names = frozenset(named_roles(fields["available_to_roles"]))
        return names.union(self._granted(str(fields["model_id"])), *(self._by_name.get(name, ()) for name in names))

    def holders_of(self, fields: Mapping[str, object]) -> Holders:
        """Who can pick the row, if it is active, with those who were granted it, or every model, in person."""
        if status_of(fields) != "active":
            return Holders((), 0)
        wanted = frozenset({str(fields["model_id"]), EVERY_MODEL}) if fields["enabled"] else frozenset[str]()
        people = sum(not wanted.isdisjoint(held) for held in self._grants.people)
        return Holders(tuple(sorted(self.pickers(fields))), people)

    def _granted(self, model_id: str) -> set[str]:
        """The app roles whose members can use it by a grant."""
        return self._by_model.get(model_id, set()) | self._by_model.get(EVERY_MODEL, set())

    def extend(self, *found: dict[str, dict[str, str]]) -> None:
        """Give the roles of a sign-in, in what each role can pick, also what the app roles give that they lead to."""
        names = frozenset[str]().union(*found)
        for role_id, mapped in self._mapped.items():
            for name in mapped & names:
                for by_role in found:
                    by_role.setdefault(name, {}).update(by_role.get(role_id, {}))

    def granted_to(self, model_id: str) -> Holders:
        """Who was granted the model by name, also by a role that is disabled now."""
        roles = named_roles(sorted(role.role_id for role in self._grants.roles if model_id in role.granted))
        return Holders(roles, sum(model_id in held for held in self._grants.people))

    @property
    def models(self) -> frozenset[str]:
        """The models that grants name."""
        granted = (role.granted for role in self._grants.roles)
        return frozenset[str]().union(*granted, *self._grants.people) - {EVERY_MODEL}

    def _losing(self, change: Renaming, old: str) -> Holders:
        """Who can use the model that a rename takes away, and not the one that it makes."""
        after = {**change.after, "enabled": True}
        gone = frozenset({str(after["model_id"]), EVERY_MODEL})
        people = sum(old in held and gone.isdisjoint(held) for held in self._grants.people)
        return Holders(tuple(sorted(self._granted(old) - self.pickers(after))), people)

    def lost_holders(self, changes: Iterable[Change]) -> Iterator[Breach]:
        """The renames that take a model from those who were granted it; where grants could not be read, every rename.

        The platform's page moves grants with a rename; a write to the table of models leaves them.
        """
        for change in changes:
            old = name_left_by(change)
            if old is None or not isinstance(change, _RENAMING):
                continue
            new, holders = change.after["model_id"], self._losing(change, old)
            if holders:
                found = f"{old} is renamed to {new}, which takes it from {holders}"
                instead = f"grant {new} to them first, or rename it on the platform's page, which moves grants"
            elif self.problems:
                found = f"{old} is renamed to {new}, and nobody can tell who was granted it: not all grants can be read"
                instead = "mend that"
            else:
                continue
            source = source_of(change)
            place = None if source is None else source.at("model_id")
            yield Breach("rename-loses-holders", found, old, place, (old,), "model_id", instead)

    def remarks(self, changes: Iterable[Change], *, target: str) -> Iterator[Problem]:
        """What of the grants could not be read, and which the changes leave behind; a guard's message has its own."""
        yield from self.problems
        for change in changes:
            old = name_left_by(change)
            if old is None:
                continue
            holders = self.granted_to(old)
            if isinstance(change, _RENAMING):
                lost = self._losing(change, old)
                left = tuple(role for role in holders.roles if role not in lost.roles)
                holders = Holders(left, holders.people - lost.people)
            if holders:
                yield warned("grants-left", target, _left(old, holders, change))


def _left(model_id: str, holders: Holders, change: Change) -> str:
    if isinstance(change, Delete):
        return (
            f"{model_id} is deleted, and grants of it stay behind: {holders}; until the platform's page takes them "
            "away, those who hold them can go on using the model, unmetered"
        )
    return f"{model_id} is renamed, and grants of the old name stay behind: {holders}"


def usable(role: AppRole, enabled: Mapping[str, AppRole]) -> frozenset[str]:
    """The models that the members of an enabled role can use by a grant. A parent gives its own grants, if enabled."""
    parents = (enabled[role_id].granted for role_id in role.inherits if role_id in enabled)
    return role.granted.union(role.effective, *parents)
