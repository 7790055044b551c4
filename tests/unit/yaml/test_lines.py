"""Plain files read line by line: what libyaml's way gives, or nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from syncer.yaml import lines
from syncer.yaml.lines import plain_document, plain_part_lines
from syncer.yaml.read import part_lines
from tests.unit.yaml.lines_fuzz import ROOT, SEEDS, campaign, is_plain_and_right
from tests.unit.yaml.test_parse import SCALARS

PLAIN = {
    **{f"seed {number}": text for number, text in enumerate(SEEDS)},
    "no newline at the end": "a: 1",
    "blank lines and comments": "\n# c\n\na: 1\n  # b\nb: 2\n#\n",
    "no ASCII": "name: Modèle é  # ü\nnote: 'ß'\n",
    "text in quotes": 'a: "x # y: [z]"\nb: \'"\'\nc: \'\'\nd: ""\n',
    "quotes inside text": 'a: it\'s "so" [x] {y}\n',
    "ids": "a: us.amazon.nova-pro-v1:0\nb: [us.x:1, y:0]\n",
    "a list below its key": "a:\n- 1\n- x y\nb:\n  - {t: u}\n  - [v]\nc: 1\n",
    "far in": "a:\n      b:\n       c: 1\n       d: 2\n      e: 3\nf: 4\n",
    "brackets with spaces": "a: [ x , y ]\nb: { c: 1 , d: [ e ] }\nc: [a,b]\nd: {}\ne: []\n",
    "words of YAML 1.1": "a: no\nb: 12:30\nc: 2024-10-01\nd: 1_000\ne: 0x1f\n",
    "spaces at the end": "a: 1  \nb:  \n  - c \n",
}
NOT_PLAIN = {
    "nothing": "",
    "only a comment": "# c\n",
    "a key twice": "a: 1\na: 1\n",
    "a key twice, the first below": "a:\n  b: 1\na: 2\n",
    "a key twice in braces": "a: {b: 1, b: 2}\n",
    "a key twice further in": "a:\n  b: 1\n  b: 2\n",
    "a key without a value": "a:\nb: 1\n",
    "a key without a value at the end": "a: 1\nb:\n",
    "text over lines": "a: b\n  c\n",
    "quotes over lines": "a: 'b\n  c'\n",
    "an escape": 'a: "b\\n"\n',
    "a quote in quotes": "a: 'it''s'\n",
    "an anchor": "a: &x 1\nb: *x\n",
    "a tag": "a: !!str 1\n",
    "a block": "a: |\n  b\n",
    "a tab": "a:\tb\n",
    "a tab inside": "a: b\tc\n",
    "a carriage return": "a: 1\r\nb: 2\r\n",
    "a document marker": "---\na: 1\n",
    "a second document": "a: 1\n---\nb: 2\n",
    "a directive": "%YAML 1.2\n---\na: 1\n",
    "a merge key": "a:\n  <<: {b: 1}\n",
    "a list on top": "- a\n",
    "text on top": "a\n",
    "the first key further in": "  a: 1\nb: 2\n",
    "no space behind the colon": "a:1\n",
    "a comment without a space": "a:#c\n",
    "a comment right behind quotes": "a: 'b'#c\n",
    "something behind quotes": "a: 'b' c\n",
    "less far in than the first": "a:\n    b: 1\n  c: 2\n",
    "further in than the first": "a: 1\n  b: 2\n",
    "a list in a mapping": "a:\n  b: 1\n  - c\n",
    "a key in a list": "a:\n  - b\n  c: 1\n",
    "a list of mappings": "a:\n- b: 1\n",
    "too many digits": f"a: {'9' * 39}\n",
    "lists in lists": "a: [[b]]\n",
    "a comma at the end": "a: [b,]\n",
    "an open bracket": "a: [b\n",
    "a byte order mark inside": "a: 1\ufeff\n",
    "a control character": "a: 1\x01\n",
    "a long line": f"a: {'x' * 500}\n",
    "a long text": f"a: 1\n#{'x' * 400}\n" + "# c\n" * 5_000,
    "very far in": f"a:\n{' ' * 25}b: 1\n",
}


@pytest.mark.parametrize("text", PLAIN.values(), ids=PLAIN)
def test_plain_text_is_read(text: str) -> None:
    """It is taken, with the values and the lines that libyaml's way gives."""
    assert is_plain_and_right(text)


@pytest.mark.parametrize("text", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_other_text_is_left_to_libyaml(text: str) -> None:
    """Nothing is said of it, and what comes out is libyaml's value or fault."""
    assert not is_plain_and_right(text)
    assert plain_part_lines(text) is None


@pytest.mark.parametrize(("written", "value"), SCALARS, ids=[repr(written) for written, _ in SCALARS])
def test_scalars_mean_the_same(written: str, value: object) -> None:
    """Each scalar, wherever it stands, has the value that it has for libyaml."""
    for text in (f"a: {written}\n", f"a: [{written}]\n", f"a: {{b: {written}}}\n", f"a:\n- {written}\n"):
        is_plain_and_right(text)
    document = plain_document(f"a: {written}\n")
    assert document is None or repr(document.value["a"]) == repr(value)


def test_the_shipped_models_are_plain() -> None:
    """All of them: a change that sends them to libyaml costs every first run its speed."""
    files = sorted((ROOT / "catalog").rglob("*.yaml"))
    assert len(files) > 100
    for path in files:
        assert is_plain_and_right(path.read_text(encoding="utf-8")), path


def test_values_are_nobody_elses() -> None:
    """A line that is remembered gives lists and mappings of its own each time."""
    text = "a: [x]\nb: {c: [y]}\n"
    first = plain_document(text)
    assert first is not None
    first.value["a"].append(1)
    first.value["b"]["c"].append(1)
    first.value["b"]["d"] = 1
    again = plain_document(text)
    assert again is not None
    assert again.value == {"a": ["x"], "b": {"c": ["y"]}}


def test_what_is_remembered_is_bounded() -> None:
    """However many lines there are, so many are kept, and none longer than that."""
    plain_document("".join(f"k{number}: {number}\n" for number in range(1_000)))
    kept = lines._understood.cache_info()
    assert kept.maxsize is not None
    assert kept.maxsize * lines._LONGEST <= 8 << 20
    assert plain_document(f"a: {'x' * (lines._LONGEST - 3)}\n") is not None
    assert plain_document(f"a: {'x' * (lines._LONGEST - 2)}\n") is None


def test_lines_of_parts_that_are_not_plain() -> None:
    """They come from libyaml, in the same form."""
    assert part_lines("a: &x\n  - b\nc: 'd\n  e'\n") == {(): 1, ("a",): 1, ("a", 0): 2, ("c",): 3}


def test_mutated_files_mean_the_same() -> None:
    """Thousands of files with small mistakes: the same value and lines in both ways, or the same fault."""
    assert campaign(seed=16, count=6_000) > 1_000


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [
        ('a: 1\nb:\n  "2027-01-01":\n    c: 1.5  # a list\n  "2027-02-01":\n    c: 2\n', True),
        ('a:\n  "2027-01-01": {c: 1}\n', True),
        ('a:\n  "2027-01-01":\n    c: 1\n  "2027-01-01":\n    c: 2\n', False),
        ('a:\n  "2027-1-1":\n    c: 1\n', False),
        ("a:\n  '2027-01-01':\n    c: 1\n", False),
        ('a:\n  "2027-01-01" :\n    c: 1\n', False),
    ],
)
def test_a_day_in_quotes_is_a_key(text: str, is_plain: bool) -> None:
    """As prices that change on a day have it; another form, or the same day twice, is left to libyaml."""
    assert is_plain_and_right(text) == is_plain


def test_a_plain_catalog_is_read_without_libyaml() -> None:
    """The library is not even loaded."""
    code = ("import sys; from syncer.load.catalog import load_catalog; load_catalog('catalog');"
            "sys.exit('yaml' in sys.modules or 'threading' in sys.modules)")  # fmt: skip
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
