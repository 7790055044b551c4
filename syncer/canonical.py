"""The one canonical form of a model file: order of keys, style of values, every comment kept.

A comment belongs to the key below it, and moves with it. A value with comments inside it stays as it is laid out; every
other value is written as `syncer.yamlwrite` writes it.
"""

from __future__ import annotations

from typing import NamedTuple

from schemas.attributes import PYTHON_NAME
from syncer.values import canonical_json
from syncer.yamledit import comments_of
from syncer.yamlfile import YamlFaultError, parse
from syncer.yamlparts import NotEditableError, Part, Parts, take_apart, text_of
from syncer.yamlwrite import KEYS, field_lines, group_of


class Canonical(NamedTuple):
    """A file in its canonical form."""

    text: str
    renamed: tuple[tuple[str, str], ...]
    """The camelCase keys that were rewritten, and what they are called."""


def canonical(text: str) -> Canonical:
    """The canonical form of a file that is right as YAML, also when its values are not. Raises NotEditableError."""
    plain = text.replace("\r\n", "\n")
    parts = take_apart(plain)
    values = parse(plain).value
    renamed = tuple(
        (part.key, PYTHON_NAME[part.key])
        for part in parts.parts
        if part.key in PYTHON_NAME and PYTHON_NAME[part.key] != part.key and PYTHON_NAME[part.key] not in values
    )
    names = dict(renamed)
    rank = {key: number for number, key in enumerate(KEYS)}
    ordered = sorted(parts.parts, key=lambda part: rank.get(names.get(part.key, part.key), len(KEYS)))
    written = [_canonical(part, names.get(part.key, part.key), values[part.key]) for part in ordered]
    result = text_of(_trimmed(parts.header), tuple(_spaced(written)), _tail(parts))
    _prove(plain, result, names)
    return Canonical(result, renamed)


def _canonical(part: Part, key: str, value: object) -> Part:
    """The part with its value in the one style."""
    if _has_alias(part):
        raise NotEditableError(f"{part.key} uses an anchor, an alias or a tag; write its value out", part.line)
    text = "\n".join(part.lines)
    comments = comments_of(f"{text}\n") if "#" in text else []
    if any(line for line, _ in comments):
        first = part.lines[0].replace(part.key, key, 1)
        return part._replace(key=key, lines=tuple(line.rstrip() for line in (first, *part.lines[1:])))
    written = list(field_lines(key, value))
    written[0] += f"  {comments[0][1]}" if comments else ""
    return part._replace(key=key, lines=tuple(written))


def _has_alias(part: Part) -> bool:
    """Whether the value can only be read with other parts of the file."""
    try:
        parse("\n".join(part.lines) + "\n")
    except YamlFaultError:
        return True
    return part.lines[0].partition(":")[2].lstrip()[:1] in {"&", "!"}


def _spaced(parts: list[Part]) -> list[Part]:
    """One blank line between groups, and where the author left one; none above the first key."""
    spaced: list[Part] = []
    for part in parts:
        above = spaced[-1] if spaced else None
        parted = above is not None and (part.gap > 0 or group_of(above.key) != group_of(part.key))
        spaced.append(part._replace(gap=int(parted), comments=_trimmed(part.comments)))
    return spaced


def _trimmed(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Without spaces at line ends, and with one blank line where there are several."""
    trimmed: list[str] = []
    for line in (line.rstrip() for line in lines):
        if line or (trimmed and trimmed[-1]):
            trimmed.append(line)
    return tuple(trimmed)


def _tail(parts: Parts) -> tuple[str, ...]:
    """What stands behind the last value, without blank lines at the end."""
    tail = list(parts.tail)
    while tail and not tail[-1].strip():
        tail.pop()
    blank_first = bool(tail) and not tail[0].strip()
    return ("",) * blank_first + _trimmed(tuple(tail))


def _prove(before: str, after: str, names: dict[str, str]) -> None:
    """Raise NotEditableError unless the text says what it said, with every comment."""
    wanted = {names.get(key, key): value for key, value in parse(before).value.items()}
    try:
        found = parse(after).value
    except YamlFaultError as error:
        raise NotEditableError(f"{error.fault.message} in the canonical form; write it by hand", 1) from error
    if canonical_json(found) != canonical_json(wanted) or _comments(before) != _comments(after):
        raise NotEditableError("it cannot be brought into the canonical form without losing something", 1)


def _comments(text: str) -> list[str]:
    return sorted(comment for _, comment in comments_of(text))
