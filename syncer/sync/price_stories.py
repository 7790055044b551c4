"""What became of prices, told from the applies of a history. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from schemas.attributes import KIND, STORED_NAME
from syncer.model.changes import FieldChange
from syncer.sync.model_story import StoryStep, by_name, last_name, lives_of, told_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syncer.stores.base import HistoryHead
    from syncer.sync.history import AppliedChange, Apply
    from syncer.sync.model_story import ModelStory

PRICES: Final = tuple(name for name, kind in KIND.items() if kind == "price")
"""The fields that are prices."""
_YEARS: Final = range(1970, 9000)
_ID_TIME: Final = "%Y%m%dT%H%M%S%fZ"


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
    lives = lives_of(StoryStep(apply, change) for apply in applies for change in apply.changes)
    last = {(step.apply.apply_id, step.change.record_id): last_name(life) for life in lives for step in life}
    of_name = by_name(lives)
    changed = dict.fromkeys(last[row] for row in _changed(applies, frozenset(fields)))
    return tuple(told_of(name, of_name[name]) for name in changed)


def _changed(applies: Sequence[Apply], fields: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The applies and rows in which a price became another one, the newest first; being made or deleted is none."""
    for apply in sorted(applies, key=lambda one: one.apply_id, reverse=True):
        for change in apply.changes:
            if change.action in ("update", "adopt") and any(field.field in fields for field in change.fields):
                yield apply.apply_id, change.record_id
