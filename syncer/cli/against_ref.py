"""Plans against the catalog at a Git ref instead of a store."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from syncer.errors import CatalogError
from syncer.load.at_git_ref import at_ref
from syncer.load.targets import for_target
from syncer.plan.against_ref import plan_against

if TYPE_CHECKING:
    from syncer.cli.session import Session
    from syncer.model.catalog import Catalog
    from syncer.plan.guards.check import Allowances
    from syncer.plan.plan import Plan


class Against:
    """The catalog of a session at a Git ref. It is read when the first plan needs it, and once."""

    def __init__(self, session: Session, ref: str) -> None:
        self._session = session
        self._ref = ref

    @cached_property
    def _base(self) -> Catalog | None:
        return self._session.load_at(self._ref)

    def plan(self, session: Session, allowed: Allowances) -> Plan:
        """What the edit changes for the session's target. Raises CatalogError, UsageError.

        A base that is invalid counts as none, with its problems as warnings: the edit may be the one that mends it.
        """
        catalog = session.load()
        plan = partial(plan_against, lambda: catalog, name=self._ref, allowances=allowed)
        target = session.target
        try:
            base = self._base
            if base is None or target is None:
                return plan(base)
            if target not in base.settings.targets:
                return plan(None, lacks=f"target {target}")
            return plan(self._of_target(base, target))
        except CatalogError as error:
            made = plan(None, lacks="valid catalog")
            warnings = (problem._replace(severity="warning") for problem in error.problems)
            return replace(made, problems=(*made.problems, *warnings))

    def _of_target(self, base: Catalog, target: str) -> Catalog:
        try:
            return for_target(base, target)
        except CatalogError as error:
            file = base.settings.targets[target].place.file
            found = file.removesuffix("/catalog.yaml").removesuffix(f"/targets/{target}.yaml")
            raise at_ref(error, found, folder=self._session.catalog, ref=self._ref) from error
