"""What days bring, as `drift` tells it beside what others changed: paragraphs, and what a document has of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.model.times import short_time
from syncer.model.words import counted
from syncer.render.coming import coming_document, told_of_coming
from syncer.render.json.documents import problem_documents, retirement_document
from syncer.render.lifecycle import told_of_retirement
from syncer.render.text.problems import lines_of_problems
from syncer.render.text.values import PLAIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from schemas.drift_document import DaysDocument
    from syncer.plan.days import Days


def told_of_days(days: Days, show: Callable[[str], str], say: Callable[[str], str]) -> Iterator[tuple[str, list[str]]]:
    """A title and sentences, as a plan has them, of what is near; or why nobody knows what is due.

    Some have no sentences. `show` escapes names, `say` a message.
    """
    yield "Prices to come within 30 days", [*told_of_coming(days.coming, show)]
    yield "Models that retire within 30 days", [told_of_retirement(one, show) for one in days.retirements]
    errors = [one for one in days.unread if one.severity == "error"]
    title = f"Which prices are due is not known: the catalog has {counted(len(errors), 'error')} (`syncer validate`)"
    yield title, [say(line) for line in lines_of_problems(errors[:1], PLAIN)]


def at_moment_of(days: Days) -> str:
    """The end of a headline: which moment was asked for; empty for now."""
    return "" if days.at is None else f", with the prices of {short_time(days.at)}"


def days_document(days: Days) -> DaysDocument:
    """What a document has of it; what there is nothing of is absent."""
    document: DaysDocument = {} if days.at is None else {"at": days.at}
    if days.due is not None:
        document["due"] = list(map(coming_document, days.due))
    if days.coming:
        document["coming_prices"] = list(map(coming_document, days.coming))
    if days.retirements:
        document["retirements"] = list(map(retirement_document, days.retirements))
    if days.unread:
        document["unread"] = problem_documents(days.unread)
    return document
