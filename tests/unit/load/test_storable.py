"""What no table keeps is said at `validate`, at its place, and what is taken converges."""

from __future__ import annotations

import pytest

from syncer.load.read_file import check_model, check_settings
from syncer.load.storable import MOST_LEVELS
from syncer.model.equality import same
from syncer.stores.dynamodb.items import from_value, to_value
from tests.unit.catalog_files import model

PARAM = "supported_params:\n  params:\n    temperature: {{default: {}}}\n"
NUMBER = "is too close to zero for any table; write 0, or a number of at least 1e-130"


@pytest.mark.parametrize(
    ("said", "place", "field", "message"),
    [
        (PARAM.format("1e-200"), 28, "supported_params.params.temperature.default", NUMBER),
        (PARAM.format("[1, 1e-131]"), 32, "supported_params.params.temperature.default.1", NUMBER),
        (
            PARAM.format("[" * MOST_LEVELS + "1" + "]" * MOST_LEVELS), 40,
            "supported_params.params.temperature.default" + ".0" * (MOST_LEVELS - 4 + 1),
            f"is nested deeper than {MOST_LEVELS} levels, which no table keeps",
        ),
    ],
)  # fmt: skip
def test_what_no_table_keeps(said: str, place: int, field: str, message: str) -> None:
    """A number too close to zero and a value nested too deep are errors with line and column."""
    text = model(said)
    found, problems = check_model(text.encode())
    assert found is None
    lines = text.splitlines()
    assert [(problem[0], problem[3]) for problem in problems] == [(message, field)]
    assert "temperature" in lines[problems[0][1] - 1]
    assert problems[0][2] >= place


@pytest.mark.parametrize("number", ["0", "1e-130", "-1e-130", "1e100", "-2.5"])
def test_what_a_table_keeps(number: str) -> None:
    """Numbers at the edges are taken, zero included."""
    found, problems = check_model(model(PARAM.format(number)).encode())
    assert found is not None, problems


def test_prices_and_overrides() -> None:
    """A price is held to the same rule, in a model file and in an override of a target."""
    said, problems = check_model(model("cache_read_price_per_million_tokens: 1e-200\n").encode())
    assert said is None
    assert [(problem[0], problem[3]) for problem in problems] == [(NUMBER, "cache_read_price_per_million_tokens")]
    override = "{match: {id: a}, set: {input_price_per_million_tokens: 1e-200}}"
    settings = f"name: t\ntargets:\n  one:\n    directory: {{path: x}}\n    overrides: [{override}]\n"
    said, problems = check_settings(settings.encode())
    assert said is None
    assert [(problem[0], problem[1], problem[3]) for problem in problems] == [
        (NUMBER, 5, "targets.one.overrides.0.set.input_price_per_million_tokens")
    ]


@pytest.mark.parametrize("number", [1.8446744073709552e19, 1e22, 2.0**60, 3.0, 0.1, 1e-130])
def test_what_a_table_gives_back_is_the_same(number: float) -> None:
    """A float is the same as what a table makes of it, also where its shortest decimal is not its binary value."""
    back = from_value(to_value(number))
    assert same("input_price_per_million_tokens", number, back)
    params = {"params": {"t": {"default": number}}}
    assert same("supported_params", params, {"params": {"t": {"default": back}}})
