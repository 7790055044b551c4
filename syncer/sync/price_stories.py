"""What became of prices, told from the applies of a history. Pure."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from schemas.attributes import KIND, STORED_NAME
from syncer.frozen import NamedTuple
from syncer.model.changes import FieldChange
from syncer.stores.base import HistoryHead
from syncer.sync.history import names_of, story

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from syncer.sync.history import AppliedChange, Apply, StoryStep

PRICES: Final = tuple(name for name, kind in KIND.items() if kind == "price")
"""The fields that are prices."""
DONE: Final = ("applied", "begun")
"""The status of what was done to a row, and of what may have been: its run died."""
_YEARS: Final = range(1970, 9000)
_ID_TIME: Final = "%Y%m%dT%H%M%S%fZ"


class ModelStory(NamedTuple):
    """What applies did to one model."""

    model_id: str
    steps: tuple[StoryStep, ...]
    """The newest first, also under older names."""


def moved_prices(change: AppliedChange) -> tuple[FieldChange, ...]:
    """The prices that a change sets, alters or ends."""
    if change.action != "delete":
        return tuple(field for field in change.fields if field.field in PRICES)
    gone = ((field, change.raw.get(STORED_NAME[field])) for field in PRICES)
    return tuple(FieldChange(field, _plain(before), None) for field, before in gone if before is not None)


def _plain(stored: object) -> object:
    """A stored number as a change has it: a table has decimals."""
    return float(stored) if isinstance(stored, Decimal) else stored


def moment_of(apply_id: str, at: object) -> datetime | None:
    """The moment of an apply in UTC: as it says, or as its id does; None where neither can be read."""
    return _in_utc(_said(at)) or _in_utc(_of_id(apply_id))


def newest_moment(heads: Iterable[HistoryHead]) -> datetime | None:
    """The moment of the last apply of a history in UTC; None where there is none."""
    return max(filter(None, (moment_of(head.apply_id, head.head.get("at")) for head in heads)), default=None)


def _said(at: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(at))
    except ValueError:
        return None


def _of_id(apply_id: str) -> datetime | None:
    try:
        return datetime.strptime(apply_id.partition("-")[0], _ID_TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


def _in_utc(moment: datetime | None) -> datetime | None:
    if moment is None or moment.tzinfo is None or moment.year not in _YEARS:
        return None
    return moment.astimezone(UTC)


def stories_of_prices(applies: Sequence[Apply], *, fields: Iterable[str] = PRICES) -> tuple[ModelStory, ...]:
    """The stories of all models of which one of these prices changed, the one that changed last first."""
    by_id = {apply.apply_id: apply for apply in applies}
    concerned: defaultdict[str, list[HistoryHead]] = defaultdict(list)
    for apply in applies:
        for name in {name for change in apply.changes for name in names_of(change)}:
            concerned[name].append(HistoryHead(apply.apply_id, {}))
    newest = _newest_names(applies)
    wanted = frozenset(fields)
    changed = dict.fromkeys(newest.get(name, name) for name in _changed(applies, wanted))
    return tuple(ModelStory(name, story(name, concerned.__getitem__, by_id.get)) for name in changed)


def _changed(applies: Sequence[Apply], fields: frozenset[str]) -> Iterator[str]:
    """The models of which a price became another one, the newest first; being made or deleted is no such change."""
    for apply in sorted(applies, key=lambda one: one.apply_id, reverse=True):
        for change in apply.changes:
            if change.action in ("update", "adopt") and any(field.field in fields for field in change.fields):
                yield change.model_id


def _newest_names(applies: Sequence[Apply]) -> Mapping[str, str]:
    """What each model is called in the end, by the names that it had before."""
    newest: dict[str, str] = {}
    for apply in sorted(applies, key=lambda one: one.apply_id, reverse=True):
        for change in apply.changes:
            for name in names_of(change):
                if name != change.model_id:
                    newest[change.model_id] = newest.get(name, name)
    return newest
