"""A whole catalog beside lists."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, get_args

import pytest
from jsonschema import Draft202012Validator

from schemas.export import export
from schemas.list_names import ListName
from syncer.load.catalog import load_catalog
from syncer.model.catalog import Catalog, Settings
from syncer.model.origins import PriceSource
from syncer.prices.base import Quote
from syncer.prices.check import JudgedPrice, PriceReport, check_prices
from syncer.prices.genai import GenaiPrices
from syncer.prices.lacking import lacking_models
from syncer.prices.open import NAMED
from syncer.render.lacking import render_lacking
from syncer.render.prices import failing, render_prices
from tests.unit.building import catalog_of
from tests.unit.catalog_files import model, said_of, write_catalog
from tests.unit.prices.lists import INPUT, NOON, FakeList, listed, priced, rates

if TYPE_CHECKING:
    from pathlib import Path

GENAI = FakeList({**listed("us.a.m", "1", "2"), **listed("us.a.n", "5", "9")})
OTHER = FakeList({**listed("us.a.m", "1.5", "2"), **listed("us.a.o", "7", "7")}, name="litellm", newest=None)


def report(*lists: FakeList, **trusted: list[str]) -> PriceReport:
    """Three models beside lists."""
    entries = catalog_of([priced("us.a.m", 1, 2), priced("us.a.n", 4, 9), priced("us.a.o", 7, 7)]).entries
    return check_prices(Catalog(Settings("campus", trusted_lists=trusted), entries), lists, NOON)


def test_every_price_has_a_verdict() -> None:
    """Six prices, six verdicts; the first list that knows one counts."""
    found = report(GENAI)
    assert [one.verdict for one in found.prices] == ["same", "same", "differs", "same", "unknown", "unknown"]
    assert found.counts == {"same": 3, "differs": 1, "unknown": 2}


def test_settings_say_which_list_counts() -> None:
    """That of the provider, then the default; the next one is asked where the first has no price."""
    both = [
        report(GENAI, OTHER),
        report(GENAI, OTHER, bedrock=["litellm", "genai-prices"]),
        report(GENAI, OTHER, default=["litellm"]),
    ]
    assert [one.prices[0].verdict for one in both] == ["same", "differs", "differs"]
    assert [one.prices[2].verdict for one in both] == ["differs", "differs", "unknown"]
    assert [one.prices[4].verdict for one in both] == ["same", "same", "same"]


def test_both_are_shown_where_lists_disagree() -> None:
    """The price of the list that does not count stands beside the other."""
    text = render_prices(report(GENAI, OTHER, bedrock=["litellm"]), "text")
    assert "input 1; litellm 1.5; genai-prices 1\n" in text
    assert "input 1; genai-prices 1; litellm 1.5\n" in render_prices(report(GENAI, OTHER), "text")
    assert "genai-prices 1; litellm 1.5 |" in render_prices(report(GENAI, OTHER), "markdown")
    assert "litellm" not in render_prices(report(GENAI, OTHER), "github")


def test_a_list_that_was_not_asked_says_nothing() -> None:
    """A provider that trusts another list has unknown prices."""
    found = report(GENAI, default=["litellm"])
    assert found.counts == {"unknown": 6}
    assert found.prices[0].opinion.why == "the list was not asked"


def test_limits_stand_apart() -> None:
    """A limit that differs, or that the catalog lacks, is told and fails nothing."""
    quote = Quote("us.a.m", "us.a.m", rates("1", "2"), {"max_input_tokens": 128000, "max_output_tokens": 8192})
    catalog = catalog_of([priced("us.a.m", 1, 2, max_output_tokens=None)])
    found = check_prices(catalog, [FakeList({"us.a.m": quote})], NOON)
    assert [(one.field, one.limit, one.said) for one in found.limits] == [("max_output_tokens", None, 8192)]
    assert not failing(strict=False) & found.counts.keys()


def test_an_old_list_is_named() -> None:
    """Sixty days after its newest date, and not before."""
    for newest, is_old in ((date(2026, 9, 28), True), (date(2026, 9, 29), False)):
        found = report(FakeList({}, newest=newest))
        assert found.lists[0].is_old is is_old
        assert ("more than 60 days old" in render_prices(found, "text")) is is_old
        said = render_prices(found, "github")
        assert ("::warning::genai-prices: 1, newest date in it 2026-09-28: more than 60 days old" in said) is is_old


def test_strict_fails_more() -> None:
    """What the list does not know passes, unless it must not."""
    found = report(FakeList(listed("us.a.m", "1", "2")))
    assert not failing(strict=False) & found.counts.keys()
    assert failing(strict=True) & found.counts.keys() == {"unknown"}


def test_the_document_is_as_published() -> None:
    """Every price is in it, and it is the same twice."""
    text = render_prices(report(GENAI, OTHER), "json")
    document = json.loads(text)
    Draft202012Validator(json.loads(export()["prices.schema.json"])).validate(document)
    assert len(document["prices"]) == 6
    assert document["prices"][2]["opinions"][0]["price"] == "5"
    assert text == render_prices(report(GENAI, OTHER), "json")


def test_annotations_stand_on_the_line_of_the_price() -> None:
    """What fails is an error, the rest a warning."""
    catalog = catalog_of([priced("us.a.n", 4, 9, lines={INPUT: 7}), priced("us.a.o", 7, 7)])
    said = render_prices(check_prices(catalog, [GENAI], NOON), "github").splitlines()
    assert said[0] == (
        f"::error file=catalog/models/us.a.n.yaml,line=7,col=1::{INPUT}: us.a.n: differs: 4; genai-prices 5; "
        "genai-prices, row us.a.n"
    )
    assert [line.split(" ")[0] for line in said[1:]] == ["::warning", "::warning"]


def test_markdown_is_for_a_pull_request() -> None:
    """A row for each price that is not the same, and the summary."""
    text = render_prices(report(GENAI), "markdown")
    assert "| `us.a.n` | input | 4 | differs | genai-prices 5 |" in text
    assert "6 prices: 1 differs, 2 unknown, 3 same." in text


def judged(source: PriceSource, *lists: FakeList, price: float = 1.05) -> list[JudgedPrice]:
    """The verdicts on a price of a European model whose file says where its prices come from."""
    model = priced("eu.a.m", price, provider="bedrock")._replace(price_source=source)
    return [one for one in check_prices(catalog_of([model]), lists, NOON).prices if one.field == INPUT]


EUROPE = FakeList({**listed("eu.a.m", "0.8", name="regional.a.m"), **listed("x", "1.05", name="Nova (EU)")})


@pytest.mark.parametrize(
    ("source", "verdict", "why"),
    [
        (PriceSource(), "collapsed", "the row is not for this geography alone"),
        (PriceSource(factor=1.3125), "same", ""),
        (PriceSource(factor=1.2), "differs", ""),
        (PriceSource(list="genai-prices", id="Nova (EU)"), "same", ""),
        (PriceSource(list="genai-prices", id="regional.a.m"), "differs", ""),
        (PriceSource(list="genai-prices", id="gone"), "unknown", "the list has no gone"),
        (PriceSource(list="litellm", id="eu.a.m"), "unknown", "the list was not asked"),
        (PriceSource(none="a contract", until="2026-11-28"), "excused", "a contract, until 2026-11-28"),
        (
            PriceSource(none="a contract", until="2026-11-27"), "collapsed",
            "the row is not for this geography alone; the reason in the file held until 2026-11-27",
        ),
    ],
)  # fmt: skip
def test_the_file_says_where_a_price_comes_from(source: PriceSource, verdict: str, why: str) -> None:
    """A row by its name, a factor, or a reason that holds for a time."""
    found = judged(source, EUROPE)
    assert [(one.verdict, one.opinion.why) for one in found] == [(verdict, why)]


def test_the_list_of_the_file_goes_before_the_settings() -> None:
    """Its factor is not for another list."""
    other = FakeList(listed("eu.a.m", "1.05"), name="litellm")
    found = judged(PriceSource(list="genai-prices", factor=1.3125), other, EUROPE)[0]
    assert (found.opinion.source, found.verdict) == ("genai-prices", "same")
    assert [one.price for one in found.others] == [Decimal("1.05")]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("{list: litellm, id: x}", ""),
        ("{factor: 1.1}", ""),
        ('{none: a contract, until: "2027-03-01"}', ""),
        ("{}", "must give `list`, `factor`, or `none` with `until`"),
        ("{id: x}", "must give `list`, `factor`"),
        ("{id: x, factor: 2}", "`id` needs `list`"),
        ("{none: a contract}", "`none` goes with `until`"),
        ('{none: a contract, until: "2027-03-01", factor: 2}', "and with nothing else"),
        ("{none: a contract, until: soon}", "must be a date such as 2027-06-30"),
        ("{factor: 0}", "must be more than 0"),
        ("{list: mine}", "must be 'genai-prices', 'litellm' or 'aws', not mine"),
    ],
)
def test_what_a_file_may_say(tmp_path: Path, lines: str, said: str) -> None:
    """One thing, whole."""
    found = said_of(tmp_path, model(f"price_source: {lines}\n"))
    assert (said in found) if said else (found == "")


def test_a_provider_may_be_written_in_any_case(tmp_path: Path) -> None:
    """In the settings as in model files."""
    folder = write_catalog(tmp_path, {"x": model()}, settings="name: c\nprices: {Bedrock: [litellm]}\n")
    assert load_catalog(folder).settings.trusted_lists == {"bedrock": ["litellm"]}


def test_what_a_file_says_is_loaded_and_stays_out_of_the_row(tmp_path: Path) -> None:
    """It is no field of the row."""
    folder = write_catalog(tmp_path, {"x": model("price_source:\n  list: litellm\n  factor: 1.1\n")})
    found = load_catalog(folder).entries[0]
    assert found.price_source == PriceSource(list="litellm", factor=1.1)
    assert "price_source" not in found.fields


def test_models_that_the_catalog_lacks() -> None:
    """Rows of the provider that no definition is priced by; one for several geographies is known by any of them."""
    found = FakeList(
        {**listed("us.a.m", "1", "2", name="regional.a.m"), **listed("us.a.n", "5", None), "x": Quote("x", "x")}
    )
    catalog = catalog_of([priced("us.a.m", 1, 2), priced("us.a.n", 1, 2, provider="openai")])
    lacking = lacking_models(catalog, [found], "bedrock", NOON)
    assert [(one.source, one.quote.name) for one in lacking] == [("genai-prices", "us.a.n")]
    assert "us.a.n  genai-prices      5  -" in render_lacking(lacking, "text", "bedrock")
    assert json.loads(render_lacking(lacking, "json", "bedrock"))["models"][0][INPUT] == "5"
    assert "| `us.a.n` | `genai-prices` | `5` |" in render_lacking(lacking, "markdown", "bedrock")


def test_every_list_that_settings_can_name_can_be_asked() -> None:
    """A word of the settings is the installed list, or one that an option names."""
    assert {*get_args(ListName)} == {GenaiPrices.name, *(one.name for one in NAMED)}
