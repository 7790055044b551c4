"""Texts that look the same and are not: the one place that decides when a difference cannot be seen, and shows it."""

from __future__ import annotations

import re
from importlib import import_module
from itertools import filterfalse
from typing import Final

_UNSEEN: Final = "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
"""What takes no ink, though it prints; format characters and those of white space are found by their category."""
_DASHES: Final = "[\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]"


def told_apart(*texts: str) -> tuple[str, ...]:
    """The texts as they are, but for those that look like another one that they are not: what differs is escaped.

    Texts that look the same differ in the form of accented letters, in characters without ink, in the kind or the
    number of spaces, or in the kind of a dash. A letter of another alphabet is none of these.
    """
    if all(map(_is_seen, texts)):
        return texts
    looks = [*map(_look, texts)]
    return tuple(
        _escaped(text, [other for other, alike in zip(texts, looks, strict=True) if alike == look and other != text])
        for text, look in zip(texts, looks, strict=True)
    )


def _is_seen(text: str) -> bool:
    """Whether nothing in the text can hide: nearly every text is of this kind, and costs no more than this."""
    return text.isascii() and "  " not in text and text == text.strip()


def _look(text: str) -> str:
    """What stays of a text to the eye."""
    unicode = import_module("unicodedata")  # few texts need it, or an expression
    plain = re.sub(_DASHES, "-", re.sub(_UNSEEN, "", unicode.normalize("NFKC", text)))
    inked = "".join(char for char in plain if char.isascii() or unicode.category(char) != "Cf")
    return re.sub(r"\s+", " ", inked).strip()


def _escaped(text: str, others: list[str]) -> str:
    """The text with code points in the place of what none of the others, which look the same, has."""
    if not others:
        return text
    shared = set(others[0]).intersection(*others[1:])
    own = set(filterfalse(str.isascii, set(text)))
    shown = text.translate({ord(char): _code_point(char) for char in own - shared or own})
    return _outer_spaces(re.sub(" {2,}", lambda run: _code_point(" ") * len(run[0]), shown))


def _outer_spaces(text: str) -> str:
    inner = text.strip(" ")
    before, _, after = text.partition(inner) if inner else (text, "", "")
    return f"{_code_point(' ') * len(before)}{inner}{_code_point(' ') * len(after)}"


def _code_point(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
