"""A whole catalog beside lists."""

from __future__ import annotations

import json
from datetime import date

from jsonschema import Draft202012Validator

from schemas.export import export
from syncer.model.catalog import Catalog, Settings
from syncer.prices.base import Quote
from syncer.prices.check import PriceReport, check_prices
from syncer.render.prices import failing, render_prices
from tests.unit.building import catalog_of
from tests.unit.prices.lists import INPUT, NOON, FakeList, listed, priced, rates

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
        assert ("::warning::genai-prices" in render_prices(found, "github")) is is_old


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
