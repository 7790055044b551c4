"""JSON documents as text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syncer.render.forms import json_text
from tests.examples import examples

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text())
VALUES = st.recursive(
    SCALARS, lambda inner: st.one_of(st.lists(inner), st.tuples(inner), st.dictionaries(st.text(), inner))
)


@settings(max_examples=examples(15, thorough=300))
@given(st.dictionaries(st.text(), VALUES))
def test_the_text_is_what_json_gives(document: dict[str, Any]) -> None:
    """The text of a document is that of the standard library, line by line."""
    assert json_text(document) == json.dumps(document, indent=2).replace("##[", "##\\u005b") + "\n"


def test_no_string_is_a_command_of_a_runner() -> None:
    """`##[` is written so that a runner does not see it, in keys and values."""
    assert json_text({"##[a": ["##[error]x"]}) == '{\n  "##\\u005ba": [\n    "##\\u005berror]x"\n  ]\n}\n'


def test_what_is_no_json_is_refused() -> None:
    """A key that is no text, or a value that JSON cannot hold, is a fault of the program."""
    with pytest.raises(TypeError):
        json_text({"a": {1: 2}})
    with pytest.raises(TypeError):
        json_text({"a": {1, 2}})
