"""What an update of prices writes and leaves: for a person, and as the text of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.model.words import counted
from syncer.plan.field_change import field_change
from syncer.prices.base import LIMIT_FIELDS
from syncer.render.forms import in_form
from syncer.render.list_news import news_lines
from syncer.render.markdown.budget import bounded_text
from syncer.render.markdown.escape import code, prose
from syncer.render.prices import list_lines, row_and_why
from syncer.render.text.values import PLAIN, Paint, kind_of_token, safe, spoken, transition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syncer.authoring.results import PriceProposal
    from syncer.prices.check import ListedValue, PriceReport


def render_price_update(report: PriceReport, proposal: PriceProposal, form: str, *, paint: Paint = PLAIN) -> str:
    """What is written and what is left, as `text` or `markdown`."""
    return in_form(
        form,
        lines=_text(report, proposal, paint),
        document=dict,
        markdown=lambda: bounded_text(_markdown(report, proposal), "`syncer prices update --dry-run` prints them all"),
    )


def _summary(proposal: PriceProposal) -> str:
    models = len({one.entry.model_id for one in proposal.taken})
    limits = sum(one.field in LIMIT_FIELDS for one in proposal.taken)
    more = f" and {counted(limits, 'limit')}" if limits else ""
    said = f"{counted(len(proposal.taken) - limits, 'price')}{more} of {counted(models, 'model')}"
    said += f", {len(proposal.scheduled):,} to come" if proposal.scheduled else ""
    said += f", {counted(len(proposal.folded), 'day')} over" if proposal.folded else ""
    return f"{said}; {len(proposal.left):,} left."


def _text(report: PriceReport, proposal: PriceProposal, paint: Paint) -> Iterator[str]:
    yield from list_lines(report)
    yield from map(spoken, news_lines(report.news))
    for one in proposal.taken:
        line = f"{one.entry.model_id}  {kind_of_token(one.field)} {_change(one)}; {row_and_why(one.opinion)}"
        yield spoken(paint("green", f"  {safe(line)}"))
    yield from (spoken(paint("green", f"  {safe(line)}")) for line in _of_days(proposal, str))
    for left in proposal.left:
        yield spoken(f"  left: {safe(f'{left.model_id} ({left.where}:{left.line}): {left.reason}')}")
    yield _summary(proposal)


def _change(one: ListedValue) -> str:
    """Both values: `2.5 -> 2 USD (-20 %)`; of one that was absent, the new one."""
    price = one.opinion.price
    return transition(field_change(one.field, one.before, None if price is None else float(price)))


def _of_days(proposal: PriceProposal, show: Callable[[str], str]) -> Iterator[str]:
    """The prices for days to come, and the days that are over. `show` escapes what comes from outside."""
    for one in proposal.scheduled:
        later = one.opinion.later
        if later is not None:
            price = transition(field_change(one.field, float(one.opinion.price or one.price), float(later.price)))
            row = show(row_and_why(one.opinion._replace(why="")))
            yield f"{show(one.entry.model_id)}  {kind_of_token(one.field)} {price} from {later.since}; {row}"
    for entry, day in proposal.folded:
        yield f"{show(entry.model_id)}  {day} is over: its prices stand above `price_changes` now"


def _markdown(report: PriceReport, proposal: PriceProposal) -> Iterator[str]:
    yield f"### Prices of {code(report.catalog)} as public lists have them: {_summary(proposal)}"
    yield ""
    yield from (f"- {prose(line)}" for line in (*list_lines(report), *news_lines(report.news)))
    yield ""
    if proposal.taken:
        yield "| model | price | per million tokens | from | file |"
        yield "|---|---|---|---|---|"
    for one in proposal.taken:
        place = one.entry.source.at(one.field)
        cells = (
            code(one.entry.model_id),
            kind_of_token(one.field),
            prose(_change(one)),
            prose(row_and_why(one.opinion)),
        )
        yield f"| {' | '.join(cells)} | {code(str(place))} |"
    yield ""
    yield from (f"- {line}" for line in _of_days(proposal, code))
    for left in proposal.left:
        yield f"- not written: {code(left.model_id)} ({code(f'{left.where}:{left.line}')}): {prose(left.reason)}"
