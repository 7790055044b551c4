"""What public lists say as edits of the model files: prices that differ, and those that somebody chose."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, Final, get_args

from schemas.list_names import ListName
from syncer.authoring.dated_edits import DatedDraft
from syncer.authoring.model_file import EditedFile, edited_file
from syncer.authoring.results import Left, PriceProposal
from syncer.errors import GuardError
from syncer.frozen import NamedTuple
from syncer.model.dated_prices import catalog_on, entry_on
from syncer.model.origins import PriceChange
from syncer.prices.base import list_remark
from syncer.prices.check import JudgedPrice, coming_price
from syncer.prices.verdicts import FAILING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from syncer.model.catalog import Catalog, CatalogEntry
    from syncer.prices.check import AbsentPrice, PriceReport
    from syncer.prices.verdicts import PriceVerdict

_UNSURE: Final[frozenset[PriceVerdict]] = frozenset({"ambiguous", "collapsed", "loose", "implausible"})
"""What is written only where somebody chose it."""
_SETTLED: Final = timedelta(days=7)
"""So long after its day a price stands among the changes: by then it is synced, and was not new to the sync."""
_AGREED: Final[frozenset[PriceVerdict]] = frozenset({"same", "scheduled"})
_REMARK: Final = re.compile(
    rf"(?:{'|'.join(get_args(ListName))}) [^;,#]+, \d{{4}}-\d\d-\d\d"
    r"(?:, [\d.]+ above \d+ tokens)*(?:, [\d.]+ for an hour)?$"
)
"""What this module says behind a price."""


def price_proposal(
    report: PriceReport, catalog: Catalog, chosen: Collection[str], *, adds: bool = False
) -> PriceProposal:  # fmt: skip
    """The edits that give the files the prices of the lists; `chosen` are models whose unsure prices are taken, too.

    `catalog` is what the files say, for no target; with `adds`, prices that they lack are written, too. A price becomes
    0 in no case. Raises SyncerError when a file cannot be read.
    """
    day = report.at.date().isoformat()
    found = [_work(entry, prices, chosen, report) for entry, prices in _by_model(report, catalog, adds=adds)]
    made = [(work, work.written()) for work in found]
    done = [work for work, file in made if file.data is not None]
    texts = {work.entry.source.file: file.data for work, file in made if file.data is not None}
    left = [*chain.from_iterable(work.left(file) for work, file in made)]
    changed = {work.entry.model_id: work.entry_on(day) for work in done}
    entries = tuple(changed.get(entry.model_id, entry) for entry in catalog_on(catalog, day).entries)
    return PriceProposal(
        texts, tuple(chain.from_iterable(work.taken for work in done)), tuple(_told(left)),
        any(one.price.opinion.verdict in FAILING for one in left), catalog._replace(entries=entries),
        tuple(chain.from_iterable(work.scheduled for work in done)),
        tuple((work.entry, day) for work in done for day in work.over),
    )  # fmt: skip


class _Refused(NamedTuple):
    """A price that is not written."""

    price: JudgedPrice | AbsentPrice
    why: str


class _Work(NamedTuple):
    """What becomes of the file of one definition."""

    entry: CatalogEntry
    """What the file says alone."""
    report: PriceReport
    refused: tuple[_Refused, ...]
    taken: tuple[JudgedPrice | AbsentPrice, ...]
    """Those whose price of now is written."""
    scheduled: tuple[JudgedPrice, ...]
    """Those whose price for a day to come is written."""
    over: tuple[str, ...]
    """The days whose prices are to stand above the changes."""
    sure: Mapping[str, JudgedPrice]
    """By field, the prices that the list has, too."""

    def draft(self) -> DatedDraft:
        """All edits of the file: days that are over first, because they say where a price stands."""
        draft = DatedDraft(self.entry)
        for day in self.over:
            draft.fold(day)
        draft.remarks |= {(field,): self._remark(one) for field, one in self.sure.items() if field in draft.fields}
        for one in self.taken:
            draft.put(one.field, float(one.opinion.price or 0), self._remark(one, one.opinion.besides))
        for judged in self.scheduled:
            later = judged.opinion.later
            if later is not None:
                draft.schedule(judged.field, later, coming_price(judged.entry, judged.field), self._remark(judged))
        return draft

    def _remark(self, one: JudgedPrice | AbsentPrice, besides: str = "") -> str:
        version = next(asked.version for asked in self.report.lists if asked.name == one.opinion.source)
        return list_remark(one.opinion.source, version, self.report.at, besides)

    def written(self) -> EditedFile:
        """The file with the edits, or why there is none; None for both where nothing is to be done."""
        draft = self.draft()
        if not draft.changes:
            return EditedFile(None)
        return edited_file(self.entry._replace(since={}), draft.changes, remarks=draft.remarks, ours=_REMARK)

    def left(self, made: EditedFile) -> Iterator[_Refused]:
        """What is not written."""
        yield from self.refused
        if made.data is None:
            yield from (_Refused(one, made.reason) for one in dict.fromkeys((*self.taken, *self.scheduled)))

    def entry_on(self, day: str) -> CatalogEntry:
        """The definition as it is then."""
        draft = self.draft()
        line = self.entry.source.line
        changes = (PriceChange(since, prices, dict.fromkeys(prices, line)) for since, prices in draft.dated.items())
        fields = {**self.entry.fields, **draft.fields}
        return entry_on(self.entry._replace(fields=fields, price_changes=tuple(changes)), day)


def _work(
    entry: CatalogEntry, prices: Sequence[JudgedPrice | AbsentPrice], chosen: Collection[str], report: PriceReport
) -> _Work:  # fmt: skip
    """What is written, and what is refused."""
    wanted = [(one, _refusal(one, chosen)) for one in prices if _is_other(one)]
    dated = [(one, _refused_day(one, chosen)) for one in prices if isinstance(one, JudgedPrice) and _is_unsaid(one)]
    refused = tuple(_Refused(one, why) for one, why in (*wanted, *dated) if why is not None)
    sure = {one.field: one for one in prices if isinstance(one, JudgedPrice) and one.verdict in _AGREED}
    return _Work(entry, report, refused, tuple(one for one, why in wanted if why is None),
                 tuple(one for one, why in dated if why is None), tuple(_over(entry, sure, report)), sure)  # fmt: skip


def _over(entry: CatalogEntry, sure: Collection[str], report: PriceReport) -> Iterator[str]:
    """The days that are over long enough, if the list has all prices that hold since then."""
    end = (report.at.date() - _SETTLED).isoformat()
    for change in entry.price_changes:
        holding = {field for field in change.prices if entry.since.get(field) == change.since}
        if change.since <= end and holding <= {*sure}:
            yield change.since


def _is_other(one: JudgedPrice | AbsentPrice) -> bool:
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


def _told(refused: Iterable[_Refused]) -> Iterator[Left]:
    """One for the prices of a model that have the same reason."""
    groups: dict[tuple[str, str], list[JudgedPrice | AbsentPrice]] = {}
    for price, why in refused:
        groups.setdefault((price.entry.model_id, why), []).append(price)
    for (model_id, why), prices in groups.items():
        said = ", ".join(f"{one.field.partition('_price_')[0]} {one.opinion.price:f}" for one in prices)
        place = prices[0].entry.source.at(prices[0].field)
        yield Left(model_id, place.file, place.line, f"{said}: {why}")


def require_whole(report: PriceReport, allowed: Collection[int]) -> None:
    """Raise GuardError when lists know less than half of the prices: probably one was cut off.

    `allowed` are the exact numbers of unknown prices that are meant.
    """
    unknown = report.counts.get("unknown", 0)
    if unknown * 2 > len(report.prices) and unknown not in allowed:
        raise GuardError(
            f"the lists do not know {unknown} of {len(report.prices)} prices, as if one were not whole; nothing was "
            f"written; pass --allow-unknown {unknown} if that is meant"
        )


def _by_model(
    report: PriceReport, catalog: Catalog, *, adds: bool
) -> Iterator[tuple[CatalogEntry, list[JudgedPrice | AbsentPrice]]]:  # fmt: skip
    """What each file says alone, with the prices that were judged, and with `adds` those that are absent."""
    found: dict[str, list[JudgedPrice | AbsentPrice]] = {}
    every: Iterator[JudgedPrice | AbsentPrice] = chain(report.prices, report.absent if adds else ())
    for one in every:
        found.setdefault(one.entry.model_id, []).append(one)
    return ((entry, found[entry.model_id]) for entry in catalog.entries if entry.model_id in found)


def _refusal(one: JudgedPrice | AbsentPrice, chosen: Collection[str]) -> str | None:
    """Why a price is not taken; None when it is."""
    moved = _overridden(one)
    if moved is not None:
        return moved
    if not one.opinion.price:
        return "a list's 0 is free or unknown; write it by hand if the model is free"
    if one.opinion.verdict in _UNSURE and one.entry.model_id not in chosen:
        return f"{one.opinion.verdict}, {one.opinion.why}; pass --take {one.entry.model_id} if that is meant"
    return None


def _overridden(one: JudgedPrice | AbsentPrice) -> str | None:
    overrides = one.entry.source.overrides
    moved = overrides.get(one.field) or overrides.get("provider")
    return None if moved is None else f"the target has it by the override at {moved}; write it there"
