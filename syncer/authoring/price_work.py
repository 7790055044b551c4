"""What becomes of the prices of one model file by what lists say: written, scheduled, folded or refused."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar, get_args

from schemas.list_names import ListName
from syncer.authoring.dated_edits import DatedDraft
from syncer.authoring.model_file import EditedFile, edited_file
from syncer.frozen import NamedTuple
from syncer.model.dated_prices import entry_on
from syncer.model.origins import PriceChange
from syncer.prices.base import LIMIT_FIELDS, list_remark
from syncer.prices.check import JudgedPrice, coming_price

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from syncer.model.catalog import CatalogEntry
    from syncer.prices.check import ListedValue, PriceReport
    from syncer.prices.verdicts import PriceVerdict

_UNSURE: Final[frozenset[PriceVerdict]] = frozenset({"ambiguous", "collapsed", "loose", "implausible"})
"""What is written only where somebody chose it."""
_Price = TypeVar("_Price")
_SETTLED: Final = timedelta(days=7)
"""So long after its day a price stands among the changes: by then it is synced, and was not new to the sync."""
_AGREED: Final[frozenset[PriceVerdict]] = frozenset({"same", "scheduled"})
_REMARK: Final = re.compile(
    rf"(?:{'|'.join(get_args(ListName))}) [^;,#]+, \d{{4}}-\d\d-\d\d"
    r"(?:, [\d.]+ above \d+ tokens)*(?:, [\d.]+ for an hour)?$"
)
"""What this module says behind a price."""


class RefusedPrice(NamedTuple):
    """A price that is not written."""

    price: ListedValue
    why: str


class PriceWork(NamedTuple):
    """What becomes of the file of one definition."""

    entry: CatalogEntry
    """What the file says alone."""
    report: PriceReport
    refused: tuple[RefusedPrice, ...]
    taken: tuple[ListedValue, ...]
    """Those whose price of now is written."""
    scheduled: tuple[JudgedPrice, ...]
    """Those whose price for a day to come is written."""
    over: tuple[str, ...]
    """The days whose prices are to stand above the changes."""
    sure: Mapping[str, JudgedPrice]
    """By field, the prices that the list has, too."""

    @property
    def folded(self) -> tuple[tuple[CatalogEntry, str], ...]:
        """The definition with each of these days."""
        return tuple((self.entry, day) for day in self.over)

    def draft(self) -> DatedDraft:
        """All edits of the file: days that are over first, because they say where a price stands."""
        draft = DatedDraft(self.entry)
        for day in self.over:
            draft.fold(day)
        draft.remarks |= {(field,): self._remark(one) for field, one in self.sure.items() if field in draft.fields}
        for one in self.taken:
            draft.put(one.field, _number(one), self._remark(one, one.opinion.besides))
        for judged in self.scheduled:
            later = judged.opinion.later
            if later is not None:
                draft.schedule(judged.field, later, coming_price(judged.entry, judged.field), self._remark(judged))
        return draft

    def _remark(self, one: ListedValue, besides: str = "") -> str:
        version = next(asked.version for asked in self.report.lists if asked.name == one.opinion.source)
        return list_remark(one.opinion.source, version, self.report.at, besides)

    def written(self) -> EditedFile:
        """The file with the edits, or why there is none; None for both where nothing is to be done."""
        draft = self.draft()
        if not draft.changes:
            return EditedFile(None)
        return edited_file(self.entry._replace(since={}), draft.changes, remarks=draft.remarks, ours=_REMARK)

    def left(self, made: EditedFile) -> Iterator[RefusedPrice]:
        """What is not written."""
        yield from self.refused
        if made.data is None:
            tried = {one.field: one for one in (*self.taken, *self.scheduled)}
            yield from (RefusedPrice(one, made.reason) for one in tried.values())

    def entry_on(self, day: str) -> CatalogEntry:
        """The definition as it is then."""
        draft = self.draft()
        line = self.entry.source.line
        changes = (PriceChange(since, prices, dict.fromkeys(prices, line)) for since, prices in draft.dated.items())
        fields = {**self.entry.fields, **draft.fields}
        return entry_on(self.entry._replace(fields=fields, price_changes=tuple(changes)), day)


def _number(one: ListedValue) -> float:
    """What the list says, as a file has it: limits are whole."""
    said = one.opinion.price or 0
    return int(said) if one.field in LIMIT_FIELDS else float(said)


def work_of(
    chosen: Collection[str], report: PriceReport, entry: CatalogEntry, prices: Sequence[ListedValue]
) -> PriceWork:  # fmt: skip
    """What is written, and what is refused."""
    wanted = [(one, _refusal(one, chosen)) for one in filter(_is_other, prices)]
    judged = [one for one in prices if isinstance(one, JudgedPrice)]
    dated = [(one, _refused_day(one, chosen)) for one in filter(_is_unsaid, judged)]
    sure = {one.field: one for one in filter(_is_agreed, judged)}
    refused = (RefusedPrice(one, why) for one, why in (*wanted, *dated) if why is not None)
    return PriceWork(
        entry, report, tuple(refused), _allowed(wanted), _allowed(dated), tuple(_over(entry, sure, report)), sure
    )


def _is_agreed(one: JudgedPrice) -> bool:
    return one.verdict in _AGREED


def _allowed(found: Iterable[tuple[_Price, str | None]]) -> tuple[_Price, ...]:
    """Those that nothing speaks against."""
    return tuple(one for one, why in found if why is None)


def _over(entry: CatalogEntry, sure: Collection[str], report: PriceReport) -> Iterator[str]:
    """The days that are over long enough, if the list has all prices that hold since then."""
    end = (report.at.date() - _SETTLED).isoformat()
    for change in entry.price_changes:
        holding = {field for field in change.prices if entry.since.get(field) == change.since}
        if change.since <= end and holding <= {*sure}:
            yield change.since


def _is_other(one: ListedValue) -> bool:
    """Whether the list has another price now."""
    if not isinstance(one, JudgedPrice):
        return True
    return one.opinion.price not in {None, one.price} and one.verdict in {"differs", *_UNSURE}


def _is_unsaid(one: JudgedPrice) -> bool:
    """Whether the list surely knows a price to come that the file does not say so."""
    later = one.opinion.later
    return later is not None and one.verdict in {"scheduled", "differs"} and coming_price(one.entry, one.field) != later


def _refused_day(one: JudgedPrice, chosen: Collection[str]) -> str | None:
    """Why a price to come is not written; None when it is."""
    later, known, moved = one.opinion.later, coming_price(one.entry, one.field), _overridden(one)
    if moved is not None:
        return moved
    if later is None or not later.price:
        return "a list's 0 is free or unknown; write it by hand if the model is free then"
    if known is not None and known.since != later.since and one.entry.model_id not in chosen:
        said = f"the list says {later.price:f} from {later.since}, the file {known.price:f} from {known.since}"
        return f"{said}; pass --take {one.entry.model_id} if the list is right"
    return None


def _refusal(one: ListedValue, chosen: Collection[str]) -> str | None:
    """Why a price is not taken; None when it is."""
    moved = _overridden(one)
    if moved is not None:
        return moved
    if not one.opinion.price:
        return "a list's 0 is free or unknown; write it by hand if the model is free"
    if one.opinion.verdict in _UNSURE and one.entry.model_id not in chosen:
        return f"{one.opinion.verdict}, {one.opinion.why}; pass --take {one.entry.model_id} if that is meant"
    return None


def _overridden(one: ListedValue) -> str | None:
    overrides = one.entry.source.overrides
    moved = overrides.get(one.field) or overrides.get("provider")
    return None if moved is None else f"the target has it by the override at {moved}; write it there"
