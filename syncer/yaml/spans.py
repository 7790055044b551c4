"""Where each value of a YAML text stands, from libyaml's events. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from syncer.yaml.libyaml import events

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENDS: Final = frozenset({"MappingEndEvent", "SequenceEndEvent"})


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


def span_of(text: str) -> Span:
    """The span of the mapping that a text is, with all that is in it. The text has to be right as YAML."""
    return _Spans(text).top()


class _Spans:
    """Takes the events of a text one after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._events = iter(events(text))

    def top(self) -> Span:
        """The span of the first value."""
        _stream, _document, first = self._next(), self._next(), self._next()
        return self._value(first, first.start_mark.index, first.start_mark.index)

    def _next(self) -> Any:
        self._event = next(self._events)
        return self._event

    def _inner(self) -> Iterator[Any]:
        """What a collection begins its entries with, up to its end."""
        while type(self._next()).__name__ not in _ENDS:
            yield self._event

    def _value(self, event: Any, begin: int, after: int) -> Span:
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
        for inner in self._inner():
            if kind == "MappingStartEvent":
                keys.append(str(inner.value))
                items.append(self._entry(inner))
            else:
                items.append(self._item(inner, items[-1].end if items else start, is_flow=event.flow_style))
        shape: tuple[Literal["flow", "block"], int] = (
            ("flow", self._event.end_mark.index) if event.flow_style else ("block", items[-1].end)
        )
        return Span(shape[0], begin, after, start, shape[1], tuple(keys), tuple(items))

    def _entry(self, key: Any) -> Span:
        """Of a mapping."""
        begin, end = key.start_mark.index, key.end_mark.index
        colon = self._text.find(":", end)
        if colon < 0 or self._text[end:colon].strip():
            return Span("strange", begin, end, end, max(end, self._value(self._next(), begin, end).end))
        return self._value(self._next(), begin, colon + 1)

    def _item(self, event: Any, above: int, *, is_flow: bool) -> Span:
        """Of a list."""
        start = event.start_mark.index
        if is_flow:
            return self._value(event, start, start)
        dash = self._text.rfind("-", above, start)
        span = self._value(event, dash, dash + 1)
        return span._replace(kind="strange") if span.start == span.end else span
