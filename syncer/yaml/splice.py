"""Cuts in a YAML text that make one value another, line by line and value by value. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.equality import canonical_json
from syncer.yaml.layout import NotEditableError
from syncer.yaml.write import LEVELS, field_lines, in_quotes_of, key_text, pair_text, value_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syncer.yaml.layout import Layout, Span

_BY_HAND: Final = "bring it into the canonical form with `syncer fmt` first, or edit it by hand"
_INSIDE: Final = LEVELS + 1
"""The depth of what stands in brackets or braces."""


class Cut(NamedTuple):
    """Text that comes in the span of another."""

    start: int
    end: int
    text: str


class Cuts:
    """Collects the cuts in a text."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.text = text = layout.text
        self.found: list[Cut] = []
        self.removed: list[Cut] = []
        """Those that take away whole lines, with the comments on them."""
        self._newline = "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"

    def result(self) -> str:
        """The text with the cuts made; it ends as it ended."""
        parts: list[str] = []
        end = 0
        for cut in sorted(self.found, key=lambda cut: cut[:2]):
            parts += self.text[end : cut.start], cut.text
            end = cut.end
        result = "".join((*parts, self.text[end:]))
        return result if self.text.endswith("\n") else result.removesuffix("\n").removesuffix("\r")

    def refusal(self, message: str, at: int) -> NotEditableError:
        """An error at an index of the text."""
        return NotEditableError(f"{message}; {_BY_HAND}", self.layout.row(at) + 1)

    def column(self, span: Span) -> int:
        """How far in the span's line begins, which has to begin with its key or its dash."""
        row = self.layout.start_of_row(span.begin)
        if self.text[row : span.begin].strip(" "):
            raise self.refusal("two things stand on one line", span.begin)
        return span.begin - row

    def put(self, at: int, lines: Iterable[str]) -> None:
        """Put lines in, before the line that begins there."""
        text = "".join(f"{line}{self._newline}" for line in lines)
        unfinished = at == len(self.text) and not self.text.endswith("\n")
        self.found.append(Cut(at, at, f"{self._newline if unfinished else ''}{text}"))

    def take(self, start: int, end: int) -> None:
        """Take lines out."""
        self.found.append(Cut(start, end, ""))
        self.removed.append(self.found[-1])

    def set(self, span: Span, old: object, new: object, *, depth: int = 0) -> None:
        """Make the old value the new one. `depth` is that of its key, as in `field_lines`."""
        if same_value(old, new):
            return
        self._require_value(span)
        match old, new:
            case dict(), Mapping() if old and new:
                self._set_mapping(span, old, new, depth)
            case list(), list() | tuple() if old and new:
                self._set_list(span, old, new)
            case _:
                self._set_whole(span, new, depth)

    def _require_value(self, span: Span) -> None:
        if span.kind == "strange":
            message = "there is an alias, or nothing behind a dash; write the value out first"
            raise NotEditableError(message, self.layout.row(span.begin) + 1)

    def _set_mapping(self, span: Span, old: Mapping[str, object], new: Mapping[str, object], depth: int) -> None:
        spans = dict(zip(span.keys, span.items, strict=True))
        if span.kind == "block":
            self._set_keys(span, spans, old, new, depth)
        elif spans.keys() == new.keys():
            for name, item in spans.items():
                self.set(item, old[name], new[name], depth=_INSIDE)
        else:
            self._rebuild(span, (self._pair(spans.get(name), name, old, value) for name, value in new.items()))

    def _set_keys(
        self, span: Span, spans: Mapping[str, Span], old: Mapping[str, object], new: Mapping[str, object], depth: int
    ) -> None:
        """A mapping with a line a key."""
        for name in [name for name in old if name not in new]:
            self._take_item(spans[name])
        column = self.column(span.items[0])
        unit = max(1, column - self.column(span))
        at = self.layout.next_row(span.after)
        for name, value in new.items():
            if name in spans:
                self.set(spans[name], old[name], value, depth=depth + 1)
                at = self.layout.next_row(spans[name].end)
            else:
                self.put(at, _indented(key_lines(name, value, depth=depth + 1), depth + 1, column, unit))

    def _set_list(self, span: Span, old: Sequence[object], new: Sequence[object]) -> None:
        if span.kind == "block":
            self._set_rows(span, old, new)
        elif len(old) == len(new):
            for item, before, after in zip(span.items, old, new, strict=True):
                self.set(item, before, after, depth=_INSIDE)
        else:
            known = {canonical_json(one): self._source(item) for one, item in zip(old, span.items, strict=True)}
            self._rebuild(span, (known.get(canonical_json(one)) or value_text(one, inside=True) for one in new))

    def _set_rows(self, span: Span, old: Sequence[object], new: Sequence[object]) -> None:
        """A list with a dash an item."""
        dash = self._dash(span.items[0])
        matcher = SequenceMatcher(None, [*map(canonical_json, old)], [*map(canonical_json, new)], autojunk=False)
        for kind, first_old, end_old, first_new, end_new in matcher.get_opcodes():
            if kind == "equal":
                continue
            both = self._edited_in_place(span, old[first_old:end_old], new[first_new:end_new], first_old)
            above = first_old + both
            for item in span.items[above:end_old]:
                self._take_item(item)
            at = self.layout.next_row(span.items[above - 1].end if above else span.after)
            self.put(at, (f"{dash}{value_text(one)}" for one in new[first_new + both : end_new]))

    def _edited_in_place(self, span: Span, old: Sequence[object], new: Sequence[object], first: int) -> int:
        """How many items are made others where they stand: those of more than a word, or without a word about them."""
        both = 0
        for item, before, after in zip(span.items[first:], old, new, strict=False):
            if not isinstance(before, (dict, list)) and self._has_comment(item):
                break
            self.set(item, before, after, depth=LEVELS)
            both += 1
        return both

    def _has_comment(self, item: Span) -> bool:
        """Whether a comment is about the item: above it, or behind it."""
        return (
            self.start_of(item) < self.layout.start_of_row(item.begin)
            or self.layout.row(item.end) in self.layout.comments
        )

    def start_of(self, item: Span) -> int:
        """Where the rows of an item or a key begin, with the comments that stand directly above it."""
        row = self.layout.row(item.begin)
        while row and row - 1 in self.layout.comments and self.layout.comments[row - 1].alone:
            row -= 1
        return self.layout.start_of(row)

    def _dash(self, item: Span) -> str:
        """What the line of an item begins with."""
        dash = f"{' ' * self.column(item)}-{self.text[item.after : item.start]}"
        if dash.strip() != "-" or "\n" in dash:
            raise self.refusal("something stands between a dash and its value", item.begin)
        return dash

    def _set_whole(self, span: Span, new: object, depth: int) -> None:
        """Another value altogether."""
        end = span.end
        if span.kind == "block":
            for item in span.items:
                self._take_item(item)
            end = span.after
        if isinstance(new, Mapping) and new and depth < LEVELS:
            lines = [*field_lines("", new, depth=depth)][1:]
            self.found.append(Cut(span.after, end, ""))
            self.put(self.layout.next_row(end), _indented(lines, depth, self.column(span), 2))
        elif end == span.after:
            self.found.append(Cut(end, end, f" {value_text(new, inside=depth == _INSIDE)}"))
        else:
            old = self.text[span.start : end]
            text = in_quotes_of(old, new, inside=depth == _INSIDE)
            self.found.append(Cut(span.start, end, text))
            self._keep_column(end, len(old) - len(text), alone="\n" not in old)

    def _keep_column(self, end: int, shorter: int, *, alone: bool) -> None:
        """Leave the comment behind a value in its column; one or two spaces before it are no column."""
        rest = self.text[end : self.layout.next_row(end)]
        gap = len(rest) - len(rest.lstrip(" "))
        if alone and gap > 2 and rest[gap : gap + 1] == "#":
            self.found.append(Cut(end, end + gap, " " * max(2, gap + shorter)))

    def _take_item(self, span: Span) -> None:
        """Take out an item or a key with what is said about it."""
        self.column(span)
        self._require_value(span)
        self.take(self.start_of(span), self.layout.next_row(span.end))

    def _rebuild(self, span: Span, parts: Iterable[str]) -> None:
        """Brackets or braces with other things in them, on one line."""
        opening, closing = self.text[span.start], self.text[span.end - 1]
        if opening not in "[{":
            raise self.refusal("there is an anchor or a tag", span.start)
        inner = self.text[span.start + 1 : span.items[0].begin]
        pad = inner if not inner.strip(" ") else ""
        self.found.append(Cut(span.start, span.end, f"{opening}{pad}{', '.join(parts)}{pad}{closing}"))

    def _source(self, span: Span) -> str | None:
        """The text of something in brackets or braces; None when it does not stand on a line."""
        source = self.text[span.begin : span.end]
        return source if source and "\n" not in source and span.kind != "strange" else None

    def _pair(self, span: Span | None, name: str, old: Mapping[str, object], value: object) -> str:
        source = self._source(span) if span is not None and same_value(old[name], value) else None
        return source or pair_text(name, value)


def key_lines(name: str, value: object, *, depth: int = 0) -> Iterator[str]:
    """The lines of a new key: as `field_lines` has them, but a list of mappings gets a line an item."""
    if depth < LEVELS and isinstance(value, (list, tuple)) and value and all(isinstance(one, Mapping) for one in value):
        yield f"{'  ' * depth}{key_text(name)}:"
        yield from (f"{'  ' * (depth + 1)}- {value_text(one)}" for one in value)
    else:
        yield from field_lines(name, value, depth=depth)


def same_value(one: object, other: object) -> bool:
    """Whether two plain values are the same in YAML."""
    return canonical_json(one) == canonical_json(other)


def _indented(lines: Iterable[str], depth: int, column: int, unit: int) -> Iterator[str]:
    """Lines of `field_lines` at this depth, so far in, in steps of so many spaces."""
    for line in lines:
        spaces = len(line) - len(line.lstrip(" "))
        yield f"{' ' * (column + (spaces // 2 - depth) * unit)}{line.lstrip(' ')}"
