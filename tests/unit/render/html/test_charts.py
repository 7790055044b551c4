"""Charts: what they say is what was put in, at every extreme, and nothing of it is markup."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from syncer.render.html.charts.scales import log_scale, ticks_across
from syncer.render.html.charts.scatter import PricedModel, price_scatter
from syncer.render.html.charts.story import AxisMark, PriceLine, PriceStep, price_story
from syncer.render.html.charts.timeline import RetiringModel, retirement_timeline
from tests.hostile import HOSTILE
from tests.unit.render.html.drawn import Drawn

if TYPE_CHECKING:
    from syncer.render.html.charts.frame import Chart

TODAY = date(2026, 1, 31)
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
SPAN = (NOON - timedelta(days=500), NOON)
NO_PRICE = "\N{EN DASH}"


def model(name: str, first: object, second: object, context: int | None = 128_000, kind: str = "active") -> PricedModel:
    """A model with these prices."""
    return PricedModel(name, first, second, context, kind)


def line(*prices: float | None) -> PriceLine:
    """A price that changes each day, until noon of the last."""
    days = len(prices)
    return PriceLine("input", tuple(PriceStep(NOON - timedelta(days=days - at), one) for at, one in enumerate(prices)))


def retiring(name: str, days: int) -> RetiringModel:
    """A model that retires so many days after today."""
    return RetiringModel(name, TODAY + timedelta(days=days), None, "active")


def test_the_scatter_says_what_it_is_given() -> None:
    """Each model's name and prices are in the drawing and in the table."""
    drawn = Drawn(price_scatter([model("a", 2.5, 10), model("b", 0.075, 0.3, None, "deprecated")]))
    assert drawn.table() == [["b", "0.075", "0.30", NO_PRICE], ["a", "2.50", "10.00", "128k"]]
    assert drawn.said() == [
        "a: input 2.50, output 10.00, context 128k",
        f"b: input 0.075, output 0.30, context {NO_PRICE}",
    ]
    (x, y), (x_of_b, y_of_b) = drawn.places()
    assert x > x_of_b
    assert y < y_of_b


def test_a_price_of_0_is_on_the_axis_and_below_all_others() -> None:
    """It is neither dropped nor drawn as a small price."""
    drawn = Drawn(
        price_scatter([model("free", 0, 0, 8_000), model("cheap", 0.000001, 0.000001), model("b", 1000, 1000)])
    )
    at = dict(zip((said.split(":")[0] for said in drawn.said()), drawn.places(), strict=True))
    assert at["free"][0] < at["cheap"][0] - 5
    assert at["free"][1] > at["cheap"][1] + 15
    assert drawn.texts().count("0") == 2
    assert "1 model with a price of 0: on the strip at the edge" in drawn.text


@pytest.mark.parametrize("price", [None, float("nan"), float("inf"), 1e300, -1, "3", True])
def test_what_is_no_price_is_counted(price: object) -> None:
    """It has no mark, moves no other, and the chart says that it is left out."""
    drawn = Drawn(price_scatter([model("a", 1, 1), model("b", price, 1)]))
    assert [said[:2] for said in drawn.said()] == ["a:"]
    assert drawn.places() == Drawn(price_scatter([model("a", 1, 1)])).places()
    assert "1 model without both prices: not in the chart." in drawn.text


def test_ten_thousand_models_are_few_marks_that_hold_them_all() -> None:
    """They share marks, the chart says so, and no model is lost."""
    chart = price_scatter([model(f"m{at}", 1.001 ** (at % 5000), 1.002 ** (at % 3001)) for at in range(10_000)])
    assert len(chart.marks) <= 600
    assert sum(how_many(mark.text.split(":")[0]) for mark in chart.marks) == 10_000
    assert "10,000 models: those of nearly one price share a mark" in chart.notes[0]
    assert len(Drawn(chart).text) < 200_000


def how_many(names: str) -> int:
    """The number of models that `a, b and 3 more` speaks of."""
    told, _, more = names.removesuffix(" more").partition(" and ")
    return told.count(",") + 1 + int(more.replace(",", "") or 0)


def test_a_kind_has_its_shape_whatever_is_frequent() -> None:
    """What can be picked is a circle, also where most models are retired."""
    drawn = price_scatter([model("a", 1, 1), *(model(f"m{at}", at, 9, kind="retired") for at in (2, 3))])
    assert {mark.text[0]: mark.shape for mark in drawn.marks} == {"a": "circle", "m": "square"}


def test_an_axis_over_many_powers_of_ten_has_few_lines() -> None:
    """Those between the powers are left out where they would be a hatching."""
    chart = price_scatter([model("a", 0.000001, 0.000001), model("b", 1000, 1000)])
    assert len(chart.across) <= 12
    assert len(chart.up) <= 12


def test_models_that_cost_the_same_share_a_mark() -> None:
    """The mark names both, and the axes have names although all values are equal."""
    drawn = Drawn(price_scatter([model("a", 3, 3), model("b", 3, 3)]))
    assert drawn.said() == ["a, b: input 3.00, output 3.00, context 128k"]
    assert len(drawn.texts()) >= 4


def test_nothing_to_draw_is_a_sentence() -> None:
    """No empty axes."""
    for chart in (price_scatter([]), price_story("a", [], within=SPAN), retirement_timeline([], today=TODAY)):
        drawn = Drawn(chart)
        assert drawn.root.find(".//svg") is None
        assert [one.text for one in drawn.root.findall("p")] == [chart.description]


def test_the_story_has_each_step() -> None:
    """The price, and since when, is in the table and at the marks; the newest stands at the line's end."""
    drawn = Drawn(price_story("a", [line(3.0, 2.5, None, 2.0)], within=SPAN, events=[AxisMark(NOON, "apply x")]))
    assert drawn.table() == [
        ["input", "2026-01-27 12:00", "3.00"], ["input", "2026-01-28 12:00", "2.50"],
        ["input", "2026-01-29 12:00", NO_PRICE], ["input", "2026-01-30 12:00", "2.00"],
    ]  # fmt: skip
    assert drawn.said() == [
        "apply x", "input 3.00 from 2026-01-27", "input 2.50 from 2026-01-28", "input ends 2026-01-29",
        "input 2.00 from 2026-01-30",
    ]  # fmt: skip
    assert "input 2.00" in drawn.texts()


def test_a_story_of_500_steps_is_small() -> None:
    """Marks at both ends are left of the line."""
    drawn = Drawn(price_story("a", [line(*(3 + at % 7 for at in range(500)))], within=SPAN))
    assert len(drawn.table()) == 500
    assert len(drawn.said()) == 2


@pytest.mark.parametrize("prices", [(3,), (0,), (0, 0), (0, 1000), (1e-9, 1e12), (5, 5, 5), (None,), ()])
def test_a_story_of_any_prices_is_inside_its_plot(prices: tuple[float | None, ...]) -> None:
    """One price, equal ones, 0 and the largest range stay between the edges."""
    chart = price_story("a", [line(*prices)], within=SPAN)
    assert all(0 <= mark.x <= 100 and 0 <= mark.y <= chart.height for mark in chart.marks)
    assert all(0 <= tick.at <= chart.height for tick in chart.up)
    assert len(chart.up) >= 2
    assert len(chart.across) >= 2


def test_the_timeline_has_each_day_and_model() -> None:
    """A row for each day, the earliest first; the table has the successor."""
    drawn = Drawn(retirement_timeline([retiring("late", 90), retiring("gone", -3), retiring("also", 90)], today=TODAY))
    assert [row[:2] for row in drawn.table()] == [
        ["2026-01-28", "gone"],
        ["2026-05-01", "also"],
        ["2026-05-01", "late"],
    ]
    assert drawn.said() == ["2026-01-28: gone", "2026-05-01: also, late"]
    assert "2026-05-01 (2) also, late" in drawn.texts()


def test_a_date_that_is_far_away_does_not_press_the_others_together() -> None:
    """It stands at the edge with another shape, and the chart says so."""
    near = [retiring("a", 30), retiring("b", 300)]
    drawn = Drawn(retirement_timeline([*near, RetiringModel("never", date(9999, 12, 31), None, "active")], today=TODAY))
    assert drawn.places()[:2] == Drawn(retirement_timeline(near, today=TODAY)).places()
    assert drawn.places()[2][0] == 100
    assert "1 model with a date that is far away" in drawn.text


@pytest.mark.parametrize("today", [date.min, date.max])
def test_the_ends_of_the_calendar(today: date) -> None:
    """A chart is made whatever the day is from which it is seen."""
    found = [RetiringModel(f"on {day}", day, None, "active") for day in (date.min, TODAY, date.max)]
    chart = retirement_timeline(found, today=today)
    assert [row[0] for row in chart.rows] == ["0001-01-01", "2026-01-31", "9999-12-31"]
    assert all(0 <= mark.x <= 100 for mark in chart.marks)


def test_ten_thousand_dates_are_few_rows() -> None:
    """By month or by year where days are too many; the chart says so."""
    chart = retirement_timeline([retiring(f"m{at}", at % 2000 - 200) for at in range(10_000)], today=TODAY)
    assert len(chart.marks) <= 40
    assert any("10,000 models: a row is a year" in note for note in chart.notes)
    assert any("the first 500 of 10,000" in note for note in chart.notes)


@pytest.mark.parametrize("name", [*HOSTILE, "x" * 10_000])
def test_a_hostile_name_is_text(name: str) -> None:
    """The markup stays well-formed, has no element of the name's making, and its texts are not endless."""
    drawn, plain = _of_one(name), _of_one("plain")
    assert [one.tag for one in drawn.root.iter()] == [one.tag for one in plain.root.iter()]
    assert all(len(text) < 400 and text.isprintable() for text in [*drawn.said(), *drawn.texts()])


def _of_one(name: str) -> Drawn:
    one = RetiringModel(name, TODAY, name, "active")
    timeline, scatter = retirement_timeline([one], today=TODAY), price_scatter([model(name, 1, 1, kind=name)])
    return Drawn(scatter._replace(marks=(*scatter.marks, *timeline.marks), rows=timeline.rows, labels=timeline.labels))


@pytest.mark.parametrize("chart", [
    price_scatter([model("a", 1, 2), model("b", 0, 2)]),
    price_story("a", [line(1, 2)], within=SPAN),
    retirement_timeline([retiring("a", 3)], today=TODAY),
], ids=["scatter", "story", "timeline"])  # fmt: skip
def test_a_chart_is_named_and_has_no_style_of_its_own(chart: Chart) -> None:
    """A screen reader has a name and a description; the page's policy allows no style attribute and no script."""
    drawn = Drawn(chart)
    named = str(drawn.plot().get("aria-labelledby")).split()
    assert [one.text for one in drawn.plot() if one.get("id") in named] == [chart.title, chart.description]
    assert not [one for one in drawn.root.iter() if "style" in one.attrib or one.tag in ("style", "script", "a")]
    assert not [name for one in drawn.root.iter() for name in one.attrib if name.startswith("on")]


@pytest.mark.parametrize("prices", [(0.5, 3), (0.01, 100), (0, 1000), (1e-5, 1e6), (0, 1e-9, 1e12)])
def test_a_narrow_axis_names_what_it_has_room_for(prices: tuple[float, ...]) -> None:
    """Three prices or more, and not more characters than a phone has room for."""
    names = [tick.text for tick in ticks_across(log_scale(prices)) if tick.text]
    assert len(names) >= 3
    assert sum(map(len, names)) <= 34
