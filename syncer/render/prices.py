"""What a check of prices found: for a person, as JSON, as Markdown, and as annotations."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, get_args

from syncer.errors import Problem
from syncer.model.times import as_text, short_time
from syncer.model.words import counted
from syncer.prices.age import old_list
from syncer.prices.verdicts import FAILING, STRICTLY_FAILING, PriceVerdict
from syncer.render.ci.annotations import problems_github
from syncer.render.ci.findings import HERE, Root
from syncer.render.forms import in_form
from syncer.render.list_news import news_document, news_lines
from syncer.render.markdown.budget import bounded_text
from syncer.render.markdown.escape import code, prose
from syncer.render.text.values import PLAIN, Paint, kind_of_token, safe, spoken

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from decimal import Decimal

    from schemas.price_document import JudgedPriceDocument, LimitGapDocument, OpinionDocument, PriceCheckDocument
    from syncer.prices.check import AskedList, JudgedPrice, LimitGap, PriceReport
    from syncer.prices.verdicts import Opinion

_VERDICTS: Final[tuple[PriceVerdict, ...]] = get_args(PriceVerdict)
_WHOLE: Final = "`syncer prices check` names all of them"
_SILENT: Final[frozenset[PriceVerdict]] = frozenset({"same", "excused"})
"""Shown only where everything is."""


def render_prices(
    report: PriceReport, form: str, *, strict: bool = False, every: bool = False, paint: Paint = PLAIN,
    root: Root = HERE,
) -> str:  # fmt: skip
    """The report as `text`, `json`, `markdown` or `github` annotations. `every`: text also has what is the same."""
    return in_form(
        form,
        lines=_text(report, paint, every=every),
        document=lambda: _document(report),
        markdown=lambda: bounded_text(_markdown(report), _WHOLE),
        github=lambda: _github(report, failing(strict=strict), root),
    )


def failing(*, strict: bool) -> frozenset[PriceVerdict]:
    """The verdicts that a check does not let pass."""
    return STRICTLY_FAILING if strict else FAILING


def money(amount: Decimal) -> str:
    """An exact decimal without an exponent: `0.0825`."""
    return f"{amount:f}"


def list_lines(report: PriceReport) -> Iterator[str]:
    """The lists, and what is to be known of each."""
    for one in report.lists:
        newest = f", newest date in it {one.newest}" if one.newest else ""
        yield f"{safe(one.name)} {safe(one.version)}{newest}{_age(one)}"


def _age(one: AskedList) -> str:
    return ": more than 60 days old; take a newer version" if one.is_old else ""


def _summary(report: PriceReport) -> str:
    counts = report.counts
    said = ", ".join(f"{counts[one]} {one}" for one in _VERDICTS if one in counts)
    limits = f"; {counted(len(report.limits), 'limit')} differ" if report.limits else ""
    return f"{counted(len(report.prices), 'price')}: {said or 'none'}{limits}."


def _text(report: PriceReport, paint: Paint, *, every: bool) -> Iterator[str]:
    target = f" for target {safe(report.target)}" if report.target is not None else ""
    yield f"prices of {safe(report.catalog)}{target} at {short_time(as_text(report.at))}, in USD per million tokens"
    yield from list_lines(report)
    yield from map(spoken, news_lines(report.news))
    yield ""
    for verdict, found in _by_verdict(report, every=every):
        yield from _part(paint("red" if verdict in FAILING else "bold", f"{verdict}:"), _of_models(found))
    yield from _part(paint("bold", "limits that differ:"), map(_limit, report.limits))
    yield _summary(report)


def _by_verdict(report: PriceReport, *, every: bool = False) -> Iterator[tuple[PriceVerdict, list[JudgedPrice]]]:
    """The prices of each verdict, the worst first.

    What is the same is there only where everything is wanted, or where another list that can tell says another price.
    """
    for verdict in _VERDICTS:
        found = [one for one in report.prices if one.verdict == verdict]
        yield verdict, found if every or verdict not in _SILENT else [one for one in found if _is_disputed(one)]


def _is_disputed(one: JudgedPrice) -> bool:
    return any(other.verdict in FAILING for other in one.others)


def _part(title: str, lines: Iterable[str]) -> list[str]:
    """A title and lines below it; nothing where there are none."""
    found = [spoken(f"  {line}") for line in lines]
    return [title, *found, ""] if found else []


def _of_models(found: Iterable[JudgedPrice]) -> Iterator[str]:
    """A line for each model with its place, the row of the list and why; below it the prices that a list has."""
    for entry, prices in groupby(found, lambda one: one.entry):
        judged = list(prices)
        whys = dict.fromkeys(row_and_why(one.opinion) for one in judged)
        yield f"{safe(entry.model_id)}: {'; '.join(whys)}  ({safe(str(entry.source.at(judged[0].field)))})"
        yield from (
            f"  {kind_of_token(one.field)} {money(one.price)}; {_said(one)}"
            for one in judged
            if one.opinion.price is not None
        )


def row_and_why(opinion: Opinion) -> str:
    """The list, its row, and why its verdict is what it is."""
    row = f", row {safe(opinion.name)}" if opinion.name else ""
    return f"{opinion.source}{row}{': ' if opinion.why else ''}{opinion.why}"


def _said(one: JudgedPrice) -> str:
    """What the list that counts says, and those that say another price."""
    return "; ".join(map(_price, (one.opinion, *_dissenting(one))))


def _dissenting(one: JudgedPrice) -> Iterator[Opinion]:
    """The other lists that say another price than the one that counts."""
    return (other for other in one.others if other.price is not None and other.price != one.opinion.price)


def _price(opinion: Opinion) -> str:
    price = "no price" if opinion.price is None else money(opinion.price)
    later = f", {money(opinion.later.price)} from {opinion.later.since}" if opinion.later else ""
    return f"{opinion.source} {price}{later}{opinion.besides}"


def _limit(gap: LimitGap) -> str:
    limit = "absent" if gap.limit is None else gap.limit
    return f"{safe(gap.entry.model_id)}  {gap.field} {limit}: {gap.source} says {gap.said}"


def _github(report: PriceReport, bad: Collection[PriceVerdict], root: Root) -> str:
    """Annotations: those about lists come first, because GitHub shows the first ten of a kind."""
    found = (_list_problems(report), _problems(report, bad))
    return "".join(problems_github(one, root=root, whole=_WHOLE) for one in found)


def _list_problems(report: PriceReport) -> Iterator[Problem]:
    """What is to be known of lists before anybody goes by them."""
    for asked in report.lists:
        if asked.is_old:
            yield old_list(asked.name, asked.version, asked.newest)
    for line in news_lines(report.news):
        yield Problem("since", line, None, None, None, "warning")


def _problems(report: PriceReport, bad: Collection[PriceVerdict]) -> Iterator[Problem]:
    """Each price that a person should look at, on its line."""
    for one in report.prices:
        if one.verdict not in _SILENT:
            place = one.entry.source.at(one.field)
            message = (
                f"{one.entry.model_id}: {one.verdict}: {money(one.price)}; {_said(one)}; {row_and_why(one.opinion)}"
            )
            severity = "error" if one.verdict in bad else "warning"
            yield Problem(place.file, message, place.line, 1, one.field, severity)  # type: ignore[arg-type]  # one of two


def _markdown(report: PriceReport) -> Iterator[str]:
    target = f" for target {code(report.target)}" if report.target is not None else ""
    yield f"### Prices of {code(report.catalog)}{target} at {code(short_time(as_text(report.at)))}"
    yield ""
    yield from (f"- {prose(line)}" for line in (*list_lines(report), *news_lines(report.news)))
    yield ""
    yield prose(_summary(report))
    found = [one for _, prices in _by_verdict(report) for one in prices]
    if found:
        yield from ("", "| model | price | is | verdict | in the list | row |", "|---|---|---|---|---|---|")
    for one in found:
        what = f"{code(one.entry.model_id)} | {kind_of_token(one.field)} | {money(one.price)} | {one.verdict}"
        yield f"| {what} | {prose(_said(one))} | {prose(row_and_why(one.opinion))} |"


def _document(report: PriceReport) -> PriceCheckDocument:
    counts = report.counts
    return {
        "format_version": "1.0",
        "catalog": report.catalog,
        "target": report.target,
        "at": as_text(report.at),
        "lists": [
            {"name": one.name, "version": one.version, "newest": str(one.newest) if one.newest else None,
             "rows": one.rows, "old": one.is_old}
            for one in report.lists
        ],
        "counts": {one: counts[one] for one in _VERDICTS if one in counts},
        "prices": list(map(_judged_document, report.prices)),
        "limits": list(map(_limit_document, report.limits)),
        "news": news_document(report.news),
    }  # fmt: skip


def _judged_document(one: JudgedPrice) -> JudgedPriceDocument:
    place = one.entry.source.at(one.field)
    return {
        "model_id": one.entry.model_id,
        "provider": str(one.entry.fields["provider"]),
        "field": one.field,
        "price": money(one.price),
        "verdict": one.verdict,
        "file": place.file,
        "line": place.line,
        "opinions": list(map(_opinion_document, (one.opinion, *one.others))),
    }


def _opinion_document(one: Opinion) -> OpinionDocument:
    return {
        "source": one.source,
        "verdict": one.verdict,
        "why": one.why,
        "row": one.name,
        "price": None if one.price is None else money(one.price),
        "later": None if one.later is None else {"since": str(one.later.since), "price": money(one.later.price)},
        "tiers": [{"above": start, "price": money(price)} for start, price in one.tiers],
        "hour": None if one.hour is None else money(one.hour),
    }


def _limit_document(gap: LimitGap) -> LimitGapDocument:
    place = gap.entry.source.at(gap.field)
    return {"model_id": gap.entry.model_id, "field": gap.field, "limit": gap.limit, "source": gap.source,
            "said": gap.said, "file": place.file, "line": place.line}  # fmt: skip
