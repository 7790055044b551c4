"""A plan as a value that can be printed, hashed or refused, and what came of it: of planning a target, of an apply."""

from __future__ import annotations

from collections import Counter
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

from syncer.errors import CHANGES_EXIT, ConflictError, GuardError
from syncer.frozen import NamedTuple, dataclass
from syncer.model.changes import Adopt, Update, takes_names
from syncer.model.ignored import NOTHING_IGNORED
from syncer.plan.conflict_text import summary
from syncer.plan.dated import UNDATED, Dated, announced_by
from syncer.plan.diff import diff_models
from syncer.plan.fingerprint import plan_fingerprint
from syncer.plan.guards.check import NONE_ALLOWED, Allowances, Guard, check_plan
from syncer.plan.guards.role_access import NO_CHANGE, reach_of
from syncer.plan.guards.settings import held_to
from syncer.plan.guards.successions import lifecycle_rows
from syncer.plan.ignored import without_ignored
from syncer.plan.in_force import in_force, with_last_sync
from syncer.plan.inventory import Beside, count_attributes, next_inventory
from syncer.plan.order import in_order
from syncer.plan.page_fields import edits_of_page, with_last_known
from syncer.plan.retirements import NO_LIFECYCLE, lifecycle_of
from syncer.plan.settings_change import newly_remembered, setting_changes
from syncer.plan.warnings import hints

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from syncer.errors import Problem, SyncerError
    from syncer.model.catalog import Catalog
    from syncer.model.changes import Change, Renewal
    from syncer.model.ignored import Ignored
    from syncer.model.money import Money
    from syncer.model.records import Announced, Inventory, Record, Snapshot
    from syncer.plan.access import Access
    from syncer.plan.coming_prices import ComingPrice
    from syncer.plan.diff import Difference, Stop
    from syncer.plan.guards.role_access import Reach
    from syncer.plan.in_force import Basis
    from syncer.plan.inventory import AttributeCount
    from syncer.plan.page_fields import PageEdit
    from syncer.plan.partial import Part
    from syncer.plan.retirements import Lifecycle
    from syncer.plan.settings_change import SettingChange
    from syncer.plan.three_way import Conflict

FOR_GOOD: Final = 365_000
"""Days; longer than any history, and no more than a date can go back."""
_WORST_FIRST: Final = (3, 7, 8, 1, 64, 6, 5, 4, CHANGES_EXIT, 0)
"""Exit codes, from what a person has to look at first."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a sync would do."""

    catalog: str
    target: str
    changes: tuple[Change, ...] = ()
    """Creates, adoptions, updates, deletes; each by model id."""
    unchanged: int = 0
    unmanaged: tuple[Record, ...] = ()
    guards: tuple[Guard, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What is wrong without stopping the plan: slips in definitions, rows that do not parse, notes on the read."""
    conflicts: tuple[Conflict | Stop, ...] = ()
    """What stops the plan until somebody decides."""
    renewals: tuple[Renewal, ...] = ()
    """Rows that are right, but whose mark is behind: no changes, but written with them."""
    attributes: tuple[AttributeCount, ...] = ()
    """The attributes that no schema names."""
    page_edits: tuple[PageEdit, ...] = ()
    """What was edited outside the catalog in fields that no definition names; it is kept."""
    reach: Reach = NO_CHANGE
    """What the plan does to people."""
    lifecycle: Lifecycle = NO_LIFECYCLE
    """Models that are deprecated or retired, or that retire soon."""
    ignores_grants: bool = False
    """Whether rows are deleted or renamed, and nobody looked who was granted those models."""
    keep_days: int = FOR_GOOD
    """How long the history of this catalog is kept. A plan that comes from no catalog forgets nothing."""
    overwritten: tuple[str, ...] = ()
    """The model ids for which somebody said that the catalog wins over every edit outside, sorted."""
    inventory: Inventory | None = None
    """What the store's inventory has to say once the plan is applied; None when it says so already."""
    settings: tuple[SettingChange, ...] = ()
    """The settings that are others than at the base or at the last sync, the looser ones first."""
    in_force: Mapping[str, Any] | None = None
    """The settings that hold and are remembered; None, or the platform alone, without a catalog or for a part."""
    remembers: tuple[tuple[str, str | float | None], ...] = ()
    """The settings of which a sync of the whole plan remembers another value than the last one, with that value."""
    touched: frozenset[str] = frozenset()
    """The files with warnings that differ from those at a Git ref; none where no ref is known."""
    left_out: tuple[str, ...] = ()
    """The models of which a plan for some models leaves something out."""
    reverts: str | None = None
    """The id of the apply that it takes back; None for every other plan."""
    money: Money | None = None
    """What it costs a month, where the use of models was given."""
    ignored: Ignored = NOTHING_IGNORED
    """The rows that the settings say to leave alone."""
    coming: tuple[ComingPrice, ...] = ()
    """The prices for days to come, by day, then by model id."""
    at: str | None = None
    """The moment that was asked for, in UTC; None for now."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.changes

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing to write at all, not even a mark or the inventory."""
        return not self.changes and not self.renewals and self.inventory is None

    @property
    def refusals(self) -> tuple[Guard, ...]:
        """The guards that nothing lifted."""
        return tuple(guard for guard in self.guards if not guard.lifted)

    @property
    def exit_code(self) -> int:
        """0, or the code of the error with which a sync would refuse the plan."""
        if self.conflicts:
            return ConflictError.exit_code
        return GuardError.exit_code if self.refusals else 0

    @property
    def counts(self) -> dict[str, int]:
        """Rows by what happens to them; `schemas.plan_document.SummaryDocument` says what each count means."""
        found = Counter(change.action for change in self.changes)
        return {
            **{action: found[action] for action in ("create", "update", "delete", "adopt")},
            "unchanged": self.unchanged,
            "unmanaged": len(self.unmanaged),
            "drift": sum(isinstance(change, (Adopt, Update)) and bool(change.drift) for change in self.changes),
            "conflicts": len(self.conflicts),
            "renewals": len(self.renewals),
        }

    @property
    def says_more(self) -> bool:
        """Whether it says what somebody is to look at beside its changes: a price to come, looser settings."""
        return any(one.is_new for one in self.coming) or any(one.loosened for one in self.settings)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over all that a sync of it does and remembers: equal plans, equal fingerprints."""
        return plan_fingerprint(self)

    def require_allowed(self) -> None:
        """Raise ConflictError when somebody has to decide first, GuardError when a guard refuses the plan."""
        if self.conflicts:
            raise ConflictError(summary(self.conflicts))
        if self.refusals:
            raise GuardError("; ".join(guard.message for guard in self.refusals))


def build_plan(
    catalog: Catalog, snapshot: Snapshot, *, target: str, allowances: Allowances = NONE_ALLOWED, dated: Dated = UNDATED,
    inventory: Inventory | None = None, access: Access | None = None, bases: Sequence[Basis] = (),
) -> Plan:  # fmt: skip
    """The plan that makes the store what the catalog says. Raises CatalogError for a row that is ignored and defined.

    `inventory` is what the last sync knew of the store, `access` what is known of grants; `bases` are settings that
    count beside those of that sync; `dated` is the day. Raises UsageError for a part without models.
    """
    part, split = allowances.part, without_ignored(catalog, snapshot)
    catalog = in_order(catalog, snapshot) if part is None else catalog  # a part of an order is none
    said, bases = in_force(catalog.settings, catalog.entries), with_last_sync(bases, inventory)
    compared = partial(_compared, snapshot=snapshot, inventory=inventory, allowances=allowances, ids=split.record_ids)
    whole = with_last_known(compared(catalog, part=None), inventory)
    found = whole if part is None else part.of(whole)
    extras, reach = count_attributes(split.seen, inventory), reach_of(snapshot.records, found.changes, access)
    beside = _beside(part, catalog, snapshot, whole, inventory, extras, said, announced_by(dated.coming))
    changes, rows = setting_changes(catalog, said, bases), lifecycle_rows(snapshot, found.changes)
    held = held_to(catalog, found, changes, () if allowances.settings else bases, partial(compared, part=part))
    return Plan(
        catalog=catalog.settings.name, target=target,
        changes=found.changes, unchanged=found.unchanged, unmanaged=found.unmanaged,
        guards=check_plan(catalog, rows, found, reach, allowances, access=access, held=held._replace(dated=dated),
                          beside=None if part is None else (beside.breaches, whole)),
        problems=(*catalog.warnings,
                  *catalog.settings.told(hints(rows, found, access, target=target, seen=split.seen))),
        conflicts=found.conflicts, renewals=found.renewals,
        attributes=extras, reach=reach,
        page_edits=edits_of_page(split.seen.records, inventory, catalog.settings, catalog),
        lifecycle=lifecycle_of(snapshot.records, found.changes, access, catalog=catalog, today=dated.today),
        ignores_grants=access is None and takes_names(found.changes),
        keep_days=catalog.settings.history_days,
        overwritten=tuple(sorted(allowances.overwrite)),
        inventory=beside.inventory, left_out=beside.left_out,
        settings=changes, in_force=said if part is None else None, ignored=split.ignored, coming=dated.coming,
        remembers=() if part is not None else newly_remembered(catalog, said, inventory),
    )  # fmt: skip


def _beside(
    part: Part | None, catalog: Catalog, snapshot: Snapshot, whole: Difference, known: Inventory | None,
    extras: Sequence[AttributeCount], said: Mapping[str, Any], announced: Announced,
) -> Beside:  # fmt: skip
    if part is not None:
        return part.beside(catalog, snapshot, whole, known)
    return Beside(next_inventory(snapshot, whole, extras, known, name=catalog.settings.name, settings=said,
                                 announced=announced))  # fmt: skip


def _compared(
    catalog: Catalog, *, snapshot: Snapshot, inventory: Inventory | None, allowances: Allowances, part: Part | None,
    ids: frozenset[str],
) -> Difference:  # fmt: skip
    """What lies between the two, or the part of it. `ids` are those of the rows to leave alone."""
    found = diff_models(catalog, snapshot, inventory=inventory, overwrite=allowances.overwrite, ignored=ids)
    return found if part is None else part.of(found)


class Planned(NamedTuple):
    """What came of planning one target among several."""

    target: str
    """The name of the target; of a run without targets, what the store is called."""
    plan: Plan | None
    error: SyncerError | None = None
    """Why there is no plan."""
    is_named: bool = True
    """Whether it is for a target or a store: a comparison of files may be for none."""

    @property
    def called(self) -> str:
        """What people read."""
        return self.target if self.is_named else self.plan.target if self.plan is not None else "the catalog"

    @property
    def exit_code(self) -> int:
        """0, or the code of what stopped or would refuse the plan."""
        failed = self.error.exit_code if self.error is not None else 0
        return failed if self.plan is None else self.plan.exit_code


def worst_exit(planned: Sequence[Planned], *, detailed: bool = False) -> int:
    """The exit code for all the targets. `detailed`: changes count, too."""
    codes = {one.exit_code for one in planned}
    if detailed and any(one.plan is not None and not one.plan.is_empty for one in planned):
        codes.add(CHANGES_EXIT)
    return min(codes, key=_WORST_FIRST.index, default=0)
