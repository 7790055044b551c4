"""Sentences with strings from outside in them, as pieces that a template prints: a name is code, and no more than text.

A sentence is made as for any other form: `coded` and `strong` take the place of what escapes. Nothing is escaped here;
the template does that with each piece.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.words import shortened
from syncer.render.text.values import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_NAME: Final = 120
"""So many characters of a name are shown."""
_MOST_SENTENCE: Final = 600
_PIECE: Final = re.compile("\x01([^\x02]*)\x02|\x03([^\x04]*)\x04|`([^`]+)`")
"""A name, what is stressed, and what a message has in backticks."""


class Phrase(NamedTuple):
    """A piece of a sentence."""

    kind: str
    """`code`, `strong` or `text`."""
    text: str


def short_name(text: str) -> str:
    """A string from outside: what does not print is escaped, and what is long is shortened."""
    return shortened(safe(text), MOST_NAME)


def coded(text: str) -> str:
    """The same within a sentence."""
    return f"\x01{short_name(text)}\x02"


def strong(text: str) -> str:
    """What a sentence stresses."""
    return f"\x03{text}\x04"


def message(text: str) -> tuple[Phrase, ...]:
    """A whole message with strings from outside in it, of which nobody knows where they stand: letter for letter."""
    return tuple(_pieces(shortened(safe(text), _MOST_SENTENCE)))


def phrases(sentence: str) -> tuple[Phrase, ...]:
    """The pieces of a sentence, with arrows as people write them."""
    return tuple(
        piece._replace(text=piece.text.replace(" -> ", " → ")) if piece.kind == "text" else piece
        for piece in _pieces(sentence)
    )


def _pieces(sentence: str) -> Iterator[Phrase]:
    done = 0
    for piece in _PIECE.finditer(sentence):
        if piece.start() > done:
            yield Phrase("text", sentence[done : piece.start()])
        kind = "strong" if piece[2] is not None else "code"
        yield Phrase(kind, next(text for text in piece.groups() if text is not None))
        done = piece.end()
    if done < len(sentence):
        yield Phrase("text", sentence[done:])
