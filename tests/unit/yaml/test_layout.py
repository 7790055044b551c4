"""Where things stand in a YAML text: every comment, and what is a value."""

from __future__ import annotations

import pytest

from syncer.yaml.faults import YamlFaultError
from syncer.yaml.layout import Layout, NotEditableError, Span, span_of
from syncer.yaml.libyaml import events, tokens

TEXT = """\
# one
a: [x, # two
  'y # no' # three
  , z#no] #four
b: | # five
  # no

 # six
c: # seven
# eight
- 'm
  # no'  # nine
- n
e:
f: "#" # ten
"""


def values(span: Span, text: str) -> list[str]:
    """The text of each value, those inside others behind them."""
    return [text[span.start : span.end], *(inner for item in span.items for inner in values(item, text))]


def test_comments() -> None:
    """A comment is found wherever YAML allows one; what looks like one inside text is none."""
    comments = Layout(TEXT).comments
    words = [(one.row, one.text) for one in comments.values()]
    assert words == [
        (0, "# one"), (1, "# two"), (2, "# three"), (3, "#four"), (4, "# five"), (7, "# six"), (8, "# seven"),
        (9, "# eight"), (11, "# nine"), (14, "# ten"),
    ]  # fmt: skip
    assert all(TEXT.startswith(one.text, one.start) for one in comments.values())
    assert [row for row, one in comments.items() if one.alone] == [0, 7, 9]
    assert Layout("a: b\n").comments == {}
    assert Layout("b: |  # c").comments[0].text == "# c"


def test_spans() -> None:
    """A value goes from its first character to its last; what stands behind it is not part of it."""
    top = span_of(TEXT)
    assert top.keys == ("a", "b", "c", "e", "f")
    a, b, c, e, f = top.items
    assert values(a, TEXT)[1:] == ["x", "'y # no'", "z#no"]
    assert [a.kind, b.kind, c.kind, e.kind] == ["flow", "scalar", "block", "scalar"]
    assert values(b, TEXT) == ["| # five\n  # no"]
    assert values(c, TEXT)[1:] == ["'m\n  # no'", "n"]
    assert [TEXT[item.begin : item.after] for item in c.items] == ["-", "-"]
    assert values(e, TEXT) == [""]
    assert TEXT[e.begin : e.after] == "e:"
    assert values(f, TEXT) == ['"#"']


@pytest.mark.parametrize("text", ["a: &x 1\nb: *x\n", "b: [&x 1, *x]\n", "b:\n- &x 1\n- *x\n", "b:\n- 1\n-\n"])
def test_what_cannot_be_changed(text: str) -> None:
    """An alias stands elsewhere; nothing behind a dash stands nowhere. Both end where the last row does."""
    span = span_of(text).items[-1]
    assert (span.items[-1] if span.items else span).kind == "strange"
    assert text[span.end :] == "\n"


def test_an_index_counts_characters() -> None:
    """Whatever the characters and the line ends before it, the index of a value is that of the string."""
    text = "a: Zoë \U0001f600 # é\r\nb: [ü,\r\n  \U0001f600 x] # \U0001f600\r\n"
    layout = Layout(text)
    assert [values(item, text)[0] for item in layout.top.items] == ["Zoë \U0001f600", "[ü,\r\n  \U0001f600 x]"]
    assert [(one.row, one.text) for one in layout.comments.values()] == [(0, "# é"), (2, "# \U0001f600")]


def test_an_anchor_may_be_given_twice() -> None:
    """As the reader takes it."""
    text = "a: &x 1\nb: &x 2\n"
    assert [values(item, text)[0] for item in span_of(text).items] == ["&x 1", "&x 2"]


@pytest.mark.parametrize("text", [TEXT, "# a\n\nb:\n- 1\n  # in\n# out\n\nc: {d: 1}\n# end\n\n", "a: 1"])
def test_blocks(text: str) -> None:
    """Each row of a file belongs to one key, or to what stands behind the last."""
    layout = Layout(text)
    blocks = layout.blocks(layout.top, layout.value, 0, len(layout.rows))
    rows = [row for block in blocks for row in (*range(block.above, block.first), *range(block.first, block.end))]
    assert [*rows, *range(blocks[-1].end, blocks[-1].limit)] == [*range(len(layout.rows))]
    assert [layout.rows[block.first].partition(":")[0] for block in blocks] == [*layout.value]


def test_a_comment_below_a_value_that_stands_as_far_in_is_its_own() -> None:
    """One that stands less far in is the next key's."""
    layout = Layout("a:\n  - 1\n  # in\n # out\nb: 1\n  # out\n")
    blocks = layout.blocks(layout.top, layout.value, 0, len(layout.rows))
    assert [(block.first, block.end, block.margin) for block in blocks] == [(0, 3, 2), (4, 5, -1)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: 1\nb: [&x y]\n", ("an anchor, `&x`", 2)),
        ("a: !!str 1\n", ("a tag, `!!str`", 1)),
        ("a: 'R&D' # *x !y\n", None),
    ],
)
def test_what_is_special(text: str, found: tuple[str, int] | None) -> None:
    """Anchors, aliases and tags are found with their line, and nothing that looks like them inside text."""
    assert Layout(text).special == found


def test_what_is_no_yaml() -> None:
    """What cannot be read is an error with its line."""
    text = "a: 1 # c\nb: %x\n"
    with pytest.raises(NotEditableError, match="mend it first") as caught:
        Layout(text)
    assert caught.value.line == 2
    with pytest.raises(YamlFaultError, match="cannot start a value") as found:
        tokens(text)
    assert found.value.fault.at.line == 2
    with pytest.raises(YamlFaultError, match="this list lacks"):
        events("a: [1\n")
