"""Cuts in a YAML text that make one value another, line by line and value by value. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, NamedTuple

from syncer.model.equality import canonical_json
from syncer.yaml.key_blocks import NotEditableError
from syncer.yaml.write import LEVELS, field_lines, in_quotes_of, inner_key, value_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syncer.yaml.positions import Place

_BY_HAND: Final = "bring it into the canonical form with `syncer fmt` first, or edit it by hand"
_INSIDE: Final = LEVELS + 1
"""The depth of what stands in brackets or braces."""


class Cut(NamedTuple):
    """Text that comes in the place of another."""

    start: int
    end: int
    text: str


class Cuts:
    """Collects the cuts in a text."""

    def __init__(self, text: str) -> None:
        self.text = text
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
        return NotEditableError(f"{message}; {_BY_HAND}", self.text.count("\n", 0, at) + 1)

    def _strange(self, place: Place) -> NotEditableError:
        line = self.text.count("\n", 0, place.begin) + 1
        return NotEditableError("there is an alias, or nothing behind a dash; write the value out first", line)

    def row(self, at: int) -> int:
        """Where the line begins."""
        return self.text.rfind("\n", 0, at) + 1

    def next_row(self, at: int) -> int:
        """Where the next line begins."""
        return self.text.find("\n", at) + 1 or len(self.text)

    def column(self, place: Place) -> int:
        """How far in the place's line begins, which has to begin with its key or its dash."""
        row = self.row(place.begin)
        if self.text[row : place.begin].strip(" "):
            raise self.refusal("two things stand on one line", place.begin)
        return place.begin - row

    def put(self, at: int, lines: Iterable[str]) -> None:
        """Put lines in, before the line that begins there."""
        text = "".join(f"{line}{self._newline}" for line in lines)
        unfinished = at == len(self.text) and not self.text.endswith("\n")
        self.found.append(Cut(at, at, f"{self._newline if unfinished else ''}{text}"))

    def take(self, start: int, end: int) -> None:
        """Take lines out."""
        self.found.append(Cut(start, end, ""))
        self.removed.append(self.found[-1])

    def set(self, place: Place, old: object, new: object, *, depth: int = 0) -> None:
        """Make the old value the new one. `depth` is that of its key, as in `field_lines`."""
        if _same(old, new):
            return
        if place.kind == "strange":
            raise self._strange(place)
        if isinstance(old, dict) and isinstance(new, Mapping) and old and new:
            self._set_mapping(place, old, new, depth)
        elif isinstance(old, list) and isinstance(new, (list, tuple)) and old and new:
            self._set_list(place, old, new)
        else:
            self._set_whole(place, new, depth)

    def _set_mapping(self, place: Place, old: Mapping[str, object], new: Mapping[str, object], depth: int) -> None:
        places = dict(zip(place.keys, place.items, strict=True))
        if place.kind == "flow":
            if places.keys() == new.keys():
                for name, item in places.items():
                    self.set(item, old[name], new[name], depth=_INSIDE)
            else:
                self._rebuild(place, (self._pair(places.get(name), name, old, value) for name, value in new.items()))
            return
        for name in [name for name in old if name not in new]:
            self._take_item(places[name])
        column = self.column(place.items[0])
        unit = max(1, column - self.column(place))
        at = self.next_row(place.after)
        for name, value in new.items():
            if name in places:
                self.set(places[name], old[name], value, depth=depth + 1)
                at = self.next_row(places[name].end)
            else:
                self.put(at, _indented(field_lines(name, value, depth=depth + 1), depth + 1, column, unit))

    def _set_list(self, place: Place, old: Sequence[object], new: Sequence[object]) -> None:
        if place.kind == "block":
            self._set_rows(place, old, new)
        elif len(old) == len(new):
            for item, before, after in zip(place.items, old, new, strict=True):
                self.set(item, before, after, depth=_INSIDE)
        else:
            known = {canonical_json(one): self._source(item) for one, item in zip(old, place.items, strict=True)}
            self._rebuild(place, (known.get(canonical_json(one)) or value_text(one, inside=True) for one in new))

    def _set_rows(self, place: Place, old: Sequence[object], new: Sequence[object]) -> None:
        """A list with a dash an item."""
        first = place.items[0]
        dash = f"{' ' * self.column(first)}-{self.text[first.after : first.start]}"
        if dash.strip() != "-" or "\n" in dash:
            raise self.refusal("something stands between a dash and its value", first.begin)
        matcher = SequenceMatcher(None, [*map(canonical_json, old)], [*map(canonical_json, new)], autojunk=False)
        for kind, first_old, end_old, first_new, end_new in matcher.get_opcodes():
            if kind == "equal":
                continue
            both = min(end_old - first_old, end_new - first_new)
            for number in range(both):
                item = place.items[first_old + number]
                self.set(item, old[first_old + number], new[first_new + number], depth=LEVELS)
            for item in place.items[first_old + both : end_old]:
                self._take_item(item)
            above = first_old + both
            at = self.next_row(place.items[above - 1].end if above else place.after)
            self.put(at, (f"{dash}{value_text(one)}" for one in new[first_new + both : end_new]))

    def _set_whole(self, place: Place, new: object, depth: int) -> None:
        """Another value altogether."""
        end = place.end
        if place.kind == "block":
            for item in place.items:
                self._take_item(item)
            end = place.after
        if isinstance(new, Mapping) and new and depth < LEVELS:
            lines = [*field_lines("", new, depth=depth)][1:]
            self.found.append(Cut(place.after, end, ""))
            self.put(self.next_row(end), _indented(lines, depth, self.column(place), 2))
        elif end == place.after:
            self.found.append(Cut(end, end, f" {value_text(new, inside=depth == _INSIDE)}"))
        else:
            old = self.text[place.start : end]
            text = in_quotes_of(old, new, inside=depth == _INSIDE)
            self.found.append(Cut(place.start, end, text))
            self._keep_column(end, len(old) - len(text), alone="\n" not in old)

    def _keep_column(self, end: int, shorter: int, *, alone: bool) -> None:
        """Leave the comment behind a value in its column; one or two spaces before it are no column."""
        rest = self.text[end : self.next_row(end)]
        gap = len(rest) - len(rest.lstrip(" "))
        if alone and gap > 2 and rest[gap : gap + 1] == "#":
            self.found.append(Cut(end, end + gap, " " * max(2, gap + shorter)))

    def _take_item(self, place: Place) -> None:
        self.column(place)
        if place.kind == "strange":
            raise self._strange(place)
        self.take(self.row(place.begin), self.next_row(place.end))

    def _rebuild(self, place: Place, parts: Iterable[str]) -> None:
        """Brackets or braces with other things in them, on one line."""
        opening, closing = self.text[place.start], self.text[place.end - 1]
        if opening not in "[{":
            raise self.refusal("there is an anchor or a tag", place.start)
        inner = self.text[place.start + 1 : place.items[0].begin]
        pad = inner if not inner.strip(" ") else ""
        self.found.append(Cut(place.start, place.end, f"{opening}{pad}{', '.join(parts)}{pad}{closing}"))

    def _source(self, place: Place) -> str | None:
        """The text of something in brackets or braces; None when it does not stand on a line."""
        source = self.text[place.begin : place.end]
        return source if source and "\n" not in source and place.kind != "strange" else None

    def _pair(self, place: Place | None, name: str, old: Mapping[str, object], value: object) -> str:
        source = self._source(place) if place is not None and _same(old[name], value) else None
        return source or f"{inner_key(name)}: {value_text(value, inside=True)}"


def _same(one: object, other: object) -> bool:
    return canonical_json(one) == canonical_json(other)


def _indented(lines: Iterable[str], depth: int, column: int, unit: int) -> Iterator[str]:
    """Lines of `field_lines` at this depth, so far in, in steps of so many spaces."""
    for line in lines:
        spaces = len(line) - len(line.lstrip(" "))
        yield f"{' ' * (column + (spaces // 2 - depth) * unit)}{line.lstrip(' ')}"
