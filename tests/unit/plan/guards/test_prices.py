"""Prices that are probably mistakes: the units that public tables got wrong, and not a real change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from syncer.load.lint import lint
from syncer.model.catalog import GuardLimits
from syncer.plan.guards.check import Allowances
from tests.unit.building import entry, fields_of, plan_of, record

if TYPE_CHECKING:
    from syncer.model.catalog import CatalogEntry

PRICE = "input_price_per_million_tokens"
OTHERS = [f"other{number}" for number in range(6)]


def refusals(before: float | None, after: float, **settings: Any) -> list[str]:
    """What the guards say of a new price of a model, or of the price of a new model."""
    rows = [] if before is None else [record("m", input_price_per_million_tokens=before)]
    plan = plan_of(
        [entry("m", input_price_per_million_tokens=after), *map(entry, OTHERS)], [*rows, *map(record, OTHERS)],
        limits=GuardLimits(**settings),
    )  # fmt: skip
    assert {guard.name for guard in plan.refusals} <= {"odd-price"}
    return [
        guard.message.partition("; pass --allow-price m")[0].split(f"m: {PRICE}: ", 1)[1] for guard in plan.refusals
    ]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (2.5, 250_000.0, "250000 USD is more than 1000 USD per million tokens"),
        (0.15, 1_200.0, "1200 USD is more than 1000 USD per million tokens"),
        (2.5, 0.0000025, "2.5 -> 0.0000025 USD is a million times: a price per token?"),
        (2.5, 0.0025, "2.5 -> 0.0025 USD is a thousand times: a price per thousand tokens?"),
        (0.1, 100.0, "0.1 -> 100 USD is a thousand times: a price per thousand tokens?"),
        (2.5, 25.0, "2.5 -> 25 USD is ten times: a slip of the decimal point?"),
        (2, 20, "2 -> 20 USD is ten times: a slip of the decimal point?"),
        (2.5, 12.6, "2.5 -> 12.6 USD is 5.04 times"),
        (250.0, 0.000003, "250 -> 0.000003 USD is 83,330,000 times"),
        (250.0, 1e-12, "250 -> 0.000000000001 USD is more than a trillion times"),
        (2.5, 0.0, "2.5 -> 0 USD makes it free"),
        (None, 20_000.0, "20000 USD is more than 1000 USD per million tokens"),
    ],
)
def test_a_wrong_unit_is_stopped(before: float | None, after: float, said: str) -> None:
    """A price that is off by a unit, up or down, in a row or in a new model, needs a word; both values are named."""
    assert refusals(before, after) == [said]


@pytest.mark.parametrize(("before", "after"), [(2.5, 3.0), (2.5, 12.5), (2.5, 0.5), (0.0, 4.0), (None, 1000.0)])
def test_a_real_change_is_not(before: float | None, after: float) -> None:
    """A rise of a fifth, five times, a fifth of it, the first price of what was free, and the highest price pass."""
    assert refusals(before, after) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (2.5, 22.0, "8.8 times"),
        (2.5, 22.5, "about ten times: a slip of the decimal point?"),
        (2.5, 27.5, "about ten times: a slip of the decimal point?"),
        (2.5, 28.0, "11.2 times"),
        (0.1, 90.0, "about a thousand times: a price per thousand tokens?"),
        (0.5, 550.0, "about a thousand times: a price per thousand tokens?"),
        (900.0, 0.001, "about a million times: a price per token?"),
        (550.0, 0.0005, "about a million times: a price per token?"),
    ],
)
def test_a_unit_is_named_within_a_tenth(before: float, after: float, said: str) -> None:
    """A factor that is at most a tenth away from a unit's is called by the slip that it probably is."""
    assert refusals(before, after) == [f"{before:g} -> {after:g} USD is {said}"]


def test_the_limits_are_settings() -> None:
    """A catalog says what is too much."""
    assert refusals(2.5, 6.0, max_price_factor=2) == ["2.5 -> 6 USD is 2.4 times"]
    assert refusals(2.5, 6.0, max_price=5) == ["6 USD is more than 5 USD per million tokens"]
    assert refusals(2.5, 2500.0, max_price=9999, max_price_factor=9999) == []


def dear(model_id: str) -> CatalogEntry:
    """A definition with a very high price."""
    return entry(model_id, input_price_per_million_tokens=900.0, output_price_per_million_tokens=950.0)


def test_only_the_model_that_is_named_is_let_through() -> None:
    """An acknowledgement counts for its model; adoptions are looked at, too."""
    entries = [dear("a"), dear("b"), *map(entry, OTHERS)]
    rows = [record("a"), record("b", by=None), *map(record, OTHERS)]
    plan = plan_of(entries, rows, allowances=Allowances(prices=frozenset({"a"})))
    assert [(guard.lifted_by, guard.lifted) for guard in plan.guards] == [
        ("--allow-price b", False), ("--allow-price b", False), ("--allow-price a", True), ("--allow-price a", True),
    ]  # fmt: skip


def test_what_is_put_back_is_no_new_price() -> None:
    """The unit mistake that somebody made on the page is put back, and the plan says that this needs no option."""
    live = record("m", input_price_per_million_tokens=2_500_000.0)._replace(
        base=fields_of("m", input_price_per_million_tokens=2.5)
    )
    plan = plan_of([entry("m", input_price_per_million_tokens=2.5), *map(entry, OTHERS)], [live, *map(record, OTHERS)])
    assert [change.fields[0].origin for change in plan.changes] == ["live"]
    assert [(guard.name, guard.lifted, guard.lifted_by) for guard in plan.guards] == [("odd-price", True, None)]
    assert plan.exit_code == 0


def test_prices_that_contradict_each_other() -> None:
    """Output below input and cache read above input are warnings of `validate`."""
    odd = fields_of("m", input_price_per_million_tokens=3.0, output_price_per_million_tokens=2.0,
                    cache_read_price_per_million_tokens=4.0)  # fmt: skip
    assert list(lint(odd)) == [
        ("output_price_per_million_tokens", "output-below-input", "2 is less than the price of input, 3"),
        ("cache_read_price_per_million_tokens", "cached-above-input", "4 is more than the price of input, 3"),
    ]
    assert list(lint(fields_of("m", cache_read_price_per_million_tokens=2.5))) == []
