"""Edits of model files: the lines of what changes, and not a byte more."""

from __future__ import annotations

from difflib import ndiff
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.model.equality import canonical_json
from syncer.yaml.edit import edit_fields
from syncer.yaml.layout import NotEditableError
from syncer.yaml.parse import parse
from syncer.yaml.write import FILE_KEYS, definition_text

CATALOG = Path(__file__).parents[3] / "catalog"

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
            ["- output_price_per_million_tokens: 10 # USD", "+ output_price_per_million_tokens: 12.75 # USD"],
        ),
        ({"model_id": "gpt-5"}, ["- model_id:   'gpt-4o'   # the id", "+ model_id:   'gpt-5'    # the id"]),
        ({"model_name": "New"}, ['- model_name: "GPT 4o"', '+ model_name: "New"']),
        (
            {"input_modalities": ["TEXT"]},
            ["- input_modalities: [ TEXT, IMAGE ]  # both", "+ input_modalities: [ TEXT ]  # both"],
        ),
        ({"available_to_roles": ["staff", "student", "faculty"]}, ["+   - faculty"]),
        ({"available_to_roles": ["staff"]}, ["-   # and for a while:", "-   - student"]),
        ({"available_to_roles": ["staff", "guest"]}, ["+   - guest", "-   # and for a while:", "-   - student"]),
        ({"available_to_roles": ["student"]}, ["-   - staff   # always"]),
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


ODD = """\
available_to_roles:
 -   staff
 -  'x'   # odd
# between
 -  student
supported_params:  # by hand
      params:
          temperature: { min: 0,max: 2.0 }    # flow
          seed:
             default:   3      # why
             # allowed: [1]
             min: 1

             locked: 'no'
          top_p: {min: 0.50, max: 1}
"""


def params(**changes: Any) -> dict[str, Any]:
    """The parameters of ODD, with these instead."""
    found = parse(ODD).value["supported_params"]["params"]
    return {"supported_params": {"params": {k: v for k, v in {**found, **changes}.items() if v is not None}}}


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({"available_to_roles": ["staff", "x", "no", "student"]}, ['+  -   "no"']),
        ({"available_to_roles": ["staff", "student"]}, ["-  -  'x'   # odd"]),
        ({"available_to_roles": ["staff", "z's", "student"]}, ["-  -  'x'   # odd", "+  -   z's"]),
        (
            {"available_to_roles": []},
            ["- available_to_roles:", "-  -   staff", "-  -  'x'   # odd", "- # between", "+ available_to_roles: []",
             "-  -  student"],
        ),
        (
            params(temperature={"min": 0.5, "max": 2}),
            [
                "-           temperature: { min: 0,max: 2.0 }    # flow",
                "+           temperature: { min: 0.5,max: 2.0 }    # flow",
            ],
        ),
        (
            params(temperature={"max": 2, "supported": True}),
            [
                "-           temperature: { min: 0,max: 2.0 }    # flow",
                "+           temperature: { max: 2.0, supported: true }    # flow",
            ],
        ),
        (
            params(seed={"default": 12, "min": 1, "locked": "on"}),
            [
                "-              default:   3      # why",
                "+              default:   12     # why",
                "-              locked: 'no'",
                "+              locked: 'on'",
            ],
        ),
        (
            params(seed={"default": 3, "max": 9, "min": 1, "locked": "no"}),
            ["+              max: 9"],
        ),
        (
            params(new={"min": 1, "allowed": [1, 2]}),
            ["+           new:", "+               min: 1", "+               allowed: [1, 2]"],
        ),
        (params(top_p=None), ["-           top_p: {min: 0.50, max: 1}"]),
        (
            params(top_p={"min": 0.5, "max": 1, "default": {"a": [1]}}),
            ["-           top_p: {min: 0.50, max: 1}", "+           top_p: {min: 0.50, max: 1, default: {a: [1]}}"],
        ),
    ],
)  # fmt: skip
def test_what_people_lay_out_in_their_own_way(changes: dict[str, Any], lines: list[str]) -> None:
    """Nested values, lists and braces with odd spaces are edited where they stand; nothing beside them moves."""
    assert sorted(difference(ODD, changes)) == sorted(lines)


@pytest.mark.parametrize(
    ("text", "changes", "after"),
    [
        ("model_id: a\r\nenabled: true\r\n", {"enabled": False}, "model_id: a\r\nenabled: false\r\n"),
        ("model_id: a\r\nenabled: true\n", {"is_default": True}, "model_id: a\r\nenabled: true\nis_default: true\r\n"),
        ("model_id: a", {"model_id": "b"}, "model_id: b"),
        ("model_id: a", {"enabled": True}, "model_id: a\n\nenabled: true"),
        ("model_id: a\r\nenabled: true", {"enabled": None}, "model_id: a"),
        ("model_id: a\n   \n\n \nenabled: true\n", {"model_id": "b"}, "model_id: b\n   \n\n \nenabled: true\n"),
        ("\ufeffmodel_id: a\n", {"model_id": "b"}, "\ufeffmodel_id: b\n"),
        ("---\n# c\nmodel_id: a\n...\n", {"model_id": "b", "enabled": True},
         "---\n# c\nmodel_id: b\n\nenabled: true\n...\n"),
        ("? model_id\n: a\n", {"model_id": "b"}, "? model_id\n: b\n"),
        ("model_id:   # c\n  a\n", {"model_id": "b"}, "model_id:   # c\n  b\n"),
        ("model_id:\nenabled: # c\n", {"model_id": "b", "enabled": True}, "model_id: b\nenabled: true # c\n"),
        ("a: 'x\n  y' # c\nb: 1\n", {"a": "z"}, "a: 'z' # c\nb: 1\n"),
        ("a: |\n  x\n\n# c\nb: 1\n", {"a": "z"}, "a: z\n\n# c\nb: 1\n"),
        ("a: !!str 5\nb: &x 1\n", {"a": "z", "b": 2}, "a: z\nb: 2\n"),
        ("supported_params: ~ # c\n", {"supported_params": {"params": {"t": {"min": 1}}}},
         "supported_params: # c\n  params:\n    t:\n      min: 1\n"),
        ("supported_params: # c\n  params:\n    t: {}\n", {"supported_params": {}}, "supported_params: {} # c\n"),
        ("a: [1,\n  'b',  # c\n  2]\n", {"a": [1, "d", 2]}, "a: [1,\n  'd',  # c\n  2]\n"),
        ("a: [1,\n  'b',\n  2]\n", {"a": ["b", "c: d"]}, "a: ['b', \"c: d\"]\n"),
        ("supported_params: {params: {t: {min: 1}}}\n", {"supported_params": {"params": {}}},
         "supported_params: {params: {}}\n"),
        ("model_id: a\n\nenabled: true\n\nis_default: true\n", {"enabled": None}, "model_id: a\n\nis_default: true\n"),
        ("model_id: a\n\n# c\nenabled: true\n\nb: 1\n", {"enabled": None}, "model_id: a\n\nb: 1\n"),
        ("a: 1\n# of a group\n\n# c\nenabled: true  # d\nb: 1\n", {"enabled": None}, "a: 1\n# of a group\n\nb: 1\n"),
        ("# top\nenabled: true\nb: 1\n", {"enabled": None}, "# top\nb: 1\n"),
        ("model_id: a\n\nenabled: true\n", {"enabled": None}, "model_id: a\n"),
        ("enabled: true\n\nis_default: true\n", {"enabled": None}, "is_default: true\n"),
        ("# top\n\n# c\nprovider: a\n", {"model_id": "b"}, "# top\n\nmodel_id: b\n# c\nprovider: a\n"),
        ("# top\nenabled: true\n\nis_default: true\n", {"model_id": "b"},
         "# top\nmodel_id: b\n\nenabled: true\n\nis_default: true\n"),
        ("output_price_per_million_tokens: 1\nmodel_id: a\n", {"cache_read_price_per_million_tokens": 2},
         "output_price_per_million_tokens: 1\ncache_read_price_per_million_tokens: 2\nmodel_id: a\n"),
        ("a: 1\n\n# c\noutput_price_per_million_tokens: 1\n", {"input_price_per_million_tokens": 2, "model_id": "b"},
         "model_id: b\n\ninput_price_per_million_tokens: 2\n\na: 1\n\n# c\noutput_price_per_million_tokens: 1\n"),
        ("model_id: a\n\n# c\noutput_price_per_million_tokens: 1\n", {"input_price_per_million_tokens": 2},
         "model_id: a\n\ninput_price_per_million_tokens: 2\n# c\noutput_price_per_million_tokens: 1\n"),
        ("model_id: a\n\n# c\noutput_price_per_million_tokens: 1\n", {"enabled": True},
         "model_id: a\n\nenabled: true\n\n# c\noutput_price_per_million_tokens: 1\n"),
    ],
)  # fmt: skip
def test_an_edit(text: str, changes: dict[str, Any], after: str) -> None:
    """Line ends, marks, empty values, blank lines and places: what a careful person would write."""
    assert edit_fields(text, changes) == after


@pytest.mark.parametrize(
    ("text", "changes", "message", "line"),
    [
        (
            "{model_id: a, enabled: true}\n",
            {"enabled": False},
            "its keys stand in braces; bring it into the canonical",
            1,
        ),
        (
            "a: &x 1\nmodel_id: *x\n",
            {"model_id": "b"},
            "there is an alias, or nothing behind a dash; write the value",
            2,
        ),
        ("model_id: &x a\nb: *x\n", {"model_id": "b"}, "after the edit: the alias *x names no finished anchor", 1),
        ("a: [&x 1, *x]\n", {"a": [1, 2]}, "there is an alias", 1),
        ("b: 1\na: &x [1]\n", {"a": [1, 2]}, "there is an anchor or a tag", 2),
        ("model_id: a\nmodel_id: b\n", {"model_id": "c"}, "is given twice; mend it first", 2),
        ("b: 1\na:\n-\n- 1\n", {"a": [2, 1]}, "there is an alias, or nothing behind a dash", 3),
        ("a:\n-\n  1\n", {"a": [1, 2]}, "something stands between a dash and its value", 2),
        ("a:\n- - 1\n  - 2\n", {"a": [[1]]}, "two things stand on one line", 2),
        ("a:\n- b: 1\n  c: 2\n", {"a": [{"c": 2}]}, "two things stand on one line", 2),
        ("b: 1\na: [1, # why\n  2]\n", {"a": [2]}, "a cannot be changed without changing something else", 2),
        ("model_id: a\n", {"model_id": None}, "nothing would be left in it", 1),
        ("b: 1\nisDefault: true\n", {"is_default": False}, "it calls is_default isDefault; bring it into the can", 2),
        ("b: 1\ra: 2\n", {"a": 3}, "the line separator '\\r' cannot stand here", 1),
        ("b: 1\na: \u2028 2\n", {"a": 3}, "the line separator '\\u2028' cannot stand here", 2),
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


PLAIN = st.one_of(st.booleans(), st.integers(0, 9), st.sampled_from([0.5, "Ab", "no", "2024-10"]))


@given(
    st.dictionaries(st.sampled_from(FILE_KEYS), PLAIN, min_size=1, max_size=8),
    st.dictionaries(
        st.sampled_from(FILE_KEYS), st.one_of(st.none(), st.integers(10, 20), st.just("Other")), max_size=3
    ),
)
def test_a_canonical_file_stays_canonical(fields: dict[str, Any], changes: dict[str, Any]) -> None:
    """What is edited in a canonical file is what would have been written for its fields."""
    after = {key: value for key, value in {**fields, **changes}.items() if value is not None}
    kept = {key: value for key, value in after.items() if not isinstance(fields.get(key), str)}
    if kept != after or not after or not any(key in fields and changes.get(key, 1) is not None for key in fields):
        return
    assert edit_fields(definition_text(fields), changes) == definition_text(after)
