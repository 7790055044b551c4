"""The rules that refuse a plan before anything is written, and what lifts each.

What lifts a guard is an exact count or an exact id, so that a plan which grew since somebody looked is
refused again. There is no blanket force.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from syncer.changes import Adopt, Create, Delete, StepDown, Update
from syncer.prices import odd_prices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.catalog import Catalog
    from syncer.changes import Change
    from syncer.diff import Difference
    from syncer.reach import Reach
    from syncer.records import Record, Snapshot

_SHOWN = 5
FEW_UPDATES = 2
"""So many updates are an edit, not a mass change, however small the catalog."""
NEARLY_EMPTY_PERCENT = 10
"""A catalog with fewer definitions than this share of its managed rows is probably the wrong directory."""


class Allowances(NamedTuple):
    """What the user said is meant."""

    deletes: int | None = None
    updates: int | None = None
    no_default: str | None = None
    """The model id that may stop being the default without a successor."""
    overwrite: frozenset[str] = frozenset()
    """The model ids for which the catalog wins over every edit outside."""
    empty_roles: frozenset[str] = frozenset()
    """The roles whose members may be left with nothing to pick."""
    prices: frozenset[str] = frozenset()
    """The model ids whose prices were looked at and are meant."""
    no_image_model: str | None = None
    """The model id that may go although it is the last that takes images."""


NONE_ALLOWED: Final = Allowances()


class Guard(NamedTuple):
    """A rule that the plan breaks."""

    name: str
    message: str
    lifted_by: str | None = None
    """The option that lifts it; None when nothing does."""
    lifted: bool = False


def check_plan(
    catalog: Catalog, snapshot: Snapshot, difference: Difference, reach: Reach, allowances: Allowances
) -> tuple[Guard, ...]:
    """Every guard that the plan meets, the lifted ones included."""
    return (
        *_duplicates(difference),
        *_foreign(catalog, difference),
        *_blocked(difference),
        *_twins(difference),
        *_protected(difference),
        *_amounts(catalog, difference, allowances),
        *_default(snapshot, difference, allowances),
        *_last_for_roles(reach, allowances),
        *_last_for_images(reach, allowances),
        *_prices(catalog, difference, allowances),
    )


def _duplicates(difference: Difference) -> Iterator[Guard]:
    for records in difference.duplicates:
        ids = " and ".join(record.record_id for record in records)
        yield Guard(
            "duplicate-rows",
            f"the rows {ids} have the same modelId {records[0].model_id}; delete the wrong one in the platform, then "
            "plan again",
        )


def _foreign(catalog: Catalog, difference: Difference) -> Iterator[Guard]:
    for entry, record in difference.foreign:
        if record.model_id in (entry.model_id, entry.renamed_from):
            place = entry.source.at("model_id")
            yield Guard(
                "foreign-row",
                f"{record.model_id} ({place}) has a row that the catalog {record.managed_by} manages, not "
                f"{catalog.settings.name}; remove it from one of the two",
            )
        else:
            place = entry.source.at("is_default")
            yield Guard(
                "foreign-default",
                f"{entry.model_id} ({place}) cannot become the default: {record.model_id} is, and the catalog "
                f"{record.managed_by} manages it; remove is_default from one of the two",
            )


def _blocked(difference: Difference) -> Iterator[Guard]:
    for entry, row in difference.blocked:
        yield Guard(
            "broken-row",
            f"{entry.model_id} ({entry.source.file}) has a row that cannot be parsed: {row.problem.where}; mend or "
            "delete that row, then plan again",
        )


def _twins(difference: Difference) -> Iterator[Guard]:
    for entry, old, new in difference.twins:
        place = entry.source.at("renamed_from")
        rows = f"{new.record_id} and {old.record_id}"
        if old.model_id == entry.renamed_from:
            found = f"cannot take over {old.model_id}: both have a row, {rows}"
            ending = ", or remove renamed_from"
        else:
            found = f"has two rows, {rows}, of which the second is called {old.model_id} by now"
            ending = ", then plan again"
        message = f"{entry.model_id} ({place}) {found}; delete the wrong one in the platform{ending}"
        yield Guard("rename-both-exist", message)


def _protected(difference: Difference) -> Iterator[Guard]:
    for change in difference.changes:
        if isinstance(change, Delete) and change.live.protected:
            yield Guard(
                "protected-model",
                f"{change.model_id} is protected and would be deleted; first sync its definition without `protected`",
            )
        elif isinstance(change, (Adopt, Update)) and _disables_protected(change):
            place = change.desired.source.at("enabled")
            yield Guard(
                "protected-model",
                f"{change.model_id} ({place}) is protected and would be disabled; first sync its definition without "
                "`protected`",
            )


def _disables_protected(change: Adopt | Update) -> bool:
    is_off = bool(change.live.fields["enabled"]) and not change.desired.fields["enabled"]
    return is_off and (change.live.protected or change.desired.protected)


def _amounts(catalog: Catalog, difference: Difference, allowances: Allowances) -> Iterator[Guard]:
    limits = catalog.settings.guards
    deletes = sum(isinstance(change, Delete) for change in difference.changes)
    updates = sum(isinstance(change, Update) for change in difference.changes)
    managed = difference.unchanged + updates + deletes
    if deletes and len(catalog.entries) * 100 < managed * NEARLY_EMPTY_PERCENT:
        definitions = f"{len(catalog.entries)} definition{'s'[: len(catalog.entries) != 1]}"
        found = f"the catalog has {definitions} against {managed} managed rows, as if it were the wrong directory"
        yield _counted("nearly-empty-catalog", found, "--allow-deletes", deletes, allowances.deletes)
    if deletes and deletes * 100 > managed * limits.max_delete_percent:
        found = f"{deletes} of {managed} managed rows would be deleted, more than {limits.max_delete_percent:g} %"
        yield _counted("too-many-deletes", found, "--allow-deletes", deletes, allowances.deletes)
    elif deletes > limits.max_deletes:
        found = f"{deletes} rows would be deleted, more than {limits.max_deletes}"
        yield _counted("too-many-deletes", found, "--allow-deletes", deletes, allowances.deletes)
    yield from _updates(difference, updates, managed, allowances, limits.max_update_percent)


def _updates(
    difference: Difference, updates: int, managed: int, allowances: Allowances, most: float
) -> Iterator[Guard]:
    """Mass changes of values: of rows that are managed, and of rows that are adopted and change on the way."""
    adopted = [change for change in difference.changes if isinstance(change, Adopt)]
    changed = updates + sum(bool(change.fields) for change in adopted)
    rows = managed + len(adopted)
    if changed <= FEW_UPDATES or (changed * 100 <= rows * most and updates * 100 <= managed * most):
        return
    found = f"{changed} of {rows} rows would be updated, more than {most:g} %"
    if changed != updates:
        found += f"; {changed - updates} of them are nobody's now and would lose what others entered"
    yield _counted("too-many-updates", found, "--allow-updates", changed, allowances.updates)


def _counted(name: str, found: str, option: str, count: int, allowed: int | None) -> Guard:
    if allowed == count:
        return Guard(name, f"{found}; allowed by {option} {count}", f"{option} {count}", lifted=True)
    given = "" if allowed is None else f" ({option} {allowed} was given)"
    return Guard(name, f"{found}; pass {option} {count} if that is meant{given}", f"{option} {count}")


def _default(snapshot: Snapshot, difference: Difference, allowances: Allowances) -> Iterator[Guard]:
    before = [record for record in snapshot.records if _is_default(record)]
    if not before or any(_stays_default(change) for change in difference.changes):
        return
    losing = {
        change.record_id for change in difference.changes if isinstance(change, (Adopt, Delete, StepDown, Update))
    }
    if all(record.record_id in losing for record in before):
        model_id = before[0].model_id
        found = f"{model_id} would stop being the default, and no other model becomes it"
        yield _named(
            "no-default", found, "make another model the default, or ", f"--allow-no-default {model_id}",
            lifted=allowances.no_default == model_id,
        )  # fmt: skip


def _stays_default(change: Change) -> bool:
    """Whether the row is one that people get by default once the change is done."""
    desired = change.desired.fields if isinstance(change, (Adopt, Create, Update)) else None
    return desired is not None and bool(desired["is_default"] and desired["enabled"])


def _last_for_roles(reach: Reach, allowances: Allowances) -> Iterator[Guard]:
    for role in reach.roles:
        if role.after or not role.before:
            continue
        gone = ", ".join(role.lost[:_SHOWN]) + (f" and {len(role.lost) - _SHOWN} more" if role.before > _SHOWN else "")
        models = f"{gone} is the last enabled model" if role.before == 1 else f"{gone} are the last enabled models"
        yield _named(
            "last-for-role", f"{models} for role {role.role}, whose members could then pick none", "",
            f"--allow-empty-role {role.role}", lifted=role.role in allowances.empty_roles,
        )  # fmt: skip


def _last_for_images(reach: Reach, allowances: Allowances) -> Iterator[Guard]:
    if reach.last_for_images:
        model_id = reach.last_for_images[0]
        more = len(reach.last_for_images) - 1
        others = f" (and {more} more that go)" if more else ""
        yield _named(
            "last-image-model", f"{model_id} is the last enabled model that takes images{others}", "",
            f"--allow-no-image-model {model_id}", lifted=allowances.no_image_model == model_id,
        )  # fmt: skip


def _prices(catalog: Catalog, difference: Difference, allowances: Allowances) -> Iterator[Guard]:
    for odd in odd_prices(difference.changes, catalog.settings.guards):
        yield _named(
            "odd-price", f"{odd.model_id}: {odd.field}: {odd.message}", "", f"--allow-price {odd.model_id}",
            lifted=odd.model_id in allowances.prices,
        )  # fmt: skip


def _named(name: str, found: str, instead: str, option: str, *, lifted: bool) -> Guard:
    """A guard that an exact name lifts."""
    ending = f"allowed by {option}" if lifted else f"{instead}pass {option}{'' if instead else ' if that is meant'}"
    return Guard(name, f"{found}; {ending}", option, lifted)


def _is_default(record: Record) -> bool:
    return bool(record.fields["is_default"]) and bool(record.fields["enabled"])
