"""Edits of model files: the lines of what changes, and not a byte more."""

from __future__ import annotations

from difflib import ndiff
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.values import canonical_json
from syncer.yamledit import edit_fields
from syncer.yamlfile import parse
from syncer.yamlparts import NotEditableError, take_apart, text_of

CATALOG = Path(__file__).parents[2] / "catalog"

FILE = """\
# yaml-language-server: $schema=x
# Why it is here.
model_id:   'gpt-4o'   # the id
model_name: "GPT 4o"
provider: openai

input_modalities: [ TEXT, IMAGE ]  # both
available_to_roles:
  - staff   # always
  # and for a while:
  - student

# From the price list.
input_price_per_million_tokens: 2.50
output_price_per_million_tokens: 10 # USD

knowledge_cutoff_date: 2024-10
supported_params:
  params:
    temperature:  # how wild
      max: 2
      min: 0
# the end
"""


def difference(text: str, changes: dict[str, Any]) -> list[str]:
    """The lines that an edit takes away and adds."""
    edited = edit_fields(text, changes)
    return [line.rstrip("\n") for line in ndiff(text.splitlines(True), edited.splitlines(True)) if line[0] in "-+"]


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({}, []),
        ({"input_price_per_million_tokens": 2.5}, []),
        (
            {"input_price_per_million_tokens": 3.0},
            ["- input_price_per_million_tokens: 2.50", "+ input_price_per_million_tokens: 3"],
        ),
        (
            {"output_price_per_million_tokens": 12.75},
            ["- output_price_per_million_tokens: 10 # USD", "+ output_price_per_million_tokens: 12.75  # USD"],
        ),
        ({"model_id": "gpt-5"}, ["- model_id:   'gpt-4o'   # the id", "+ model_id:   'gpt-5'    # the id"]),
        ({"model_name": "New"}, ['- model_name: "GPT 4o"', '+ model_name: "New"']),
        (
            {"input_modalities": ["TEXT"]},
            ["- input_modalities: [ TEXT, IMAGE ]  # both", "+ input_modalities: [TEXT]           # both"],
        ),
        ({"available_to_roles": ["staff", "student", "faculty"]}, ["+   - faculty"]),
        ({"available_to_roles": ["staff"]}, ["-   - student"]),
        ({"knowledge_cutoff_date": None}, ["- knowledge_cutoff_date: 2024-10"]),
        (
            {"knowledge_cutoff_date": "2025-01"},
            ["- knowledge_cutoff_date: 2024-10", '+ knowledge_cutoff_date: "2025-01"'],
        ),
        ({"max_output_tokens": 5}, ["+ max_output_tokens: 5"]),
        ({"cache_read_price_per_million_tokens": 0.1}, ["+ cache_read_price_per_million_tokens: 0.1"]),
        ({"enabled": False}, ["+ enabled: false"]),
        (
            {"supported_params": {"params": {"temperature": {"max": 1.5, "min": 0}}}},
            ["-       max: 2", "+       max: 1.5"],
        ),
        (
            {"supported_params": {"params": {"temperature": {"max": 2, "min": 0}, "seed": {"supported": False}}}},
            ["+     seed:", "+       supported: false"],
        ),
    ],
)  # fmt: skip
def test_only_what_changes(changes: dict[str, Any], lines: list[str]) -> None:
    """Comments, order, quotes, blank lines and odd spaces of everything else stay."""
    assert difference(FILE, changes) == lines


def test_line_ends_and_a_missing_last_one() -> None:
    """A file keeps the ends of its lines, and ends as it ended."""
    assert edit_fields("model_id: a\r\nenabled: true\r\n", {"enabled": False}) == "model_id: a\r\nenabled: false\r\n"
    assert edit_fields("model_id: a", {"model_id": "b"}) == "model_id: b"
    with pytest.raises(NotEditableError, match="end in more than one way"):
        edit_fields("model_id: a\r\nenabled: true\n", {"enabled": False})


@pytest.mark.parametrize(
    ("text", "changes", "message", "line"),
    [
        ("{model_id: a, enabled: true}\n", {"enabled": False}, "its keys stand in braces", 1),
        ("---\nmodel_id: a\n", {"model_id": "b"}, "it has a document marker, `---`", 1),
        ("a: &x 1\nmodel_id: *x\n", {"model_id": "b"}, "model_id uses an anchor, an alias or a tag", 2),
        ("model_id: &x a\nb: *x\n", {"model_id": "b"}, "names no finished anchor after the edit", 2),
        ("model_id: a\nmodel_id: b\n", {"model_id": "c"}, "is given twice; mend it first", 2),
        (
            "supported_params: {params: {a:\n  {min: 1}}}\n",
            {"supported_params": {"params": {}}},
            "cannot be changed without changing its layout; bring it into the canonical form with `syncer fmt`",
            1,
        ),
    ],
)
def test_what_cannot_be_edited(text: str, changes: dict[str, Any], message: str, line: int) -> None:
    """One clear message with the line, and nothing is guessed."""
    with pytest.raises(NotEditableError) as caught:
        edit_fields(text, changes)
    assert message in str(caught.value)
    assert caught.value.line == line


@pytest.mark.parametrize("path", sorted(CATALOG.glob("models/*/*.yaml"))[::10], ids=lambda path: path.stem)
def test_a_price_of_a_shipped_file_is_one_line(path: Path) -> None:
    """In every shipped file a new price is one line, and nothing else moves."""
    text = path.read_text(encoding="utf-8")
    found = difference(text, {"input_price_per_million_tokens": 123.5})
    assert [line[:2] for line in found] == ["- ", "+ "]
    assert text_of(*take_apart(text)) == text


SCALAR = st.one_of(
    st.booleans(),
    st.integers(0, 99),
    st.floats(0, 9, allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs"])),
)
KEY = st.sampled_from(
    ["model_id", "model_name", "provider", "enabled", "available_to_roles", "knowledge_cutoff_date", "is_default",
     "input_price_per_million_tokens", "cache_read_price_per_million_tokens", "renamed_from"]
)  # fmt: skip


@given(st.dictionaries(KEY, st.one_of(st.none(), SCALAR, st.lists(SCALAR, max_size=3)), max_size=5))
def test_any_edit_says_exactly_that_or_is_refused(changes: dict[str, Any]) -> None:
    """Whatever the values, the result says the old with the changes; a file is never half right."""
    try:
        edited = edit_fields(FILE, changes)
    except NotEditableError:
        return
    wanted = {key: value for key, value in {**parse(FILE).value, **changes}.items() if value is not None}
    assert canonical_json(parse(edited).value) == canonical_json(wanted)
    comments = [word for word in ("# the id", "# both", "# Why it", "# From the", "# the end") if word in edited]
    assert len(comments) >= 3
