"""A drag on the page, which gives many rows another number, is one line of drift that says which models moved."""

from __future__ import annotations

import json

import pytest

from syncer.model.catalog import Settings
from syncer.plan.drift import CLASSES, Drift, find_drift
from syncer.render.drift import render_drift
from tests.unit.building import OURS, record, snapshot_of

NAMES = "abcdefgh"


def drift(live: str, *, numbers: dict[str, int | None] | None = None, price: str = "") -> Drift:
    """The drift of rows that were applied in the order of the alphabet and stand so now."""
    records = []
    for number, name in enumerate(NAMES):
        applied = record(name, sort_order=number)
        now = {**applied.fields, "sort_order": (numbers or {}).get(name, live.index(name))}
        now |= {"input_price_per_million_tokens": 9.0} if name in price else {}
        records.append(applied._replace(fields=now))
    return find_drift(snapshot_of(records), Settings(OURS, order=("a",)), None, target="t")


@pytest.mark.parametrize(
    ("live", "line"),
    [
        ("gabcdefh", "order: g moved (7 rows with another sort_order)"),
        ("bcdefgah", "order: a moved (7 rows with another sort_order)"),
        ("badcefgh", "order: a, c moved (4 rows with another sort_order)"),
        ("abcdefgh", ""),
    ],
)
def test_one_line_for_a_drag(live: str, line: str) -> None:
    """The fewest models that explain the order are named, in text and Markdown; JSON has every number."""
    found = drift(live)
    said = [one.strip() for one in render_drift(found, "text", CLASSES).splitlines()]
    assert [one for one in said if "order" in one] == [line] * bool(line)
    assert len(said) == (6 if line else 3)
    markdown = render_drift(found, "markdown", CLASSES)
    assert ("| model |" in markdown, markdown.count("sort_order")) == (False, bool(line))
    document = json.loads(render_drift(found, "json", CLASSES))
    assert [edit["fields"][0]["field"] for edit in document["edited"]] == ["sort_order"] * len(found.edited)
    assert document["counts"]["edited"] == len(found.edited)


def test_other_edits_stay_beside_it() -> None:
    """A price that was edited, too, is told as ever; numbers that keep the order move nothing."""
    found = drift(NAMES, numbers={name: number * 10 for number, name in enumerate(NAMES)}, price="c")
    text = render_drift(found, "text", CLASSES)
    assert text.count("input_price_per_million_tokens") == 1
    assert "  order: the same, with other numbers (7 rows with another sort_order)\n" in text
    markdown = render_drift(found, "markdown", CLASSES)
    assert markdown.count("2.5 → 9 USD (+260 %)") == 1
    assert "\n\norder: the same, with other numbers" in markdown
    gone = drift(NAMES, numbers={"a": None})
    assert "order: a moved (1 row with another sort_order)" in render_drift(gone, "text", CLASSES)
