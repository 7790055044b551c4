"""What a plan does to people by the lifecycle: who is moved to which model, at which price; what retires soon. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.changes import Adopt, Restore, Update, source_of
from syncer.model.late import giving
from syncer.model.lifecycle import status_of
from syncer.plan.guards.role_access import users_of
from syncer.plan.reroutings import end_of_chain, prices_of, reroutings, rows_by_id, running, sides_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from syncer.model.catalog import Catalog, Place
    from syncer.model.changes import Change
    from syncer.model.records import Record
    from syncer.plan.access import Access
    from syncer.plan.reroutings import Prices, Rerouting

    Fields = Mapping[str, object]

SOON: Final = 30
"""Days before the date on which a model retires."""
_TOLD: Final = frozenset({"status", "replaced_by"})


class Succession(NamedTuple):
    """A model that a plan deprecates or retires."""

    model_id: str
    status: str
    """`deprecated`: it is hidden, and runs on. `retired`: its successor runs; nothing does where it has none."""
    successor: str | None
    """The model that is found at the end of the chain of successors; None where none of them can be used."""
    roles: tuple[str, ...]
    """Whose members can use the model now."""
    denied: tuple[str, ...]
    """Those of them who cannot use the successor; all where there is none."""
    before: Prices
    """Of what runs now: the model, or the successor that it has already."""
    after: Prices | None
    """Of the successor after the plan."""
    place: Place | None
    """The line of the status."""


class Retirement(NamedTuple):
    """A model that is to retire within `SOON` days, or was to have retired, and has not."""

    model_id: str
    on: str
    """The date, `YYYY-MM-DD`."""
    is_past: bool
    successor: str | None
    place: Place | None


class Lifecycle(NamedTuple):
    """What a person should know of it."""

    successions: tuple[Succession, ...] = ()
    retirements: tuple[Retirement, ...] = ()
    reroutings: tuple[Rerouting, ...] = ()


NO_LIFECYCLE: Final = Lifecycle()


def lifecycle_of(
    records: Sequence[Record], changes: Iterable[Change], access: Access | None = None, *,
    catalog: Catalog | None = None, today: date | None = None,
) -> Lifecycle:  # fmt: skip
    """What the changes do by the lifecycle, given every row; without a date, nothing of what retires soon."""
    changes = tuple(changes)
    telling = {change.record_id: change for change in _telling(changes)}
    dated = today if today is not None and _has_dates(records, changes) else None
    others = reroutings(records, changes, access, telling)
    if not telling and dated is None:
        return Lifecycle(reroutings=others) if others else NO_LIFECYCLE
    before, after = map(rows_by_id, sides_of(records, changes))
    successions = tuple(_succession(change, (before, after), access) for change in telling.values())
    return Lifecycle(successions, tuple(_retirements(after, catalog, dated)), others)


def _telling(changes: Iterable[Change]) -> Iterator[Adopt | Restore | Update]:
    """The changes that hide a model, retire it, or give a retired one another successor."""
    for change in changes:
        if isinstance(change, (Adopt, Restore, Update)) and any(field.field in _TOLD for field in change.fields):
            statuses = status_of(change.live.fields), status_of(change.after)
            if statuses[1] == "retired" or statuses == ("active", "deprecated"):
                yield change


def _has_dates(records: Sequence[Record], changes: Iterable[Change]) -> bool:
    """Whether any row has a date, now or then: of most stores, none."""
    given = (field.after for change in changes for field in change.fields if field.field == "retires_on")
    return any(giving(records, "retires_on")) or any(given)


def _succession(
    change: Adopt | Restore | Update, sides: tuple[Mapping[str, Fields], Mapping[str, Fields]], access: Access | None
) -> Succession:
    roles = tuple(sorted(users_of(change.live.fields, access)))
    source = source_of(change)
    place = None if source is None else source.at("status")
    status = status_of(change.after)
    denied = roles if status == "retired" else ()  # a deprecated model without a successor runs on for everybody
    now = prices_of(running(change.live.fields, sides[0]) or change.live.fields)
    alone = Succession(str(change.after["model_id"]), status, None, roles, denied, now, None, place)
    successor = end_of_chain(change.after, sides[1])
    if successor is None:
        return alone
    may = users_of(successor, access)
    denied = tuple(role for role in roles if role not in may)
    return alone._replace(successor=str(successor["model_id"]), denied=denied, after=prices_of(successor))


def _retirements(by_id: Mapping[str, Fields], catalog: Catalog | None, today: date | None) -> Iterator[Retirement]:
    if today is None:
        return
    now, end = today.isoformat(), (today + timedelta(days=SOON)).isoformat()
    places = _places(catalog) if catalog is not None else {}
    for day, model_id in sorted(_dates(by_id)):
        if "0" < day <= end:
            successor = str(by_id[model_id]["replaced_by"] or "") or None
            yield Retirement(model_id, day, day < now, successor, places.get(model_id))


def _dates(by_id: Mapping[str, Fields]) -> Iterator[tuple[str, str]]:
    """The date of each model that has not retired, and the model; empty where it has none."""
    for model_id, fields in by_id.items():
        if status_of(fields) != "retired":
            yield str(fields["retires_on"] or ""), model_id


def _places(catalog: Catalog) -> dict[str, Place]:
    return {entry.model_id: entry.source.at("retires_on") for entry in catalog.entries}
