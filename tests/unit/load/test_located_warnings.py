"""A warning is where a full reading of the file would put it, whatever form the value has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from syncer.load.locate_problems import Complaint, located_problems, located_warnings
from syncer.yaml.parse import parse

if TYPE_CHECKING:
    from syncer.errors import Problem

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
    said = [(("key",), "odd", "it"), (("key", "a"), "odd", "deeper"), (("missing",), "odd", "not there")]
    for some in (said[:1], said):
        assert located_warnings(whole, parse(whole).lines, some) == fully_read(whole, some)


def fully_read(text: str, said: list[tuple[tuple[str, ...], str, str]]) -> list[Problem]:
    """The warnings where a full reading puts them."""
    found = located_problems(text, "", [Complaint(path, message) for path, _, message in said])
    return [one._replace(severity="warning", kind="odd") for one in found]


def test_in_real_files() -> None:
    """Each value of a sample of the shipped models."""
    for path in sorted(Path(__file__).parents[3].glob("catalog/models/*/*.yaml"))[::6]:
        text = path.read_text(encoding="utf-8")
        lines = parse(text).lines
        said: list[tuple[tuple[str, ...], str, str]] = [((name,), "odd", name) for name in lines]
        assert [one for each in said for one in located_warnings(text, lines, [each])] == fully_read(text, said)
