"""The rules that refuse a plan before anything is written, and what lifts each.

What lifts a guard is an exact count or an exact id, so that a plan which grew since somebody looked is
refused again. There is no blanket force.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from syncer.model.changes import Adopt, Delete, Update
from syncer.plan.guards.losses import Loss, lost_default, lost_images, lost_roles
from syncer.plan.guards.prices import odd_prices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.model.catalog import Catalog, Place
    from syncer.model.records import Snapshot
    from syncer.plan.diff import Difference
    from syncer.plan.guards.role_access import Reach

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


NONE_ALLOWED: Final = Allowances()


class Guard(NamedTuple):
    """A rule that the plan breaks."""

    name: str
    message: str
    lifted_by: str | None = None
    """The option that lifts it; None when nothing does."""
    lifted: bool = False
    place: Place | None = None
    """The line of a definition that it is about; None when it is about no single one."""
    model_ids: tuple[str, ...] = ()
    """The models that it is about, where it is about some."""
    field: str | None = None


def check_plan(
    catalog: Catalog, snapshot: Snapshot, difference: Difference, reach: Reach, allowances: Allowances
) -> tuple[Guard, ...]:
    """Every guard that the plan meets, the lifted ones included."""
    return (
        *_duplicates(catalog, difference),
        *_foreign(catalog, difference),
        *_blocked(difference),
        *_twins(difference),
        *_protected(difference),
        *_amounts(catalog, difference, allowances),
        *_lost(snapshot, difference, reach, allowances),
        *_prices(catalog, difference, allowances),
    )


def _duplicates(catalog: Catalog, difference: Difference) -> Iterator[Guard]:
    places = {entry.model_id: entry.source.at("model_id") for entry in catalog.entries} if difference.duplicates else {}
    for records in difference.duplicates:
        ids, model_id = " and ".join(record.record_id for record in records), records[0].model_id
        message = (
            f"the rows {ids} have the same modelId {model_id}; delete the wrong one in the platform, then plan again"
        )
        yield Guard("duplicate-rows", message, place=places.get(model_id), model_ids=(model_id,), field="model_id")


def _foreign(catalog: Catalog, difference: Difference) -> Iterator[Guard]:
    for entry, record in difference.foreign:
        if record.model_id in (entry.model_id, entry.renamed_from):
            place = entry.source.at("model_id")
            message = (
                f"{record.model_id} ({place}) has a row that the catalog {record.managed_by} manages, not "
                f"{catalog.settings.name}; remove it from one of the two"
            )
            yield Guard("foreign-row", message, place=place, model_ids=(entry.model_id,), field="model_id")
        else:
            place = entry.source.at("is_default")
            message = (
                f"{entry.model_id} ({place}) cannot become the default: {record.model_id} is, and the catalog "
                f"{record.managed_by} manages it; remove is_default from one of the two"
            )
            yield Guard("foreign-default", message, place=place, model_ids=(entry.model_id,), field="is_default")


def _blocked(difference: Difference) -> Iterator[Guard]:
    for entry, row in difference.blocked:
        message = (
            f"{entry.model_id} ({entry.source.file}) has a row that cannot be parsed: {row.problem.where}; mend or "
            "delete that row, then plan again"
        )
        place = entry.source.at("model_id")
        yield Guard("broken-row", message, place=place, model_ids=(entry.model_id,), field="model_id")


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
        yield Guard("rename-both-exist", message, place=place, model_ids=(entry.model_id,), field="renamed_from")


def _protected(difference: Difference) -> Iterator[Guard]:
    for change in difference.changes:
        if isinstance(change, Delete) and change.live.protected:
            message = (
                f"{change.model_id} is protected and would be deleted; first sync its definition without `protected`"
            )
            yield Guard("protected-model", message, model_ids=(change.model_id,))
        elif isinstance(change, (Adopt, Update)) and _disables_protected(change):
            place = change.desired.source.at("enabled")
            message = (
                f"{change.model_id} ({place}) is protected and would be disabled; first sync its definition without "
                "`protected`"
            )
            yield Guard("protected-model", message, place=place, model_ids=(change.model_id,), field="enabled")


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


def _counted(name: str, found: str, option: str, count: int, allowed: frozenset[int]) -> Guard:
    if count in allowed:
        return Guard(name, f"{found}; allowed by {option} {count}", f"{option} {count}", lifted=True)
    given = f" ({', '.join(f'{option} {number}' for number in sorted(allowed))} was given)" if allowed else ""
    return Guard(name, f"{found}; pass {option} {count} if that is meant{given}", f"{option} {count}")


def _lost(snapshot: Snapshot, difference: Difference, reach: Reach, allowances: Allowances) -> Iterator[Guard]:
    """What people would have no more."""
    changes = difference.changes
    default = lost_default(snapshot, difference)
    if default is not None:
        lifted = default.model_ids[0] in allowances.no_default
        instead = "make another model the default, or "
        yield _named("no-default", default, instead, f"--allow-no-default {default.model_ids[0]}", lifted=lifted)
    for role, loss in lost_roles(reach, changes):
        lifted = role in allowances.empty_roles
        yield _named("last-for-role", loss, "", f"--allow-empty-role {role}", lifted=lifted)
    images = lost_images(reach, changes)
    if images is not None:
        lifted = images.model_ids[0] in allowances.no_image_model
        yield _named("last-image-model", images, "", f"--allow-no-image-model {images.model_ids[0]}", lifted=lifted)


def _prices(catalog: Catalog, difference: Difference, allowances: Allowances) -> Iterator[Guard]:
    for odd in odd_prices(difference.changes, catalog.settings.guards):
        loss = Loss((odd.model_id,), f"{odd.model_id}: {odd.field}: {odd.message}", odd.place, odd.field)
        lifted = odd.model_id in allowances.prices
        yield _named("odd-price", loss, "", f"--allow-price {odd.model_id}", lifted=lifted)


def _named(name: str, loss: Loss, instead: str, option: str, *, lifted: bool) -> Guard:
    """A guard that an exact name lifts."""
    ending = f"allowed by {option}" if lifted else f"{instead}pass {option}{'' if instead else ' if that is meant'}"
    return Guard(name, f"{loss.found}; {ending}", option, lifted, loss.place, loss.model_ids, loss.field)
