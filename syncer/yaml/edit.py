"""Minimal edits of a model file: the values of fields change, and not a byte beside them.

Every edit is proved: the result is read again, and has to say what the file said but for the edit, with its comments.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from schemas.attributes import STORED_NAME
from syncer.model.equality import canonical_json
from syncer.yaml.key_blocks import NotEditableError
from syncer.yaml.parse import YamlFaultError, parse
from syncer.yaml.positions import comments_of, places_of, require_plain_lines
from syncer.yaml.splice import Cuts
from syncer.yaml.write import KEYS, field_lines, group_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from syncer.yaml.positions import Place

_RANK: Final = {key: number for number, key in enumerate(KEYS)}


def edit_fields(text: str, changes: Mapping[str, object]) -> str:
    """The text with these top-level fields at these values; None removes a field.

    Comments, order, quotes, blank lines, indentation and line ends of everything else stay byte for byte. Raises
    NotEditableError when that cannot be done.
    """
    result = text.removeprefix("\ufeff")
    mark = text[: len(text) - len(result)]
    require_plain_lines(result)
    try:
        said = parse(result).value
    except YamlFaultError as error:
        raise NotEditableError(f"{error.fault.message}; mend it first", error.fault.at.line) from error
    for key in sorted(changes, key=_rank):
        value = changes[key]
        if key not in said if value is None else key in said and _same(said[key], value):
            continue
        wanted = {name: old for name, old in said.items() if name != key}
        if value is not None:
            wanted[key] = value
        result = _Edit(result, key).changed(said, wanted)
        said = wanted
    return mark + result


def _rank(key: str) -> int:
    return _RANK.get(key, len(KEYS))


def _same(one: object, other: object) -> bool:
    return canonical_json(one) == canonical_json(other)


class _Edit:
    """Gives one field of a file another value."""

    def __init__(self, text: str, field: str) -> None:
        self._cuts = Cuts(text)
        self._field = field
        top = places_of(text)
        if top.kind != "block":
            raise self._cuts.refusal("its keys stand in braces", top.start)
        self._places = dict(zip(top.keys, top.items, strict=True))

    def changed(self, said: Mapping[str, object], wanted: Mapping[str, object]) -> str:
        """The text in which the field is as wanted. Raises NotEditableError."""
        place = self._places.get(self._field)
        stored = STORED_NAME.get(self._field, "")
        if place is None and stored in self._places:
            raise self._cuts.refusal(f"it calls {self._field} {stored}", self._places[stored].begin)
        if place is None:
            self._insert(wanted[self._field])
        elif self._field not in wanted:
            self._remove(place)
        else:
            self._cuts.set(place, said[self._field], wanted[self._field])
        return self._proved(place.begin if place else 0, wanted)

    def _proved(self, at: int, wanted: Mapping[str, object]) -> str:
        cuts = self._cuts
        result = cuts.result()
        try:
            found = parse(result).value
        except YamlFaultError as error:
            raise cuts.refusal(f"after the edit: {error.fault.message}", at) from error
        kept = Counter(
            one.text
            for one in comments_of(cuts.text)
            if not any(cut.start <= one.start < cut.end for cut in cuts.removed)
        )
        if not _same(found, wanted) or kept != Counter(one.text for one in comments_of(result)):
            raise cuts.refusal(f"{self._field} cannot be changed without changing something else", at)
        return result

    def _remove(self, place: Place) -> None:
        """Take out its lines, and a blank line where there would be two; comments above it stay."""
        cuts = self._cuts
        if len(self._places) == 1:
            raise cuts.refusal("nothing would be left in it", place.begin)
        cuts.column(place)
        start, end = cuts.row(place.begin), cuts.next_row(place.end)
        if end == len(cuts.text) or self._is_blank(end):
            while start and self._is_blank(cuts.row(start - 1)):
                start = cuts.row(start - 1)
        while start == 0 and end < len(cuts.text) and self._is_blank(end):
            end = cuts.next_row(end)
        cuts.take(start, end)

    def _insert(self, value: object) -> None:
        """Put in a field behind the nearest one that comes before it in the schema's order, and in its group."""
        lines = [*field_lines(self._field, value)]
        places = [*self._places.items()]
        before = [number for number, (key, _) in enumerate(places) if _rank(key) < _rank(self._field)]
        number = max(before, key=lambda number: (_rank(places[number][0]), number), default=-1)
        below = places[number + 1] if number + 1 < len(places) else None
        joins_below = below is not None and group_of(below[0]) == group_of(self._field)
        if number < 0:
            self._cuts.put(self._above_first(), [*lines, ""] if self._is_parted() and not joins_below else lines)
            return
        above = self._cuts.next_row(places[number][1].end)
        end = self._cuts.row(below[1].begin) if below else len(self._cuts.text)
        blank = self._first_blank(above, end)
        if group_of(places[number][0]) == group_of(self._field):
            self._cuts.put(above, lines)
        elif blank is not None and joins_below:
            self._cuts.put(next(row for row in self._rows(blank, end + 1) if not self._is_blank(row)), lines)
        else:
            parted = blank is not None if below else self._is_parted()
            self._cuts.put(above, ["", *lines] if parted else lines)

    def _is_parted(self) -> bool:
        """Whether blank lines part the groups of the file, as far as it has more than one."""
        return len(set(map(group_of, self._places))) == 1 or self._first_blank(0, len(self._cuts.text)) is not None

    def _above_first(self) -> int:
        """Where a field goes that comes before the first: above its comments, below those of the file."""
        first = row = self._cuts.row(next(iter(self._places.values())).begin)
        while row and self._cuts.text[self._cuts.row(row - 1)] == "#":
            row = self._cuts.row(row - 1)
        return row or first

    def _first_blank(self, start: int, end: int) -> int | None:
        return next(filter(self._is_blank, self._rows(start, end)), None)

    def _is_blank(self, row: int) -> bool:
        return not self._cuts.text[row : self._cuts.next_row(row)].strip()

    def _rows(self, start: int, end: int) -> Iterator[int]:
        while start < end:
            yield start
            start = self._cuts.next_row(start)
