"""The one canonical form of a model file: order of keys, style of values, every comment kept.

A comment belongs to the key below it, and moves with it; one behind a value stays behind it. A value with comments
between its lines keeps a line an entry.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from schemas.attributes import PYTHON_NAME
from syncer.frozen import NamedTuple
from syncer.yaml.layout import Comment, KeyRows, Layout, NotEditableError
from syncer.yaml.typed import as_typed
from syncer.yaml.write import FILE_KEYS, field_lines, group_of, key_text, value_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from syncer.yaml.layout import Span

_SNAKE_CASE: Final = {stored: name for stored, name in PYTHON_NAME.items() if stored != name} | {
    "renamedFrom": "renamed_from"
}
_DOCUMENT_START: Final = re.compile(r"((?:[ \t]*(?:#[^\n]*)?\n)*)---(?:[ \t]+(?=#)|[ \t]*(?=\n|\Z))")
_MARKERS: Final = ("---", "...", "%")
_MODELINES: Final = ("# yaml-language-server:", "# vim:", "# -*-")
"""What editors look for at the top of a file."""
_RANK: Final = {key: number for number, key in enumerate(FILE_KEYS)}


class Canonical(NamedTuple):
    """A file in its canonical form."""

    text: str
    renamed: tuple[tuple[str, str], ...]
    """The camelCase keys that were rewritten, and what they are called."""


class _Written(NamedTuple):
    """A key in the one style, at the margin."""

    key: str
    gap: bool
    """Whether blank lines part it from what stands above it."""
    comments: tuple[str, ...]
    """Those above it, with the blank lines between them."""
    lines: tuple[str, ...]


class _Mapping(NamedTuple):
    """The lines of a mapping in the one style, at the margin."""

    header: tuple[str, ...]
    """What stands above the first key and its comments."""
    keys: list[_Written]
    tail: tuple[str, ...]
    """Comments behind the last value."""

    def lines(self) -> Iterator[str]:
        yield from self.header
        for key in self.keys:
            yield from (*[""] * key.gap, *key.comments, *key.lines)
        yield from self.tail


def canonical(text: str) -> Canonical:
    """The canonical form of a file that is right as YAML, also when its values are not. Raises NotEditableError."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    layout = Layout(_DOCUMENT_START.sub(r"\1", plain, count=1) if _DOCUMENT_START.match(plain) else plain)
    _require_rows(layout)
    names = _renames(layout.value)
    made = _Level(layout, 0, 0).mapping(layout.blocks(layout.top, as_typed(layout), 0, len(layout.rows)), names)
    made.keys.sort(key=lambda one: _RANK.get(one.key, len(FILE_KEYS)))
    result = "\n".join(made._replace(keys=[*_grouped(made.keys)]).lines()) + "\n"
    if result != text and not _is_proved(layout, result, names):
        raise NotEditableError("it cannot be brought into the canonical form without losing something", 1)
    return Canonical(result, tuple(names.items()))


def _renames(keys: Mapping[str, object]) -> dict[str, str]:
    """The camelCase keys, in their order, and what they are called; but those that are there under both names."""
    return {key: _SNAKE_CASE[key] for key in keys if key in _SNAKE_CASE and _SNAKE_CASE[key] not in keys}


def _require_rows(layout: Layout) -> None:
    """Raise NotEditableError unless each key begins a row, and nothing else is there but values and comments."""
    marker = next((row for row, line in enumerate(layout.rows) if line.startswith(_MARKERS)), None)
    if marker is not None:
        message = f"it has a document marker, `{layout.rows[marker][:3]}`; remove that line first"
        raise NotEditableError(message, marker + 1)
    if not _begin_rows(layout, layout.top, layout.rows, 0):
        line = layout.row(layout.top.items[0].begin if layout.top.items else layout.top.start) + 1
        raise NotEditableError("its keys stand in braces; write them as `key: value` lines first", line)
    if layout.special is not None:
        text, line = layout.special
        raise NotEditableError(f"it uses {text}; write the value out", line)


def _begin_rows(layout: Layout, span: Span, lines: Sequence[str], first: int) -> bool:
    """Whether the keys of a mapping, whose lines are from row `first`, have a row each, without markers."""
    starts = [layout.row(item.begin) - first for item in span.items]
    if span.kind != "block" or any(line.startswith(_MARKERS) for line in lines):
        return False
    return len({*starts}) == len(starts) and not any(lines[start][:1] in {" ", "\t", "?"} for start in starts)


def _is_proved(before: Layout, after: str, names: Mapping[str, str]) -> bool:
    """Whether the text says what it said, with every comment."""
    wanted = {names.get(key, key): value for key, value in before.value.items()}
    try:
        return Layout(after).says(wanted, (comment.text for comment in before.comments.values()))
    except NotEditableError:
        return False


class _Level(NamedTuple):
    """Where the keys of a mapping stand: so far in, and so many mappings deep."""

    layout: Layout
    margin: int
    depth: int

    def mapping(self, blocks: Sequence[KeyRows], names: Mapping[str, str]) -> _Mapping:
        """The mapping of these blocks, with other names for some keys."""
        first = self.lines(blocks[0].above, blocks[0].first)
        count = _header_rows(first)
        keys = [
            self._written(block, names.get(block.key, block.key), first[count:] if block is blocks[0] else None)
            for block in blocks
        ]
        return _Mapping(_trimmed(first[:count]), keys, _tail(self.lines(blocks[-1].end, blocks[-1].limit)))

    def lines(self, first: int, end: int) -> list[str]:
        """Rows at the margin; a comment stands at it, too, when it was less far in."""
        lines = self.layout.rows[first:end]
        return [line.lstrip() if line[: self.margin].strip(" ") else line[self.margin :] for line in lines]

    def _written(self, block: KeyRows, key: str, above: Sequence[str] | None) -> _Written:
        """A block with its value in the one style. `above`: instead of the rows above it, without a gap."""
        rows = self.lines(block.above, block.first) if above is None else above
        gap = above is None and bool(rows) and not rows[0].strip()
        return _Written(key, gap, _trimmed(rows), tuple(self._value_lines(block, key)))

    def _value_lines(self, block: KeyRows, key: str) -> list[str]:
        found = sorted(self.layout.comments.keys() & range(block.first, block.end))
        if found in ([], [block.first]) or (block.margin < 0 and found == [block.end - 1]):
            lines = [line[2 * self.depth :] for line in field_lines(key, block.value, depth=self.depth)]
            return [lines[0] + "".join(map(self._behind, found)), *lines[1:]]
        inner = self._inner(block)
        if inner is not None:
            return [f"{key_text(key)}:{self._behind(block.first)}", *(f"  {line}" if line else "" for line in inner)]
        lines = self.lines(block.first, block.end)
        return [lines[0].replace(block.key, key, 1), *lines[1:]]

    def _behind(self, row: int) -> str:
        """The comment of a row as it stands behind a value."""
        return f"  {self.layout.comments[row].text}" if row in self.layout.comments else ""

    def _inner(self, block: KeyRows) -> Iterable[str] | None:
        """The lines below the key in the one style, at their margin; None where they are laid out in another way."""
        layout, rows = self.layout, range(block.first + 1, block.end)
        if block.margin < 0 or any(self._is_less_far_in(row, block.margin) for row in rows):
            return None
        level = _Level(layout, block.margin, self.depth + 1)
        lines = level.lines(rows.start, rows.stop)
        if isinstance(block.value, list):
            return _items(lines, block.value, [layout.comments.get(row) for row in rows])
        if not _begin_rows(layout, block.span, lines, rows.start):
            return None
        return level.mapping(layout.blocks(block.span, block.value, rows.start, rows.stop), {}).lines()

    def _is_less_far_in(self, row: int, margin: int) -> bool:
        """Whether a row has something but a comment left of a margin."""
        comment = self.layout.comments.get(row)
        return bool(self.layout.rows[row][:margin].strip(" ")) and not (comment is not None and comment.alone)


def _items(
    lines: Iterable[str], values: Iterable[object], comments: Iterable[Comment | None]
) -> tuple[str, ...] | None:
    """The lines of a list, an item a line; None where an item takes more."""
    written: list[str] = []
    left = iter(values)
    for line, comment in zip(lines, comments, strict=True):
        if not line.strip() or (comment is not None and comment.alone):
            written.append(comment.text if comment else "")
        elif line.startswith("- "):
            written.append(f"- {value_text(next(left, None))}{f'  {comment.text}' if comment else ''}")
        else:
            return None
    return _trimmed(written)


def _grouped(keys: Iterable[_Written]) -> Iterator[_Written]:
    """One blank line between groups, and where the author left one; none above the first key."""
    above: _Written | None = None
    for key in keys:
        parted = above is not None and (key.gap or group_of(above.key) != group_of(key.key))
        above = key._replace(gap=parted)
        yield above


def _header_rows(above: Sequence[str]) -> int:
    """How many of the rows above the first key are of the whole file, which stay at the top."""
    last_blank = max((number for number, row in enumerate(above, 1) if not row.strip()), default=0)
    modelines = [row for row in above if row.startswith(_MODELINES)]
    return max(last_blank, len(modelines) if [*above[: len(modelines)]] == modelines else 0)


def _trimmed(lines: Iterable[str]) -> tuple[str, ...]:
    """At the margin, and with one blank line where there are several, none above the first."""
    trimmed: list[str] = []
    for line in (line.strip() for line in lines):
        if line or (trimmed and trimmed[-1]):
            trimmed.append(line)
    return tuple(trimmed)


def _tail(lines: Sequence[str]) -> tuple[str, ...]:
    """What stands behind the last value, without blank lines at the end."""
    trimmed = list(_trimmed(lines))
    if trimmed and not trimmed[-1]:
        trimmed.pop()
    return ("", *trimmed) if trimmed and not lines[0].strip() else tuple(trimmed)
