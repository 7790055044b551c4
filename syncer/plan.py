"""A plan: what a sync would do, as a value that can be printed, hashed or refused."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from syncer.changes import Adopt, Create, Delete, StepDown, Update
from syncer.diff import diff_models
from syncer.errors import GuardError, Problem
from syncer.guards import NONE_ALLOWED, Allowances, Guard, check_plan
from syncer.values import canonical_json, comparable

if TYPE_CHECKING:
    from syncer.catalog import Catalog, Source
    from syncer.changes import Change
    from syncer.records import Record, Snapshot


class Plan:
    """What a sync would do. Immutable."""

    def __init__(
        self,
        *,
        catalog: str,
        target: str,
        changes: tuple[Change, ...] = (),
        unchanged: int = 0,
        unmanaged: tuple[Record, ...] = (),
        guards: tuple[Guard, ...] = (),
        problems: tuple[Problem, ...] = (),
    ) -> None:
        self.catalog = catalog
        self.target = target
        self.changes = changes
        """Creates, adoptions, updates, deletes; each by model id."""
        self.unchanged = unchanged
        self.unmanaged = unmanaged
        self.guards = guards
        self.problems = problems
        """What is wrong without stopping the plan: slips in definitions, rows that do not parse, notes on the read."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.changes

    @property
    def refusals(self) -> tuple[Guard, ...]:
        """The guards that nothing lifted."""
        return tuple(guard for guard in self.guards if not guard.lifted)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by what happens to them: create, update, delete, adopt, unchanged, unmanaged."""
        counts = dict.fromkeys(("create", "update", "delete", "adopt"), 0)
        for change in self.changes:
            counts[change.action] += 1
        return {**counts, "unchanged": self.unchanged, "unmanaged": len(self.unmanaged)}

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the catalog's name, the actions and their values: equal plans, equal fingerprints."""
        from hashlib import sha256  # noqa: PLC0415  loads OpenSSL; a plan without changes is not hashed

        content = [
            [
                change.action,
                change.model_id,
                change.record_id,
                [[f.field, comparable(f.field, f.before), comparable(f.field, f.after)] for f in change.fields],
            ]
            for change in self.changes
        ]
        return sha256(canonical_json([self.catalog, content]).encode()).hexdigest()

    def require_allowed(self) -> None:
        """Raise GuardError when a guard refuses the plan."""
        if self.refusals:
            raise GuardError("; ".join(guard.message for guard in self.refusals))


def build_plan(catalog: Catalog, snapshot: Snapshot, *, target: str, allowances: Allowances = NONE_ALLOWED) -> Plan:
    """The plan that makes the store what the catalog says."""
    difference = diff_models(catalog, snapshot)
    return Plan(
        catalog=catalog.settings.name,
        target=target,
        changes=difference.changes,
        unchanged=difference.unchanged,
        unmanaged=difference.unmanaged,
        guards=check_plan(catalog, snapshot, difference, allowances),
        problems=(
            *catalog.warnings,
            *(row.problem for row in snapshot.broken),
            *(Problem(target, note, severity="warning") for note in snapshot.notes),
        ),
    )


def source_of(change: Change) -> Source | None:
    """The definition that a change comes from; None for a delete."""
    match change:
        case Create() | Update() | Adopt():
            return change.desired.source
        case StepDown():
            return change.successor.source
        case Delete():
            return None
