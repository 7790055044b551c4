"""Strict YAML: which values a text means, where they stand, and what is refused."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from syncer.yaml import libyaml
from syncer.yaml.faults import Fault, Position, YamlFaultError
from syncer.yaml.parse import locate, parse
from syncer.yaml.scalars import Parsed

SCALARS: list[tuple[str, object]] = [
    ("2024-10-01", "2024-10-01"),
    ("2024-10-01 12:00:00", "2024-10-01 12:00:00"),
    ("2024-10", "2024-10"),
    *[(word, word) for word in ("no", "No", "NO", "yes", "Yes", "on", "On", "off", "OFF", "y", "n")],
    ("12:30", "12:30"),
    ("1:2:3.5", "1:2:3.5"),
    ("true", True),
    ("True", True),
    ("TRUE", True),
    ("tRUE", "tRUE"),
    ("false", False),
    ("False", False),
    ("FALSE", False),
    ("null", None),
    ("Null", None),
    ("NULL", None),
    ("nULL", "nULL"),
    ("~", None),
    ("", None),
    ("none", "none"),
    ("0", 0),
    ("-0", 0),
    ("7", 7),
    ("+1", 1),
    ("-1", -1),
    ("010", 10),
    ("08", 8),
    ("0o17", 15),
    ("0O17", "0O17"),
    ("0o8", "0o8"),
    ("-0o7", "-0o7"),
    ("0x1f", 31),
    ("0x1F", 31),
    ("0X1F", "0X1F"),
    ("0xg", "0xg"),
    ("0b1", "0b1"),
    ("1_000", "1_000"),
    ("1,000", "1,000"),
    ("1 000", "1 000"),
    ("1e3", 1000.0),
    ("1e-3", 0.001),
    ("1E+3", 1000.0),
    ("1e", "1e"),
    ("e3", "e3"),
    ("22e-1", 2.2),
    ("2.20", 2.2),
    (".5", 0.5),
    ("-.5", -0.5),
    ("5.", 5.0),
    ("5.e1", 50.0),
    (".", "."),
    ("+", "+"),
    ("-.", "-."),
    ("1.2.3", "1.2.3"),
    ("1e999", math.inf),
    (".inf", math.inf),
    ("+.Inf", math.inf),
    ("-.INF", -math.inf),
    (".iNF", ".iNF"),
    ("inf", "inf"),
    ("nan", "nan"),
    ("٣", "٣"),
    ("9" * 38, int("9" * 38)),
    ("'no'", "no"),
    ('"1"', "1"),
    ("'~'", "~"),
    ('""', ""),
    ("'it''s'", "it's"),
    (r'"\u00e9\t\x41"', "é\tA"),
    ("!!str 5", "5"),
    ("! 5", "5"),
    ("&x '5'", "5"),
    ("=", "="),
    ("<<", "<<"),
    ("{'<<': 1}", {"<<": 1}),
    ("anthropic.claude-3-5-sonnet-20241022-v2:0", "anthropic.claude-3-5-sonnet-20241022-v2:0"),
    ("azure/eu/gpt-4o", "azure/eu/gpt-4o"),
    ("a#b", "a#b"),
    ("a #b", "a"),
    ("a b  c", "a b  c"),
    ("|\n  one\n  two", "one\ntwo\n"),
    ("|-\n  one\n\n  two\n", "one\n\ntwo"),
    (">-\n  one\n  two", "one two"),
    ("|2-\n   one", " one"),
    ("one\n  two", "one two"),
    ("[1, [], {}, {a: no}]", [1, [], {}, {"a": "no"}]),
    ("{a: 1, b: , c}", {"a": 1, "b": None, "c": None}),
    ("\n- 1\n-\n- - 2", [1, None, [2]]),
    ("!!seq [a]", ["a"]),
    ("! [a]", ["a"]),
    ("!!map {a: 1}", {"a": 1}),
]


@pytest.mark.parametrize(("text", "value"), SCALARS, ids=[text[:20] for text, _ in SCALARS])
def test_a_value_is_what_yaml_1_2_says(text: str, value: object) -> None:
    """Scalars follow the YAML 1.2 core schema: no dates, no `no`, no sexagesimals; exponents are numbers."""
    found = parse(f"k: {text}\n").value["k"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN"])
def test_not_a_number(text: str) -> None:
    """`.nan` is a number, so that a shape can refuse it as one."""
    assert math.isnan(parse(f"k: {text}").value["k"])


@pytest.mark.parametrize(("text", "value"), SCALARS, ids=[text[:20] for text, _ in SCALARS])
def test_without_libyaml_the_values_are_the_same(text: str, value: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML was built without libyaml, its own parser gives the same values."""
    monkeypatch.setattr(libyaml, "_Parser", yaml.SafeLoader)
    assert parse(f"k: {text}\n").value["k"] == value


def test_keys_are_text() -> None:
    """A key is what is written, whatever it would mean as a value."""
    assert parse("no: 1\n5: 2\n~: 3\n2024-10-01: 4\n'': 5\n").value == {"no": 1, "5": 2, "~": 3, "2024-10-01": 4, "": 5}


@pytest.mark.parametrize(
    "text", ["a: 1", "---\na: 1\n", "--- \na: 1\n...\n", "%YAML 1.2\n---\na: 1\n", "# x\n\na: 1 # y"]
)
def test_one_document_with_or_without_its_marks(text: str) -> None:
    """The marks of a document, a directive and comments change nothing."""
    assert parse(text).value == {"a": 1}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_ends_of_lines(end: str) -> None:
    """Lines end as on any system; block text ends them in one way."""
    assert parse(f"a: 1{end}b: |{end}  x{end}  y{end}c: 2{end}") == Parsed(
        {"a": 1, "b": "x\ny\n", "c": 2}, {"a": 1, "b": 2, "c": 5}
    )


def test_lines_of_the_top_level_keys() -> None:
    """The line of each top-level key is remembered, and of no nested one."""
    assert parse("# c\na:\n  b: 1\n\nc: [1,\n 2]\n? d\n: 3\n").lines == {"a": 2, "c": 5, "d": 7}


def test_aliases_repeat_a_value() -> None:
    """An alias stands for the value of its anchor, which may be anchored again."""
    assert parse("a: &x [1, &y 2]\nb: *x\nc: {d: *y}\ne: &x 3\nf: *x\n").value == {
        "a": [1, 2], "b": [1, 2], "c": {"d": 2}, "e": 3, "f": 3
    }  # fmt: skip


def _documents(*, most: str = "\U0010ffff") -> st.SearchStrategy[dict[str, Any]]:
    text = st.text(st.characters(max_codepoint=ord(most), exclude_categories=["Cs"]), max_size=40)
    leaf = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False)
    values = st.recursive(
        leaf | text, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4), max_leaves=15
    )
    return st.dictionaries(text, values, max_size=5)


@given(_documents(), st.sampled_from([None, True, False]))
def test_what_a_yaml_1_1_writer_writes_survives(document: dict[str, Any], flow: bool | None) -> None:
    """A document that PyYAML writes with its text in quotes reads back the same in every style."""
    text = yaml.dump(document, Dumper=_Quoting, default_flow_style=flow, width=30)
    assert parse(text).value == document


@given(_documents(most="\uffff"))
def test_json_is_yaml(document: dict[str, Any]) -> None:
    """A document written as JSON reads back the same, as far as libyaml knows the escapes: no surrogate pairs."""
    assert parse(json.dumps(document)).value == document


class _Quoting(yaml.SafeDumper):
    """Writes text in quotes: left to itself it leaves `1e3` bare, which YAML 1.2 reads as a number."""


def _quoted(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"')


_Quoting.add_representer(str, _quoted)


@given(st.text(max_size=200) | st.text("[]{}:,-?&*!|>'\"%@`#~ \t\n\rab1", max_size=60))
def test_any_text_is_read_or_refused_in_one_way(text: str) -> None:
    """Whatever the text, reading it fast and reading it with positions agree, and only a fault is ever raised."""
    located, document = locate(text), _parsed(text)
    if isinstance(document, Parsed):
        assert located.faults == ()
        assert repr(located.value) == repr(document.value)
    else:
        assert document in located.faults


def _parsed(text: str) -> Parsed | Fault:
    try:
        return parse(text)
    except YamlFaultError as error:
        return error.fault


FAULTS: list[tuple[str, list[tuple[int, int, str]]]] = [
    ("", [(1, 1, "the file is empty")]),
    ("# only this\n\n", [(1, 1, "the file is empty")]),
    ("---\n", [(2, 1, "expected `key: value` lines, found nothing")]),
    ("~", [(1, 1, "expected `key: value` lines, found nothing")]),
    ("- a\n", [(1, 1, "expected `key: value` lines, found a list")]),
    ("\n words\n", [(2, 2, "expected `key: value` lines, found the text 'words'")]),
    ("yes", [(1, 1, "expected `key: value` lines, found the text 'yes'")]),
    ("5", [(1, 1, "expected `key: value` lines, found the number 5")]),
    ("true", [(1, 1, "expected `key: value` lines, found true")]),
    ("a: 1\n---\nb: 1\n", [(2, 1, "a second document starts here; write one a file")]),
    ("a: 1\n---\n", [(2, 1, "a second document starts here; write one a file")]),
    ("a: 1\na: 2\nb: {c: 1, c: [{d: 1, d: 2}]}\na: 3\n", [
        (2, 1, "a: the key `a` is given twice"),
        (3, 11, "b.c: the key `c` is given twice"),
        (3, 22, "b.c.(second).0.d: the key `d` is given twice"),
        (4, 1, "a: the key `a` is given twice"),
    ]),
    ("'a': 1\n\"a\": 2\n", [(2, 1, "a: the key `a` is given twice")]),
    ("a: !x 1\nb: !!python/name:os.system\nc: !!int 5\nd: !!set {e}\nf: !!binary aaaa\n", [
        (1, 4, "a: the tag !x is not supported; remove it"),
        (2, 4, "b: the tag !!python/name:os.system is not supported; remove it"),
        (3, 4, "c: the tag !!int is not supported; remove it"),
        (4, 4, "d: the tag !!set is not supported; remove it"),
        (5, 4, "f: the tag !!binary is not supported; remove it"),
    ]),
    ("a: *x\n", [(1, 4, "a: the alias *x names no finished anchor")]),
    ("a: &x [*x]\n", [(1, 8, "a.0: the alias *x names no finished anchor")]),
    ("a: &x {b: 1}\n<<: *x\nc: {<<: *x}\n", [
        (2, 1, "<<: YAML 1.2 has no merge key; write the fields out"),
        (3, 5, "c.<<: YAML 1.2 has no merge key; write the fields out"),
    ]),
    ("? [a, b]\n: 1\n", [(1, 3, "(key on line 1): a key must be plain text")]),
    ("? [a, b]\n: !x 1\n", [
        (1, 3, "(key on line 1): a key must be plain text"),
        (2, 3, "(key on line 1): the tag !x is not supported; remove it"),
    ]),
    ("a:\n  ? [!x b]\n  : 1\n", [
        (2, 6, "a.(key on line 2).0: the tag !x is not supported; remove it"),
        (2, 5, "a.(key on line 2): a key must be plain text"),
    ]),
    ("a: &x 1\n*x : 2\n", [(2, 1, "(key on line 2): a key must be plain text")]),
    ("a: " + "9" * 39, [(1, 4, "a: the number has too many digits")]),
    ("a: [0x" + "f" * 5000 + "]", [(1, 5, "a.0: the number has too many digits")]),
    ("a:\n\tb: 1\n", [(2, 1, "a tab cannot indent YAML; use spaces")]),
    ("\ta: 1\n", [(1, 1, "a tab cannot indent YAML; use spaces")]),
    ("a: 1\n\tb: 2\n", [(2, 1, "a tab cannot indent YAML; use spaces")]),
    ("a: |\n\tx\n", [(2, 1, "a tab cannot indent YAML; use spaces")]),
    ("a: 1\nb: é\x07\n", [(2, 5, r"the control character '\x07' cannot stand in YAML; remove it")]),
    ("\x1b", [(1, 1, r"the control character '\x1b' cannot stand in YAML; remove it")]),
    ("a: @b", [(1, 4, "'@' cannot start a value; put the text in quotes")]),
    ("a: `b`", [(1, 4, "'`' cannot start a value; put the text in quotes")]),
    ("a: 5 %\nb: %5", [(2, 4, "'%' cannot start a value; put the text in quotes")]),
    ("a: b: c", [(1, 5, "a `:` cannot stand here; put the text in quotes, or check the indentation")]),
    ("a: b\n  c: d", [(2, 4, "a `:` cannot stand here; put the text in quotes, or check the indentation")]),
    ("a: - b", [(1, 4, "a `-` cannot stand here; start the list on the next line")]),
    ("a: 1\nb:2\nc: 3", [(2, 1, "expected `key: value`, with a space after the `:`")]),
    ("a: 'x\nb: 1\n", [(1, 4, "this quote is not closed")]),
    ('a: 1\nb: "', [(2, 4, "this quote is not closed")]),
    ("a: [x,\nb: 1\n", [(1, 4, "this list lacks a comma or its `]`")]),
    ("a: {x: 1\nb: 1\n", [(1, 4, "this mapping lacks a comma or its `}`")]),
    ("a: 'it's'\n", [(1, 8, "expected a key; check the quotes before it, or the indentation")]),
    ("a:\n  - b\n c: 1\n", [(3, 2, "expected a key; check the quotes before it, or the indentation")]),
    ("- a\nb: 1\n", [(2, 1, "expected a list item, `- `; check the indentation")]),
    ("  a: 1\nb: 1\n", [(2, 1, "nothing can follow here; check the indentation")]),
    ("a: ]", [(1, 4, "expected a value, found `]`")]),
    (r'a: "C:\dir"', [(1, 7, "no such escape; write a backslash twice, or use single quotes")]),
    ("a: *\n", [(1, 4, "`&` and `*` name anchors; put the text in quotes")]),
    ("a: !e!b c", [(1, 4, "not valid YAML: found undefined tag handle (while parsing a node)")]),
    (r'a: "\ud83d"', [
        (1, 7, "not valid YAML: found invalid Unicode character escape code (while parsing a quoted scalar)"),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "faults"), FAULTS, ids=[text[:20] for text, _ in FAULTS])
def test_what_is_refused(text: str, faults: list[tuple[int, int, str]]) -> None:
    """Every fault is named with its place and what to do; the fast reading refuses the file as well."""
    found = locate(text).faults
    assert [(*fault.at, ": ".join([*_dotted(fault.path), fault.message])) for fault in found] == faults
    with pytest.raises(YamlFaultError) as raised:
        parse(text)
    assert raised.value.fault in found
    assert str(raised.value) == raised.value.fault.message


def _dotted(path: tuple[str | int, ...]) -> list[str]:
    return [".".join(map(str, path))] if path else []


BOMBS = {
    "nested lists": ("a: " + "[" * 100_000, "nested deeper than 32 levels"),
    "nested mappings": ("a: " + "{b: " * 100_000, "nested deeper than 32 levels"),
    "nested blocks": ("".join(" " * level + "a:\n" for level in range(500)), "nested deeper than 32 levels"),
    "nested items": ("- " * 100_000, "nested deeper than 32 levels"),
    "nested keys": ("? " * 100_000, "nested deeper than 32 levels"),
    "billion laughs": (
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True)),
        "more than 20000 values, those behind aliases counted",
    ),
    "long text many times": (
        "a: &a " + "x" * 500_000 + "\nb: [" + "*a, " * 100 + "]\n",
        "more than 20000 values, those behind aliases counted",
    ),
    "many values": ("a: [" + "1, " * 20_001 + "]", "more than 20000 values, those behind aliases counted"),
}


@pytest.mark.parametrize(("text", "message"), BOMBS.values(), ids=BOMBS)
def test_a_document_that_explodes_is_refused_early(text: str, message: str) -> None:
    """Depth, the number of values, and what aliases multiply are bounded."""
    assert [fault.message for fault in locate(text).faults] == [message]
    with pytest.raises(YamlFaultError, match=message):
        parse(text)


def test_the_largest_document_that_is_read() -> None:
    """The bounds leave room: 32 levels, 20,000 values, and a text of a mebibyte."""
    assert parse("a: " + "[" * 31 + "]" * 31).value["a"]
    assert len(parse("a: [" + "1, " * 19_998 + "]").value["a"]) == 19_998
    assert len(parse(f"a: {'x' * (1 << 20)}").value["a"]) == 1 << 20


@pytest.mark.parametrize(
    ("most", "more"),
    [
        ("a: [" + "1, " * 19_998 + "]", "a: [" + "1, " * 19_999 + "]"),
        (f"a: {'x' * 1_999_799}\nb: 1", f"a: {'x' * 1_999_800}\nb: 1"),
        ("a: &a [x]\nb: [" + "*a, " * 9_998 + "]", "a: &a [x]\nb: [" + "*a, " * 9_999 + "]"),
    ],
    ids=["values", "long text", "aliases"],
)
def test_exactly_so_many_values_are_read(most: str, more: str) -> None:
    """Each value counts one, a long text one more for each hundred characters, an alias what it stands for."""
    assert parse(most).value == locate(most).value
    with pytest.raises(YamlFaultError, match="more than 20000 values"):
        parse(more)
    assert [fault.message for fault in locate(more).faults] == ["more than 20000 values, those behind aliases counted"]


@pytest.mark.parametrize("text", ["a: {}\n", "a: 1\na: {}\n", "? {}\n: 1\n"], ids=["value", "second value", "key"])
@pytest.mark.parametrize(("levels", "refused"), [(31, False), (32, True)])
def test_depth_counts_in_every_place(text: str, levels: int, *, refused: bool) -> None:
    """Also what is refused for another reason is gone through, and no deeper than anything else."""
    faults = locate(text.format("[" * levels + "]" * levels)).faults
    assert ("nested deeper than 32 levels" in [fault.message for fault in faults]) is refused


def test_places_of_keys_and_values() -> None:
    """A file that is wrong is read again with the place of every key and value, at any depth."""
    located = locate("a: [1, {b: 2}]\n\nc:\n  d: &x é\n  e: *x\n")
    assert located.faults == ()
    assert located.keys == {
        ("a",): (1, 1), ("a", 1, "b"): (1, 9), ("c",): (3, 1), ("c", "d"): (4, 3), ("c", "e"): (5, 3),
    }  # fmt: skip
    assert located.values == {
        (): (1, 1), ("a",): (1, 4), ("a", 0): (1, 5), ("a", 1): (1, 8), ("a", 1, "b"): (1, 12),
        ("c",): (4, 3), ("c", "d"): (4, 6), ("c", "e"): (5, 6),
    }  # fmt: skip
    assert located.keys["a",] == Position(line=1, column=1)
