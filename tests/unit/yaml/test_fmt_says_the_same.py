"""`fmt` never changes what a file says: `validate` says the same of it before and after, also of a wrong one."""

from __future__ import annotations

import pytest

from syncer.load.read_file import check_model
from syncer.yaml.format import canonical
from syncer.yaml.layout import NotEditableError

PRETTIER = """\
# yaml-language-server: $schema=x
model_id: gpt-4o # the id
model_name: GPT 4o
provider: openai
provider_name: OpenAI

input_modalities: [TEXT, IMAGE] # both
output_modalities: [TEXT]
max_input_tokens: 128000
max_output_tokens: 16384
available_to_roles:
  [
    staff,
    students_of_a_long_name,
    members_of_a_long_name,
    guests_of_a_long_name,
  ]
enabled: true

input_price_per_million_tokens: 2.5
# USD
output_price_per_million_tokens: 10
retirement_note:
  A note that is so long that it is folded over two lines by what formats files
  at eighty columns.

supported_params:
  params:
    temperature: { min: 0, max: 2, default: 1 } # usual
    effort: { allowed: ["low", "high"] }
"""
YAMLFMT = """\
---
model_id: gpt-4o
model_name: "GPT 4o"
provider: openai
provider_name: 'OpenAI'
input_modalities:
  - TEXT # first
  - IMAGE
output_modalities:
  - TEXT
max_input_tokens: 128_000
max_output_tokens: 16384
available_to_roles:
  - staff
  # interim
  - students
enabled: true
input_price_per_million_tokens: 2.50
output_price_per_million_tokens: 10
supported_params:
  params:
    temperature:
      min: 0
      max: 2
"""
BY_HAND = """\

# top

provider  :   openai
'model_id': "gpt-4o"   # id
model_name: >-
  GPT
  4o
provider_name: |
    OpenAI
input_modalities:
- TEXT
-   'IMAGE'   # too
# between
output_modalities: [TEXT,    # a
   IMAGE   # b
   ]
max_input_tokens: 128000\t# a tab
available_to_roles: []
enabled: TRUE
input_price_per_million_tokens:   2.50   # USD
output_price_per_million_tokens:
    10   # below
supported_params: # sp
    # first
    params:
        temperature: { min: 0.0,max: 2 }   # t

        effort:
          allowed:
            - low
            # - medium
            - high
# end
"""
ANCHORS = """\
model_id: &id gpt-4o
model_name: *id
provider: !!str openai
provider_name: OpenAI
input_modalities: &m [TEXT]
output_modalities: *m
max_input_tokens: 128000
input_price_per_million_tokens: 2.5
output_price_per_million_tokens: 10
"""
SHAPES = {
    "prettier": PRETTIER, "yamlfmt": YAMLFMT, "by hand": BY_HAND, "CRLF": BY_HAND.replace("\n", "\r\n"),
    "a mark": f"\ufeff{YAMLFMT}", "anchors": ANCHORS,
}  # fmt: skip
WRONG = {
    "model_id": ["0613", "4.10", "2024.10", "1e3", "0x1F", "010", "True", "~", "", "-a", "[a]", "a, b", "1_000"],
    "knowledge_cutoff_date": ["2024.10", "2024", "2024-10", "2024-10-01", "20_24", "1e400", ".inf", "2024,10"],
    "max_input_tokens": ["200.000", "200.0", "2e5", "007", "0", "-0", "0x20", "1.50", "128k", "+5", "1" * 50, "-0.10"],
    "input_price_per_million_tokens": ["-0.50", "0.50", ".5", "1e400", "-.INF", "0,25", "0o17", "1e-140", "TRUE"],
    "enabled": ["yes", "1.0", "0", "True", "'true'", "null"],
    "protected": ["1.0", "True", "yes"],
    "tags": ["[1.0, True]", "[a, 010]", "a b", "[a b]", "\n  - a\n    - b", "[a\n  b]", "[~]"],
    "input_modalities": ["TEXT IMAGE", "\n- TEXT\n    - IMAGE", "[TEXT, 1.0]", "[]", "{TEXT: 1.0}", "-TEXT"],
    "supported_params": [
        "{params: {t: {min: 0613, max: 1.50, default: 2024.10, allowed: [1.0, 0x1F, True]}}}",
        "{params: {t: {locked: 1.0, supported: True, min: -.INF}}}", "1.0", "{params: {t: {allowed: [a\n    b]}}}",
    ],
    "renamed_from": ["4.10"],
    "unknown_key": ["4.10", "[0x1F]", "{a: 1.0}"],
}  # fmt: skip
CASES = [
    pytest.param(shape, field, value, id=f"{name}-{field}-{value[:20]!r}")
    for name, shape in SHAPES.items() for field, values in WRONG.items() for value in values
]  # fmt: skip


def said(text: str) -> tuple[object, list[tuple[object, ...]]]:
    """What the file says, and what is wrong with it, wherever that stands."""
    found, problems = check_model(text.encode())
    told = sorted((str(field), str(message), str(severity)) for message, _, _, field, severity, *_ in problems)
    return None if found is None else (found[0], found[2]), told  # type: ignore[return-value]  # tuples of texts


def with_value(shape: str, field: str, value: str) -> str:
    """The file with a line for the field instead of the one that begins with it, or at the end."""
    end = "\r\n" if "\r\n" in shape else "\n"
    rows = shape.split(end)
    at = next((row for row, line in enumerate(rows) if line.strip("'\ufeff").startswith(field)), len(rows) - 1)
    below = at + 1
    while below < len(rows) and (rows[below][:1] in {" ", "-"} or rows[below].startswith("# between")):
        below += 1
    return end.join([*rows[:at], f"{field}: {value}".replace("\n", end), *rows[below:]])


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_right_file(shape: str) -> None:
    """A file of any shape means the same afterwards, and formatting it again changes nothing."""
    made = formatted(shape)
    assert said(made) == said(shape)
    assert formatted(made) == made


@pytest.mark.parametrize(("shape", "field", "value"), CASES)
def test_a_wrong_file(shape: str, field: str, value: str) -> None:
    """The messages of a wrong file are the same afterwards, with what was typed."""
    text = with_value(shape, field, value)
    made = formatted(text)
    assert said(made) == said(text)
    assert formatted(made) == made


def formatted(text: str) -> str:
    """What `fmt` leaves: the canonical form, or the file as it is."""
    try:
        return canonical(text).text
    except NotEditableError:
        return text


@pytest.mark.parametrize("value", WRONG["model_id"][:6])
def test_a_number_for_a_text_stays_as_it_was_typed(value: str) -> None:
    """Whoever puts it in quotes afterwards has the id that was typed."""
    assert f"model_id: {value}\n" in canonical(with_value(YAMLFMT, "model_id", value)).text
