"""Slips: what is allowed in a definition and is probably not meant."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.warning_kinds import WARNINGS
from syncer.load.lint import lint
from syncer.load.lint_params import param_slips
from tests.unit.building import fields_of

GLUED = "is one text with what stands behind its `#`; a comment has a space before it"
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
     ["0.0000008 is very little for a million tokens; is it the price of one, or of 1000?",
      "7.999999999999999e-07 looks like noise of binary floats; did you mean 0.0000008?"]),
    ("input_price_per_million_tokens", 0.0000025,
     ["0.0000025 is very little for a million tokens; is it the price of one, or of 1000?"]),
    ("input_price_per_million_tokens", 0.004, []),
    ("max_input_tokens", 200, ["200 is very few; if thousands are meant, write 200000"]),
    ("model_name", 'Nova "Pro"', []),
    ("model_name", 'Nova Pro"', ['ends with `"`; remove it, unless it is meant']),
    ("model_name", "\u201cNova Pro", ["begins with `\u201c`; remove it, unless it is meant"]),
    ("model_name", "The \u201cNova\u201d", []),
    ("model_name", "-Nova,", ["begins with `-`; remove it, unless it is meant",
                             "ends with `,`; remove it, unless it is meant"]),
    ("available_to_roles", ["staff student"],
     ["'staff student' may be several; if so, list them one by one: staff, student"]),
    ("input_modalities", ["TEXTIMAGE"], ["'TEXTIMAGE' may be several; if so, list them one by one: TEXT, IMAGE"]),
    ("cache_write_price_per_million_tokens", 100.0,
     ["100 beside an input of 100000: are both prices for a million tokens?"]),
    ("region", "EU-west-1", ["regions are in lower case: eu-west-1"]),
    ("model_name", "\u2018Nova\u2019",
     ["has \u2018 and \u2019 around it, which become part of it; remove them, unless they are meant"]),
    ("provider", "Bedrock", ["the platform writes `bedrock`"]),
    ("knowledge_cutoff_date", "2024,04", ["2024,04 is no date such as 2024-04"]),
    ("knowledge_cutoff_date", "April 2024", []),
    ("cache_read_price_per_million_tokens", 30000.000000000004,
     ["30000.000000000004 looks like noise of binary floats; did you mean 30000?"]),
    ("input_price_per_million_tokens", 0.123456789012, []),
    ("provider_name", "OpenAI#x", [GLUED]),
    ("provider", "openai#x", [GLUED]),
    ("model_name", "C# Coder #1", []),
    ("input_modalities", ["TEXT#x"], [f"'TEXT#x' {GLUED}"]),
    ("available_to_roles", ["staff#x"], [f"'staff#x' {GLUED}"]),
    ("input_price_per_million_tokens", 1e300, []),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value", "messages"), SLIPS)
def test_slips(field: str, value: object, messages: list[str]) -> None:
    """A slip is named with its field; what people mean to write is not."""
    price = value if field == "input_price_per_million_tokens" else 1e5
    prices = {"input_price_per_million_tokens": price, "output_price_per_million_tokens": price}
    found = list(lint({**fields_of("m", **prices), field: value}))
    assert [message for name, _, message in found if name == field] == messages
    assert {kind for _, kind, _ in found} <= WARNINGS.keys()


PARAM_SLIPS = [
    ({"Temperature": {}}, [("Temperature", "names of parameters begin with a small letter")]),
    ({"-top_p": {}}, [("-top_p", "begins with `-`; remove it, unless it is meant")]),
    ({"t": {"min": 0, "default": "1,5"}}, [
        ("t.default", "'1,5' is text, and the least and the greatest value are numbers"),
        ("t.default", "1,5 is text; for the number write 1.5"),
    ]),
    ({"t": {"default": "medium,"}}, [("t.default", "'medium,' ends with `,`; remove it, unless it is meant")]),
    ({"t": {"allowed": ["low medium", "x, y", "Low"]}}, [
        ("t.allowed.0", "'low medium' is one text; if those are several, list them one by one"),
        ("t.allowed.1", "'x, y' is one text; if those are several, list them one by one"),
        ("t.allowed.2", "'Low' has capitals, 'low medium' has none; letter case counts"),
    ]),
    ({"t": {"default": "medium#x"}}, [("t.default", f"'medium#x' {GLUED}")]),
    ({"t": {"allowed": [0, 1, 0, 2, True]}}, [("t.allowed.2", "lists 0 twice")]),
    ({"t": {"allowed": ["a", ["b"]]}}, [("t.allowed.1", "is a list beside texts")]),
    ({"t": {"allowed": [{"a": None}, "b"]}}, [("t.allowed.0", "is `key: value` lines beside texts")]),
    ({"t": {"allowed": ["low", 2, {"deep": [1.5]}]}}, []),
    ({"t": {"min": 0, "max": 2, "default": 1}, "e": {"allowed": ["low", "xhigh", None, 5], "default": "low"}}, []),
]  # fmt: skip


@pytest.mark.parametrize(("params", "told"), PARAM_SLIPS)
def test_slips_in_parameters(params: dict[str, Any], told: list[tuple[str, str]]) -> None:
    """What is probably a slip in a parameter is named at its place; usual parameters are not."""
    found = list(param_slips(fields_of("m", supported_params={"params": params})))
    assert [(".".join(map(str, path[2:])), message) for path, _, message in found] == told
    assert {kind for _, kind, _ in found} <= WARNINGS.keys()


@given(st.decimals("0.004", 100_000, places=6, allow_nan=False))
def test_a_price_with_a_few_decimals_is_no_noise(price: object) -> None:
    """No price that a provider publishes is taken for noise."""
    number = float(str(price))
    assert (
        list(lint(fields_of("m", input_price_per_million_tokens=number, output_price_per_million_tokens=number))) == []
    )


def test_many_roles_are_compared_once() -> None:
    """Twenty thousand roles of which one is listed twice take no longer than twenty thousand others."""
    roles = [f"role-{number}" for number in range(20_000)]
    assert list(lint(fields_of("m", available_to_roles=[*roles, "role-0"]))) == [
        ("available_to_roles", "listed-twice", "lists role-0 twice")
    ]
