"""No string from a catalog, a store or an error is anything but text where it is shown."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from syncer.errors import Problem
from syncer.plan.report import ApplyReport, Outcome
from syncer.render.markdown.comment import (
    comment_markdown,
    plan_markdown,
    problems_markdown,
    report_markdown,
    summary_markdown,
)
from syncer.render.markdown.escape import code, prose
from syncer.render.text.listing import Row, listing_text
from syncer.render.text.values import safe
from tests.hostile import HOSTILE
from tests.rendered import Page
from tests.unit.building import fields_of
from tests.unit.hostile_plans import hostile_plan, hostile_planned

if TYPE_CHECKING:
    from tests.browser import Shown

STORABLE = tuple(text for text in HOSTILE if text != "\ud800")
"""Without what is no text in UTF-8: it has no fingerprint, and no reader lets it through."""
ANYWHERE = ("{}", "- {}", "| a |\n|---|\n| {} |", "### {}", "- **x**: {}", "> {}", "1. {}")


@pytest.mark.parametrize("place", ANYWHERE)
def test_code(place: str) -> None:
    """As code, a string is shown letter for letter, in one piece, whatever is in it and wherever it stands."""
    for text in HOSTILE:
        page = Page(place.format(code(text)))
        assert page.codes == [safe(text)]
        assert page.complaints == Page(place.format("`plain`")).complaints


@pytest.mark.parametrize("place", ANYWHERE)
def test_prose(place: str) -> None:
    """In a message, a string is shown letter for letter but for backticks around it, whatever else is there."""
    for text in HOSTILE:
        twice = text if len(text) > 60 else f"{text}{text}"
        around = f"the model {text} is wrong; mend {text}, then plan again"
        for message in (text, around, twice, f"'{text}'.", f"`{text}`"):
            page = Page(place.format(prose(message)))
            assert safe(message).strip().replace("`", "") in page.text.replace("`", "")
            assert page.complaints == Page(place.format("plain")).complaints


@cache
def plain_rows() -> list[int]:
    """How many rows of tables there are where the string is a word."""
    return [Page(comment_markdown(one)).rows for one in hostile_planned("plain")]


@pytest.mark.parametrize("text", STORABLE, ids=ascii)
def test_plans(text: str) -> None:
    """Wherever a string stands in a plan, it makes no element, no link, no mention and no row of a table."""
    planned = hostile_planned(text)
    for one, rows in zip(planned, plain_rows(), strict=True):
        markdown = comment_markdown(one)
        page = Page(markdown)
        assert page.complaints == []
        assert page.rows == rows or not text
        assert set(page.comments) <= {" ", markdown.split("\n", 1)[0].removeprefix("<!--").removesuffix("-->")}
        assert safe(text) in page.text
    assert Page(summary_markdown(planned)).complaints == []
    assert Page(plan_markdown(hostile_plan(text), unmanaged=True)).complaints == []


@pytest.mark.parametrize("text", STORABLE, ids=ascii)
def test_other_documents(text: str) -> None:
    """The same for reports, problems and lists of models."""
    plan = hostile_plan(text)
    report = ApplyReport(plan, tuple(Outcome(change, "failed", text) for change in plan.changes))
    problems = [Problem(text, text, 1, 2, text), Problem(text, f"it is {text}")]
    row = Row(fields_of(text, provider=text, available_to_roles=[text]), source=text, record_id=text, managed_by=text)
    for markdown in (
        report_markdown(report),
        problems_markdown(problems, f"{text} is invalid: 1 model"),
        listing_text([row], "markdown", live=True),
    ):
        assert Page(markdown).complaints == []
        assert safe(text) in Page(markdown).text


def test_a_real_browser_runs_nothing(seen: dict[str, Shown]) -> None:
    """A browser that shows every string in every place runs no script and asks for nothing."""
    assert (seen["hostile"].title, seen["hostile"].made) == ("untouched", 0)


def test_the_browser_would_run_a_script(seen: dict[str, Shown]) -> None:
    """The proof that the test above can fail: the same string, not escaped, changes the title."""
    assert (seen["owned"].title, seen["owned"].made) == ("owned", 1)
