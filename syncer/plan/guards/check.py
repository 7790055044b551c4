"""The guards that refuse a plan before anything is written: what breaks each, and whether somebody lifted it.

What lifts a guard is an exact count or an exact id, so that a plan which grew since somebody looked is
refused again.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.changes import Adopt, Delete, Update, changes_values
from syncer.model.words import counted
from syncer.plan.dated import is_untold
from syncer.plan.guards.prices import odd_prices
from syncer.plan.guards.rules import RULES, Breach
from syncer.plan.guards.settings import NOT_HELD, Held, held_breaches, loosened_settings
from syncer.plan.guards.successions import broken_by_whole, broken_over_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syncer.model.catalog import Catalog, GuardLimits, Place
    from syncer.model.changes import Change
    from syncer.plan.access import Access
    from syncer.plan.diff import Difference
    from syncer.plan.guards.role_access import Reach
    from syncer.plan.guards.successions import LifecycleRows
    from syncer.plan.partial import Part

FEW_UPDATES = 2
"""So many updates are an edit, not a mass change, however small the catalog."""
NEARLY_EMPTY_PERCENT = 10
"""A catalog with fewer definitions than this share of its managed rows is probably the wrong directory."""


class Allowances(NamedTuple):
    """What the user said is meant."""

    deletes: frozenset[int] = frozenset()
    """Exact numbers of deletes that are meant: one for each target that is planned."""
    updates: frozenset[int] = frozenset()
    """Exact numbers of updates, likewise."""
    no_default: frozenset[str] = frozenset()
    """The model ids that may stop being the default without a successor."""
    overwrite: frozenset[str] = frozenset()
    """The model ids for which the catalog wins over every edit outside."""
    empty_roles: frozenset[str] = frozenset()
    """The roles whose members may be left with nothing to pick."""
    prices: frozenset[str] = frozenset()
    """The model ids whose prices were looked at and are meant."""
    no_image_model: frozenset[str] = frozenset()
    """The model ids that may go although they are the last that take images."""
    settings: frozenset[str] = frozenset()
    """Not empty: settings that are looser than before are meant."""
    lost_holders: frozenset[str] = frozenset()
    """The model ids that may be renamed although that takes them from those who hold a grant."""
    lost_successors: frozenset[str] = frozenset()
    """The model ids that may be disabled, retired alone or renamed although others name them as their successor."""
    part: Part | None = None
    """The models that the plan is to be for; None for all."""


NONE_ALLOWED: Final = Allowances()


class Guard(NamedTuple):
    """A rule that the plan breaks."""

    name: str
    message: str
    lifted_by: str | None = None
    """The option that lifts it; None when none does."""
    lifted: bool = False
    """Whether it was given, or the plan only puts back what was last applied."""
    place: Place | None = None
    """The line of a definition that it is about; None when it is about no single one."""
    model_ids: tuple[str, ...] = ()
    """The models that it is about, where it is about some."""
    field: str | None = None


def check_plan(
    catalog: Catalog, rows: LifecycleRows, difference: Difference, reach: Reach, allowances: Allowances,
    *, access: Access | None = None, held: Held = NOT_HELD, beside: tuple[Iterable[Breach], Difference] | None = None,
) -> tuple[Guard, ...]:  # fmt: skip
    """Every guard that the plan meets, lifted ones too. `beside` is of a part: what it leaves out, and the whole."""
    limits = catalog.settings.guards
    more, whole = beside or ((), difference)
    over_rows: Iterable[Breach] = broken_over_rows(rows, reach, access=access, name=catalog.settings.name)
    if allowances.part is not None and over_rows:
        of_whole = broken_by_whole(rows, whole.changes, access=access, name=catalog.settings.name)
        over_rows = allowances.part.told(over_rows, of_whole)
    found = (
        *loosened_settings(held, meant=bool(allowances.settings)),
        *_duplicates(catalog, difference),
        *_foreign(catalog, difference),
        *_blocked(difference),
        *_twins(difference),
        *_protected(difference),
        *held_breaches(partial(_deletes, catalog, difference), limits, held),
        *held_breaches(partial(_updates, difference, held.dated.due), limits, held),
        *over_rows,
        *held_breaches(partial(odd_prices, difference.changes, held.dated), limits, held),
        *more,
    )
    return tuple(guard_of(breach, allowances) for breach in found)


def guard_of(breach: Breach, allowances: Allowances) -> Guard:
    """The guard that refuses the breach, or that was lifted for exactly this."""
    option = RULES[breach.rule].option
    guard = Guard(breach.rule, breach.found, place=breach.place, model_ids=breach.model_ids, field=breach.field)
    if breach.puts_back:
        return guard._replace(message=f"{breach.found}; it only puts back what was last applied", lifted=True)
    if option is None:
        return guard
    allowed: frozenset[str | int] = getattr(allowances, option.allowance)
    lift = f"{option.name} {breach.value}".rstrip()
    if breach.value in allowed:
        return guard._replace(message=f"{breach.found}; allowed by {lift}", lifted_by=lift, lifted=True)
    ending = f"{breach.instead}, or pass {lift}" if breach.instead else f"pass {lift} if that is meant"
    if allowed and option.takes == "N":
        ending += f" ({', '.join(f'{option.name} {number}' for number in sorted(allowed))} was given)"
    return guard._replace(message=f"{breach.found}; {ending}", lifted_by=lift)


def _duplicates(catalog: Catalog, difference: Difference) -> Iterator[Breach]:
    places = {entry.model_id: entry.source.at("model_id") for entry in catalog.entries} if difference.duplicates else {}
    for records in difference.duplicates:
        ids, model_id = " and ".join(record.record_id for record in records), records[0].model_id
        found = (
            f"the rows {ids} have the same modelId {model_id}; delete the wrong one in the platform, then plan again"
        )
        yield Breach("duplicate-rows", found, None, places.get(model_id), (model_id,), "model_id")


def _foreign(catalog: Catalog, difference: Difference) -> Iterator[Breach]:
    for entry, record in difference.foreign:
        is_row = record.model_id in (entry.model_id, entry.renamed_from)
        rule, field = ("foreign-row", "model_id") if is_row else ("foreign-default", "is_default")
        place = entry.source.at(field)
        found = (
            f"{record.model_id} ({place}) has a row that the catalog {record.managed_by} manages, not "
            f"{catalog.settings.name}; remove it from one of the two"
            if is_row
            else f"{entry.model_id} ({place}) cannot become the default: {record.model_id} is, and the catalog "
            f"{record.managed_by} manages it; remove is_default from one of the two"
        )
        yield Breach(rule, found, None, place, (entry.model_id,), field)


def _blocked(difference: Difference) -> Iterator[Breach]:
    for entry, row in difference.blocked:
        found = (
            f"{entry.model_id} ({entry.source.file}) has a row that cannot be parsed: {row.problem.where}; mend or "
            "delete that row, then plan again"
        )
        yield Breach("broken-row", found, None, entry.source.at("model_id"), (entry.model_id,), "model_id")


def _twins(difference: Difference) -> Iterator[Breach]:
    for entry, old, new in difference.twins:
        place = entry.source.at("renamed_from")
        rows = f"{new.record_id} and {old.record_id}"
        if old.model_id == entry.renamed_from:
            what = f"cannot take over {old.model_id}: both have a row, {rows}"
            ending = ", or remove renamed_from"
        else:
            what = f"has two rows, {rows}, of which the second is called {old.model_id} by now"
            ending = ", then plan again"
        found = f"{entry.model_id} ({place}) {what}; delete the wrong one in the platform{ending}"
        yield Breach("rename-both-exist", found, None, place, (entry.model_id,), "renamed_from")


def _protected(difference: Difference) -> Iterator[Breach]:
    ending = "first sync its definition without `protected`"
    for change in difference.changes:
        if isinstance(change, Delete) and change.live.protected:
            found = f"{change.model_id} is protected and would be deleted; {ending}"
            yield Breach("protected-model", found, model_ids=(change.model_id,))
        elif isinstance(change, (Adopt, Update)) and _disables_protected(change):
            place = change.desired.source.at("enabled")
            found = f"{change.model_id} ({place}) is protected and would be disabled; {ending}"
            puts_back = any(field.field == "enabled" and change.puts_back(field) for field in change.fields)
            yield Breach("protected-model", found, None, place, (change.model_id,), "enabled", puts_back=puts_back)


def _disables_protected(change: Adopt | Update) -> bool:
    is_off = bool(change.live.fields["enabled"]) and not change.desired.fields["enabled"]
    return is_off and (change.live.protected or change.desired.protected)


def _deletes(catalog: Catalog, difference: Difference, limits: GuardLimits) -> Iterator[Breach]:
    """Mass deletes: by a catalog that is probably the wrong directory, by share, by number."""
    deletes = _count(difference, Delete)
    managed = difference.unchanged + _count(difference, Update) + deletes
    if not deletes:
        return
    if len(catalog.entries) * 100 < managed * NEARLY_EMPTY_PERCENT:
        definitions = counted(len(catalog.entries), "definition")
        found = f"the catalog has {definitions} against {managed} managed rows, as if it were the wrong directory"
        yield Breach("nearly-empty-catalog", found, deletes)
    if deletes * 100 > managed * limits.max_delete_percent:
        found = f"{deletes:,} of {managed:,} managed rows would be deleted, more than {limits.max_delete_percent:g} %"
        yield Breach("too-many-deletes", found, deletes)
    elif deletes > limits.max_deletes:
        found = f"{counted(deletes, 'row')} would be deleted, more than {limits.max_deletes:,}"
        yield Breach("too-many-deletes", found, deletes)


def _updates(difference: Difference, due: frozenset[tuple[str, str]], limits: GuardLimits) -> Iterator[Breach]:
    """Mass changes of values, but for prices that are due: of rows that are managed, and of rows that are adopted.

    A row that only gets back what was last applied is none: somebody else edited it, not the catalog.
    """
    most = limits.max_update_percent
    updates = sum(is_untold(change, due) for change in difference.changes if isinstance(change, Update))
    managed = difference.unchanged + _count(difference, Update) + _count(difference, Delete)
    adopted = _of_kind(difference, Adopt)
    changed = updates + sum(map(changes_values, adopted))
    rows = managed + len(adopted)
    if changed <= FEW_UPDATES:
        return
    of_adopted = changed - updates
    if changed * 100 > rows * most:
        found = f"{changed:,} of {rows:,} rows would be updated, more than {most:g} %"
        lost = f"; {of_adopted:,} of them are unmanaged now and would lose what others entered"
    elif updates * 100 > managed * most:
        found = f"{updates} of {managed} managed rows would be updated, more than {most:g} %"
        lost = f"; {counted(of_adopted, 'unmanaged row')} would lose what others entered, too"
    else:
        return
    found += lost if of_adopted else ""
    yield Breach("too-many-updates", found, changed)


def _of_kind(difference: Difference, kind: type[Adopt | Delete | Update]) -> list[Change]:
    return [change for change in difference.changes if isinstance(change, kind)]


def _count(difference: Difference, kind: type[Delete | Update]) -> int:
    return len(_of_kind(difference, kind))
