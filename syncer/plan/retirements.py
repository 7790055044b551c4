"""What a plan does to people by the lifecycle: who is moved to which model, at which price; what retires soon. Pure."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.changes import Adopt, Restore, Update, rows_after, source_of
from syncer.model.lifecycle import MOST_HOPS, status_of
from syncer.plan.guards.role_access import users_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from syncer.model.catalog import Catalog, Place
    from syncer.model.changes import Change
    from syncer.model.records import Record
    from syncer.plan.access import Access

    Fields = Mapping[str, object]

SOON: Final = 30
"""Days before the date on which a model retires."""
_PRICES: Final = ("input_price_per_million_tokens", "output_price_per_million_tokens")
_TOLD: Final = frozenset({"status", "replaced_by"})


class Prices(NamedTuple):
    """US dollars per million tokens."""

    input: float
    output: float


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
    """Of the model now."""
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


NO_LIFECYCLE: Final = Lifecycle()


def lifecycle_of(
    records: Sequence[Record], changes: Iterable[Change], access: Access | None = None, *,
    catalog: Catalog | None = None, today: date | None = None,
) -> Lifecycle:  # fmt: skip
    """What the changes do by the lifecycle, given every row; without a date, nothing of what retires soon."""
    changes = tuple(changes)
    telling = tuple(_telling(changes))
    dated = today is not None and _has_dates(records, changes)
    if not telling and not dated:
        return NO_LIFECYCLE
    by_id = _by_id(records, changes)
    successions = tuple(_succession(change, by_id, access) for change in telling)
    return Lifecycle(successions, tuple(_retirements(by_id, catalog, today)) if today is not None else ())


def _telling(changes: Iterable[Change]) -> Iterator[Adopt | Restore | Update]:
    """The changes that hide a model, retire it, or give a retired one another successor."""
    for change in changes:
        if isinstance(change, (Adopt, Restore, Update)) and any(field.field in _TOLD for field in change.fields):
            statuses = status_of(change.live.fields), status_of(change.after)
            if statuses[1] == "retired" or statuses == ("active", "deprecated"):
                yield change


def _has_dates(records: Iterable[Record], changes: Iterable[Change]) -> bool:
    """Whether any row has a date, now or then: of most stores, none."""
    given = (field.after for change in changes for field in change.fields if field.field == "retires_on")
    return any(chain((record.fields["retires_on"] for record in records), given))


def _by_id(records: Iterable[Record], changes: Iterable[Change]) -> dict[str, Fields]:
    """The rows after the changes, by model id."""
    after = rows_after({record.record_id: record.fields for record in records}, changes)
    return {str(fields["model_id"]): fields for fields in after.values()}


def _succession(change: Adopt | Restore | Update, by_id: Mapping[str, Fields], access: Access | None) -> Succession:
    roles = tuple(sorted(users_of(change.live.fields, access)))
    source = source_of(change)
    place = None if source is None else source.at("status")
    status = status_of(change.after)
    denied = roles if status == "retired" else ()  # a deprecated model without a successor runs on for everybody
    alone = Succession(
        str(change.after["model_id"]), status, None, roles, denied, _prices(change.live.fields), None, place
    )
    successor = _end_of_chain(change.after, by_id)
    if successor is None:
        return alone
    may = users_of(successor, access)
    denied = tuple(role for role in roles if role not in may)
    return alone._replace(successor=str(successor["model_id"]), denied=denied, after=_prices(successor))


def _end_of_chain(fields: Fields, by_id: Mapping[str, Fields]) -> Fields | None:
    """The row that runs instead: a retired one passes on to its own successor."""
    for _ in range(MOST_HOPS):
        following = by_id.get(str(fields["replaced_by"] or ""))
        if following is None:
            return None
        fields = following
        if status_of(fields) != "retired":
            return fields if fields["enabled"] else None
    return None


def _prices(fields: Fields) -> Prices:
    given: list[object] = [fields[name] for name in _PRICES]
    return Prices(*(float(value) if isinstance(value, (int, float)) else 0.0 for value in given))


def _retirements(by_id: Mapping[str, Fields], catalog: Catalog | None, today: date) -> Iterator[Retirement]:
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
