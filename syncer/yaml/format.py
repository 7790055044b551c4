"""The one canonical form of a model file: order of keys, style of values, every comment kept.

A comment belongs to the key below it, and moves with it; one behind a value stays behind it. A value with comments
between its lines keeps a line an entry.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from schemas.attributes import PYTHON_NAME
from syncer.model.equality import canonical_json
from syncer.yaml.key_blocks import NotEditableError, Part, take_apart, text_of
from syncer.yaml.parse import YamlFaultError, parse
from syncer.yaml.positions import comments_of, require_plain_lines, special_in
from syncer.yaml.write import KEYS, field_lines, group_of, key_text, value_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_SNAKE_CASE: Final = {stored: name for stored, name in PYTHON_NAME.items() if stored != name} | {
    "renamedFrom": "renamed_from"
}
_DOCUMENT_START: Final = re.compile(r"((?:[ \t]*(?:#[^\n]*)?\n)*)---(?:[ \t]+(?=#)|[ \t]*(?=\n|\Z))")
_RANK: Final = {key: number for number, key in enumerate(KEYS)}


class Canonical(NamedTuple):
    """A file in its canonical form."""

    text: str
    renamed: tuple[tuple[str, str], ...]
    """The camelCase keys that were rewritten, and what they are called."""


class _Remark(NamedTuple):
    """A comment on the lines of a value."""

    text: str
    alone: bool
    """Whether it has the line for itself."""


class _Field(NamedTuple):
    """A key with all that is written of it."""

    part: Part
    value: Any
    remarks: Mapping[int, _Remark]
    """By the number of their line among those of the part, from 0."""
    is_block: bool
    """Whether the value stands below its key, a line or more an entry."""


class _Fields(NamedTuple):
    """The keys of a text, and what stands above and below them."""

    header: tuple[str, ...]
    fields: tuple[_Field, ...]
    tail: tuple[str, ...]


def canonical(text: str) -> Canonical:
    """The canonical form of a file that is right as YAML, also when its values are not. Raises NotEditableError."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    require_plain_lines(plain)
    plain = _DOCUMENT_START.sub(r"\1", plain, count=1) if _DOCUMENT_START.match(plain) else plain
    found = _taken_apart(plain)
    special = special_in(plain)
    if special is not None:
        raise NotEditableError(f"it uses {special.text}; write the value out", special.line)
    keys = {field.part.key for field in found.fields}
    names = {old: name for old, name in _SNAKE_CASE.items() if old in keys and name not in keys}
    written = [_written(field, names.get(field.part.key, field.part.key), 0) for field in found.fields]
    written.sort(key=lambda part: _RANK.get(part.key, len(KEYS)))
    result = text_of(found.header, tuple(_grouped(written)), found.tail)
    if result != text:
        _prove(plain, result, names)
    return Canonical(
        result, tuple((field.part.key, names[field.part.key]) for field in found.fields if field.part.key in names)
    )


def _taken_apart(text: str) -> _Fields:
    """The fields of a text, each comment at the key that it belongs to. Raises NotEditableError."""
    parts = take_apart(text)
    values = parse(text).value
    has_remarks = any("#" in row for part in parts.parts for row in part.lines)
    comments = {comment.line: comment.text for comment in comments_of(text)} if has_remarks else {}
    fields: list[_Field] = []
    behind: tuple[str, ...] = ()
    for part in parts.parts:
        remarks = {
            row: _Remark(comments[part.line - 1 + row], line.strip() == comments[part.line - 1 + row])
            for row, line in enumerate(part.lines)
            if part.line - 1 + row in comments
        }
        field = _Field(
            _below(part, behind), values[part.key], remarks, is_block=_is_block(part, values[part.key], remarks)
        )
        field, behind = _without_end(field)
        fields.append(field)
    return _Fields(_trimmed(parts.header), tuple(fields), _tail((*behind, *parts.tail)))


def _is_block(part: Part, value: object, remarks: Mapping[int, _Remark]) -> bool:
    head = part.lines[0].rstrip()
    if 0 in remarks:
        head = head.removesuffix(remarks[0].text).rstrip()
    return isinstance(value, (dict, list)) and head.endswith(":")


def _without_end(field: _Field) -> tuple[_Field, tuple[str, ...]]:
    """The field without the comments below its value that are less far in; and these, which are the next key's."""
    lines = field.part.lines
    margin = _margin(field) if field.is_block else None
    count = len(lines)
    while count - 1 in field.remarks and field.remarks[count - 1].alone:
        if margin is not None and _indent(lines[count - 1]) >= margin:
            break
        count -= 1
        while not lines[count - 1].strip():
            count -= 1
    remarks = {row: remark for row, remark in field.remarks.items() if row < count}
    return field._replace(part=field.part._replace(lines=lines[:count]), remarks=remarks), lines[count:]


def _margin(field: _Field) -> int:
    """How far in a value below its key stands."""
    alone = {row for row, remark in field.remarks.items() if remark.alone}
    rows = enumerate(field.part.lines)
    return next((_indent(line) for row, line in rows if row and line.strip() and row not in alone), 0)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _below(part: Part, behind: Sequence[str]) -> Part:
    """The part below lines that belong to it, too."""
    if not behind:
        return part
    gap = next(number for number, row in enumerate(behind) if row.strip())
    return part._replace(gap=gap, comments=(*behind[gap:], *[""] * part.gap, *part.comments))


def _written(field: _Field, key: str, depth: int) -> Part:
    """The part with its value in the one style. `depth` is as in `field_lines`; the lines stand at the margin."""
    part, value, remarks, is_block = field
    if not remarks or [*remarks] == [0] or (not is_block and [*remarks] == [len(part.lines) - 1]):
        lines = [line[2 * depth :] for line in field_lines(key, value, depth=depth)]
        lines[0] += "".join(f"  {remark.text}" for remark in remarks.values())
    else:
        head = f"{key_text(key)}:{f'  {remarks[0].text}' if 0 in remarks else ''}"
        inner = _inner_lines(field, depth) if is_block else None
        lines = [head, *(f"  {line}" if line else "" for line in inner)] if inner is not None else [
            part.lines[0].replace(part.key, key, 1), *part.lines[1:]
        ]  # fmt: skip
    return part._replace(key=key, lines=tuple(lines), comments=_trimmed(part.comments))


def _inner_lines(field: _Field, depth: int) -> tuple[str, ...] | None:
    """The lines below the key in the one style, at the margin; None where they are laid out in another way."""
    lines = field.part.lines[1:]
    alone = {row - 1 for row, remark in field.remarks.items() if remark.alone}
    indent = _margin(field)
    shifted: list[str] = []
    for row, line in enumerate(lines):
        if line[:indent].strip(" ") and row not in alone:
            return None
        shifted.append(line[indent:] if not line[:indent].strip(" ") else line.lstrip())
    if isinstance(field.value, list):
        return _items(shifted, field)
    try:
        found = _taken_apart("\n".join(shifted) + "\n")
    except NotEditableError:
        return None
    parts = tuple(_written(one, one.part.key, depth + 1) for one in found.fields)
    spaced = (part._replace(gap=min(part.gap, 1)) for part in parts)
    return tuple(text_of(found.header, tuple(spaced), found.tail).removesuffix("\n").split("\n"))


def _items(lines: Iterable[str], field: _Field) -> tuple[str, ...] | None:
    """The lines of a list, an item a line; None where an item takes more."""
    written: list[str] = []
    values = iter(field.value)
    for row, line in enumerate(lines, 1):
        remark = field.remarks.get(row)
        if not line.strip() or (remark is not None and remark.alone):
            written.append(remark.text if remark else "")
        elif line.startswith("- "):
            written.append(f"- {value_text(next(values, None))}{f'  {remark.text}' if remark else ''}")
        else:
            return None
    return _trimmed(written)


def _grouped(parts: Iterable[Part]) -> Iterator[Part]:
    """One blank line between groups, and where the author left one; none above the first key."""
    above: Part | None = None
    for part in parts:
        parted = above is not None and (part.gap > 0 or group_of(above.key) != group_of(part.key))
        above = part._replace(gap=int(parted))
        yield above


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


def _prove(before: str, after: str, names: Mapping[str, str]) -> None:
    """Raise NotEditableError unless the text says what it said, with every comment."""
    wanted = {names.get(key, key): value for key, value in parse(before).value.items()}
    try:
        found = parse(after).value
    except YamlFaultError as error:
        raise NotEditableError(f"{error.fault.message} in the canonical form; write it by hand", 1) from error
    if canonical_json(found) != canonical_json(wanted) or _comments(before) != _comments(after):
        raise NotEditableError("it cannot be brought into the canonical form without losing something", 1)


def _comments(text: str) -> list[str]:
    return sorted(comment.text for comment in comments_of(text))
