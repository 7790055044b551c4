"""What runs for the people of each model before and after a plan, where it costs them another price then. Pure."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias

from syncer.frozen import NamedTuple
from syncer.model.changes import Adopt, Create, Recreate, Restore, Update, fields_after
from syncer.model.lifecycle import status_of
from syncer.model.money import TOKEN_KINDS
from syncer.plan.reroutings import end_of_chain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from syncer.model.catalog import Catalog
    from syncer.model.changes import Change
    from syncer.plan.coming_prices import ComingPrice
    from syncer.plan.plan import Plan

_Fields: TypeAlias = "Mapping[str, object]"
_Rows: TypeAlias = "Mapping[str, _Fields]"
"""By model id."""


class Served(NamedTuple):
    """A model, and what runs for those who have chosen it: itself, or its successor where it is retired."""

    names: tuple[str, str]
    """The ids that it has now and then."""
    now: _Fields | None
    """What runs before the plan; None where nothing does."""
    then: _Fields | None
    """What runs after it."""
    successor: str | None
    """What runs in its place then."""


def served(plan: Plan, catalog: Catalog, used: Collection[str]) -> Iterator[Served]:
    """The models that cost another price after the plan, and those that it retires.

    `catalog` is what the plan was made from. Of models that are retired already and stay as they are, those in `used`.
    """
    before, after = _sides(plan, catalog)
    for names in _each(plan.changes, before, used):
        if names[1] in after:
            one = _served(names, before, after)
            if _retires(before[names[0]], after[names[1]]) or _prices(one.now) != _prices(one.then):
                yield one


def served_later(plan: Plan, catalog: Catalog, used: Collection[str]) -> Iterator[tuple[str, Served]]:
    """What each model costs from a day to come on, with the models in `used` for which it runs then; by day.

    Only what a reviewer is told: prices that are new, or soon. Nothing runs at those of a retired model.
    """
    after = dict(_sides(plan, catalog)[1]) if plan.coming else {}
    riders = _riders(after, used)
    names = {ids_of(change)[1]: ids_of(change) for change in plan.changes}
    for (since, model_id), group in groupby(plan.coming, attrgetter("since", "model_id")):
        prices, now = [*group], after[model_id]
        after[model_id] = {**now, **{one.field: one.after for one in prices}}
        if status_of(now) != "retired" and any(map(_is_told, prices)):
            counted = (model_id, *names.get(model_id, ()), *riders.get(model_id, ()))
            yield since, Served(counted, now, after[model_id], None)


def _is_told(one: ComingPrice) -> bool:
    return one.is_new or one.is_soon


def _riders(rows: _Rows, used: Collection[str]) -> dict[str, list[str]]:
    """The retired models in `used`, by the model that runs in their place."""
    found: dict[str, list[str]] = {}
    for model_id in sorted(used):
        if model_id in rows and status_of(rows[model_id]) == "retired":
            then = end_of_chain(rows[model_id], rows)
            if then is not None:
                found.setdefault(str(then["model_id"]), []).append(model_id)
    return found


def ids_of(change: Change) -> tuple[str, str]:
    """The ids that a model has now and then."""
    renamed = change.after["model_id"] if isinstance(change, (Adopt, Restore, Update)) else change.model_id
    return change.model_id, str(renamed)


def _sides(plan: Plan, catalog: Catalog) -> tuple[_Rows, _Rows]:
    """The rows before and after; those that do not change are as the catalog says."""
    still = _unchanged(plan, catalog)
    there = (change for change in plan.changes if not isinstance(change, (Create, Recreate)))
    after = filter(None, map(fields_after, plan.changes))
    return (
        still | {change.model_id: change.live.fields for change in there},
        still | {str(fields["model_id"]): fields for fields in after},
    )


def _unchanged(plan: Plan, catalog: Catalog) -> dict[str, _Fields]:
    rows: dict[str, _Fields] = {row.model_id: row.fields for row in plan.unmanaged}
    rows |= {entry.model_id: entry.fields for entry in catalog.entries}
    for change in plan.changes:
        for model_id in ids_of(change):
            rows.pop(model_id, None)
    return rows


def _each(changes: Iterable[Change], before: _Rows, used: Collection[str]) -> Iterator[tuple[str, str]]:
    """The names of each model that runs before and after, and may cost another price."""
    running = {change.model_id: ids_of(change) for change in changes if isinstance(change, (Adopt, Restore, Update))}
    yield from running.values()
    for model_id in sorted(used):
        if model_id in before and model_id not in running and status_of(before[model_id]) == "retired":
            yield model_id, model_id


def _served(names: tuple[str, str], before: _Rows, after: _Rows) -> Served:
    now, then = _runs(before[names[0]], before), _runs(after[names[1]], after)
    moves = then is not None and status_of(after[names[1]]) == "retired"
    return Served(names, now, then, str(then["model_id"]) if moves and then is not None else None)


def _runs(fields: _Fields, rows: _Rows) -> _Fields | None:
    return end_of_chain(fields, rows) if status_of(fields) == "retired" else fields


def _retires(before: _Fields, after: _Fields) -> bool:
    return status_of(before) != "retired" and status_of(after) == "retired"


def _prices(fields: _Fields | None) -> list[object]:
    """By kind of tokens; empty for nothing."""
    return [] if fields is None else [fields.get(f"{kind}_price_per_million_tokens") for kind in TOKEN_KINDS]
