"""The page of prices over time: its values are those of the history, and it says what it does not know."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from syncer.model.origins import PriceChange
from syncer.render.html.history import PriceHistory, price_history_page
from syncer.render.html.history_lines import lines_of_prices
from syncer.sync.model_story import ModelStory
from syncer.sync.price_stories import PRICES, moment_of, stories_of_prices
from tests.hostile import HOSTILE
from tests.stores.shapes import NOON
from tests.unit.render.html.applies import COMMIT, INPUT, OUTPUT, applied, changed

if TYPE_CHECKING:
    from syncer.sync.history import Apply

COMMITS = "https://github.com/o/r/commit"
CREATED = applied(0, changed("a", (INPUT, None, 5.0), (OUTPUT, None, 15.0), action="create"))
CHEAPER = applied(9, changed("a", (INPUT, 5.0, 2.5)), by="li", run="https://github.com/o/r/actions/runs/1")


def shown(*applies: Apply, **others: Any) -> str:
    """The page of these applies."""
    stories = others.pop("stories", None) or stories_of_prices(applies)
    newest = max((at for one in applies if (at := moment_of(one.apply_id, one.at))), default=None)
    history = PriceHistory(stories, PRICES, "memory", len(applies), newest, 0, COMMITS, is_of_all=True)
    return price_history_page(history._replace(**others))


def body(text: str) -> ET.Element:
    """What the page shows. It is well-formed, or nothing can be read."""
    found = re.search(r"<main.*</main>", text, re.DOTALL)
    assert found
    return ET.fromstring(found[0])  # noqa: S314  our own page


def rows(text: str) -> list[list[str]]:
    """The rows of the tables of steps."""
    return [
        [" ".join(" ".join(cell.itertext()).split()) for cell in row]
        for row in body(text).findall(".//details//tbody/tr")
    ]


def test_models_of_one_name_are_told_apart() -> None:
    """A row that was renamed before is told of under its own name; of a model made again each step says its row."""
    renamed = applied(1, changed("a", ("model_id", "a", "b"), (INPUT, 5.0, 4.0), row="row of a"))
    again = changed("a", (INPUT, None, 1.0), action="create", row="new")
    text = shown(CREATED, renamed, applied(2, again), applied(3, changed("a", (INPUT, 1.0, 0.5), row="new")))
    assert [one.text for one in body(text).iter("h2")] == ["a", "b"]
    assert [len(one.findall(".//details//tbody/tr")) for one in body(text).iter("section")] == [2, 2]
    assert "Another model was called a before: row row of a, last called b." in text
    gone = applied(1, changed("a", action="delete"))
    text = shown(CREATED, gone, applied(2, again), applied(3, changed("a", (INPUT, 1.0, 0.5), row="new")))
    assert [row[0].rpartition(" row ")[2] for row in rows(text)] == ["new", "new", "of a"]
    assert "Another model" not in text


def test_each_step_has_its_values_who_and_the_commit() -> None:
    """The newest first: before, after, how much, who, and the commit with its address."""
    text = shown(CREATED, CHEAPER)
    assert rows(text) == [
        [f"2026-02-09 12:00 UTC {CHEAPER.apply_id}", "5.00 → 2.50 \N{MINUS SIGN}50 %", "", "li", COMMIT[:12]],
        [f"2026-01-31 12:00 UTC {CREATED.apply_id}", "5.00", "15.00", "maria", COMMIT[:12]],
    ]
    links = [one.get("href") for one in body(text).iter("a")]
    assert links == ["https://github.com/o/r/actions/runs/1", f"{COMMITS}/{COMMIT}", f"{COMMITS}/{COMMIT}"]


def test_the_chart_has_the_lines_and_the_applies() -> None:
    """A mark for each step and each apply, and the newest prices at the ends."""
    page = body(shown(CREATED, CHEAPER))
    said = [one.text for one in page.findall(".//svg[@role='img']//title")]
    assert said[1:] == [
        "create 2026-01-31 12:00 UTC by maria, commit 0123456789ab",
        "update 2026-02-09 12:00 UTC by li, commit 0123456789ab",
        "Input 5.00 from 2026-01-31", "Input 2.50 from 2026-02-09", "Output 15.00 from 2026-01-31",
    ]  # fmt: skip
    assert {"Input 2.50", "Output 15.00"} <= {"".join(one.itertext()) for one in page.iter("text")}


def test_what_failed_changes_no_line_and_what_may_be_done_is_not_sure() -> None:
    """Both are in the table and say what they are."""
    failed = applied(10, changed("a", (INPUT, 2.5, 9.0), status="failed"))
    begun = applied(11, changed("a", (INPUT, 2.5, 2.0), status="begun"))
    (story,) = stories_of_prices([CREATED, CHEAPER, failed, begun])
    (line,) = lines_of_prices(story.steps[::-1], [INPUT], since=NOON)
    assert [(step.price, step.is_sure) for step in line.steps] == [(5.0, True), (2.5, True), (2.0, False)]
    first, second, *_ = rows(shown(CREATED, CHEAPER, failed, begun))
    assert first[0].endswith("interrupted, it may not have been done")
    assert second[0].endswith("failed, not done")


def test_what_was_edited_elsewhere_and_what_was_before_is_not_sure() -> None:
    """A step that begins at another price than the last one ended at, and a history that begins with a change."""
    steps = [applied(5, changed("a", (INPUT, 4.0, 3.0))), applied(9, changed("a", (INPUT, 3.5, 2.0)))]
    (story,) = stories_of_prices(steps)
    (line,) = lines_of_prices(story.steps[::-1], [INPUT], since=NOON)
    assert [(step.price, step.is_sure) for step in line.steps] == [(4.0, False), (3.0, False), (2.0, True)]


def test_a_price_that_ends() -> None:
    """A model that is deleted has a line that ends there, with a mark of its own."""
    gone = applied(20, changed("a", action="delete", raw={"inputPricePerMillionTokens": 2.5}))
    text = shown(CREATED, CHEAPER, gone)
    assert "Input ends 2026-02-20" in text
    assert rows(text)[0][1] == "2.50 → \N{EN DASH}"


def test_models_that_are_asked_for() -> None:
    """A model whose prices never changed has its line, too; a name that it had before is said."""
    renamed = applied(3, changed("a", ("model_id", "a", "b"), (INPUT, 5.0, 4.0)))
    (story,) = stories_of_prices([CREATED, renamed])
    text = shown(CREATED, renamed, stories=[story], is_of_all=False)
    assert [row[0].partition("0a0b0c0d")[2].strip() for row in rows(text)] == ["called a then", "called a then"]
    assert '<h2 id="model-1">b</h2>' in text


def test_what_is_planned_follows_the_last_apply() -> None:
    """A broken line to the price of that day, in the table as planned; what is far away is in the table alone."""
    planned = (PriceChange("2026-05-01", {INPUT: 4.0}, {}), PriceChange("2999-01-01", {INPUT: 9.0}, {}))
    text = shown(CREATED, CHEAPER, planned={"a": planned})
    assert [row[:2] for row in rows(text)][:2] == [
        ["2999-01-01 planned in the catalog", "4.00 \N{RIGHTWARDS ARROW} 9.00 +125 %"],
        ["2026-05-01 planned in the catalog", "2.50 \N{RIGHTWARDS ARROW} 4.00 +60 %"],
    ]
    assert "Input 4.00 planned from 2026-05-01" in text
    assert "Input 9.00" not in text
    assert "1 change planned for a day that is far away" in text
    assert text.count(" unsure") > shown(CREATED, CHEAPER).count(" unsure")


def test_several_models_have_a_list_with_first_and_last() -> None:
    """Nothing that failed counts in it."""
    other = applied(1, changed("b", (OUTPUT, 3.0, 2.0)))
    failed = applied(12, changed("b", (OUTPUT, 2.0, 1.0), status="failed"))
    table = body(shown(CREATED, CHEAPER, other, failed)).findall("./div/table//tbody/tr")
    assert [["".join(cell.itertext()) for cell in row] for row in table] == [
        ["b", "\N{EN DASH}", "3.00 →\N{NO-BREAK SPACE}2.00", "1", "2026-02-01 12:00 UTC"],
        ["a", "5.00 →\N{NO-BREAK SPACE}2.50", "15.00", "1", "2026-02-09 12:00 UTC"],
    ]


def test_an_empty_history_and_one_without_a_change_say_so() -> None:
    """A sentence, and no empty chart."""
    assert "The history of memory is empty: nothing was applied yet." in shown()
    assert "has 1 apply, and none changed" in shown(CREATED)
    assert "<svg" not in shown(CREATED)


def test_what_cannot_be_read_is_said() -> None:
    """Damaged applies, and steps without a time, which are in the table alone."""
    lost = applied(3, changed("a", (INPUT, 5.0, 4.0)), at="yesterday")._replace(apply_id="no-time")
    text = shown(CREATED, lost, unreadable=2)
    assert "2 applies of the history cannot be read" in text
    assert "1 step without a time that can be read" in text
    assert any(row[0].startswith("yesterday no-time") for row in rows(text))


def test_500_models_and_500_steps_stay_small() -> None:
    """A hundred have a chart, the list has all, and both are said."""
    changes = [changed(f"m{at}", (INPUT, 1.0, 2.0)) for at in range(500)]
    steps = [applied(at, changed("m7", (INPUT, at % 7, (at + 1) % 7))) for at in range(1, 501)]
    text = shown(applied(0, *changes), *steps)
    assert text.count('role="img"') == 100
    assert "The first 100 models have a chart" in text
    assert len(body(text).findall("./div/table//tbody/tr")) == 500
    assert len(text) < 1_500_000


@pytest.mark.parametrize(("lengths", "charts"), [([1500, 1500, 1500, 1500], 3), ([6000, 1], 1)])
def test_a_page_has_room_for_so_many_steps(lengths: list[int], charts: int) -> None:
    """Of long stories fewer have a chart; of one that is endless all is told."""
    (one,) = stories_of_prices([CREATED, CHEAPER])
    stories = [ModelStory("a", one.steps[:1] * length) for length in lengths]
    text = shown(CREATED, CHEAPER, stories=stories)
    assert text.count('role="img"') == charts
    assert text.count("<tr role") == sum(lengths[:charts]) + charts + len(lengths) + 1
    assert len(text) < 4_500_000


@pytest.mark.parametrize("name", [*HOSTILE, "x" * 10_000])
def test_hostile_names_are_text_everywhere(name: str) -> None:
    """As a model, as who, as a commit, a run and a value: no element of their making, no address that is none."""
    odd = changed(name, (INPUT, 1.0, 2.0), (OUTPUT, name, 2.0))
    page = body(shown(applied(1, odd, by=name, commit=name, run=name), applied(2, changed("b", (INPUT, 1.0, 2.0)))))
    tame = changed("a", (INPUT, 1.0, 2.0), (OUTPUT, "x", 2.0))
    plain = body(shown(applied(1, tame, by="x", commit="x", run="x"), applied(2, changed("b", (INPUT, 1.0, 2.0)))))
    tags = [[one.tag for one in root.iter() if one.tag not in ("a", "code")] for root in (page, plain)]
    assert tags[0] == tags[1]
    addresses = [str(one.get("href")) for one in page.iter("a")]
    assert all(one.startswith(("#model-", "https://", "http://")) for one in addresses)
    assert all(re.sub(r"[\n\xa0]", "", text).isprintable() for text in page.itertext())


@pytest.mark.parametrize("value", ["3", -1, 1e300, float("inf"), 10**400, [1], {"a": 1}])
def test_a_value_that_is_no_price_is_shown_and_not_drawn(value: object) -> None:
    """A history that somebody edited by hand."""
    text = shown(CREATED, applied(4, changed("a", (INPUT, 5.0, value))))
    assert rows(text)[0][1].startswith("5.00 → ")
    assert "Input ends 2026-02-04" in text


@pytest.mark.parametrize(("value", "text"), [(float("inf"), "Infinity"), (float("nan"), "NaN")])
def test_a_first_price_that_is_no_number(value: float, text: str) -> None:
    """JSON of Python's make can hold both: shown as they are, and the chart is that of the others."""
    page = shown(applied(0, changed("a", (INPUT, None, value), action="create")), CHEAPER)
    assert rows(page)[1][1] == text
    assert "Input 2.50 from 2026-02-09" in page


def test_the_same_history_makes_the_same_bytes() -> None:
    """Nothing of the moment or of the machine is in it."""
    assert shown(CREATED, CHEAPER) == shown(CREATED, CHEAPER)


def test_a_story_without_any_time() -> None:
    """Nothing can be drawn, and nothing fails."""
    lost = applied(3, changed("a", (INPUT, 5.0, 4.0)), at="yesterday")._replace(apply_id="no-time")
    story = ModelStory("a", stories_of_prices([lost])[0].steps)
    assert "1 step without a time" in shown(lost, stories=[story])
