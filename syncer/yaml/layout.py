"""A model file taken apart, for `fmt` and for edits alike: its rows, and where each key, value and comment stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

from syncer.frozen import NamedTuple
from syncer.model.equality import canonical_json
from syncer.yaml.faults import YamlFaultError
from syncer.yaml.libyaml import events, tokens
from syncer.yaml.read import read_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_BLOCK_HEADER: Final = re.compile(r"[|>][-+0-9]*[ \t]+(?=#)")
_ENDS: Final = frozenset({"MappingEndEvent", "SequenceEndEvent"})
_COMMENT: Final = re.compile("#[^\r\n]*")
_ODD_LINE_END: Final = re.compile("\r(?!\n)|[\x85\u2028\u2029]")
"""What YAML takes for the end of a line, but editors and Git do not."""
_SPECIAL: Final = {"AnchorToken": "an anchor", "AliasToken": "an alias", "TagToken": "a tag"}


class NotEditableError(Exception):
    """The file cannot be edited without changing more than is asked for; says why and what to do."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class Span(NamedTuple):
    """Where a value stands. All numbers are indices in the text."""

    kind: Literal["scalar", "flow", "block", "strange"]
    """In brackets or braces, over rows of its own, or one that cannot be changed: an alias, nothing behind a dash."""
    begin: int
    """Of its key or its dash, or of itself where it has neither."""
    after: int
    """Behind its colon or its dash."""
    start: int
    end: int
    """Behind its last character; what follows on the row is spaces and a comment."""
    keys: tuple[str, ...] = ()
    """Of a mapping; as many as `items`."""
    items: tuple[Span, ...] = ()


class Comment(NamedTuple):
    """A YAML comment."""

    row: int
    start: int
    """The index of its `#` in the text."""
    text: str
    alone: bool
    """Whether it has the row for itself."""


class KeyRows(NamedTuple):
    """A key of a mapping with all rows that belong to it."""

    key: str
    value: Any
    span: Span
    above: int
    """The first row above its key that belongs to no other one: blank rows and comments."""
    first: int
    """The row of its key."""
    end: int
    """The row behind its last one."""
    limit: int
    """The row of the next key, or the row behind the mapping."""
    margin: int
    """How far in a mapping or a list below its key stands; -1 for any other value."""


class Layout:
    """A text that is right as YAML. Rows count from 0. Raises NotEditableError for any other text."""

    def __init__(self, text: str) -> None:
        odd = _ODD_LINE_END.search(text)
        if odd:
            line = text.count("\n", 0, odd.start()) + 1
            raise NotEditableError(f"the line separator {odd[0]!a} cannot stand here; remove it", line)
        self.text = text
        try:
            self.value: Mapping[str, Any] = read_document(text).value
        except YamlFaultError as error:
            raise NotEditableError(f"{error.fault.message}; mend it first", error.fault.at.line) from error

    @cached_property
    def rows(self) -> list[str]:
        """The rows, without their ends."""
        return self.text.removesuffix("\n").split("\n")

    @cached_property
    def top(self) -> Span:
        """The span of the whole, with the spans of all that is in it."""
        return span_of(self.text)

    @cached_property
    def comments(self) -> dict[int, Comment]:
        """Every comment, by its row: what begins with `#` between two tokens of YAML."""
        return {comment.row: comment for comment in self._comments()}

    @cached_property
    def special(self) -> tuple[str, int] | None:
        """The first anchor, alias or tag, and its line, from 1."""
        for token in self._tokens:
            kind = _SPECIAL.get(type(token).__name__)
            if kind is not None:
                name = self.text[token.start_mark.index : token.end_mark.index]
                return f"{kind}, `{name}`", token.start_mark.line + 1
        return None

    @cached_property
    def _tokens(self) -> list[Any]:
        return tokens(self.text) if re.search("[#&*!]", self.text) else []

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def row(self, at: int) -> int:
        """The row in which an index of the text is."""
        return bisect_right(self._starts, at) - 1

    def start_of(self, row: int) -> int:
        """Where a row begins, or the text ends behind the last one."""
        return self._starts[row] if row < len(self._starts) else len(self.text)

    def start_of_row(self, at: int) -> int:
        """Where the row of an index begins."""
        return self._starts[self.row(at)]

    def next_row(self, at: int) -> int:
        """Where the row below the one of an index begins, or the text ends."""
        return self.text.find("\n", at) + 1 or len(self.text)

    def blocks(self, span: Span, value: Mapping[str, Any], above: int, end: int) -> tuple[KeyRows, ...]:
        """The keys of a mapping that has the rows from `above` up to `end`. Each key has to begin a row."""
        found: list[KeyRows] = []
        starts = [self.row(item.begin) for item in span.items]
        for key, item, first, following in zip(span.keys, span.items, starts, [*starts[1:], end], strict=True):
            start = self.row(item.start)
            margin = indent(self.rows[start]) if start > first and item.kind in {"flow", "block"} else -1
            behind = self._behind(self.row(item.end) + 1, following, margin)
            found.append(KeyRows(key, value[key], item, above, first, behind, following, margin))
            above = behind
        return tuple(found)

    def _behind(self, end: int, following: int, margin: int) -> int:
        """The row behind a value; comments below it are its own that stand as far in as it does."""
        rows = range(end, following) if margin >= 0 else ()
        own = (row + 1 for row in rows if row in self.comments and indent(self.rows[row]) >= max(1, margin))
        return max(own, default=end)

    def _comments(self) -> Iterator[Comment]:
        end = 0
        for token in self._tokens if "#" in self.text else ():
            start = token.start_mark.index
            yield from self._comments_in(end, start)
            header = _BLOCK_HEADER.match(self.text, start) if getattr(token, "style", None) in {"|", ">"} else None
            if header:
                yield from self._comments_in(header.end(), self.next_row(start))
            end = max(end, token.end_mark.index)

    def _comments_in(self, start: int, end: int) -> Iterator[Comment]:
        for match in _COMMENT.finditer(self.text, start, end):
            row = self.row(match.start())
            alone = not self.text[self._starts[row] : match.start()].strip()
            yield Comment(row, match.start(), match[0].rstrip(), alone)

    def says(self, value: Mapping[str, Any], comments: Iterable[str]) -> bool:
        """Whether the text says just this, with just these comments, in any order."""
        found = sorted(comment.text for comment in self.comments.values())
        return canonical_json(self.value) == canonical_json(value) and found == sorted(comments)


def indent(row: str) -> int:
    """How many spaces a row begins with."""
    return len(row) - len(row.lstrip(" "))


def span_of(text: str) -> Span:
    """The span of the mapping that a text is, with all that is in it. The text has to be right as YAML."""
    spans = _Spans(text)
    _stream, _document, first = spans.take(), spans.take(), spans.take()
    return spans.value(first, first.start_mark.index, first.start_mark.index)


class _Spans:
    """Takes the events of a text one after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.take = iter(events(text)).__next__

    def value(self, event: Any, begin: int, after: int) -> Span:
        start, end = event.start_mark.index, event.end_mark.index
        kind = type(event).__name__
        if kind == "AliasEvent":
            return Span("strange", begin, after, start, end)
        if kind == "ScalarEvent":
            # the line ends behind a value in `|` style belong to it, but not to its rows
            end = start + len(self._text[start:end].rstrip(" \t\r\n"))
            return Span("scalar", begin, after, *((start, end) if start < end else (after, after)))
        keys: list[str] = []
        items: list[Span] = []
        while type(inner := self.take()).__name__ not in _ENDS:
            if kind == "MappingStartEvent":
                keys.append(str(inner.value))
                items.append(self._entry(inner))
            else:
                items.append(self._item(inner, items[-1].end if items else start, is_flow=event.flow_style))
        if event.flow_style:
            return Span("flow", begin, after, start, inner.end_mark.index, tuple(keys), tuple(items))
        return Span("block", begin, after, start, items[-1].end, tuple(keys), tuple(items))

    def _entry(self, key: Any) -> Span:
        """Of a mapping."""
        begin, end = key.start_mark.index, key.end_mark.index
        colon = self._text.find(":", end)
        if colon < 0 or self._text[end:colon].strip():
            return Span("strange", begin, end, end, max(end, self.value(self.take(), begin, end).end))
        return self.value(self.take(), begin, colon + 1)

    def _item(self, event: Any, above: int, *, is_flow: bool) -> Span:
        """Of a list."""
        start = event.start_mark.index
        if is_flow:
            return self.value(event, start, start)
        dash = self._text.rfind("-", above, start)
        span = self.value(event, dash, dash + 1)
        return span._replace(kind="strange") if span.start == span.end else span
