"""The canonical form: the same meaning, the same comments, one layout."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.canonical import canonical
from syncer.values import canonical_json
from syncer.yamledit import comments_of
from syncer.yamlfile import parse
from syncer.yamlparts import NotEditableError
from syncer.yamlwrite import definition_text

UNTIDY = """\
# yaml-language-server: $schema=x
# About the file.

provider:    'openai'   # who runs it
modelId: "gpt-4o"
model_name: GPT-4o
provider_name: OpenAI
# Prices of May.

# USD.
outputPricePerMillionTokens: 10.0
input_price_per_million_tokens: 2.50{spaces}
max_input_tokens: 1e5


enabled: True
available_to_roles:
    - staff
    - "student"
input_modalities: [ TEXT,IMAGE ]
supported_params:
    params:
        temperature: { min: 0.0, max: 2 }
        seed:
            supported: false # not yet
output_modalities:
- TEXT
unknown: {a: [1, 2]}
# the end


""".replace("{spaces}", "   ")

TIDY = """\
# yaml-language-server: $schema=x
# About the file.

model_id: gpt-4o
model_name: GPT-4o
provider: openai  # who runs it
provider_name: OpenAI

input_modalities: [TEXT, IMAGE]
output_modalities: [TEXT]
max_input_tokens: 100000

available_to_roles: [staff, student]

enabled: true

input_price_per_million_tokens: 2.5
# Prices of May.

# USD.
output_price_per_million_tokens: 10

supported_params:
    params:
        temperature: { min: 0.0, max: 2 }
        seed:
            supported: false # not yet

unknown:
  a: [1, 2]
# the end
"""


def test_an_untidy_file() -> None:
    """Keys are ordered and called as the schema has them, values are in one style, comments stay with their key."""
    made = canonical(UNTIDY)
    assert made.text == TIDY
    assert made.renamed == (
        ("modelId", "model_id"),
        ("outputPricePerMillionTokens", "output_price_per_million_tokens"),
    )
    assert canonical(TIDY) == (TIDY, ())
    assert canonical(UNTIDY.replace("\n", "\r\n")).text == TIDY


def test_what_is_written_is_canonical() -> None:
    """A file that the tool writes is in the form that it asks for."""
    text = definition_text({"model_id": "a", "enabled": False, "supported_params": {"params": {"t": {"max": 1}}}})
    assert canonical(text) == (text, ())


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("a: [1\n", "this list lacks a comma or its `]`", 1),
        ("{model_id: a}\n", "its keys stand in braces", 1),
        ("model_id: &x a\nmodel_name: *x\n", "model_id uses an anchor, an alias or a tag; write its value out", 1),
        ("model_id: !!str a\n", "model_id uses an anchor, an alias or a tag; write its value out", 1),
        ("# only\n", "the file is empty", 1),
        ("model_id: a\n---\nmodel_id: b\n", "a second document starts here", 2),
    ],
)
def test_what_cannot_be_formatted(text: str, message: str, line: int) -> None:
    """One clear message with the line."""
    with pytest.raises(NotEditableError) as caught:
        canonical(text)
    assert message in str(caught.value)
    assert caught.value.line == line


def test_a_key_that_is_there_in_both_spellings_stays() -> None:
    """Nothing is lost where the snake_case key is there, too: `validate` complains of the other one."""
    made = canonical("modelId: a\nmodel_id: b\n")
    assert parse(made.text).value == {"modelId": "a", "model_id": "b"}
    assert made.renamed == ()


LINE = st.one_of(
    st.sampled_from(["", "# a", "#", "#b c", "   ", "# x: 1", "# - 'y"]),
)
VALUE = st.sampled_from(
    [" 1", " 2.50", " a", " 'it''s'  # no", ' "#x"', " [A,  b]  # c", "\n  - x\n  - y # z", "\n- x",
     " |\n  # text\n\n  more",
     " >-\n  folded\n  text", "", "\n  k: {v: 1}\n  # in\n  l: [2]", " yes", " 2024-10-01", " ~", " {a: 1}", " 0x1F"]
)  # fmt: skip
KEY = st.sampled_from(
    ["model_id", "modelName", "provider", "enabled", "isDefault", "zebra", "renamed_from", "max_input_tokens"]
)


@given(
    st.lists(st.tuples(st.lists(LINE, max_size=3), KEY, VALUE), min_size=1, max_size=6, unique_by=lambda item: item[1]),
    st.lists(LINE, max_size=3),
)
def test_any_file_keeps_its_meaning_and_its_comments(items: list[tuple[list[str], str, str]], end: list[str]) -> None:
    """Whatever the file: formatting says the same, keeps every comment, and does nothing the second time."""
    lines = [line for above, key, value in items for line in (*above, f"{key}:{value}")]
    text = "\n".join([*lines, *end]) + "\n"
    made = canonical(text)
    names = dict(made.renamed)
    before = {names.get(key, key): value for key, value in parse(text).value.items()}
    assert canonical_json(parse(made.text).value) == canonical_json(before)
    assert sorted(c for _, c in comments_of(made.text)) == sorted(c for _, c in comments_of(text))
    assert canonical(made.text).text == made.text
