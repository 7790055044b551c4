"""Sentences with strings from outside in them, as pieces that a template prints: a name is code, and no more than text.

A sentence is made as for any other form: `named` and `strong` take the place of what escapes. Nothing is escaped here;
the template does that with each piece.
"""

from __future__ import annotations

import re
from typing import Final

from syncer.frozen import NamedTuple
from syncer.model.words import shortened
from syncer.render.text.values import safe

MOST_NAME: Final = 120
"""So many characters of a name are shown."""
_MOST_SENTENCE: Final = 600
_PIECE: Final = re.compile("\x01([^\x02]*)\x02|\x03([^\x04]*)\x04|`([^`]+)`")
"""A name, what is stressed, and what a message has in backticks."""


class Span(NamedTuple):
    """A piece of a sentence."""

    kind: str
    """`code`, `strong` or `text`."""
    text: str


def short_name(text: str) -> str:
    """A string from outside: what does not print is escaped, and what is long is shortened."""
    return shortened(safe(text), MOST_NAME)


def named(text: str) -> str:
    """The same within a sentence."""
    return f"\x01{short_name(text)}\x02"


def strong(text: str) -> str:
    """What a sentence stresses."""
    return f"\x03{text}\x04"


def message(text: str) -> tuple[Span, ...]:
    """A whole message with strings from outside in it, of which nobody knows where they stand."""
    return spans(shortened(safe(text), _MOST_SENTENCE))


def spans(sentence: str) -> tuple[Span, ...]:
    """The pieces of a sentence."""
    found, done = [], 0
    sentence = sentence.replace(" -> ", " → ")
    for piece in _PIECE.finditer(sentence):
        found.append(Span("text", sentence[done : piece.start()]))
        kind = "strong" if piece[2] is not None else "code"
        found.append(Span(kind, next(text for text in piece.groups() if text is not None)))
        done = piece.end()
    return tuple(span for span in (*found, Span("text", sentence[done:])) if span.text)
