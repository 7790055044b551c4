"""A model file as parts that can be moved and changed: each top-level key with its lines and comments. Pure."""

from __future__ import annotations

from typing import NamedTuple

from syncer.yaml.parse import YamlFaultError, parse

_MODELINES = ("# yaml-language-server:", "# vim:", "# -*-")
"""What editors look for at the top of a file."""


class NotEditableError(Exception):
    """The file cannot be edited without changing more than is asked for; says why and what to do."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class Part(NamedTuple):
    """One top-level key."""

    key: str
    comments: tuple[str, ...]
    """The comment lines above it, with the blank lines between them."""
    gap: int
    """Blank lines above it and its comments; 0 for the first key."""
    lines: tuple[str, ...]
    """The lines of the key and its value."""
    line: int
    """Of the key, from 1."""


class Parts(NamedTuple):
    """A file, taken apart. `text_of` puts it together again."""

    header: tuple[str, ...]
    """What stands above the first key and its comments."""
    parts: tuple[Part, ...]
    tail: tuple[str, ...]
    """Blank lines and comments behind the last value."""


def take_apart(text: str) -> Parts:
    """The parts of a file that is right as YAML. Raises NotEditableError."""
    try:
        starts = sorted(parse(text).lines.items(), key=lambda item: item[1])
    except YamlFaultError as error:
        raise NotEditableError(f"{error.fault.message}; mend it first", error.fault.at.line) from error
    lines = text.removesuffix("\n").split("\n")
    for number, line in enumerate(lines, 1):
        if line.startswith(("---", "...", "%")):
            raise NotEditableError(f"it has a document marker, `{line[:3]}`; remove that line first", number)
    if len({line for _, line in starts}) < len(starts) or any(_is_nested(lines[line - 1]) for _, line in starts):
        raise NotEditableError("its keys stand in braces; write them as `key: value` lines first", starts[0][1])
    parts: list[Part] = []
    end = 0
    for (key, number), following in zip(starts, [*_lines_of(starts)[1:], len(lines) + 1], strict=True):
        above = lines[end : number - 1]
        gap = next((index for index, row in enumerate(above) if row.strip()), len(above))
        end = _end_of_value(lines, number, following - 1)
        parts.append(Part(key, tuple(above[gap:]), gap, tuple(lines[number - 1 : end]), number))
    header, comments = _parted(("",) * parts[0].gap + parts[0].comments)
    parts[0] = parts[0]._replace(comments=comments, gap=0)
    return Parts(header, tuple(parts), tuple(lines[end:]))


def text_of(header: tuple[str, ...], parts: tuple[Part, ...], tail: tuple[str, ...] = ()) -> str:
    """The text of the parts."""
    lines = [*header]
    for part in parts:
        lines += [*[""] * part.gap, *part.comments, *part.lines]
    return "\n".join([*lines, *tail]) + "\n"


def _lines_of(starts: list[tuple[str, int]]) -> list[int]:
    return [line for _, line in starts]


def _is_nested(line: str) -> bool:
    return line[:1] in {" ", "\t", "{", "?"}


def _end_of_value(lines: list[str], line: int, following: int) -> int:
    """The number of the last line of the value, given that of the line before the next key."""
    while following > line and (not lines[following - 1].strip() or lines[following - 1].startswith("#")):
        following -= 1
    return following


def _parted(above: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands above the first key: that of the whole file, which stays at the top, and that of the key."""
    last_blank = max((number for number, row in enumerate(above, 1) if not row.strip()), default=0)
    modelines = sum(1 for row in above if row.startswith(_MODELINES))
    count = max(
        last_blank, modelines if above[:modelines] == tuple(r for r in above if r.startswith(_MODELINES)) else 0
    )
    return above[:count], above[count:]
