"""Cells in columns for a person, as wide as the terminal at most; in Markdown; and as CSV for a spreadsheet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from syncer.render.markdown.escape import code
from syncer.render.text.values import safe, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_GAP: Final = "  "
_NUMBER: Final = re.compile(r"\d[\d.e+-]*")
_NARROW: Final = 10
"""Characters that a column with text keeps; the first one keeps `_NARROW_FIRST`, since it says what the line is of."""
_NARROW_FIRST: Final = 30
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a cell begins that a spreadsheet takes for a formula; some read the wide forms as the narrow ones."""
_QUOTED: Final = re.compile('[",;\\r\\n]|^\\s|\\s$')
"""What stands in quotes. A semicolon parts cells where a comma is part of a number."""


def column_lines(
    head: Sequence[str], rows: Iterable[Sequence[str]], ending: str | None = None, *, width: int | None = None
) -> Iterator[str]:
    """The table in lines, points of numbers below each other; no line is longer than `width`, where that is given."""
    columns = [*map(_on_point, zip(head, *rows, strict=True))]
    right = [_is_numeric(column) for column in columns]
    lines = [*zip(*columns, strict=True)]
    widths = [max(map(len, column)) for column in columns]
    if width is not None:
        widths = _fitted(widths, right, width)
    for line in lines:
        cells = (_padded(cell, wide, right=to_right) for cell, wide, to_right in zip(line, widths, right, strict=False))
        yield spoken(_GAP.join(cells).rstrip())
    left = head[len(widths) :]
    if left:
        yield f"Left out, because the terminal has {width} columns: {', '.join(left)}."
    yield from ("", ending) if ending is not None else ()


def _is_numeric(column: Sequence[str]) -> bool:
    """Whether all that stands below the head is numbers, or nothing; and not nothing alone."""
    found = [cell for cell in column[1:] if cell not in ("", "-", "absent")]
    return bool(found) and all(_NUMBER.fullmatch(cell.rstrip()) for cell in found)


def _on_point(column: Sequence[str]) -> Sequence[str]:
    """The column; of numbers, with room behind each so that their points stand below each other."""
    if not _is_numeric(column):
        return column
    tails = [len(cell) - len(cell.partition(".")[0]) if _NUMBER.fullmatch(cell) else None for cell in column]
    most = max(filter(None, tails), default=0)
    return [cell if tail is None else cell + " " * (most - tail) for cell, tail in zip(column, tails, strict=True)]


def _padded(cell: str, width: int, *, right: bool) -> str:
    if len(cell) > width:
        return f"{cell[: width - 3]}..."
    return cell.rjust(width) if right else cell.ljust(width)


def _fitted(widths: Sequence[int], right: Sequence[bool], width: int) -> list[int]:
    """The widths that fit: text but for the first column is cut first, then that; at last the last columns go."""
    found = [*widths]
    least = [wide if is_number else min(wide, _NARROW) for wide, is_number in zip(widths, right, strict=True)]
    for at in (*range(len(found) - 1, 0, -1), 0):
        floor = least[at] if at else min(found[0], _NARROW_FIRST)
        found[at] = max(floor, found[at] - max(0, _total(found) - width))
    while len(found) > 1 and _total(found) > width:
        del found[-1]
    return found


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def markdown_lines(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The table in Markdown, in which no cell is markup."""
    lines = [*rows]
    columns = [*zip(head, *lines, strict=True)]
    yield f"| {' | '.join(head)} |"
    yield f"|{''.join('---:|' if _is_numeric(column) else '---|' for column in columns)}"
    yield from (f"| {' | '.join(map(code, line))} |" for line in lines)


class Plain(str):
    """Text of ours, such as a number: no spreadsheet is kept from reading it."""

    __slots__ = ()


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The table as CSV. Text that a spreadsheet would take for a formula gets a quotation mark before it."""
    yield ",".join(head)
    yield from (",".join(map(_csv_cell, row)) for row in rows)


def _csv_cell(value: str) -> str:
    text = value if isinstance(value, Plain) else _harmless(value)
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _harmless(text: str) -> str:
    """Text that is none but text, also with white space before it, which some spreadsheets pass over."""
    return f"'{safe(text)}" if text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else safe(text)
