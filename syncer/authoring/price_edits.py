"""What public lists say as edits of the model files: prices that differ, and those that somebody chose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, get_args

from schemas.list_names import ListName
from syncer.authoring.model_file import EditedFile, edited_file
from syncer.authoring.results import Left, PriceProposal
from syncer.errors import GuardError
from syncer.frozen import NamedTuple
from syncer.prices.base import list_remark
from syncer.prices.verdicts import FAILING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from syncer.model.catalog import Catalog, CatalogEntry
    from syncer.prices.check import AbsentPrice, JudgedPrice, PriceReport
    from syncer.prices.verdicts import PriceVerdict

_UNSURE: Final[frozenset[PriceVerdict]] = frozenset({"ambiguous", "collapsed", "loose", "implausible"})
"""What is written only where somebody chose it."""
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
    texts: dict[str, bytes] = {}
    taken: list[JudgedPrice | AbsentPrice] = []
    left: list[_Refused] = []
    changed: dict[str, CatalogEntry] = {}
    files = {entry.model_id: entry for entry in catalog.entries}
    for model_id, prices in _by_model(report, adds=adds).items():
        entry = files[model_id]
        refused, wanted = _parted(prices, chosen)
        made = _edited(entry, wanted, report)
        if made.data is not None:
            texts[entry.source.file] = made.data
            taken += wanted
            changed[entry.model_id] = entry._replace(fields={**entry.fields, **_values(wanted)})
        left += refused if made.data is not None else (*refused, *(_Refused(one, made.reason) for one in wanted))
    entries = tuple(changed.get(entry.model_id, entry) for entry in catalog.entries)
    is_open = any(one.price.opinion.verdict in FAILING for one in left)
    return PriceProposal(texts, tuple(taken), tuple(_told(left)), is_open, catalog._replace(entries=entries))


class _Refused(NamedTuple):
    """A price that is not written."""

    price: JudgedPrice | AbsentPrice
    why: str


def _parted(
    prices: Iterable[JudgedPrice | AbsentPrice], chosen: Collection[str]
) -> tuple[list[_Refused], list[JudgedPrice | AbsentPrice]]:  # fmt: skip
    """The prices that are not taken, and those that are."""
    refused: list[_Refused] = []
    wanted: list[JudgedPrice | AbsentPrice] = []
    for one in prices:
        why = _refusal(one, chosen)
        if why is None:
            wanted.append(one)
        else:
            refused.append(_Refused(one, why))
    return refused, wanted


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


def _by_model(report: PriceReport, *, adds: bool) -> Mapping[str, list[JudgedPrice | AbsentPrice]]:
    """The prices of which a list says another, and with `adds` those that are absent, by their model."""
    found: dict[str, list[JudgedPrice | AbsentPrice]] = {}
    for one in report.prices:
        if one.opinion.price is not None and one.opinion.price != one.price and one.verdict in {"differs", *_UNSURE}:
            found.setdefault(one.entry.model_id, []).append(one)
    for absent in report.absent if adds else ():
        found.setdefault(absent.entry.model_id, []).append(absent)
    return found


def _refusal(one: JudgedPrice | AbsentPrice, chosen: Collection[str]) -> str | None:
    """Why a price is not taken; None when it is."""
    overrides = one.entry.source.overrides
    moved = overrides.get(one.field) or overrides.get("provider")
    if moved is not None:
        return f"the target has it by the override at {moved}; write it there"
    if not one.opinion.price:
        return "a list's 0 is free or unknown; write it by hand if the model is free"
    if one.opinion.verdict in _UNSURE and one.entry.model_id not in chosen:
        return f"{one.opinion.verdict}, {one.opinion.why}; pass --take {one.entry.model_id} if that is meant"
    return None


def _values(prices: Iterable[JudgedPrice | AbsentPrice]) -> dict[str, object]:
    return {one.field: float(one.opinion.price) for one in prices if one.opinion.price is not None}


def _edited(entry: CatalogEntry, wanted: Sequence[JudgedPrice | AbsentPrice], report: PriceReport) -> EditedFile:
    """The file with these prices, each with its list and the day behind it."""
    if not wanted:
        return EditedFile(None)
    versions = {one.name: one.version for one in report.lists}
    remarks = {
        one.field: list_remark(one.opinion.source, versions[one.opinion.source], report.at, one.opinion.besides)
        for one in wanted
    }
    return edited_file(entry, _values(wanted), remarks=remarks, ours=_REMARK)
