"""The verdict on one price beside one list."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from syncer.prices.base import Later, Quote, Rate, exact
from syncer.prices.ids import geography, is_collapsed, is_of_older, is_same_model
from syncer.prices.verdicts import FAILING, Opinion, Sought, opinion_of
from tests.unit.prices.lists import INPUT, listed, rates


def opinion(
    ours: float, theirs: str | None, *, model_id: str = "us.amazon.nova-pro-v1:0", row: str | None = None,
    provider: str = "bedrock",
) -> Opinion:  # fmt: skip
    """What a list that has a row says of a price of input."""
    quote = Quote(row or model_id, row or model_id, rates(theirs))
    return opinion_of("a list", Sought(model_id, provider, INPUT, exact(ours)), quote)


@pytest.mark.parametrize(
    ("ours", "theirs", "model_id", "row", "verdict"),
    [
        (3.3, "3.300", "us.anthropic.claude-sonnet-4-6", "regional.anthropic.claude-sonnet-4-6-v1:0", "same"),
        (0.7999999999999999, "0.8", "us.amazon.nova-pro-v1:0", "amazon.nova-pro-v1:0", "same"),
        (3, "3.3", "us.anthropic.claude-sonnet-4-6", "regional.anthropic.claude-sonnet-4-6-v1:0", "differs"),
        (3, "3.3", "anthropic.claude-sonnet-4-6", "regional.anthropic.claude-sonnet-4-6-v1:0", "ambiguous"),
        (3.3, "3", "anthropic.claude-sonnet-4-6", "anthropic.claude-sonnet-4-6", "ambiguous"),
        (3, "3.4", "anthropic.claude-sonnet-4-6", "regional.anthropic.claude-sonnet-4-6-v1:0", "differs"),
        (1.05, "0.8", "eu.amazon.nova-pro-v1:0", "amazon.nova-pro-v1:0", "collapsed"),
        (0.8, "0.8", "eu.amazon.nova-pro-v1:0", "amazon.nova-pro-v1:0", "same"),
        (1.05, "0.8", "eu.amazon.nova-pro-v1:0", "eu.amazon.nova-pro-v1:0", "differs"),
        (4, "5.5", "us.anthropic.claude-opus-5-5", "regional.anthropic.claude-opus-5-v1:0", "loose"),
        (5.5, "5.5", "us.anthropic.claude-opus-5-5", "regional.anthropic.claude-opus-5-v1:0", "loose"),
        (3.3, "3.3", "us.anthropic.claude-sonnet-4-6-v99:7", "regional.anthropic.claude-sonnet-4-6-v1:0", "loose"),
        (3, "0", "us.amazon.nova-pro-v1:0", "amazon.nova-pro-v1:0", "implausible"),
        (0, "0.8", "us.amazon.nova-pro-v1:0", "amazon.nova-pro-v1:0", "implausible"),
        (0, "0", "us.amazon.nova-pro-v1:0", "amazon.nova-pro-v1:0", "same"),
        (900, "1200", "us.amazon.nova-pro-v1:0", "amazon.nova-pro-v1:0", "implausible"),
        (3, None, "us.amazon.nova-pro-v1:0", "amazon.nova-pro-v1:0", "unknown"),
    ],
)  # fmt: skip
def test_verdicts(ours: float, theirs: str | None, model_id: str, row: str, verdict: str) -> None:
    """Each case of a Bedrock id beside a row of a list."""
    assert opinion(ours, theirs, model_id=model_id, row=row).verdict == verdict


def test_a_model_that_no_list_has_is_unknown() -> None:
    """No row is no change."""
    assert opinion_of("a list", Sought("x", "openai", INPUT, Decimal(1)), None).verdict == "unknown"


def test_only_bedrock_ids_are_ambiguous_or_of_a_geography() -> None:
    """For another provider ten percent are a difference."""
    assert opinion(3, "3.3", model_id="gpt-4o", provider="openai").verdict == "differs"


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (10, "ten times: a slip of the decimal point?"),
        (100, "a hundred times: a price in cents?"),
        (1_000, "a thousand times: a price per thousand tokens?"),
        (100_000, "a hundred thousand times: cents per thousand tokens?"),
        (1_000_000, "a million times: a price per token?"),
    ],
)
@pytest.mark.parametrize("is_ours", [True, False])
@pytest.mark.parametrize("is_high", [True, False])
def test_a_wrong_unit_is_named(factor: int, words: str, *, is_ours: bool, is_high: bool) -> None:
    """The slips of public tables, on either side and in either direction: implausible, called what they are."""
    right = Decimal("0.825")
    wrong = right * factor if is_high else right / factor
    found = opinion(float(wrong if is_ours else right), str(right if is_ours else wrong))
    assert (found.verdict, found.why) == ("implausible", f"the higher one is {words}")
    assert found.verdict in FAILING


def test_an_older_list_is_named() -> None:
    """The row of the generation before says that the list may be older than the model."""
    found = opinion(4, "5.5", model_id="us.anthropic.claude-opus-5-5", row="regional.anthropic.claude-opus-5")
    assert "older than the model" in found.why


def test_a_price_by_the_hour_is_variable() -> None:
    """Also when the catalog has the price of this hour."""
    quote = Quote("m", "m", {INPUT: Rate(Decimal(1), hourly=True)})
    assert opinion_of("a list", Sought("m", "deepseek", INPUT, Decimal(1)), quote).verdict == "variable"


@pytest.mark.parametrize(("ours", "verdict"), [(2, "scheduled"), (4, "differs"), (3, "differs")])
def test_a_price_with_a_later_one(ours: int, verdict: str) -> None:
    """The price of now counts; the later one is told beside it."""
    quote = Quote("m", "m", {INPUT: Rate(Decimal(2), later=Later(date(2026, 12, 1), Decimal(4)))})
    found = opinion_of("a list", Sought("m", "gemini", INPUT, Decimal(ours)), quote)
    assert (found.verdict, found.later) == (verdict, Later(date(2026, 12, 1), Decimal(4)))


def test_a_factor_is_taken_before_it_is_compared() -> None:
    """A regional uplift is exact, and no row is collapsed then."""
    sought = Sought("eu.amazon.nova-pro-v1:0", "bedrock", INPUT, Decimal("1.05"), factor=Decimal("1.3125"))
    found = opinion_of("a list", sought, listed("x", "0.8", name="amazon.nova-pro-v1:0")["x"])
    assert (found.verdict, found.price) == ("same", Decimal("1.05"))


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("us.anthropic.claude-opus-4-6-v1", "regional.anthropic.claude-opus-4-6-v1:0", True),
        ("us.anthropic.claude-opus-4-5-20251101-v1:0", "regional.anthropic.claude-opus-4-5-v1:0", True),
        ("nvidia.nemotron-super-3-120b", "nvidia.nemotron-super-3-120b:0", True),
        ("gpt-4o-2024-08-06", "gpt-4o", True),
        ("anthropic.claude-3-5-sonnet-20240620-v1:0", "anthropic.claude-3-5-sonnet-20241022-v2:0", False),
        ("ft:gpt-4-0613", "gpt-4", False),
        ("minimax/MiniMax-M2", "minimax/minimax-m2", True),
        ("us.anthropic.claude-opus-4-61", "us.anthropic.claude-opus-4-6", False),
    ],
)
def test_ids_of_one_model(one: str, other: str, *, is_same: bool) -> None:
    """Geography, version and date are no part of the name; where both have one, it has to be the same."""
    assert is_same_model(one, other) is is_same
    assert is_same_model(other, one) is is_same


def test_geographies() -> None:
    """What stands before an id, and what a row of a list can say of it."""
    assert geography("us-gov.openai.gpt-oss-20b-1:0") == "us-gov"
    assert geography("in.house") is None
    assert is_collapsed("global.x.y", "regional.x.y")
    assert not is_collapsed("us.x.y", "x.y")
    assert not is_collapsed("x.y", "regional.x.y")
    assert is_collapsed("x.y", "global.x.y")
    assert is_of_older("us.anthropic.claude-opus-5-5", "regional.anthropic.claude-opus-5-v1:0")
    assert not is_of_older("gpt-4o-mini", "gpt-4o")


def test_numbers_are_what_was_meant() -> None:
    """Noise of binary floats goes, a price of eleven digits stays."""
    assert exact(3.3e-06 * 1_000_000) == Decimal("3.3")
    assert exact(0.049999999999999996) == Decimal("0.05")
    assert exact(12345.678901) == Decimal("12345.678901")


def test_a_factor_is_of_all_prices_of_a_row() -> None:
    """Of the later one, of tiers, and of a write for an hour."""
    rate = Rate(Decimal(2), ((1_000, Decimal(4)),), later=Later(date(2026, 12, 1), Decimal(3)), hour=Decimal(5))
    sought = Sought("m", "bedrock", INPUT, Decimal(1), factor=Decimal("1.1"))
    found = opinion_of("a list", sought, Quote("m", "m", {INPUT: rate}))
    assert found.later == Later(date(2026, 12, 1), Decimal("3.3"))
    assert (found.price, found.besides) == (Decimal("2.2"), ", 4.4 above 1000 tokens, 5.5 for an hour")
