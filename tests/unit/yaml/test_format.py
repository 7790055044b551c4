"""The canonical form: the same meaning, the same comments, one layout."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.model.equality import canonical_json
from syncer.yaml.format import canonical
from syncer.yaml.layout import Layout, NotEditableError
from syncer.yaml.parse import locate, parse
from syncer.yaml.write import definition_text

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
    temperature:
      min: 0
      max: 2
    seed:
      supported: false  # not yet

unknown:
  a: [1, 2]
# the end
"""

LAID_OUT = """\
---
# About the file.

\"provider\": openai
  # about the id
model_id: a
supported_params: # sp
    # first
    params:

        temperature: { min: 0.0,max: 2 }   # t


        seed:
            supported: false # not yet
            # min: 0
        'odd key': {allowed: [ # none
            1]}
        # last
available_to_roles:
- staff   # always

# for a while
-   'student'
input_modalities: [TEXT,
  IMAGE] # both
output_modalities:
- TEXT # a
- - 1
  - 2
renamedFrom: b
# end

"""

IN_FORM = """\
# About the file.

# about the id
model_id: a
provider: openai

input_modalities: [TEXT, IMAGE]  # both
output_modalities:
- TEXT # a
- - 1
  - 2

available_to_roles:
  - staff  # always

  # for a while
  - student

supported_params:  # sp
  # first
  params:
    temperature:  # t
      min: 0
      max: 2

    seed:
      supported: false  # not yet
      # min: 0
    "odd key":  # none
      allowed: [1]
    # last

renamed_from: b
# end
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


def test_comments_inside_values() -> None:
    """Values with comments between their lines are in the one style, too; what cannot be is left as it is laid out."""
    made = canonical(LAID_OUT)
    assert made.text == IN_FORM
    assert made.renamed == (("renamedFrom", "renamed_from"),)
    assert canonical(IN_FORM) == (IN_FORM, ())


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("model_id: a", "model_id: a\n"),
        ("\ufeffmodel_id: a\r\nprovider: b\r\n", "model_id: a\nprovider: b\n"),
        ("model_id: a\rprovider: b\r", "model_id: a\nprovider: b\n"),
        ("model_id: a\n\n\n", "model_id: a\n"),
        ("--- # start\nmodel_id: a\n", "# start\nmodel_id: a\n"),
        ("model_id: a\n\n\n\nprovider: b\n", "model_id: a\n\nprovider: b\n"),
        ("a: |  # c\n  x   \n", 'a: "x   \\n"  # c\n'),
        ("a: .inf\nb: -.INF\nc: .NaN\n", "a: .inf\nb: -.INF\nc: .NaN\n"),
        ("a: [x, # one\n  y # two\n  , z] # three\n", "a: [x, # one\n  y # two\n  , z] # three\n"),
        ("z: 1\na: 2\nenabled: yes\n", 'enabled: "yes"\n\nz: 1\na: 2\n'),
        ("'model_id' : a\n", "model_id: a\n"),
        ('b: "x\n# y"\na: 1\n', 'b: "x # y"\na: 1\n'),
        ("a: |  # c 'd'", "a: \"\"  # c 'd'\n"),
        ("a: 1\t# c\n", "a: 1  # c\n"),
    ],
)
def test_a_form(text: str, after: str) -> None:
    """Line ends, marks, blank lines, special numbers, unknown keys: one form of each."""
    assert canonical(text).text == after
    assert canonical(after) == (after, ())


def test_what_is_written_is_canonical() -> None:
    """A file that the tool writes is in the form that it asks for."""
    text = definition_text({"model_id": "a", "enabled": False, "supported_params": {"params": {"t": {"max": 1}}}})
    assert canonical(text) == (text, ())


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("a: [1\n", "this list lacks a comma or its `]`", 1),
        ("{model_id: a}\n", "its keys stand in braces", 1),
        ("model_id: &x a\nmodel_name: *x\n", "it uses an anchor, `&x`; write the value out", 1),
        ("b: 1\nallowed_app_roles:\n- a\n- !!str 5\n", "it uses a tag, `!!str`; write the value out", 4),
        ("%YAML 1.2\n---\na: 1\n", "it has a document marker, `%YA`", 1),
        ("a: 1 \u2028\n", "the line separator '\\u2028' cannot stand here", 1),
        ("{}  # none\n", "its keys stand in braces; write them as `key: value` lines first", 1),
        ('b:\n  - "x\n  - y"\n  # c\n', "it cannot be brought into the canonical form without losing something", 1),
        ("model_id: !!str a\n", "it uses a tag, `!!str`; write the value out", 1),
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


def test_a_tab_is_no_reason() -> None:
    """Wherever a tab stands in a file that YAML allows, `fmt` takes the file, too, and its form stays as it is."""
    file = (
        "# top\nmodel_id: a  # x\ntags:  # y\n  - b  # z\n  # between\n  - c\nsupported_params:\n  params:  # w\n"
        "    a:\n      min: 1  # d\nprovider: 'a'  # e\nretirement_note: |  # f\n  x\nenabled: true # g\n# end\n"
    )
    taken = 0
    for place in range(len(file)):
        text = f"{file[:place].rstrip(' ')}\t{file[place:]}"
        if not locate(text).faults:
            made = canonical(text).text
            taken += canonical(made).text == made
        else:
            taken += 1
    assert taken == len(file)


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
    assert Layout(made.text).says(before, [one.text for one in Layout(text).comments.values()])
    assert canonical(made.text).text == made.text


def _owners(text: str, names: dict[str, str]) -> dict[str, str]:
    """The key that each comment stands above, or behind the value of."""
    owners: dict[str, str] = {}
    waiting: list[str] = []
    for line in text.split("\n"):
        key, _, rest = line.strip().partition(":")
        if line.strip().startswith("#"):
            waiting.append(line.strip())
        elif line.strip():
            mine = [*waiting, *([f"#{rest.partition('#')[2]}"] if "#" in rest else [])]
            owners |= dict.fromkeys(mine, names.get(key, key))
            waiting = []
    return owners | dict.fromkeys(waiting, "the end")


@given(
    st.permutations(["model_id", "modelName", "enabled", "zebra", "isDefault", "supported_params"]),
    st.lists(st.integers(0, 3), min_size=6, max_size=6),
    st.booleans(),
)
def test_a_comment_stays_with_its_key(keys: list[str], kinds: list[int], nested: bool) -> None:
    """Wherever a key moves, the comment above it and the one behind its value are still its own."""
    lines = ["# top", ""]
    kinds[0] %= 2  # what a blank line parts from the first key is the header
    for key, kind in zip(keys, kinds, strict=True):
        lines += [f"{'  ' * (kind == 3)}# above {key}"] * (kind > 0) + [""] * (kind == 2)
        lines += [f"{key}: 1  # behind {key}"]
        if key == "supported_params" and nested:
            lines[-1:] = [f"{key}:  # behind {key}", "   # above t", "   t:  # behind t", "     # above min",
                          "     min: 1 # behind min", "   s: {a: 1}"]  # fmt: skip
    text = "\n".join([*lines, "# last"]) + "\n"
    made = canonical(text)
    names = dict(made.renamed)
    before = {text: key for text, key in _owners(text, names).items() if text != "# top"}
    assert {text: key for text, key in _owners(made.text, {}).items() if text != "# top"} == before
    assert made.text.startswith("# top\n\n")
