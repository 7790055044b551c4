"""Where things stand in a YAML text: every comment, and what is a value."""

from __future__ import annotations

import pytest

from syncer.yaml.key_blocks import NotEditableError
from syncer.yaml.positions import Place, comments_of, places_of, special_in

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


def values(place: Place, text: str) -> list[str]:
    """The text of each value, those inside others behind them."""
    return [text[place.start : place.end], *(inner for item in place.items for inner in values(item, text))]


def test_comments() -> None:
    """A comment is found wherever YAML allows one; what looks like one inside text is none."""
    words = [(one.line, one.text) for one in comments_of(TEXT)]
    assert words == [
        (0, "# one"), (1, "# two"), (2, "# three"), (3, "#four"), (4, "# five"), (7, "# six"), (8, "# seven"),
        (9, "# eight"), (11, "# nine"), (14, "# ten"),
    ]  # fmt: skip
    assert all(TEXT.startswith(one.text, one.start) for one in comments_of(TEXT))
    assert comments_of("a: b\n") == []


def test_places() -> None:
    """A value goes from its first character to its last; what stands behind it is not part of it."""
    top = places_of(TEXT)
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
def test_what_has_no_place(text: str) -> None:
    """An alias stands elsewhere; nothing behind a dash stands nowhere."""
    top = places_of(text)
    place = top.items[-1]
    assert (place.items[-1] if place.items else place).kind == "strange"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: 1\nb: [&x y]\n", ("an anchor, `&x`", 2)),
        ("a: *x\n", ("an alias, `*x`", 1)),
        ("a: !!str 1\n", ("a tag, `!!str`", 1)),
        ("a: 'R&D' # *x !y\n", None),
    ],
)
def test_what_is_special(text: str, found: tuple[str, int] | None) -> None:
    """Anchors, aliases and tags are found with their line, and nothing that looks like them inside text."""
    assert special_in(text) == found


def test_what_is_no_yaml() -> None:
    """What cannot be read is an error with its line."""
    with pytest.raises(NotEditableError) as caught:
        comments_of("a: 1 # c\nb: %x\n")
    assert caught.value.line == 2
    with pytest.raises(NotEditableError, match="cannot be taken apart"):
        places_of("a: 1\n\tb: [\n")
