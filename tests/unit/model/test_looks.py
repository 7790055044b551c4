"""Texts that look the same: what differs is shown, and nothing else of any text is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.model.looks import told_apart
from syncer.plan.drift import find_drift
from syncer.plan.plan import Plan, Planned
from syncer.render.ci.annotations import annotations_github
from syncer.render.drift import render_drift
from syncer.render.plan import render_plan
from syncer.render.text.values import both_shown
from syncer.stores.base import Patch
from syncer.stores.expect import describe_differences
from tests.unit.building import TARGET, catalog_of, entry, fields_of, plan_of, record, snapshot_of

if TYPE_CHECKING:
    from syncer.model.records import Record

COMPOSED: Final = "Mod\u00e8le"
APART: Final = "Mode\u0300le"
SEEN: Final = ("Mod\\u00e8le", "Mode\\u0300le")


@pytest.mark.parametrize(
    ("one", "other", "shown"),
    [
        (COMPOSED, APART, SEEN),
        ("\u00e8 e\u0300", "e\u0300 \u00e8", ("\\u00e8 e\\u0300", "e\\u0300 \\u00e8")),
        ("GPT-4", "GPT\u20134", ("GPT-4", "GPT\\u20134")),
        ("GPT\u20114", "GPT\u20124", ("GPT\\u20114", "GPT\\u20124")),
        ("GPT 4", "GPT\u00a04", ("GPT 4", "GPT\\u00a04")),
        ("GPT", "GPT\u200b", ("GPT", "GPT\\u200b")),
        ("GPT", "GPT\ufe0f", ("GPT", "GPT\\ufe0f")),
        ("GPT", "GPT\U000e0100", ("GPT", "GPT\\U000e0100")),
        ("GPT", "GPT\u3164", ("GPT", "GPT\\u3164")),
        ("GPT 4", "GPT  4", ("GPT 4", "GPT\\u0020\\u00204")),
        ("GPT", "GPT ", ("GPT", "GPT\\u0020")),
        ("GPT", " GPT", ("GPT", "\\u0020GPT")),
        ("5 \u00b5", "5 \u03bc", ("5 \\u00b5", "5 \\u03bc")),
        ("\u00c5", "\u212b", ("\\u00c5", "\\u212b")),
    ],
)
def test_what_cannot_be_seen_is_shown(one: str, other: str, shown: tuple[str, str]) -> None:
    """As code points of the characters that only one of them has; the rest is left as it is."""
    assert told_apart(one, other) == shown
    assert told_apart(other, one) == shown[::-1]
    assert told_apart("unlike", one, other) == ("unlike", *shown)


@pytest.mark.parametrize(
    ("one", "other"),
    [("a", "b"), (COMPOSED, COMPOSED), (COMPOSED, "Modele"), (APART, "Model"), ("GPT\u20134", "GPT\u20135"), ("", "a")],
)
def test_what_can_be_seen_is_left(one: str, other: str) -> None:
    """Names in any language stay readable where they differ so that anybody sees it."""
    assert told_apart(one, other) == (one, other)


@given(
    st.lists(st.text(st.sampled_from("ae\u0300\u00e8 \u00a0-\u2013\u200b\ufe0f"), max_size=6), min_size=2, max_size=3)
)
def test_texts_that_differ_are_never_shown_alike(texts: list[str]) -> None:
    """Neither to a machine nor, by their normal form without white space at the ends, to the eye."""
    shown = told_apart(*texts)
    assert len({*shown}) == len({*texts})
    eyes = {text: normalize("NFKC", said).replace("\u200b", "").replace("\ufe0f", "").replace("\u2013", "-").split()
            for text, said in zip(texts, shown, strict=True)}  # fmt: skip
    assert len({tuple(one) for one in eyes.values()}) == len(eyes)


def test_long_values_are_shown_from_where_they_differ() -> None:
    """A note that was changed at its end is not the same twice, cut before that."""
    one, other = both_shown("x" * 200 + "old end", "x" * 200 + "new end")
    assert (one, other) == (f"...{'x' * 20}old end", f"...{'x' * 20}new end")
    assert both_shown("x" * 200, "x" * 201)[0] != both_shown("x" * 200, "x" * 201)[1]
    assert both_shown(3, 3.0) == ("3", "3")


def rows(**live: Any) -> Record:
    """A row that was applied with the composed name, and edited."""
    row = record("m", model_name=COMPOSED)
    return row._replace(fields={**row.fields, **live}, base=row.fields)


def planned(**live: Any) -> Plan:
    """The plan over it, with a definition of the composed name."""
    return plan_of([entry("m", model_name=COMPOSED), entry("other")], [rows(**live), record("other")])


def test_a_plan_shows_it_in_every_form() -> None:
    """Text, Markdown, annotations; escaped there as any text is."""
    plan = planned(model_name=APART)
    assert f"{SEEN[1]} -> {SEEN[0]}" in render_plan(plan, "text")
    markdown = render_plan(plan, "markdown")
    assert all(one in markdown for one in SEEN)
    text = annotations_github([Planned(TARGET, plan)])
    assert all(one in text for one in SEEN)


def test_a_list_shows_it() -> None:
    """Of roles that look the same, too; also where the list is long and only what comes and goes is told."""
    for more in ([], [f"role-{number}" for number in range(30)]):
        before, after = [*more, COMPOSED], [*more, APART]
        plan = plan_of([entry("m", available_to_roles=after)], [record("m", available_to_roles=before)])
        assert all(one in render_plan(plan, "text") for one in SEEN)


def test_drift_and_conflicts_show_it() -> None:
    """What was applied, what the file says and what the row holds."""
    drift = find_drift(snapshot_of([rows(model_name=APART)]), catalog_of([]).settings, None, target=TARGET)
    for form in ("text", "markdown"):
        assert all(one in render_drift(drift, form, ("edited",)) for one in SEEN)
    row = rows(model_name=APART)
    row = row._replace(base=fields_of("m", model_name="Old"))
    (message,) = [one for one in render_plan(plan_of([entry("m", model_name=COMPOSED)], [row]), "text").splitlines()
                  if "outside the catalog" in one]  # fmt: skip
    assert f"to {SEEN[0]} in" in message
    assert f"write {SEEN[1]} into the file" in message


def test_a_row_that_moved_meanwhile_shows_it() -> None:
    """What a write expects and what it finds."""
    write = Patch("r", {}, expect={"modelName": COMPOSED})
    assert describe_differences(write, {"modelName": APART}, exists=True) == (
        f"modelName is '{SEEN[1]}', not '{SEEN[0]}'"
    )


def test_plain_texts_cost_nothing() -> None:
    """They are not even taken apart: the very same objects come back."""
    texts = ("Claude Sonnet 4.6", "Claude Sonnet 4.5")
    assert all(one is other for one, other in zip(told_apart(*texts), texts, strict=True))
