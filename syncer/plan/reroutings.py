"""What runs in the place of a model that is retired, before and after a plan that changes that or its price. Pure."""

from __future__ import annotations

from collections import defaultdict
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.changes import rows_after
from syncer.model.late import values_of
from syncer.model.lifecycle import FITNESS, MOST_HOPS, status_of
from syncer.plan.guards.role_access import users_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from syncer.model.changes import Change
    from syncer.model.records import Record
    from syncer.plan.access import Access

    Fields = Mapping[str, object]
    Rows = Mapping[str, Fields]

_PRICES: Final = ("input_price_per_million_tokens", "output_price_per_million_tokens")
_WATCHED: Final = FITNESS.union(_PRICES)


class Prices(NamedTuple):
    """US dollars per million tokens."""

    input: float
    output: float


class Rerouting(NamedTuple):
    """What runs for the people of models that were retired before a plan, where it is another one or costs more."""

    model_ids: tuple[str, ...]
    """The models, as they are called then."""
    status: str
    """Theirs then: `retired`, or one with which they run themselves."""
    was: str | None
    """What ran before, as it is called then, if it is there; None for nothing."""
    runs: str
    """What runs then."""
    roles: tuple[str, ...]
    """Whose members can use it then."""
    before: Prices | None
    """Of what ran before."""
    after: Prices
    """Of what runs then."""


def reroutings(
    records: Sequence[Record], changes: Sequence[Change], access: Access | None, told: Collection[str]
) -> tuple[Rerouting, ...]:
    """What the changes do to the people of models that are retired, by model id.

    Not for the rows `told`, of which more is said, nor where what runs is the same and gets no dearer.
    """
    retired = [one for one in _retired(records) if one not in told]
    if not retired or not any(map(_is_watched, changes)):
        return ()
    alike: dict[Rerouting, list[str]] = defaultdict(list)
    for one in filter(_is_told, _each(retired, *sides_of(records, changes), access)):
        alike[one._replace(model_ids=())].extend(one.model_ids)
    told_once = (one._replace(model_ids=tuple(sorted(model_ids))) for one, model_ids in alike.items())
    return tuple(sorted(told_once, key=itemgetter(0)))


def sides_of(records: Iterable[Record], changes: Sequence[Change]) -> tuple[Rows, Rows]:
    """The rows before and after the changes, by key."""
    before = {record.record_id: record.fields for record in records}
    return before, rows_after(before, changes)


def _retired(records: Sequence[Record]) -> Iterator[str]:
    statuses = values_of(map(attrgetter("fields"), records), "status")
    return (record.record_id for record, status in zip(records, statuses, strict=True) if status == "retired")


def _is_watched(change: Change) -> bool:
    return any(field.field in _WATCHED for field in change.fields)


def _each(retired: Iterable[str], before: Rows, after: Rows, access: Access | None) -> Iterator[Rerouting]:
    """For each of the rows for which something runs after the plan."""
    by_id, by_id_after = rows_by_id(before), rows_by_id(after)
    names = {str(before[key]["model_id"]): str(fields["model_id"]) for key, fields in after.items() if key in before}
    for key in filter(after.__contains__, retired):
        now, then = end_of_chain(before[key], by_id), running(after[key], by_id_after)
        if then is not None:
            found = Rerouting(
                (str(after[key]["model_id"]),), status_of(after[key]), None, str(then["model_id"]),
                tuple(sorted(users_of(then, access))), None, prices_of(then),
            )  # fmt: skip
            yield found if now is None else found._replace(was=_name(now, names), before=prices_of(now))


def _name(fields: Fields, names: Mapping[str, str]) -> str:
    """What a model is called after the plan, if it is still there."""
    model_id = str(fields["model_id"])
    return names.get(model_id, model_id)


def _is_told(one: Rerouting) -> bool:
    if one.was != one.runs:
        return True
    return one.before is not None and any(new > old for old, new in zip(one.before, one.after, strict=True))


def rows_by_id(rows: Rows) -> dict[str, Fields]:
    """The rows by model id."""
    return {str(fields["model_id"]): fields for fields in rows.values()}


def running(fields: Fields, by_id: Rows) -> Fields | None:
    """The row that runs for those who have chosen a model: itself, or what is at the end of its successors."""
    if status_of(fields) == "retired":
        return end_of_chain(fields, by_id)
    return fields if fields["enabled"] else None


def end_of_chain(fields: Fields, by_id: Rows) -> Fields | None:
    """The row that runs instead: a retired one passes on to its own successor."""
    for _ in range(MOST_HOPS):
        following = by_id.get(str(fields["replaced_by"] or ""))
        if following is None:
            return None
        fields = following
        if status_of(fields) != "retired":
            return fields if fields["enabled"] else None
    return None


def prices_of(fields: Fields) -> Prices:
    """What it costs; 0 where that is not said."""
    given: list[object] = [fields[name] for name in _PRICES]
    return Prices(*(float(value) if isinstance(value, (int, float)) else 0.0 for value in given))
