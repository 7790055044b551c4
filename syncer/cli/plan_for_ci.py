"""The plans of one target or of all, against their stores or a Git ref."""

from __future__ import annotations

import re
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

from syncer.cli.no_plan import invalid_catalog, plans_of, problems_told
from syncer.cli.output import emit_form
from syncer.cli.priced import Pricing
from syncer.cli.printed_plans import PrintedPlans
from syncer.cli.report_folder import write_report
from syncer.errors import CatalogError, GuardError, SyncerError, UsageError
from syncer.frozen import replace
from syncer.load.at_git_ref import at_ref, load_base
from syncer.load.targets import for_target
from syncer.load.touched_files import files_at, files_touched
from syncer.plan.against_ref import as_warnings, lacking, plan_against
from syncer.plan.guards.check import guard_of
from syncer.plan.guards.settings import changed_store
from syncer.plan.in_force import basis_of, in_force
from syncer.plan.plan import Planned, worst_exit
from syncer.plan.settings_change import setting_changes
from syncer.render.text.values import is_yaml
from syncer.sync.planning import plan_catalog

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from syncer.cli.commands.plan import Scope
    from syncer.cli.session import Session
    from syncer.errors import Problem
    from syncer.model.catalog import Catalog, Settings
    from syncer.plan.guards.check import Allowances
    from syncer.plan.in_force import Basis
    from syncer.plan.plan import Plan

_NO_TARGET: Final = "default"
"""What the one store of a catalog without targets is called."""
_TARGET: Final = re.compile(r"[a-z0-9][a-z0-9._-]*")


def plan_for_ci(
    session: Session, form: str, output: str | None, allowed: Allowances, scope: Scope, *, detailed: bool,
    unmanaged: bool,
) -> int:  # fmt: skip
    """Every target that is asked for. An error of one is told beside the plans of the others.

    Raises CatalogError where a page is asked for and there is no valid catalog.
    """
    if scope.out is not None:
        raise UsageError("--out saves the plan of one store; with --report-dir each plan is saved that can be applied")
    planning = _Planning(session, allowed, scope)
    planned = planning.planned
    printed = PrintedPlans(planned, session, scope)
    if scope.report_dir is not None:
        write_report(scope.report_dir, printed.report(planning.session_of))
    invalid = invalid_catalog(planned) if form == "html" else None
    if invalid is not None:
        raise invalid
    session.voice.warn_of_many(problems_told(planned), plans_of(planned))
    for one in planned:
        if one.error is not None:
            session.voice.error(f"{one.target}: {one.error}" if one.is_named else str(one.error))
    emit_form(partial(printed.shown, form, unmanaged=unmanaged), form, output)
    return worst_exit(planned, detailed=detailed)


class _Planning:
    """One run over some targets."""

    def __init__(self, session: Session, allowed: Allowances, scope: Scope) -> None:
        self._session = session
        self._allowed = allowed
        self._scope = scope
        self._pricing = Pricing(scope.usage)
        self._is_named = scope.against is None or scope.all_targets or session.target is not None

    @cached_property
    def planned(self) -> tuple[Planned, ...]:
        """A plan, or the error that stopped it, for each target. What stops all of them is told of each.

        Raises UsageError for a target that is none: nothing is said of it to a reviewer, and it names no file.
        """
        try:
            sessions = self._sessions
        except CatalogError as error:
            name = self._session.target or _NO_TARGET
            if not _TARGET.fullmatch(name):
                raise UsageError(f"no target can be called {name!r}") from error
            return (Planned(name, None, error, self._is_named),)
        return (*(self._tried(name, session) for name, session in sessions.items()), *self._lost_targets(sessions))

    def _lost_targets(self, sessions: Iterable[str]) -> Iterator[Planned]:
        """The targets that the base has and the catalog no more: nobody plans, syncs or watches their stores."""
        ref = self._scope.base or self._scope.against
        if ref is None or not self._scope.all_targets or self._allowed.settings:
            return
        before = self._base_settings[0]
        for name in sorted(before.targets.keys() - set(sessions)) if before is not None else ():
            said = f"{ref} has the target {name}, which is gone: its store is planned and synced no more"
            yield Planned(name, None, GuardError(f"{said}; pass --allow-settings if that is meant"))

    @cached_property
    def _sessions(self) -> dict[str, Session]:
        """A session for each target that is planned. Raises CatalogError, UsageError for an unknown target."""
        if self._session.target is not None:
            self._session.target_settings(self._session.target)
        sessions = self._session.each_target() if self._scope.all_targets else (self._session,)
        return {one.target or _NO_TARGET: one for one in sessions}

    def session_of(self, name: str) -> Session:
        """That of a target that has a plan."""
        return self._sessions[name]

    def _tried(self, name: str, session: Session) -> Planned:
        try:
            plan = replace(self._marked(self._plan(session)), at=session.said_at)
            return Planned(name, self._pricing.price(plan, session), None, self._is_named)
        except SyncerError as error:
            return Planned(name, None, error, self._is_named)

    def _plan(self, session: Session) -> Plan:
        """Against a ref, held to the settings of one, or of the store alone. Raises SyncerError."""
        if self._scope.against is not None:
            return self._against(self._scope.against, session)
        return self._of_store(session) if self._scope.base is None else self._held_to(self._scope.base, session)

    def _marked(self, plan: Plan) -> Plan:
        """The plan with those of its files that the edit touches, where there is a base. Raises UsageError."""
        base = self._scope.base or self._scope.against
        files = {problem.where for problem in plan.problems if is_yaml(problem.where)}
        return replace(plan, touched=files_touched(files, self._files_at_base)) if base and files else plan

    @cached_property
    def _files_at_base(self) -> Mapping[str, str]:
        return files_at(self._session.catalog, self._scope.base or self._scope.against or "")

    def _held_to(self, ref: str, session: Session) -> Plan:
        """The plan for the session's store, held to the settings at the ref.

        A store that is not theirs is not contacted, because credentials would go there: it stands in for it what the
        edit changes, refused. A base that is invalid counts as none. Raises CatalogError, UsageError, StoreError.
        """
        settings, problems = self._base_settings
        basis = basis_of(ref, settings, session.target)
        catalog = session.load()
        changes = setting_changes(catalog, in_force(catalog.settings), (basis,))
        breach = changed_store(changes)
        if breach is None or self._allowed.settings:
            plan = self._of_store(session, basis)
            return replace(plan, problems=(*plan.problems, *problems))
        plan = self._against(ref, session)
        guards = (guard_of(breach, self._allowed), *plan.guards)
        return replace(plan, guards=guards, settings=plan.settings or changes)

    def _of_store(self, session: Session, *bases: Basis) -> Plan:
        read = partial(plan_catalog, require_roles=session.require_roles, today=session.today)
        return read(session.load, session.store, self._allowed, bases=bases)

    @cached_property
    def _base_settings(self) -> tuple[Settings | None, tuple[Problem, ...]]:
        """The settings at the Git ref, and warnings where it has none that are valid. Raises UsageError."""
        ref = self._scope.base or self._scope.against or ""
        try:
            found = load_base(self._session.catalog, ref, load=self._session.load_folder_settings, settings_only=True)
        except CatalogError as error:
            return None, (lacking(ref, "valid settings"), *as_warnings(error))
        return found, () if found is not None else (lacking(ref, "catalog in this folder"),)

    def _against(self, ref: str, session: Session) -> Plan:
        """What the edit changes for the session's target. Raises CatalogError, UsageError.

        A base that is invalid counts as none, with its problems as warnings: the edit may be the one that mends it.
        """
        catalog, target = session.load(), session.target
        plan = partial(plan_against, lambda: catalog, name=ref, allowances=self._allowed)
        try:
            base = self._base
            if base is None or target is None:
                return plan(base)
            if target not in base.settings.targets:
                return plan(None, lacks=f"target {target}", basis=basis_of(ref, base.settings, target))
            return plan(self._of_target(base, target, ref))
        except CatalogError as error:
            made = plan(None, lacks="valid catalog")
            return replace(made, problems=(*made.problems, *as_warnings(error)))

    @cached_property
    def _base(self) -> Catalog | None:
        """The catalog at the Git ref, read when the first plan needs it. Raises CatalogError, UsageError."""
        ref = self._scope.against or self._scope.base or ""
        return load_base(self._session.catalog, ref, load=self._session.load_folder)

    def _of_target(self, base: Catalog, target: str, ref: str) -> Catalog:
        try:
            return for_target(base, target)
        except CatalogError as error:
            file = base.settings.targets[target].place.file
            found = file.removesuffix("/catalog.yaml").removesuffix(f"/targets/{target}.yaml")
            raise at_ref(error, found, folder=self._session.catalog, ref=ref) from error
