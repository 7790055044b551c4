"""The page of a plan: what it says is what the JSON document says, and nothing in it is more than text."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pytest

from syncer.errors import CatalogError, Problem, StoreError
from syncer.frozen import replace
from syncer.model.catalog import Place
from syncer.model.money import Money, MonthlyChange
from syncer.plan.coming_prices import ComingPrice
from syncer.plan.guards.check import Allowances
from syncer.plan.plan import Planned
from syncer.plan.retirements import Lifecycle, Retirement
from syncer.plan.settings_change import SettingChange
from syncer.render.html.cells import label_of
from syncer.render.html.changes import change_tables
from syncer.render.html.plan import plan_page
from syncer.render.plan import render_plan, render_planned
from syncer.render.text.values import safe
from syncer.render.view import PlanView
from tests.hostile import HOSTILE
from tests.unit.building import entry, plan_of, record
from tests.unit.hostile_plans import hostile_planned
from tests.unit.render.html.reading import read_back
from tests.unit.render.layouts import LINKS, long_names, sixty_changes
from tests.unit.render.test_plan import every_change

if TYPE_CHECKING:
    from syncer.plan.plan import Plan
    from tests.unit.render.html.reading import Element

STORABLE: Final = tuple(text for text in HOSTILE if text != "\ud800")
ACTIVE: Final = {"iframe", "img", "svg", "object", "embed", "link", "base", "video", "audio"}
"""Elements that a page of ours never has."""


def _page(plan: Plan, **given: Any) -> Element:
    return read_back(plan_page([Planned("production", plan)], **given))


def _tables(page: Element) -> dict[str, list[Element]]:
    """The rows of each table of changes."""
    return {
        str(section.attrs["data-kind"]): [row for part in section.all("tbody") for row in part.all("tr")]
        for section in page.all("section", cls="changes")
    }


def _name(row: Element) -> str:
    return row.all("th")[0].all("code")[0].text


def _value(cell: Element) -> object:
    """The value in a cell, as JSON has it where it is a number."""
    exact = cell.all("data")
    return json.loads(str(exact[0].attrs["value"])) if exact else cell.text


def _as_shown(value: object) -> object:
    """A value of the document as a cell has it."""
    if value is None:
        return "absent"
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _names(names: list[str]) -> str:
    return ", ".join(names) or "none"


@pytest.mark.parametrize("make", [sixty_changes, every_change])
def test_fields_are_those_of_the_document(make: Any) -> None:
    """Every field that changes in a row stands in one table, with the model, both values and the relative change."""
    plan = make()
    document = json.loads(render_plan(plan, "json"))
    rows = _tables(_page(plan))
    shown = [row for kind in ("prices", "limits", "others", "drift") for row in rows.get(kind, [])]
    found = {(_name(row), row.all("td")[0].text): [*map(_value, row.all("td")[1:3])] for row in shown}
    said = {
        (change["model_id"], label_of(one["field"])): [_as_shown(one["before"]), _as_shown(one["after"])]
        for change in document["changes"]
        if change["action"] in {"update", "adopt"}
        for one in change["fields"]
        if one["field"] != "is_default"
    }
    assert found == said
    assert len(shown) == len(said)
    percents = {
        (change["model_id"], label_of(one["field"])): one["percent"]
        for change in document["changes"]
        for one in change["fields"]
        if "percent" in one
    }
    for row in shown:
        text = row.all("td")[3].text
        percent = percents.get((_name(row), row.all("td")[0].text))
        assert percent is None or f"{percent:+,g} %" in text
        assert (row.attrs.get("data-move"), "▲" in text) in {("up", True), ("down", False), (None, False)}


def test_models_are_those_of_the_document() -> None:
    """Of a model that comes or goes every field stands in its row."""
    plan = sixty_changes()
    document = json.loads(render_plan(plan, "json"))
    rows = _tables(_page(plan))
    shown = {_name(row): row for kind in ("creates", "deletes") for row in rows[kind]}
    changes = [change for change in document["changes"] if change["action"] in {"create", "delete"}]
    assert shown.keys() == {change["model_id"] for change in changes}
    for change in changes:
        values = {one["field"]: one["after"] if change["action"] == "create" else one["before"]
                  for one in change["fields"]}  # fmt: skip
        row = shown[change["model_id"]]
        labels = [one.text for one in row.all("dt")]
        cells = {str(one.attrs["data-label"]): one for one in row.all("td", cls="number")}
        cells |= dict(zip(labels, row.all("dd"), strict=True))
        assert {label: _value(cell) for label, cell in cells.items()} == {
            label_of(name): _as_shown(value) for name, value in values.items()
            if name not in {"model_id", "model_name", "available_to_roles"}
        }  # fmt: skip
        assert row.all("td")[0].text.startswith(str(values["model_name"]))
        assert row.all("td")[-1].text == (", ".join(values.get("available_to_roles", [])) or "none")


def test_counts_roles_guards_and_default() -> None:
    """What else the document has is on the page: adoptions, the default, roles, guards with the option, conflicts."""
    plan = long_names()
    document, page = json.loads(render_plan(plan, "json")), _page(plan)
    stops, refused = page.all("section", cls="refused")[0], [one for one in document["guards"] if not one["lifted"]]
    assert [one.all("strong")[0].text for one in stops.all("li")] == [one["guard"] for one in refused]
    assert [one.text for one in stops.all("code", cls="paste")] == [one["lifted_by"] for one in refused]
    pasted = stops.all("pre", cls="paste")[0].text.split("\n")
    assert set(pasted) == {f"syncer: {one['lifted_by']}" for one in refused} | {""}
    (conflict,) = page.all("section", cls="conflict")[0].all("li")
    assert conflict.text.startswith(document["conflicts"][0]["message"])
    assert page.all("section", cls="conflict")[0].all("pre")[0].text == f"syncer: --overwrite {'c' * 40}\n"
    roles = page.all("section", cls="roles")[0].all("tbody")[0].all("tr")
    assert {row.all("code")[0].text: [cell.text for cell in row.all("td")] for row in roles} == {
        one["role"]: [f"{one['before']} → {one['after']}", *map(_names, (one["lost"], one["gained"]))]
        for one in document["roles"]
    }
    sixty = _page(sixty_changes())
    assert sixty.all("section", cls="default")[0].all("p")[0].text == "was-default → the-default"
    assert len(_tables(sixty)["adoptions"]) == 28


def test_settings_are_told() -> None:
    """A setting that is looser is named, with its line."""
    looser = SettingChange("guards.max_deletes", 5, 20, True, "origin/main", Place("catalog/catalog.yaml", 7))
    (row,) = (
        _page(replace(every_change(), settings=(looser,))).all("section", cls="settings")[0].all("tbody")[0].all("tr")
    )
    assert [cell.text for cell in row.all("th", "td")] == [
        "guards.max_deletes loosenedcatalog/catalog.yaml:7", "5", "20", "origin/main",
    ]  # fmt: skip


def test_what_changes_is_said_first() -> None:
    """The sentence, then what stops the plan, then the changes: the same sentence as in a comment."""
    text = plan_page([Planned("production", sixty_changes())])
    page = read_back(text)
    assert page.all("h1")[0].text == "Plan for production"
    assert page.all("p", cls="gist")[0].text == (
        "us.anthropic.claude-sonnet-25-20250929-v1:0 input price 2.50 → 5.50 USD (+120 %) and 51 more price changes; "
        "7 models deleted (old-model-0-20240229-v1:0, old-model-1-20240229-v1:0, old-model-2-20240229-v1:0 and 4 "
        "more); 9 new models; the default was-default → the-default; 1 role loses models (students); 2 roles gain "
        "models."
    )
    assert [one.text for one in page.all("p", cls="gist")[0].all("strong")] == [
        "7 models deleted", "the default", "1 role loses models",
    ]  # fmt: skip


def test_an_empty_plan_is_a_page() -> None:
    """Nothing to do is said, and there is nothing to filter."""
    page = _page(plan_of([entry("a")], [record("a")]))
    assert page.all("p", cls="headline")[0].text == "no changes"
    assert page.all("section", cls="changes") == page.all("input") == []


def test_several_targets() -> None:
    """A table of all targets leads to each; one that could not be planned says why."""
    planned = (
        Planned("production", every_change()),
        Planned("staging", None, StoreError("table models cannot be reached")),
        Planned("test", None, CatalogError([Problem("catalog/a.yaml", "is wrong", 3, 4, "provider")])),
        Planned("dev", plan_of([entry("a")], [record("a")])),
    )
    page = read_back(render_planned(planned, "html"))
    rows = page.all("table", cls="of-targets")[0].all("tbody")[0].all("tr")
    assert [[cell.text for cell in row.all("th", "td")][:4] for row in rows] == [
        ["production", "changes", "1", "2"],
        ["staging", "could not be planned", ""],
        ["test", "could not be planned", ""],
        ["dev", "no changes", "0", "0"],
    ]
    ids = {one.attrs["id"] for one in page.all() if "id" in one.attrs}
    assert {str(one.attrs["href"])[1:] for one in page.all("a")} <= ids
    assert page.all("p", cls="gist")[1].text == "table models cannot be reached (exit code 7)"
    assert "error catalog/a.yaml:3 provider: is wrong" in page.all("section", cls="problems")[-1].text
    assert len(page.all("input")) == 1


@cache
def _plain() -> tuple[set[str], set[str]]:
    """The elements and attributes of a page in which the strings are harmless."""
    elements = read_back(plan_page(hostile_planned("plain"), unmanaged=True, links=LINKS, facts=["plain"])).all()
    return {one.tag for one in elements}, {name for one in elements for name in one.attrs}


@pytest.mark.parametrize("text", [*STORABLE, "a -> b"], ids=ascii)
def test_strings_stay_text(text: str) -> None:
    """Wherever a string stands in a plan it makes no element, no attribute and no address, and hides nothing."""
    planned = hostile_planned(text)
    page = read_back(plan_page(planned, unmanaged=True, links=LINKS, facts=[text]))
    tags, attributes = _plain()
    elements = page.all()
    assert {one.tag for one in elements} <= tags | {"code"}
    assert {one.tag for one in elements} & ACTIVE == set()
    assert {name for one in elements for name in one.attrs} == attributes
    assert len(page.all("script")) == len(page.all("style")) == 1
    assert all("action" not in one.attrs for one in page.all("form"))
    for one in page.all("a"):
        assert str(one.attrs["href"]).startswith(("#", "https://github.example/"))
    assert safe(text) in page.text
    assert all(char.isprintable() or char == "\n" for char in page.text)


def test_long_strings_are_bounded() -> None:
    """Names of 10,000 characters in every place make a page of less than 100 kB."""
    assert len(plan_page(hostile_planned("x" * 10_000), unmanaged=True)) < 100_000


def test_the_same_plan_makes_the_same_bytes() -> None:
    """Nothing of the moment is in it."""
    first, second = (plan_page([Planned("production", sixty_changes())], links=LINKS) for _ in range(2))
    assert first == second


def test_an_address_of_a_line() -> None:
    """With links a model leads to its line, without there is the file alone."""
    (row,) = _tables(_page(_one_price(), links=LINKS))["prices"]
    assert row.all("a")[0].attrs["href"] == f"{LINKS.files}/catalog/models/a.yaml#L1"
    assert _page(_one_price()).all("main")[0].all("a") != []


def _one_price() -> Plan:
    return plan_of([entry("a", input_price_per_million_tokens=2.75)], [record("a")])


def test_lifted_guards_are_told() -> None:
    """What somebody said that is meant stands by itself, and asks for nothing."""
    plan = plan_of([], [record("a"), record("b")], allowances=Allowances(deletes=frozenset({2})))
    allowed = _page(plan).all("section", cls="allowed")[0]
    assert "too-many-deletes" in [one.text for one in allowed.all("strong")]
    assert allowed.all("code", cls="paste") == []


def test_every_sentence_of_the_view_is_there() -> None:
    """What a plan says in sentences is on its page, once: of money, of lifecycle, of prices to come, and remarks."""
    place, models = Place("catalog/models/a.yaml", 3), ("b", "c")
    plan = replace(
        every_change(),
        money=Money("use.csv", Decimal("1240.00"), (MonthlyChange("a", Decimal("10.00"), Decimal("1250.00"),
                    Decimal("1240.00"), None),), ("of 1 model that comes or goes it is not known what runs instead",),
                    unused=models, strange=models),
        lifecycle=Lifecycle(retirements=(Retirement("a", "2027-01-01", False, "b", place),)),
        coming=(ComingPrice("a", "2027-02-01", "input_price_per_million_tokens", 2.0, 4.0, True, True, place),),
        left_out=models,
    )  # fmt: skip
    view, page = PlanView(plan), _page(plan)
    money = view.money(str)
    assert money is not None
    for sentence in (money[0], *money[1][1:], *view.lifecycle(str), *view.coming(str), *view.remarks(str)):
        assert page.text.count(sentence.replace(" -> ", " → ").replace("`", "")) == 1, sentence
    (row,) = page.all("section", cls="money")[0].all("tbody")[0].all("tr")
    assert [cell.text for cell in row.all("th", "td")] == ["a", "10.00", "1,250.00", "▲ +1,240.00"]


def test_a_page_of_thousands_is_bounded() -> None:
    """Each row takes no more than some hundred bytes."""
    one = _one_price()
    text = plan_page([Planned("production", replace(one, changes=one.changes * 5_000))], links=LINKS)
    assert len(text) < 5_000 * 600


def test_rows_that_have_no_room_are_counted() -> None:
    """What matters most has the room, and each table has the number of all of its rows."""
    tables = change_tables(PlanView(sixty_changes()), None, most=60)
    assert [(table.kind, len(table.rows), table.total) for table in tables] == [
        ("prices", 52, 52), ("deletes", 7, 7), ("creates", 1, 9), ("limits", 0, 8), ("others", 0, 12), ("drift", 0, 8),
        ("adoptions", 0, 28),
    ]  # fmt: skip
