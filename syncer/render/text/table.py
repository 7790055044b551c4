"""A table in columns for a terminal, or in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.render.markdown.escape import code
from syncer.render.text.values import spoken

if TYPE_CHECKING:
    from collections.abc import Sequence


def table_text(head: Sequence[str], cells: Sequence[Sequence[str]], form: str) -> str:
    """A table in columns, or in Markdown."""
    if form == "markdown":
        lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
        lines += [f"| {' | '.join(code(cell) for cell in line)} |" for line in cells]
        return "".join(f"{line}\n" for line in lines)
    widths = [max(len(line[column]) for line in (head, *cells)) for column in range(len(head))]
    rows = ("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in (head, *cells))
    return "".join(f"{spoken(line.rstrip())}\n" for line in rows)
