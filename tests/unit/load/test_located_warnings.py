"""A warning is where a full reading of the file would put it, whatever form the value has."""

from __future__ import annotations

from pathlib import Path

import pytest

from syncer.load.locate_problems import Complaint, located_problems, located_warnings
from syncer.yaml.parse import parse

FORMS = [
    "key: value", "key:   value  # why", "key: 'va: lue'", 'key: "x"', "key: [a, b]", "key: {a: 1}", "key: 5",
    "key: &anchor value", "key: !!str value", "key: |\n  text", "key: >-\n  text", "key:\n  - a\n  - b", "key:\n  a: 1",
    "key: # why\n  value", "key:\n  value", "key:\tvalue",
    "'key': value", '"key": value', "? key\n: value", "key : value",
    "key: two\n  lines", "keys: 1\nkey: 2", "other: &a x\nkey: *a",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMS)
@pytest.mark.parametrize("around", ["{}\n", "# first\nfirst: 1\n{}\nlast: 2\n", "first: 1\r\n{}\r\n"])
def test_it_is_where_a_full_reading_puts_it(text: str, around: str) -> None:
    """The line, the column and the text of the line are the same."""
    whole = around.format(text)
    said = [(("key",), "it"), (("key", "a"), "deeper"), (("missing",), "not there")]
    for some in (said[:1], said):
        full = located_problems(whole, "", [Complaint(*one) for one in some], severity="warning")
        assert located_warnings(whole, parse(whole).lines, some) == full


def test_in_real_files() -> None:
    """Each value of a sample of the shipped models."""
    for path in sorted(Path(__file__).parents[3].glob("catalog/models/*/*.yaml"))[::6]:
        text = path.read_text(encoding="utf-8")
        lines = parse(text).lines
        said = [((name,), name) for name in lines]
        full = located_problems(text, "", [Complaint(*one) for one in said], severity="warning")
        assert [problem for one in said for problem in located_warnings(text, lines, [one])] == full
