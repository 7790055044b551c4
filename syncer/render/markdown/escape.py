"""Strings from outside as Markdown that GitHub and GitLab show letter for letter.

GitHub looks for mentions, references, links and emoji in the text of the rendered page, where an entity is the letter
that it stands for. So escaping does not stop them; only text in `<code>` is left alone.
`docs/decisions/0012-markdown.md` has the reasons.
"""

from __future__ import annotations

import re
from typing import Final

from syncer.model.words import shortened
from syncer.render.text.values import safe

MOST_CODE: Final = 120
"""So many characters of a string are shown in a cell."""
MOST_PROSE: Final = 600
"""So many characters of a message are shown."""
_MOST_BYTES: Final = 500
"""A string that takes more than this as Markdown is shortened further."""
_MOST_PROSE_BYTES: Final = 3_000
_LEAST_CODE: Final = 24
_LONGEST_PART: Final = 20
"""Characters that a browser may have to keep on one line of a cell: four such columns fit a comment."""
_UNBROKEN: Final = re.compile(r"(?<= )|(?<=-)(?=[^\W\d])")
"""Where browsers break code."""
_PIECES: Final = re.compile(r".{1,20}\Z|.{1,20}(?<=[/._:,=])|.{1,20}")
_PUNCTUATION: Final = re.compile(r"[!-/:-@\[-`{-~]")
_BREAK: Final = "<!-- -->"
_MANY_TICKS: Final = "`" * 9
"""GitHub takes no more than 80 backticks in a row for a fence."""
_TICKS: Final = re.compile("`+")
_WORD: Final = re.compile(r"""(?<![^ ])["'(]*`[^`]*`[,;:.!?)"']*(?![^ ])|[^ ]+""")
"""A word, or words in backticks. A space is on both sides: two codes side by side would run into each other."""
_PARTS: Final = re.compile(r"""(["'(]*)(.*?)([,;:.!?)"']*)""", re.DOTALL)
_PLAIN: Final = re.compile(
    r"[A-Za-z]?[a-z]*(?:[-'][a-z]+)*|[0-9]{1,6}(?:\.[0-9]{1,6})?|[0-9]{1,3}(?:,[0-9]{3})+|USD|YAML|JSON|%"
)
_QUOTED: Final = re.compile(r"`([^`]+)`")
"""What a message has in backticks: the code is what stands between them."""
_HEX: Final = re.compile(r"[0-9a-f]{7,}")
_MARKS: Final = re.compile(r"[.)!]")


def code(text: str, *, most: int = MOST_CODE) -> str:
    """Text as inline code, in a table's cell or elsewhere, whatever is in it; not longer than `most` characters."""
    shown = shortened(safe(text), most)
    found = _tagged(shown) if _needs_tag(shown) else _ticked(shown)
    return code(shown, most=_LEAST_CODE) if len(found) > _MOST_BYTES and len(shown) > _LEAST_CODE else found


def breakable(text: str, *, most: int = MOST_CODE) -> str:
    """The same for a narrow cell: where a browser finds no place to break a long string, it is given some."""
    shown = shortened(safe(text), most)
    parts = _UNBROKEN.split(shown)
    if max(map(len, parts)) <= _LONGEST_PART:
        return code(shown, most=most)
    pieces = [piece for part in parts for piece in _PIECES.findall(part)]
    found = f"<code>{'<wbr>'.join(_PUNCTUATION.sub(_entity, piece) for piece in pieces)}</code>"
    return breakable(shown, most=_LEAST_CODE) if len(found) > _MOST_BYTES and len(shown) > _LEAST_CODE else found


def prose(text: str, *, most: int = MOST_PROSE) -> str:
    """A message: plain English words and numbers as they are, everything else in it as code."""
    shown = shortened(safe(text), most)
    found = _WORD.sub(lambda match: _word(match[0]), shown).strip(" ")
    return prose(shown, most=most // 2) if len(found) > _MOST_PROSE_BYTES and most > _LEAST_CODE else found


def _needs_tag(text: str) -> bool:
    """Whether backticks cannot hold the text: a bar would end a table's cell, and outer spaces are stripped."""
    return "|" in text or not text or text != text.strip(" ") or _MANY_TICKS in text


def _ticked(text: str) -> str:
    longest = max(map(len, _TICKS.findall(text)), default=0)
    if not longest:
        return f"`{text}`"
    fence = "`" * (longest + 1)
    return f"{fence} {text} {fence}"


def _tagged(text: str) -> str:
    """Code as HTML: every sign an entity, and the text cut where a link could be read into it."""
    return f"<code>{_PUNCTUATION.sub(_entity, text)}</code>"


def _entity(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};{_BREAK if match[0] in '@:.' else ''}"


def _word(word: str) -> str:
    if word == "->":
        return "-&gt;"
    parts = _PARTS.fullmatch(word)
    before, core, after = parts.groups() if parts else ("", word, "")
    if _PLAIN.fullmatch(core) and not _HEX.search(core):
        return f"{before}{core}{_MARKS.sub(_entity_of_mark, after) if core.isdigit() else after}"
    quoted = _QUOTED.fullmatch(core)
    return f"{before}{code(quoted[1] if quoted else core)}{after}"


def _entity_of_mark(match: re.Match[str]) -> str:
    """After a number a mark could begin a list."""
    return f"&#{ord(match[0])};"
