"""libyaml's tokens and events, and its complaints in our words. The only home of the yaml library."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import yaml
from yaml.error import MarkedYAMLError
from yaml.events import AliasEvent, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, StreamEndEvent
from yaml.reader import ReaderError

from syncer.frozen import NamedTuple
from syncer.yaml.faults import Fault, Position, YamlFaultError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["AliasEvent", "MappingEndEvent", "MappingStartEvent", "ScalarEvent", "SequenceEndEvent", "StreamEndEvent"]

_Parser: Final[type[Any]] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where PyYAML was built with it; only its events are used, none of its construction."""
_MOST_DIRECTIVES: Final = 10
"""Libyaml compares each `%TAG` with all before it."""


class Words(NamedTuple):
    """What to say instead of a complaint of libyaml."""

    message: str
    where_it_starts: bool = False
    """Whether it is said of the place where the thing starts, not of where libyaml gave up."""


_YAML_WORDS: Final = {
    "cannot start any token": Words("'{}' cannot start a value; put the text in quotes"),
    "mapping values are not allowed": Words(
        "a `:` cannot stand here; put the text in quotes, or check the indentation"
    ),
    "block sequence entries are not allowed": Words("a `-` cannot stand here; start the list on the next line"),
    "could not find expected ':'": Words("expected `key: value`, with a space after the `:`", where_it_starts=True),
    "unexpected end of stream": Words("this quote is not closed", where_it_starts=True),
    "expected ',' or ']'": Words("this list lacks a comma or its `]`", where_it_starts=True),
    "expected ',' or '}'": Words("this mapping lacks a comma or its `}}`", where_it_starts=True),
    "did not find expected key": Words("expected a key; check the quotes before it, or the indentation"),
    "expected '-' indicator": Words("expected a list item, `- `; check the indentation"),
    "expected <document start>": Words("nothing can follow here; check the indentation"),
    "expected node content": Words("expected a value, found `{}`"),
    "exceeded maximum nesting depth": Words("nested deeper than 32 levels"),
    "unknown escape character": Words("no such escape; write a backslash twice, or use single quotes"),
    "expected alphabetic or numeric": Words("`&` and `*` name anchors; put the text in quotes", where_it_starts=True),
}
"""By what libyaml says, in part; `{}` is the character at which it gave up."""


def explain_yaml(problem: str, context: str, character: str) -> Words:
    """What to say instead of libyaml's words."""
    if character == "\t":
        return Words("a tab cannot indent YAML; use spaces")
    for part, words in _YAML_WORDS.items():
        if part in problem:
            return words._replace(message=words.message.format(character))
    return Words(f"not valid YAML: {problem}{f' ({context})' if context else ''}")


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
    """What libyaml complains of becomes a YamlFaultError, and so does what it would take minutes over."""
    if text.count("\n%") + text.count("\r%") > _MOST_DIRECTIVES:
        at = Position(1 + next(number for number, row in enumerate(text.splitlines()) if row.startswith("%")), 1)
        raise YamlFaultError(Fault(f"more than {_MOST_DIRECTIVES} lines begin with `%`; no file here needs one", at))
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


def value_in_words(value: object) -> str:
    """A value, short, as a message names it."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case str():
            return f"the text '{value[:40]}{'...' if len(value) > 40 else ''}'"
        case int() | float():
            return f"the number {digits(value)}"
        case list():
            return "a list"
        case _:
            return "`key: value` lines"


def digits(value: object) -> str:
    """A number, short: `100`, `0.5`, `1e+300`; anything else as it is."""
    text = str(value).removesuffix(".0")
    return f"{value:g}" if isinstance(value, (int, float)) and len(text) > 40 else text
