"""The page of a catalog: its values, what it leaves out for everybody, and texts that try to be something else."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import pytest

from schemas.attributes import DEFINED
from syncer.model.catalog import Place, Source
from syncer.model.changes import FieldChange
from syncer.model.origins import PriceChange
from syncer.render.ci.findings import Root
from syncer.render.html.catalog import MOST_WRITTEN, catalog_page
from syncer.render.html.numbers import blend_text, blended
from syncer.render.html.offers import PUBLIC, About, Offer, Variation
from syncer.render.html.places import Files
from syncer.render.html.roles import role_matrix
from syncer.render.html.stories import told_stories
from syncer.render.links import Links
from syncer.render.text.values import safe
from syncer.sync.history import AppliedChange, Apply, Who
from syncer.sync.model_story import StoryStep
from tests.hostile import HOSTILE
from tests.unit.building import entry, record
from tests.unit.render.html.read_back import Element, articles_of, column_of, data_of, read_page

if TYPE_CHECKING:
    from collections.abc import Sequence

IN: Final = "input_price_per_million_tokens"
ABOUT: Final = About("campus")
LINKS: Final = Links("https://code.example/o/r/blob/0123456789", Root("/r", "/r"))


def offer(model_id: str, **changes: Any) -> Offer:
    """A model as Git says it."""
    made = entry(model_id, lines={"model_id": 1, IN: 9}, **changes)
    return Offer(model_id, made.fields, made.source)


def made(offers: Sequence[Offer], about: About = ABOUT) -> Element:
    """Their page, read back."""
    return read_page(catalog_page(offers, about))


def rows(page: Element) -> list[list[str]]:
    """The table, as it is written into the document."""
    table = page.one("table", id="table")
    return [
        [cell.text.strip() for cell in row.inside if isinstance(cell, Element)] for row in table.one("tbody").all("tr")
    ]


def test_every_value_is_there_for_readers_and_for_the_script() -> None:
    """All fields of all models, exactly, written out and in the data: both say what the definition says."""
    offers = [offer("a"), offer("b", supported_params={"temperature": {"max": 1}}, available_to_roles=["staff", "x"])]
    page = made(offers)
    expected = {one.key: {name: one.fields[name] for name in DEFINED} for one in offers}
    assert articles_of(page) == expected
    data = data_of(page)
    assert {name: [one.fields[name] for one in offers] for name in DEFINED} == {
        name: column_of(data, name) for name in DEFINED
    }


def test_numbers_are_as_people_write_them_with_the_exact_one_beside() -> None:
    """`2.50` and `128k`; the exact value and its unit are on demand."""
    page = made([offer("a", input_price_per_million_tokens=2.5, max_input_tokens=131_072)])
    assert [cell.strip("\N{FIGURE SPACE}") for cell in rows(page)[0][3:7]] == ["2.50", "10.00", "4.375", "131k"]
    shown = {one.attributes["title"]: one.attributes["value"] for one in page.one("table", id="table").all("data")}
    assert shown["2.5 US dollars per million tokens"] == "2.5"
    assert shown["131,072 tokens"] == "131072"


@pytest.mark.parametrize(
    ("prices", "text"),
    [((0.035, 0.14), "0.0613"), ((0, 0), "0.00"), ((1e-7, 1e-5), "<0.0001"), ((1000.0, 1000.0), "1,000.00"),
     ((None, 1), "\N{EN DASH}"), ((2.5, 10.0), "4.375")],
)  # fmt: skip
def test_the_mix_is_worked_out(prices: tuple[object, object], text: str) -> None:
    """Three parts of input to one of output, with four digits at most."""
    assert blend_text(blended(*prices, parts=(3, 1))) == text


def test_points_stand_below_each_other() -> None:
    """Each price is as long as every other behind its point."""
    prices = [0, 0.0375, 2.5, 1000.0]  # nine characters
    page = made([offer(f"m{at}", input_price_per_million_tokens=price) for at, price in enumerate(prices)])
    body = page.one("table", id="table").one("tbody")
    texts = [cell.one("data").text for cell in body.all("td", class_="number price of-10")]
    assert [text.rstrip("\N{FIGURE SPACE}") for text in texts] == ["0.00", "0.0375", "2.50", "1,000.00"]
    assert {len(text.partition(".")[2]) for text in texts} == {4}


@pytest.mark.parametrize(
    "changes",
    [
        {"input_price_per_million_tokens": None, "output_price_per_million_tokens": None},
        {"input_price_per_million_tokens": 0, "output_price_per_million_tokens": 1000},
        {"model_name": "n" * 10_000, "provider_name": "p" * 10_000},
        {"max_output_tokens": None, "is_default": True},
    ],
)
def test_one_model_is_a_page(changes: dict[str, Any]) -> None:
    """Also with a name of any length, and without a price."""
    assert len(rows(made([offer("a", **changes)]))) == 1


def test_no_model_is_a_page() -> None:
    """A catalog may be empty."""
    assert rows(made([])) == []


def hostile_page(texts: Sequence[str], about: About) -> Element:
    """A page with the texts wherever somebody else's text can be."""
    offers = []
    for at, text in enumerate(texts):
        fields = {"model_name": text, "provider": text, "provider_name": text, "available_to_roles": [text],
                  "retirement_note": text, "input_modalities": [text], "retires_on": text}  # fmt: skip
        one = offer(f"m{at}", **fields)
        row = record(f"m{at}", record_id=text, by=text, **{**fields, "model_name": f"{text}!"})
        variation = Variation(text, "model_name", text, Place(f"catalog/{text}.yaml", 1))
        edited = (FieldChange("provider_name", text, f"{text}?"),)
        offers.append(one._replace(targets=(text,), variations=(variation,), record=row, edited=edited))
    return made(offers, about)


def test_hostile_texts_stay_texts() -> None:
    """No text makes an element, an attribute or an address, and what is shown of each moves nothing."""
    about = About("campus", Files("catalog", "catalog", LINKS), is_live=True, targets=HOSTILE)
    plain, page = hostile_page(["plain"] * len(HOSTILE), about), hostile_page(HOSTILE, about)
    assert [one.name for one in page.everything() if one.name == "script"] == ["script", "script"]
    kinds = {(one.name, name) for one in page.everything() for name in one.attributes}
    assert kinds <= {(one.name, name) for one in plain.everything() for name in one.attributes}
    assert not [name for _, name in kinds if name.startswith("on") or name == "style"]
    for link in page.all("a"):
        assert link.attributes["href"].startswith(("#", "https://code.example/o/r/blob/0123456789/catalog/"))
    names = [next(row.all("a")).text for row in page.one("table", id="table").one("tbody").all("tr")]
    assert names == [safe(text) for text in HOSTILE]
    assert column_of(data_of(page), "model_name") == list(HOSTILE)
    shown = page.one("body").text.partition('{"count"')[0]
    assert {one for one in shown if not one.isprintable()} <= {"\n", "\N{FIGURE SPACE}"}


def test_an_address_that_is_none_is_not_linked() -> None:
    """A place is linked only where the address is a plain one of the web."""
    links = LINKS._replace(files="javascript:alert(1)//")
    page = made([offer("a")], About("campus", Files("catalog", "catalog", links)))
    assert not [one for one in page.all("a") if not one.attributes["href"].startswith("#")]


def test_each_value_says_where_it_comes_from() -> None:
    """The file and the line, linked to the commit; a default is called one; an override names its own file."""
    files = Files("/somewhere/catalog", "catalog", LINKS._replace(root=Root("/somewhere", "/somewhere")))
    source = Source("/somewhere/catalog/models/a.yaml", 1, {IN: 9, "provider": 4},
                    {"model_name": Place("/somewhere/catalog/catalog.yaml", 12)})  # fmt: skip
    page = made([offer("a")._replace(source=source)], About("campus", files))
    said = {
        row.attributes["data-field"]: [*row.all("td")][-1] for row in page.all("tr") if "data-field" in row.attributes
    }
    assert {name: said[name].text.strip() for name in (IN, "model_name", "enabled")} == {
        IN: "line 9", "model_name": "catalog/catalog.yaml:12", "enabled": "default",
    }  # fmt: skip
    address = said[IN].one("a").attributes["href"]
    assert address == "https://code.example/o/r/blob/0123456789/catalog/models/a.yaml#L9"
    assert "/somewhere" not in catalog_page([offer("a")._replace(source=source)], About("campus", files))
    data = data_of(page)
    assert (
        data["files"] + column_of(data, "address")[0] + f"#L{column_of(data, 'lines')[0][DEFINED.index(IN)]}" == address
    )


def test_what_the_store_holds_stands_beside() -> None:
    """What differs, what was edited, what is missing, and what only the store has."""
    edited = (FieldChange("provider_name", "OpenAI", "Acme"),)
    offers = [
        offer("same")._replace(record=record("same")),
        offer("other")._replace(
            record=record("other", provider_name="Acme", input_price_per_million_tokens=3.0), edited=edited
        ),
        offer("owned")._replace(record=record("owned", input_price_per_million_tokens=3.0), owned_live=(IN,)),
        offer("missing"),
        Offer("extra", record("extra", by=None).fields, record=record("extra", by=None)),
    ]
    page = made(offers, About("campus", is_live=True))
    assert [row[-1] for row in rows(page)] == [
        "as in Git", "2 fields differ", "as in Git", "not in the store", "only in the store",
    ]  # fmt: skip
    (other,) = page.all("article", data_model="other")
    assert other.one("tr", data_field=IN).one("div", class_="warn").text == "\N{NOT EQUAL TO} store: 3.00"
    assert "edited outside Git; last applied: OpenAI" in other.one("tr", data_field="provider_name").text
    assert [*column_of(data_of(page), "notes")[1]] == ["provider_name", IN]
    assert "edited outside Git (1)" in page.one("select", name="store").text


def test_targets_and_later_prices_are_told_of() -> None:
    """Which targets get a model, what they have otherwise, and which price comes when."""
    one = offer("a")._replace(
        targets=("prod", "test"), variations=(Variation("prod", IN, 3.0, Place("catalog/catalog.yaml", 12)),),
        changes=(PriceChange("2027-01-01", {IN: 2.0}, {IN: 20}),),
    )  # fmt: skip
    text = made([one], About("campus", targets=("prod", "test"))).one("tr", data_field=IN).text
    assert "target prod: 3.00, catalog/catalog.yaml:12" in text
    assert "from 2027-01-01: 2.00" in text


def steps(*prices: float | None, by: str = "ada", commit: str | None = "0" * 40) -> tuple[StoryStep, ...]:
    """A step for each price after the first, a day apart, the newest first."""
    found = []
    for day, (before, after) in enumerate(pairwise(prices), 1):
        change = AppliedChange(
            "update", "a", "id", (FieldChange(IN, before, after),), "applied", None, {}, adopted=False
        )
        apply_id, at = f"2026030{day}T000000000000Z-1", f"2026-03-0{day}T00:00:00+00:00"
        found.append(StoryStep(Apply(apply_id, "applied", at, Who(by, "1"), "campus", commit, "f", (change,)), change))
    return tuple(found[::-1])


def test_the_story_of_prices_is_a_chart_with_its_table() -> None:
    """When, which price, from and to, who and which commit; a history that cannot be read is told of."""
    one = offer("a")._replace(record=record("a"), story=steps(2.5, 3.0, 2.0))
    about = About("campus", is_live=True, unread=2)
    page = made([one, offer("b")], about)
    (story,) = page.all("div", data_story="a")
    assert [[cell.text for cell in row.all("td")] for row in story.one("tbody").all("tr")] == [
        ["2026-03-02 00:00 UTC", "Input", "3.00", "2.00", "ada", "0" * 12],
        ["2026-03-01 00:00 UTC", "Input", "2.50", "3.00", "ada", "0" * 12],
    ]
    assert "2 applies of the history cannot be read" in page.text
    assert not [*page.all("div", data_story="b")]


def test_few_stories_are_drawn_of_many() -> None:
    """Those that changed last."""
    offers = [offer(f"m{at}")._replace(story=steps(1.0, *range(2, at % 7 + 3))) for at in range(120)]
    told = told_stories(offers, ABOUT)
    assert len(told) == 100
    assert {one.key for one in told} >= {f"m{at}" for at in range(120) if at % 7 == 6}
    assert told_stories([offer("a")], ABOUT) == []


def secret_offer() -> Offer:
    """A model of which everything that is not for everybody has a word of its own."""
    given: dict[str, Any] = {name: f"secret-{name}" for name in DEFINED if name not in PUBLIC}
    names = {name: [value] for name, value in given.items() if name.endswith("roles")}
    one = offer("a", **{**given, **names, "supported_params": {"secret-params": {}}})
    place = Place("catalog/targets/secret-target.yaml", 3)
    row = record("a", by="secret-manager", record_id="secret-id", input_price_per_million_tokens=3.0)
    return one._replace(
        targets=("secret-target",), variations=(Variation("secret-target", IN, 876.25, place),), record=row,
        edited=(FieldChange("available_to_roles", ["secret-before"], ["secret-after"]),),
        source=Source("secret-folder/a.yaml", 4321, {IN: 4321}, {IN: place}),
        changes=(PriceChange("2027-01-01", {IN: 2.0}, {IN: 4321}),),
        story=steps(1.0, 2.0, by="secret-person", commit="secret34"),
    )  # fmt: skip


def test_a_page_for_everybody_leaves_out_what_is_not_on_the_list() -> None:
    """Roles, targets, files, record ids, people and commits: not a trace. A field is shown when it is on the list."""
    about = About("campus", Files("secret-folder", "secret-folder", LINKS), is_live=True, target="secret-target",
                  targets=("secret-target",), commit="secret12", as_of=date(2026, 1, 31))  # fmt: skip
    whole = catalog_page([secret_offer()], about)
    public = catalog_page([secret_offer()], about._replace(is_public=True))
    for word in (
        "secret-target",
        "secret-id",
        "secret-manager",
        "secret12",
        "secret-person",
        "secret34",
        "876.25",
        "4321",
        "code.example",
    ):
        assert word in whole, word
    assert "secret" not in public
    assert not [word for word in ("876.25", "4321", "code.example", "Roles") if word in public]
    page = read_page(public)
    assert set(articles_of(page)["a"]) == set(PUBLIC)
    assert {one["name"] for one in data_of(page)["columns"]} <= {
        *PUBLIC, "key", "condition", "notes", "standing", "in store",
        "by provider", "by maker", "by modality", "by status", "by store",
    }  # fmt: skip
    assert "from 2027-01-01: 2.00" in page.text


def test_a_large_catalog_is_not_written_out() -> None:
    """Its first rows are in the document; all of its models are in the data, and the page says how to search."""
    page = made([offer(f"m{at:04}") for at in range(MOST_WRITTEN + 1)])
    assert len(rows(page)) == 100
    assert not [*page.all("article")]
    assert column_of(data_of(page), "key")[-1] == f"m{MOST_WRITTEN:04}"
    assert "the search of the browser itself does not find all" in page.text
    assert "Without its script this page shows the first 100" in page.text


def test_400_roles_and_many_models_are_a_matrix_that_ends() -> None:
    """The matrix has no more cells than a page can hold, and knows how many models it leaves out."""
    roles = [f"role-{at:03}" for at in range(400)]
    matrix = role_matrix([*(offer(f"m{at}", available_to_roles=roles[at:]) for at in range(60)), offer("open")])
    assert (len(matrix.roles), len(matrix.rows), matrix.left_out, matrix.without) == (400, 30, 30, 1)
    assert matrix.rows[7][1] == tuple(at >= 7 for at in range(400))


def test_the_matrix_of_models_and_roles() -> None:
    """A row for each model that names a role, a column for each role."""
    page = made([offer("a", available_to_roles=["x", "y"]), offer("b", available_to_roles=["y", " "]), offer("c")])
    matrix = page.one("table", class_="matrix")
    assert [one.text for one in matrix.all("th", scope="col")] == ["Model", "x", "y"]
    marks = [[cell.text for cell in row.all("td")] for row in matrix.one("tbody").all("tr")]
    assert marks == [["\N{CHECK MARK}", "\N{CHECK MARK}"], ["", "\N{CHECK MARK}"]]
    assert "Without a role: 1;" in page.text


def test_an_address_that_is_none_of_the_web_is_nowhere() -> None:
    """Where the CI says something else of itself, files have no address; nor does the script get it."""
    files = Files(links=Links("javascript:alert(1)", Root("/r", "/r")))
    assert "javascript:" not in catalog_page([offer("a")], About("campus", files))


def test_models_of_one_name_are_told_apart() -> None:
    """Where a name is there twice, the matrix and the charts have the id, too."""
    page = made(
        [
            offer(model_id, model_name=name, available_to_roles=["x"], retires_on="2027-01-01", **{IN: price})
            for model_id, name, price in [("eu.nova", "Nova", 1), ("us.nova", "Nova", 2), ("titan", "Titan", 3)]
        ]
    )
    matrix = page.one("table", class_="matrix").one("tbody")
    assert [" ".join(row.one("th").text.split()) for row in matrix.all("tr")] == [
        "Nova eu.nova",
        "Nova us.nova",
        "Titan titan",
    ]
    for chart in ("prices-chart", "retiring-chart"):
        told = page.one("figure", id=chart).one("table").text
        assert [name for name in ("Nova (eu.nova)", "Nova (us.nova)", "Titan") if name not in told] == []
        assert "(titan)" not in told


def test_a_filter_without_a_choice_is_left_out() -> None:
    """Where no model names a role there is nothing to choose."""
    assert [
        len([*made([one]).all("select", name="role")]) for one in (offer("a"), offer("a", available_to_roles=["x"]))
    ] == [0, 1]


def test_filters_count_what_they_choose() -> None:
    """Each word is there once, sorted, with how many models have it."""
    page = made([offer("a", provider="b"), offer("b", provider="A"), offer("c", provider="b", enabled=False)])
    options = [one.text for one in page.one("select", name="provider").all("option")]
    assert options == ["any", "A (1)", "b (2)"]
    assert [one.text for one in page.one("select", name="status").all("option")] == [
        "any", "active (3)", "disabled (1)", "enabled (2)",
    ]  # fmt: skip


def test_the_same_models_make_the_same_bytes() -> None:
    """Nothing of the moment is in a page."""
    assert catalog_page([secret_offer()], ABOUT) == catalog_page([secret_offer()], ABOUT)
