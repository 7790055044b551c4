"""Minimal edits of a model file: the lines of the values that change, and nothing else. The only home of ruamel.yaml.

Every edit is proved: the new text is read again, and has to say what the old one said but for the edit.
"""

from __future__ import annotations

from collections.abc import MutableMapping, MutableSequence
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from syncer.values import canonical_json
from syncer.yamlfile import YamlFaultError, parse
from syncer.yamlparts import NotEditableError, Part, Parts, take_apart, text_of
from syncer.yamlwrite import KEYS, field_lines, group_of, value_text

if TYPE_CHECKING:
    from collections.abc import Mapping

_INDENTS: Final = ((2, 2, 0), (2, 4, 2), (4, 4, 2), (4, 6, 4), (4, 4, 0), (3, 3, 0))
"""How people indent mappings, lists, and the dashes of lists."""
_BY_HAND: Final = "bring it into the canonical form with `syncer fmt`, or edit it by hand"


def edit_fields(text: str, changes: Mapping[str, object]) -> str:
    """The text with these top-level fields at these values; None removes a field.

    Comments, order, quotes, blank lines, indentation and line ends of everything else stay byte for byte. Raises
    NotEditableError when that cannot be done.
    """
    ending = "\r\n" if "\r\n" in text else "\n"
    plain = text.replace("\r\n", "\n")
    if plain.replace("\n", ending) != text:
        raise NotEditableError(f"its lines end in more than one way; {_BY_HAND}", 1)
    parts = take_apart(plain)
    said = parse(plain).value
    for key, value in changes.items():
        if canonical_json(said.get(key)) != canonical_json(value) or (value is None and key in said):
            parts = _edited(parts, key, value)
    result = text_of(*parts)
    _prove(plain, result, changes)
    if not plain.endswith("\n"):
        result = result.removesuffix("\n")
    return result.replace("\n", ending)


def comments_of(text: str) -> list[tuple[int, str]]:
    """Every comment of a text: the number of its line, from 0, and what it says."""
    found: list[tuple[int, str]] = []
    for token in YAML().scan(text):
        after, before = (token.comment or [None, None])[:2]
        for comment in (*(before or ()), *([after] if after else ())):
            rows = comment.value.split("\n")
            found += [(comment.start_mark.line + n, row.strip()) for n, row in enumerate(rows) if row.strip()]
    return found


def _edited(parts: Parts, key: str, value: object) -> Parts:
    place = next((number for number, part in enumerate(parts.parts) if part.key == key), None)
    found = list(parts.parts)
    if place is None:
        return parts if value is None else _inserted(parts, key, value)
    if value is None:
        return _removed(parts, place)
    found[place] = found[place]._replace(lines=_lines_of_value(found[place], value))
    return parts._replace(parts=tuple(found))


def _removed(parts: Parts, place: int) -> Parts:
    """Without the key. Its comments stay, above what follows."""
    gone = parts.parts[place]
    rest = list(parts.parts[:place] + parts.parts[place + 1 :])
    if not rest:
        raise NotEditableError("nothing would be left in it", gone.line)
    kept = list(gone.comments)
    if place == len(rest):
        return parts._replace(parts=tuple(rest), tail=(*([""] * gone.gap + kept if kept else []), *parts.tail))
    following = rest[place]
    gap = max(gone.gap, following.gap) if not kept else gone.gap
    between = [*kept, *[""] * following.gap] if kept else []
    rest[place] = following._replace(gap=gap, comments=(*between, *following.comments))
    return parts._replace(parts=tuple(rest))


def _inserted(parts: Parts, key: str, value: object) -> Parts:
    """With the key at its place in the schema's order, in its group."""
    rank = {name: number for number, name in enumerate(KEYS)}
    before = [number for number, part in enumerate(parts.parts) if rank.get(part.key, len(KEYS)) < rank[key]]
    place = before[-1] + 1 if before else 0
    above = parts.parts[place - 1] if place else None
    below = parts.parts[place] if place < len(parts.parts) else None
    parted = any(part.gap for part in parts.parts)
    joins_above = above is not None and group_of(above.key) == group_of(key)
    joins_below = below is not None and group_of(below.key) == group_of(key)
    gap = 0 if joins_above or above is None or not parted else 1
    found = list(parts.parts)
    if below is not None and joins_below and not joins_above:
        found[place] = below._replace(gap=0)
        gap = below.gap
    elif below is not None and above is None:
        found[place] = below._replace(gap=int(parted and not joins_below))
    found.insert(place, Part(key, (), gap, tuple(field_lines(key, value)), 0))
    return parts._replace(parts=tuple(found))


def _lines_of_value(part: Part, value: object) -> tuple[str, ...]:
    """The lines of the key with another value."""
    yaml = _yaml(_INDENTS[0])
    text = "\n".join(part.lines) + "\n"
    try:
        document = yaml.load(text)
    except YAMLError as error:
        raise NotEditableError(f"{part.key} uses an anchor, an alias or a tag; {_BY_HAND}", part.line) from error
    old = document[part.key]
    if len(part.lines) == 1 and not isinstance(value, MutableMapping):
        return (_one_line(part, document, value),)
    if not isinstance(old, (MutableMapping, MutableSequence)):
        return tuple(field_lines(part.key, value))
    return _nested(part, text, value)


def _one_line(part: Part, document: Any, value: object) -> str:
    """The line with another value and the same comment."""
    line = part.lines[0]
    start = document.lc.value(part.key)[1]
    comments = document.ca.items.get(part.key)
    token = comments[2] if comments else None
    if token is None and hasattr(document[part.key], "ca") and document[part.key].ca.comment:
        token = document[part.key].ca.comment[0]
    new = f"{line[:start]}{_in_quotes_of(line[start:], value)}"
    if line[:start].rstrip().endswith(":") and line[:start].endswith(":"):
        new = f"{line[:start]} {value_text(value)}"
    if token is None:
        return new
    column = token.start_mark.column
    return f"{new:<{column}}{'' if len(new) < column else '  '}{token.value.rstrip()}"


def _in_quotes_of(old: str, value: object) -> str:
    """The value's text; text in the quotes that the old one had."""
    new = value_text(value)
    if not isinstance(value, str) or not value.isprintable() or new.startswith('"'):
        return new
    if old.startswith('"') and "\\" not in value and '"' not in value:
        return f'"{value}"'
    return "'" + value.replace("'", "''") + "'" if old.startswith("'") else new


def _nested(part: Part, text: str, value: object) -> tuple[str, ...]:
    """A mapping or a list over several lines: only the lines of what differs inside change."""
    for indents in _INDENTS:
        yaml = _yaml(indents)
        document = yaml.load(text)
        if _dumped(yaml, document) == text:
            break
    else:
        raise NotEditableError(f"{part.key} cannot be changed without changing its layout; {_BY_HAND}", part.line)
    document[part.key] = _merged(document[part.key], value)
    return tuple(_dumped(yaml, document).removesuffix("\n").split("\n"))


def _merged(old: Any, new: Any) -> Any:
    """The old value, changed in place until it is the new one."""
    if isinstance(old, MutableMapping) and isinstance(new, MutableMapping):
        for key in [key for key in old if key not in new]:
            del old[key]
        for key, value in new.items():
            old[key] = _merged(old[key], value) if key in old else _fresh(value)
        return old
    if isinstance(old, MutableSequence) and isinstance(new, MutableSequence):
        for item in [item for item in old if item not in new]:
            old.remove(item)
        for item in new:
            if item not in old:
                old.append(_fresh(item))
        return old if list(old) == list(new) else _fresh(new)
    return old if canonical_json(old) == canonical_json(new) else _fresh(new)


def _fresh(value: Any) -> Any:
    """A value as it is to be written: text in quotes where some YAML would take it for something else."""
    if isinstance(value, str) and value_text(value).startswith('"'):
        return DoubleQuotedScalarString(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _yaml(indents: tuple[int, int, int]) -> YAML:
    mapping, sequence, offset = indents
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1 << 20
    yaml.indent(mapping=mapping, sequence=sequence, offset=offset)
    return yaml


def _dumped(yaml: YAML, document: object) -> str:
    stream = StringIO()
    yaml.dump(document, stream)
    return stream.getvalue()


def _prove(before: str, after: str, changes: Mapping[str, object]) -> None:
    """Raise NotEditableError unless the text says what it said, but for the changes."""
    wanted = {**parse(before).value, **changes}
    wanted = {key: value for key, value in wanted.items() if value is not None or key not in changes}
    try:
        found = parse(after)
    except YamlFaultError as error:
        raise NotEditableError(f"{error.fault.message} after the edit; {_BY_HAND}", error.fault.at.line) from error
    if canonical_json(found.value) != canonical_json(wanted):
        key = next(iter(changes), "")
        raise NotEditableError(f"{key} cannot be changed alone; {_BY_HAND}", found.lines.get(key, 1))
