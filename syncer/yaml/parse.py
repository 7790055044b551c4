"""Strict YAML 1.2 with positions, by libyaml: for every file that is right, and for what is wrong with any other.

PyYAML's safe loader takes the last of two equal keys in silence, turns `2024-10-01` into a date, `no` into
false and `12:30` into 750. This module walks libyaml's events itself, with the YAML 1.2 core schema, refuses
duplicate keys, and remembers the line of every top-level key.
"""

from __future__ import annotations

from typing import Any, Final

from syncer.frozen import NamedTuple
from syncer.yaml.faults import Fault, KeyPath, Position, YamlFaultError
from syncer.yaml.libyaml import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
    event_parser,
    in_our_words,
    value_in_words,
)
from syncer.yaml.scalars import MAX_DIGITS, MAX_NODES, Parsed, TooManyDigitsError, plain_scalar

MAX_DEPTH: Final = 32
_CORE: Final = "tag:yaml.org,2002:"
_TEXT_TAGS: Final[frozenset[str | None]] = frozenset({"!", f"{_CORE}str"})
_COLLECTION_TAGS: Final[frozenset[str | None]] = frozenset({None, "!", f"{_CORE}map", f"{_CORE}seq"})
_SLOW: Final = object()
"""Instead of a value: it takes more than a look."""


class Located(NamedTuple):
    """A file with everything that is wrong with it as YAML, and the place of every key and value."""

    value: object
    keys: dict[KeyPath, Position]
    values: dict[KeyPath, Position]
    faults: tuple[Fault, ...]


def parse(text: str) -> Parsed:
    """The document, for a file that is right. Raises YamlFaultError with one of the faults that `locate` finds."""
    walker = _Walker(text)
    value = walker.read()
    if walker.faults or not isinstance(value, dict):
        raise YamlFaultError(walker.faults[0])
    return Parsed(value, walker.lines)


def locate(text: str) -> Located:
    """The document with all its faults and positions, for a file that is wrong somewhere."""
    walker = _Walker(text, keep_positions=True)
    return Located(walker.read(), walker.keys, walker.values, tuple(walker.faults))


class _Walker:
    """Builds plain values from libyaml's events."""

    def __init__(self, text: str, *, keep_positions: bool = False) -> None:
        self.faults: list[Fault] = []
        self.lines: dict[str, int] = {}
        self.keys: dict[KeyPath, Position] = {}
        self.values: dict[KeyPath, Position] = {}
        self._keep = keep_positions
        self._anchors: dict[str, tuple[object, int]] = {}
        self._nodes = 0
        self._text = text

    def read(self) -> object:
        """The value of the text; None after a fault that ends the reading."""
        try:
            return self._document()
        except YamlFaultError as error:
            self.faults.append(error.fault)
            return None

    def _document(self) -> object:
        """The one document of the text; anything but a mapping is a fault."""
        with in_our_words(self._text):
            self._parser = event_parser(self._text)
            self._parser.get_event()
            if self._parser.check_event(StreamEndEvent):
                raise YamlFaultError(Fault("the file is empty", Position(1, 1)))
            self._parser.get_event()
            top = self._parser.get_event()
            value = self._value(top, (), 0)
            self._parser.get_event()
            following = self._parser.get_event()
        if not isinstance(following, StreamEndEvent):
            self._refuse("a second document starts here; write one a file", following)
        if not isinstance(value, dict):
            self._refuse(f"expected `key: value` lines, found {value_in_words(value)}", top)
        return value

    def _quick(self, event: Any) -> object:
        """The value of a scalar that needs no book-keeping, as nearly all do; otherwise _SLOW."""
        if type(event) is not ScalarEvent or self._keep or event.tag is not None or event.anchor is not None:
            return _SLOW
        if len(event.value) > MAX_DIGITS or self._nodes >= MAX_NODES:
            return _SLOW
        self._nodes += 1
        return plain_scalar(event.value) if event.implicit[0] else event.value

    def _value(self, event: Any, path: KeyPath, depth: int) -> object:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise YamlFaultError(Fault(f"more than {MAX_NODES} values, those behind aliases counted", _start(event)))
        if self._keep:
            self.values[path] = _start(event)
        kind = type(event)
        if kind is AliasEvent:
            return self._alias(event, path)
        before = self._nodes
        if kind is ScalarEvent:
            value = self._scalar(event, path)
        elif depth < MAX_DEPTH:
            value = self._collection(event, path, depth)
        else:
            raise YamlFaultError(Fault(f"nested deeper than {MAX_DEPTH} levels", _start(event)))
        if event.anchor:
            self._anchors[event.anchor] = (value, self._nodes - before)
        return value

    def _collection(self, event: Any, path: KeyPath, depth: int) -> object:
        self._check_tag(event, path, _COLLECTION_TAGS)
        return self._mapping(path, depth) if type(event) is MappingStartEvent else self._sequence(path, depth)

    def _mapping(self, path: KeyPath, depth: int) -> dict[str, object]:
        mapping: dict[str, object] = {}
        get_event = self._parser.get_event
        while True:
            key_event = get_event()
            if type(key_event) is MappingEndEvent:
                return mapping
            key = self._key(key_event, path, depth)
            place = (*path, key)
            event = get_event()
            if key in mapping:
                self._refuse(f"the key `{key}` is given twice", key_event, place)
                self._value(event, (*place, "(second)"), depth + 1)
                continue
            if not path:
                self.lines[key] = key_event.start_mark.line + 1
            if self._keep:
                self.keys[place] = _start(key_event)
            value = self._quick(event)
            mapping[key] = self._value(event, place, depth + 1) if value is _SLOW else value

    def _key(self, event: Any, path: KeyPath, depth: int) -> str:
        if type(event) is ScalarEvent:
            key = str(event.value)
            if key == "<<" and event.implicit[0]:
                self._refuse("YAML 1.2 has no merge key; write the fields out", event, (*path, key))
            return key
        key = f"(key on line {event.start_mark.line + 1})"
        self._value(event, (*path, key), depth + 1)
        self._refuse("a key must be plain text", event, (*path, key))
        return key

    def _sequence(self, path: KeyPath, depth: int) -> list[object]:
        sequence: list[object] = []
        while True:
            event = self._parser.get_event()
            if type(event) is SequenceEndEvent:
                return sequence
            value = self._quick(event)
            sequence.append(self._value(event, (*path, len(sequence)), depth + 1) if value is _SLOW else value)

    def _alias(self, event: Any, path: KeyPath) -> object:
        if event.anchor not in self._anchors:
            self._refuse(f"the alias *{event.anchor} names no finished anchor", event, path)
            return None
        value, inside = self._anchors[event.anchor]
        self._nodes += inside
        return value

    def _scalar(self, event: Any, path: KeyPath) -> object:
        text: str = event.value
        self._nodes += len(text) // 100
        if event.tag is not None:
            self._check_tag(event, path, _TEXT_TAGS)
            return text
        if not event.implicit[0]:
            return text
        try:
            return plain_scalar(text)
        except TooManyDigitsError:
            self._refuse("the number has too many digits", event, path)
            return 0

    def _check_tag(self, event: Any, path: KeyPath, allowed: frozenset[str | None]) -> None:
        if event.tag not in allowed:
            self._refuse(f"the tag {event.tag.replace(_CORE, '!!')} is not supported; remove it", event, path)

    def _refuse(self, message: str, event: Any, path: KeyPath = ()) -> None:
        self.faults.append(Fault(message, _start(event), path))


def _start(event: Any) -> Position:
    return Position(event.start_mark.line + 1, event.start_mark.column + 1)
