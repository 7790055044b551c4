"""Slips: what is allowed in a definition and is probably not meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.warning_kinds import WARNINGS
from syncer.load.lint import lint
from tests.unit.building import fields_of

SLIPS = [
    ("model_name", " GPT", ["has white space at an end"]),
    ("model_name", "GPT\n", ["has white space at an end", "has a character that does not print"]),
    ("model_name", "G\u202ePT", ["has a character that does not print"]),
    ("model_id", "gpt\u00a04", ["has a character that does not print"]),
    ("model_name", "Größe 模型", []),
    ("knowledge_cutoff_date", "2024-04 ", ["has white space at an end"]),
    ("input_modalities", ["TEXT", "text", "IMAGE", "Text"], ["lists text twice"]),
    ("available_to_roles", ["a", "A"], []),
    ("available_to_roles", ["a", "b", "a", "b", "a"], ["lists a twice", "lists b twice"]),
    ("available_to_roles", ["a ", "\x1b"], [
        "'a ' has white space at an end", r"'\x1b' has a character that does not print",
    ]),
    ("input_price_per_million_tokens", 0.7999999999999999,
     ["0.7999999999999999 looks like noise of binary floats; did you mean 0.8?"]),
    ("input_price_per_million_tokens", 7.999999999999999e-07,
     ["7.999999999999999e-07 looks like noise of binary floats; did you mean 0.0000008?"]),
    ("cache_read_price_per_million_tokens", 30000.000000000004,
     ["30000.000000000004 looks like noise of binary floats; did you mean 30000?"]),
    ("input_price_per_million_tokens", 0.123456789012, []),
    ("input_price_per_million_tokens", 1e300, []),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value", "messages"), SLIPS)
def test_slips(field: str, value: object, messages: list[str]) -> None:
    """A slip is named with its field; what people mean to write is not."""
    prices = {"input_price_per_million_tokens": 1e5, "output_price_per_million_tokens": 1e301}
    found = list(lint({**fields_of("m", **prices), field: value}))
    assert [(name, message) for name, _, message in found] == [(field, message) for message in messages]
    assert {kind for _, kind, _ in found} <= WARNINGS.keys()


@given(st.decimals(0, 100_000, places=6, allow_nan=False))
def test_a_price_with_a_few_decimals_is_no_noise(price: object) -> None:
    """No price that a provider publishes is taken for noise."""
    number = float(str(price))
    assert list(lint(fields_of("m", input_price_per_million_tokens=number, output_price_per_million_tokens=1e6))) == []


def test_many_roles_are_compared_once() -> None:
    """Twenty thousand roles of which one is listed twice take no longer than twenty thousand others."""
    roles = [f"role-{number}" for number in range(20_000)]
    assert list(lint(fields_of("m", available_to_roles=[*roles, "role-0"]))) == [
        ("available_to_roles", "listed-twice", "lists role-0 twice")
    ]
