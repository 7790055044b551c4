"""Plain YAML, read line by line: what nearly every model file is, in a sixth of libyaml's time.

Each distinct line is understood once. Whatever could mean anything else than it seems to (an anchor, a tag, text over
several lines, an escape, a tab, a key without a value, a key that is there twice, a line that stands oddly) is not
plain: then there is no answer, and libyaml is asked. What is answered is what libyaml's way gives, in values and lines;
`tests/unit/yaml/test_lines.py` holds both against each other.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from syncer.yaml.scalars import MAX_NODES, Parsed, TooManyDigitsError, plain_scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syncer.yaml.faults import KeyPath

    _Line = tuple[int, str | None, Any, Callable[[Any], Any] | None]

_LONGEST: Final = 500
"""Characters of a line that is remembered, with the next one a bound of what the memory takes: 8 MB of lines."""
_REMEMBERED: Final = 1 << 14
_FIRST: Final = r"(?:[^- ?:,\[\]{}#&*!|>'\"%@`]|-(?=[A-Za-z0-9.]))"
"""What text without quotes may begin with."""
_SAFE: Final = "[^ #:]"
_SAFE_INSIDE: Final = r"[^ #:,?\[\]{}]"
"""The same between brackets."""
_QUOTED: Final = r"\"[^\"\\]*\"|'[^']*'"
_KEY: Final = "[A-Za-z_][A-Za-z0-9_.-]{0,99}"
_DAY: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
"""In double quotes a key, too: of prices that change on a day."""
_HEAD: Final = re.compile(rf"( {{0,24}})(?:(?:({_KEY})|\"({_DAY})\"):|-)(?= |\Z) *")
_FORMS: Final = re.compile(
    rf"(?:({_FIRST}(?:{_SAFE}|[: ](?={_SAFE}))*)|({_QUOTED})|\[([^\[\]{{}}#]*)\]|\{{([^{{}}#]*)\}})(?: +#.*| *)\Z"
)
"""What stands behind a key or a dash: text, text in quotes, a list or a mapping, and then perhaps a comment."""
_ITEM: Final = re.compile(rf" *(?:({_FIRST}(?:{_SAFE_INSIDE}|[: ](?={_SAFE_INSIDE}))*)|({_QUOTED})) *\Z")
_PAIR: Final = re.compile(rf" *({_KEY}): +(?:\[([^\[\]]*)\] *\Z|(?=[^\[]))")
_COMMA: Final = re.compile(r",(?![^\[]*\])")
"""One that is in no list."""
_BLANK: Final = (-1, None, None, None)
_BELOW: Final = object()
"""Instead of a value: it stands on the lines below the key."""
_NOWHERE: Final = -2


class _NotPlainError(Exception):
    """Libyaml has to look at it."""


def plain_document(text: str) -> Parsed | None:
    """The document, or None when it is not plain: then nothing is said of it."""
    blocks = _blocks(text)
    return Parsed(blocks.top, blocks.lines[id(blocks.top)]) if blocks is not None else None


def plain_part_lines(text: str) -> dict[KeyPath, int] | None:
    """The line of the document and of every key and item in it, from 1; None when it is not plain."""
    blocks = _blocks(text)
    return None if blocks is None else dict(blocks.parts((), blocks.top, min(blocks.lines[id(blocks.top)].values())))


def _blocks(text: str) -> _Blocks | None:
    if len(text) > MAX_NODES:  # so it has fewer values than that
        return None
    try:
        return _read(text)
    except (_NotPlainError, TooManyDigitsError):
        return None


def _read(text: str) -> _Blocks:
    blocks = _Blocks()
    block: Any = blocks.top
    lines, here = blocks.lines[id(block)], 0
    for number, (place, key, said, copied) in enumerate(map(_understood, text.split("\n")), 1):
        if place != here:
            if place < 0:
                continue
            block, lines = blocks.at(place)
            here = place
        value = said if copied is None else copied(said)
        if key is None:
            lines[len(block)] = number
            block.append(value)
            continue
        if key in lines:
            raise _NotPlainError
        block[key] = value
        lines[key] = number
        if value is _BELOW:
            blocks.waiting, here = (place, block, key), _NOWHERE
    return blocks.finished()


class _Blocks:
    """A document while it is read. The place of a block is twice its indentation, and one more for a list."""

    def __init__(self) -> None:
        self.top: dict[str, Any] = {}
        self.lines: dict[int, dict[Any, int]] = {id(self.top): {}}
        """The line of each key or item of a block, by the block's id."""
        self.waiting: tuple[int, Any, str] | None = None
        """The place, the block and the key of a value that stands on the next lines."""
        self._open: list[tuple[int, Any]] = [(0, self.top)]

    def at(self, place: int) -> tuple[Any, dict[Any, int]]:
        """The block that a line at this place is in. Raises _NotPlainError."""
        if self.waiting is not None:
            self._begin(place, *self.waiting)
        while self._open[-1][0] > place:
            self._open.pop()
        found, block = self._open[-1]
        if found != place:
            raise _NotPlainError
        return block, self.lines[id(block)]

    def _begin(self, place: int, around: int, block: Any, key: str) -> None:
        """Open the block whose first line is at this place, and which is the value of a key."""
        if place <= around:
            raise _NotPlainError
        made: Any = [] if place % 2 else {}
        block[key] = made
        self.lines[id(made)] = {}
        self._open.append((place, made))
        self.waiting = None

    def finished(self) -> _Blocks:
        """The same once all is read. Raises _NotPlainError."""
        if self.waiting is not None or not self.top:
            raise _NotPlainError
        return self

    def parts(self, path: KeyPath, value: object, line: int) -> Iterator[tuple[KeyPath, int]]:
        """The path and the line of a value and of everything in it."""
        yield path, line
        inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        lines = self.lines.get(id(value), {})
        for key, part in inside:
            yield from self.parts((*path, key), part, lines.get(key, line))


@lru_cache(_REMEMBERED)
def _understood(line: str) -> _Line:
    """The place of a line, its key, its value, and how to copy that. Raises _NotPlainError, TooManyDigitsError."""
    match = _HEAD.match(line) if len(line) <= _LONGEST and line.isprintable() else None
    if match is None:
        return _blank(line)
    indent, name, day = match.groups()
    key = name or day
    place, value = 2 * len(indent), line[match.end() :]
    if key is None:
        return (place + 1, None, *_value(value))
    return (place, key, *(_value(value) if value[:1] not in {"", "#"} else (_BELOW, None)))


def _blank(line: str) -> _Line:
    """A line that says nothing. Raises _NotPlainError for any other."""
    if line.lstrip(" ")[:1] not in {"", "#"} or not line.isprintable():
        raise _NotPlainError
    return _BLANK


def _value(written: str) -> tuple[Any, Any]:
    """The value, and how to copy it."""
    match = _FORMS.match(written)
    if match is None:
        raise _NotPlainError
    text, quoted, listed, mapped = match.groups()
    if listed is not None:
        return _list(listed), list.copy
    if mapped is not None:
        return _map(mapped), _copied
    return _scalar(text, quoted), None


def _scalar(text: str | None, quoted: str) -> object:
    return quoted[1:-1] if text is None else plain_scalar(text)


def _item(written: str) -> object:
    """The value of something in brackets."""
    match = _ITEM.match(written)
    if match is None:
        raise _NotPlainError
    return _scalar(*match.groups())


def _list(inside: str) -> list[object]:
    return [_item(part) for part in inside.split(",")] if inside.strip(" ") else []


def _map(inside: str) -> dict[str, object]:
    found: dict[str, object] = {}
    for part in _COMMA.split(inside) if inside.strip(" ") else ():
        match = _PAIR.match(part)
        if match is None or match[1] in found:
            raise _NotPlainError
        found[match[1]] = _item(part[match.end() :]) if match[2] is None else _list(match[2])
    return found


def _copied(value: dict[str, Any]) -> dict[str, object]:
    return {key: [*part] if type(part) is list else part for key, part in value.items()}
