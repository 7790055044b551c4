"""Definitions as text: read back exactly, by us and by others, in the layout of the shipped files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from schemas.attributes import DEFINED
from syncer.yaml.parse import parse
from syncer.yaml.write import FILE_KEYS, decimal_text, definition_text, value_text
from tests.unit.schemas.test_plain import RIGHT

CATALOG = Path(__file__).parents[3] / "catalog"

TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map(lambda text: text * 60),
    st.sampled_from(
        [
            "no",
            "2024-10",
            "2024-10-01",
            "12:30",
            "1_000",
            "0x1f",
            "~",
            "",
            " a",
            "a ",
            "a: b",
            "a #b",
            "- a",
            "[a",
            "a:",
        ]
    ),
    st.sampled_from(
        ["=", "<<", "!tag", "&a", "*a", "'", '"', "\\", "\u2028", "\x85", "\ufeff", "😀", "---", "1e5", "0o7"]
    ),
)
NUMBER = st.one_of(st.integers(0, 10**20), st.floats(0, allow_nan=False, allow_infinity=False))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBER, TEXT), lambda part: st.lists(part, max_size=3), max_leaves=4
)
PARAMS = st.fixed_dictionaries(
    {
        "params": st.dictionaries(
            TEXT.filter(bool), st.dictionaries(st.sampled_from(["min", "allowed", "default"]), JSON)
        )
    }
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "model_id": TEXT,
            "model_name": TEXT,
            "available_to_roles": st.lists(TEXT, max_size=3),
            "enabled": st.booleans(),
            "max_input_tokens": st.integers(1, 10**30),
            "input_price_per_million_tokens": NUMBER,
            "supported_params": PARAMS,
            "renamed_from": TEXT,
        },
    ).filter(bool)
)
def test_what_is_written_reads_back(fields: dict[str, Any]) -> None:
    """The text says exactly the fields, to our parser and to PyYAML's YAML 1.1."""
    text = definition_text(fields)
    assert parse(text).value == fields
    assert yaml.safe_load(text) == fields
    assert definition_text(parse(text).value) == text


@pytest.mark.parametrize("path", sorted(CATALOG.glob("models/*/*.yaml")), ids=lambda path: path.stem)
def test_the_shipped_files_have_this_layout(path: Path) -> None:
    """A shipped file without its comments is what is written for its fields."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(re.sub(r"  # .*", "", line) for line in lines if not line.startswith("#"))
    assert definition_text(parse(text).value) == text


def test_layout() -> None:
    """Keys in the schema's order, groups parted by a blank line, options of parameters a line each."""
    params = {"params": {"temperature": {"supported": True, "max": 1.5, "allowed": [0, 1.5]}, "seed": {}}}
    fields = {**RIGHT, "supported_params": params, "enabled": False, "protected": True}
    assert definition_text(fields, header=["# Ours."]) == (
        """\
# Ours.
model_id: gpt-4o
model_name: GPT-4o
provider: openai
provider_name: OpenAI

input_modalities: [TEXT]
output_modalities: [TEXT]
max_input_tokens: 128000

enabled: false

input_price_per_million_tokens: 2.5
output_price_per_million_tokens: 10

supported_params:
  params:
    temperature:
      supported: true
      max: 1.5
      allowed: [0, 1.5]
    seed: {}

protected: true
"""
    )
    assert FILE_KEYS[: len(DEFINED)] == DEFINED


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (2.5, "2.5"),
        (1e-7, "0.0000001"),
        (1e300, "1.0e+300"),
        (0.1 + 0.2, "0.30000000000000004"),
        (0.0, "0"),
        (float("-inf"), "-.inf"),
        (float("nan"), ".nan"),
    ],
)
def test_numbers(value: float, text: str) -> None:
    """Numbers have no exponent that a person would have to count, and no zeros that say nothing."""
    assert decimal_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2024-10", '"2024-10"'),
        ("us.anthropic.claude:0", "us.anthropic.claude:0"),
        ("Claude Sonnet 4.5", "Claude Sonnet 4.5"),
        ("no", '"no"'),
        (["TEXT", "a,b"], '[TEXT, "a,b"]'),
        ("tab\there", '"tab\\there"'),
        ("4o", "4o"),
        ({"a": 1}, "{a: 1}"),
        ("Éclair 3 😀", "Éclair 3 😀"),
        ("a\u2028b\x85\xa0\ufeff\U0001f468\u200d", '"a\\u2028b\\x85\\xa0\\ufeff\U0001f468\\u200d"'),
        ("a\nb\\", '"a\\nb\\\\"'),
    ],
)
def test_quotes(value: object, text: str) -> None:
    """Text is quoted only where some YAML would take it for something else."""
    assert value_text(value) == text


def test_what_yaml_cannot_hold() -> None:
    """A value of another type is an error, never its representation."""
    with pytest.raises(TypeError):
        value_text({1, 2})


def test_a_field_that_no_model_file_has() -> None:
    """A key that would be left out in silence is an error."""
    with pytest.raises(ValueError, match="a model file has no key 'oops'"):
        definition_text({"model_id": "a", "oops": 1})


def test_long_text_of_blanks_takes_no_time() -> None:
    """Whether text looks like a date is told in one pass."""
    assert value_text(f"1{' ' * 200_000}x").startswith("1 ")
