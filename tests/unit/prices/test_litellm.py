"""LiteLLM's table: its traps, and a large one as a catalog that is changed at random."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from syncer.errors import UsageError
from syncer.prices.base import PRICE_FIELDS, exact
from syncer.prices.check import check_prices
from syncer.prices.litellm import LiteLlmTable
from tests.unit.building import catalog_of
from tests.unit.prices.lists import INPUT, NOON, OUTPUT, priced

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syncer.model.catalog import CatalogEntry

KEYS = (
    "input_cost_per_token",
    "output_cost_per_token",
    "cache_read_input_token_cost",
    "cache_creation_input_token_cost",
)


def row(*prices: float, provider: str = "openai", **more: Any) -> dict[str, Any]:
    """A row with prices a token."""
    return {"litellm_provider": provider, "mode": "chat", **dict(zip(KEYS, prices, strict=False)), **more}


def table(**rows: Any) -> LiteLlmTable:
    """A table with these rows."""
    return LiteLlmTable(json.dumps(rows).encode(), "table.json")


def verdicts(found: LiteLlmTable, *entries: CatalogEntry) -> list[str]:
    """The verdicts of definitions beside a table."""
    return [one.verdict for one in check_prices(catalog_of(entries), [found], NOON).prices]


@pytest.mark.parametrize(
    ("cost", "price"),
    [(3.3e-06, "3.3"), (8e-07, "0.8"), (1e-07, "0.1"), (1.6000000000000001e-06, "1.6"), (0, "0"), (5e-10, "0.0005")],
)
def test_prices_are_exact(cost: float, price: str) -> None:
    """A price a token becomes the price a million that was meant; noise in the table goes."""
    quote = table(m=row(cost, 1e-06)).quote("m", "openai", NOON)
    assert quote is not None
    assert quote.rates[INPUT].price == Decimal(price)


@pytest.mark.parametrize("turned", [False, True])
def test_two_rows_of_a_model_that_disagree_have_no_price(turned: bool) -> None:
    """With and without the provider before the id they are of one model: neither wins by its place in the table."""
    rows = {"m": row(3e-07, 1e-06, max_input_tokens=8), "openai/m": row(0, 1e-06, max_input_tokens=9)}
    quote = table(**dict(reversed(rows.items()) if turned else rows.items())).quote("m", "openai", NOON)
    assert quote is not None
    assert ([*quote.rates], dict(quote.limits), [*quote.faults]) == ([OUTPUT], {}, [INPUT])
    assert "say different things" in quote.faults[INPUT]


@pytest.mark.parametrize(
    ("model_id", "provider", "key", "theirs"),
    [
        ("us.amazon.nova-pro-v1:0", "bedrock", "us.amazon.nova-pro-v1:0", "bedrock_converse"),
        ("cohere.command-text-v14", "bedrock", "cohere.command-text-v14", "bedrock"),
        ("anthropic.claude-opus-5-5", "mantle", "bedrock_mantle/anthropic.claude-opus-5-5", "bedrock_mantle"),
        ("openai.gpt-5.4", "bedrock-responses", "bedrock_mantle/openai.gpt-5.4", "bedrock_mantle"),
        ("gemini-2.5-pro", "gemini", "gemini/gemini-2.5-pro", "gemini"),
        ("gpt-4o", "openai", "gpt-4o", "openai"),
        ("claude@1", "vertex_ai-anthropic_models", "vertex_ai/claude@1", "vertex_ai-anthropic_models"),
    ],
)
def test_a_row_is_found_by_its_key(model_id: str, provider: str, key: str, theirs: str) -> None:
    """By the provider and the whole id; a model that only begins so, or of another provider, is not it."""
    found = table(**{key: row(1e-06, provider=theirs), "gpt-4": row(9e-06)})
    quote = found.quote(model_id, provider, NOON)
    assert quote is not None
    assert quote.name == key
    assert found.quote(f"{model_id}-x", provider, NOON) is None
    assert found.quote(model_id, "groq", NOON) is None


def test_a_price_of_one_region_is_of_no_id() -> None:
    """The key of a region path is no id, and neither is a commitment."""
    found = table(**{
        "bedrock/us-gov-east-1/amazon.titan-v1": row(9e-06, provider="bedrock"),
        "bedrock/*/1-month-commitment/amazon.titan-v1": row(9e-06, provider="bedrock"),
    })  # fmt: skip
    assert found.quote("amazon.titan-v1", "bedrock", NOON) is None
    assert found.quote_named("bedrock/*/1-month-commitment/amazon.titan-v1", "bedrock", NOON) is None


def test_traps() -> None:
    """Rows that are no model, and values that are no price."""
    found = table(
        sample_spec={
            "mode": "one of: chat",
            "litellm_provider": "openai",
            KEYS[0]: 0.0,
            "max_input_tokens": "max input",
        },
        image=row(1e-06, mode="image_generation"),
        words=row("free", 1e-06, max_input_tokens="many", max_output_tokens=0),  # type: ignore[arg-type]  # the trap
        longer=row(tiered_pricing=[{"range": [0, 1000]}]),
        yes=row(True, None),  # type: ignore[arg-type]  # the trap
        huge=row(2e6, -1e-06),
    )
    assert found.quote("sample_spec", "openai", NOON) is None
    assert found.quote("image", "openai", NOON) is None
    words = found.quote("words", "openai", NOON)
    assert words is not None
    assert (dict(words.limits), list(words.rates)) == ({}, [OUTPUT])
    models = [priced(name, 1, 1, provider="openai") for name in ("longer", "words", "yes", "huge")]
    assert verdicts(found, *models) == [
        "unknown",
        "unknown",
        "unknown",
        "unknown",
        "unknown",
        "same",
        "unknown",
        "unknown",
    ]


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        (2.5e-06, ""),
        (2.5e-03, "a thousand times: a price per thousand tokens?"),
        (2.5e-04, "a hundred times: a price in cents?"),
        (2.5e-01, "a hundred thousand times: cents per thousand tokens?"),
        (2.5, "a million times: a price per token?"),
        (2.5e-12, "a million times: a price per token?"),
        (2.5e-09, "a thousand times: a price per thousand tokens?"),
    ],
)
def test_a_slip_of_the_table_is_named(cost: float, words: str) -> None:
    """As what it is, down to a price a million in the place of one a token."""
    found = check_prices(catalog_of([priced("m", 2.5, provider="openai")]), [table(m=row(cost))], NOON).prices[0]
    expected = ("implausible", f"the higher one is {words}") if words else ("same", "")
    assert (found.verdict, found.opinion.why) == expected


def test_hours_and_tiers() -> None:
    """What is cheaper at night is variable; a tier that the longest input cannot reach is none."""
    found = table(
        night=row(3e-07, 1e-06, off_peak_pricing={KEYS[0]: 1e-07}),
        long=row(3e-06, 1e-05, max_input_tokens=200_000, input_cost_per_token_above_128k_tokens=6e-06,
                 input_cost_per_token_above_200k_tokens=9e-06),
    )  # fmt: skip
    assert verdicts(found, priced("night", 0.3, 1, provider="openai")) == ["variable", "same"]
    quote = found.quote("long", "openai", NOON)
    assert quote is not None
    assert quote.rates[INPUT].tiers == ((128_000, Decimal(6)),)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"[]", "has no model with a price"),
        (b"{}", "has no model with a price"),
        (b'{"a": {"mode": "chat"}, "a": {"mode": "chat"}}', "it has 'a' twice"),
        (b'{"a": {"mode": "chat", "input_cost_per_token": NaN}}', "NaN is no number"),
        (b'{"a": ', "Expecting value"),
        (b"\xff\xfe", "is no table of LiteLLM"),
        (b"[" * 100_000, "is no table of LiteLLM"),
    ],
)
def test_what_is_no_table(data: bytes, said: str) -> None:
    """Half a file, doubles, no numbers: one clear error with the place."""
    with pytest.raises(UsageError, match=said) as raised:
        LiteLlmTable(data, "table.json")
    assert str(raised.value).startswith("table.json is no table of LiteLLM: ")


def test_the_version_is_the_content() -> None:
    """A table has no number; its digest says which one it was."""
    assert table(m=row(1e-06)).version == table(m=row(1e-06)).version
    assert table(m=row(1e-06)).version != table(m=row(2e-06)).version


ROWS = 3_000


def large(chance: random.Random) -> dict[str, dict[str, Any]]:
    """A table of the size of the real one: a third of it Bedrock with `us.` and `eu.` at different prices."""
    rows: dict[str, dict[str, Any]] = {}
    for number in range(ROWS // 2):
        limits: dict[str, Any] = {"max_input_tokens": 1000 * (number + 1), "max_output_tokens": 500}
        cost = chance.randint(1, 5_000) * 1e-09
        costs = (cost, cost * 4, cost * 0.1, cost * 1.25)
        rows[f"us.maker.model-{number}x"] = row(*costs, provider="bedrock_converse", **limits)
        rows[f"model-{number}x"] = row(*costs[: chance.choice((2, 3))], **limits)
    for number in range(0, ROWS // 2, 3):
        plain = rows[f"us.maker.model-{number}x"]
        rows[f"eu.maker.model-{number}x"] = {**plain, **{key: plain[key] * 1.3 for key in KEYS}}
    return rows


def as_catalog(found: LiteLlmTable, names: Iterable[str]) -> list[CatalogEntry]:
    """Definitions that say what the table says."""
    made = []
    for name in names:
        provider = "bedrock" if "maker" in name else "openai"
        quote = found.quote(name, provider, NOON)
        assert quote is not None
        prices = {field: float(quote.rates[field].price) for field in PRICE_FIELDS if field in quote.rates}
        made.append(priced(name, provider=provider, **prices, **quote.limits))
    return made


def test_what_was_changed_at_random_is_found_and_nothing_else() -> None:
    """Of 3,000 models as the table has them some get another price, limit or geography: each is found as its kind."""
    chance = random.Random(17)  # noqa: S311  the same choice each time
    rows = large(chance)
    found = LiteLlmTable(json.dumps(rows).encode(), "table.json")
    models = as_catalog(found, [name for name in rows if not name.startswith("eu.")])
    clean = check_prices(catalog_of(models), [found], NOON)
    assert (len(models), set(clean.counts), clean.limits) == (ROWS, {"same"}, ())

    numbers = chance.sample(range(ROWS), 150)
    higher, units, dropped = numbers[:50], numbers[50:100], numbers[100:150]
    geo = [number for number in range(0, ROWS, 6) if number not in numbers][:50]
    for number in higher:
        models[number] = _with(models[number], INPUT, 1.2)
    for number in units:
        models[number] = _with(models[number], OUTPUT, chance.choice((1e3, 1e-3, 1e5, 1e-6, 100)))
    for number in dropped:
        models[number] = models[number]._replace(fields={**models[number].fields, "max_output_tokens": None})
    for number in geo:
        name = models[number].model_id.replace("us.", "eu.")
        models[number] = models[number]._replace(model_id=name, fields={**models[number].fields, "model_id": name})
    after = check_prices(catalog_of(models), [found], NOON)
    eu = sum(one.verdict == "differs" for one in after.prices if one.entry.model_id.startswith("eu."))
    assert after.counts["implausible"] == len(units)
    assert after.counts["differs"] - eu == len(higher)
    assert eu == 4 * len(geo)
    assert len(after.limits) == len(dropped)
    assert set(after.counts) == {"same", "differs", "implausible"}


def _with(entry: CatalogEntry, field: str, factor: float) -> CatalogEntry:
    value = entry.fields[field]
    assert isinstance(value, float)
    return entry._replace(fields={**entry.fields, field: float(exact(value * factor))})


def test_a_row_of_its_own_is_no_collapsed_one() -> None:
    """The table has a row for the geography, so another price is a difference."""
    found = table(**{"eu.a.b": row(1.3e-06, 2e-06, 1e-07, provider="bedrock")})
    assert verdicts(found, priced("eu.a.b", 1, 2, 0.2)) == ["differs", "same", "differs"]


def test_rows_of_a_provider() -> None:
    """Those that an id could name; the key of one region is none."""
    found = table(**{
        "a.b": row(1e-06, provider="bedrock"), "bedrock/eu-west-1/a.b": row(1e-06, provider="bedrock"),
        "bedrock_mantle/a.c": row(1e-06, provider="bedrock_mantle"), "gpt": row(1e-06),
    })  # fmt: skip
    assert [quote.name for quote in found.rows("bedrock", NOON)] == ["a.b"]
    assert [quote.model_id for quote in found.rows("mantle", NOON)] == ["a.c"]


def test_an_endpoint_has_its_own_prices() -> None:
    """What Mantle asks for a model is no price of the same id on Bedrock, nor the other way round."""
    key = "bedrock_mantle/anthropic.claude-opus-5-5"
    both = {"anthropic.claude-opus-5-5": row(4e-06, provider="bedrock_converse"),
            key: row(4.4e-06, provider="bedrock_mantle")}  # fmt: skip
    for provider, price in (("bedrock", "4"), ("mantle", "4.4"), ("bedrock-responses", "4.4")):
        quote = table(**both).quote("anthropic.claude-opus-5-5", provider, NOON)
        assert quote is not None
        assert quote.rates["input_price_per_million_tokens"].price == Decimal(price)
    assert table(**{key: both[key]}).quote("anthropic.claude-opus-5-5", "bedrock", NOON) is None
