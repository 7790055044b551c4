"""libyaml's tokens and events, and its complaints in our words. The only home of the yaml library."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import yaml
from yaml.error import MarkedYAMLError
from yaml.events import AliasEvent, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, StreamEndEvent
from yaml.reader import ReaderError

from syncer.yaml.words import KeyPath, explain_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["AliasEvent", "MappingEndEvent", "MappingStartEvent", "ScalarEvent", "SequenceEndEvent", "StreamEndEvent"]

_Parser: Final[type[Any]] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where PyYAML was built with it; only its events are used, none of its construction."""


class Position(NamedTuple):
    """A place in a file, both from 1."""

    line: int
    column: int


class Fault(NamedTuple):
    """Something that YAML itself does not allow here."""

    message: str
    at: Position
    path: KeyPath = ()


class YamlFaultError(Exception):
    """The text is not one acceptable YAML document."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def event_parser(text: str) -> Any:
    """Libyaml's parser at the beginning of a text; its `get_event` gives one event after the other."""
    return _Parser(text)


def tokens(text: str) -> list[Any]:
    """What libyaml's scanner takes the text for, with marks that count characters. Raises YamlFaultError."""
    with in_our_words(text):
        return [*yaml.scan(text, Loader=_Parser)]


def events(text: str) -> list[Any]:
    """What libyaml's parser takes the text for, with marks that count characters. Raises YamlFaultError."""
    with in_our_words(text):
        return [*yaml.parse(text, Loader=_Parser)]


@contextmanager
def in_our_words(text: str) -> Iterator[None]:
    """What libyaml complains of becomes a YamlFaultError."""
    try:
        yield
    except (ReaderError, MarkedYAMLError) as error:
        raise YamlFaultError(_fault(error, text)) from error


def _fault(error: Any, text: str) -> Fault:
    """Libyaml's complaint in the words of somebody who edits the file."""
    if isinstance(error, ReaderError):
        before, found, _ = text.partition(chr(error.character))
        at = Position(before.count("\n") + 1, len(before) - before.rfind("\n"))
        return Fault(f"the control character {found!a} cannot stand in YAML; remove it", at)
    mark = error.problem_mark
    words = explain_yaml(error.problem, error.context or "", text[mark.index : mark.index + 1])
    place = error.context_mark if words.where_it_starts else mark
    return Fault(words.message, Position(place.line + 1, place.column + 1))
