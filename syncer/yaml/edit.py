"""Minimal edits of a model file: the values of fields change, and not a byte beside them.

Every edit is proved: the result is read again, and has to say what the file said but for the edit, with its comments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from schemas.attributes import STORED_NAME
from syncer.yaml.faults import YamlFaultError
from syncer.yaml.layout import Layout, NotEditableError
from syncer.yaml.splice import Cuts, key_lines, same_value
from syncer.yaml.write import FILE_KEYS, group_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from syncer.yaml.layout import Span

_RANK: Final = {key: number for number, key in enumerate(FILE_KEYS)}


def edit_fields(text: str, changes: Mapping[str, object]) -> str:
    """The text with these top-level fields at these values; None removes a field.

    Comments, order, quotes, blank lines, indentation and line ends of everything else stay byte for byte. Raises
    NotEditableError when that cannot be done.
    """
    layout = Layout(text.removeprefix("\ufeff"))
    mark = text[: len(text) - len(layout.text)]
    for key in sorted(changes, key=_rank):
        layout = _edited(layout, key, changes[key])
    return mark + layout.text


def _rank(key: str) -> int:
    return _RANK.get(key, len(FILE_KEYS))


def _edited(layout: Layout, key: str, value: object) -> Layout:
    """The layout with one field changed."""
    said = layout.value
    if key not in said if value is None else key in said and same_value(said[key], value):
        return layout
    wanted = {name: old for name, old in said.items() if name != key}
    return _Edit(layout, key).changed(wanted if value is None else {**wanted, key: value})


class _Edit:
    """Gives one field of a file another value."""

    def __init__(self, layout: Layout, field: str) -> None:
        self._layout, self._rows = layout, layout.rows
        self._cuts = Cuts(layout)
        self._field = field
        if layout.top.kind != "block":
            raise self._cuts.refusal("its keys stand in braces", layout.top.start)
        self._spans = dict(zip(layout.top.keys, layout.top.items, strict=True))

    def changed(self, wanted: Mapping[str, object]) -> Layout:
        """The layout in which the field is as wanted. Raises NotEditableError."""
        span = self._spans.get(self._field)
        stored = STORED_NAME.get(self._field)
        if span is None and stored is not None and stored in self._spans:
            raise self._cuts.refusal(f"it calls {self._field} {stored}", self._spans[stored].begin)
        if span is None:
            self._insert(wanted[self._field])
        elif self._field not in wanted:
            self._remove(span)
        else:
            self._cuts.set(span, self._layout.value[self._field], wanted[self._field])
        return self._proved(span.begin if span else 0, wanted)

    def _proved(self, at: int, wanted: Mapping[str, object]) -> Layout:
        cuts = self._cuts
        try:
            result = Layout(cuts.result())
        except NotEditableError as error:
            fault = error.__cause__
            raise cuts.refusal(
                f"after the edit: {fault if isinstance(fault, YamlFaultError) else error}", at
            ) from error
        comments = self._layout.comments.values()
        kept = (one.text for one in comments if not any(cut.start <= one.start < cut.end for cut in cuts.removed))
        if not result.says(wanted, kept):
            raise cuts.refusal(f"{self._field} cannot be changed without changing something else", at)
        return result

    def _remove(self, span: Span) -> None:
        """Take out its lines with the comments on it, and a blank line where there would be two.

        What stands above the first key may be about the file, and stays.
        """
        cuts, rows = self._cuts, self._rows
        if len(self._spans) == 1:
            raise cuts.refusal("nothing would be left in it", span.begin)
        cuts.column(span)
        is_first = span is next(iter(self._spans.values()))
        first = self._layout.row(span.begin if is_first else cuts.start_of(span))
        end = self._layout.row(span.end) + 1
        if end >= len(rows) or not rows[end].strip():
            while first and not rows[first - 1].strip():
                first -= 1
        if first == 0:
            end = self._first_filled(end)
        cuts.take(self._layout.start_of(first), self._layout.start_of(end))

    def _insert(self, value: object) -> None:
        """Put in a field behind the nearest one that comes before it in the schema's order, and in its group."""
        lines = [*key_lines(self._field, value)]
        above, below = self._neighbours()
        if above is not None:
            self._insert_below(above, below, lines)
        else:
            parted = self._is_parted() and not self._joins(below)
            self._put(self._above_first(), [*lines, ""] if parted else lines)

    def _insert_below(self, above: str, below: str | None, lines: Sequence[str]) -> None:
        row = self._layout.row(self._spans[above].end) + 1
        end = self._layout.row(self._spans[below].begin) if below is not None else len(self._rows)
        blank = self._first_blank(row, end)
        if self._joins(above):
            self._put(row, lines)
        elif blank is not None and self._joins(below):
            self._put(self._first_filled(blank), lines)
        else:
            parted = blank is not None if below is not None else self._is_parted()
            self._put(row, ["", *lines] if parted else lines)

    def _put(self, row: int, lines: Iterable[str]) -> None:
        self._cuts.put(self._layout.start_of(row), lines)

    def _neighbours(self) -> tuple[str | None, str | None]:
        """The keys above and below the place of a new field."""
        keys = [*self._spans]
        before = [number for number, key in enumerate(keys) if _rank(key) < _rank(self._field)]
        number = max(before, key=lambda number: (_rank(keys[number]), number), default=-1)
        around = (None, *keys, None)
        return around[number + 1], around[number + 2]

    def _joins(self, key: str | None) -> bool:
        """Whether the field is in the group of a key."""
        return key is not None and group_of(key) == group_of(self._field)

    def _is_parted(self) -> bool:
        """Whether blank lines part the groups of the file, as far as it has more than one."""
        return len(set(map(group_of, self._spans))) == 1 or self._first_blank(0, len(self._rows)) is not None

    def _above_first(self) -> int:
        """The row of a field that comes before the first: above its comments, below those of the file."""
        first = row = self._layout.row(next(iter(self._spans.values())).begin)
        while row and self._rows[row - 1].startswith("#"):
            row -= 1
        return row or first

    def _first_blank(self, row: int, end: int) -> int | None:
        return next((at for at in range(row, end) if not self._rows[at].strip()), None)

    def _first_filled(self, row: int) -> int:
        """The first row from this one on that is not blank, or the one behind the last."""
        return next((at for at in range(row, len(self._rows)) if self._rows[at].strip()), len(self._rows))
