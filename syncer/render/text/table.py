"""A table in columns for a terminal, or in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.render.markdown.escape import code
from syncer.render.text.values import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def table_text(head: Sequence[str], cells: Sequence[Sequence[str]], form: str) -> str:
    """A table in columns, or in Markdown."""
    lines = _markdown(head, cells) if form == "markdown" else _columns((head, *cells))
    return "".join(f"{line}\n" for line in lines)


def _markdown(head: Sequence[str], cells: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(map(code, line))} |" for line in cells)


def _columns(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        yield spoken("  ".join(map(str.ljust, line, widths)).rstrip())
