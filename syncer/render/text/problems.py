"""Problems for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.render.text.values import PLAIN, Paint, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syncer.errors import Problem

_WIDTH: Final = 100


def problems_text(problems: Iterable[Problem], *, paint: Paint = PLAIN, excerpts: bool = False) -> str:
    """`file:line:column: field: message [kind]`, a line each; with `excerpts` the source line and a caret under it."""
    return "".join(f"{line}\n" for line in lines_of_problems(problems, paint, excerpts=excerpts))


def lines_of_problems(problems: Iterable[Problem], paint: Paint, *, excerpts: bool = False) -> Iterator[str]:
    """The lines of `problems_text`."""
    for problem in problems:
        place = [safe(problem.where)]
        if problem.line is not None:
            place += [str(problem.line), str(problem.column or 1)]
        field = f"{safe(problem.field)}: " if problem.field else ""
        colour, word = ("yellow", paint("yellow", "warning: ")) if problem.severity == "warning" else ("red", "")
        yield f"{paint('bold', ':'.join(place))}: {word}{field}{safe(problem.with_kind)}"
        if excerpts:
            yield from _excerpt(problem.excerpt, problem.column, paint(colour, "^"))


def _excerpt(line: str | None, column: int | None, caret: str) -> Iterator[str]:
    """The part of a line around a column, and a caret under it; nothing where they are not known."""
    if line is None or column is None:
        return
    start = max(0, column - _WIDTH // 2)
    shown = "".join(c if c.isprintable() else "?" for c in line[start : start + _WIDTH].replace("\t", " "))
    yield f"    {shown}"
    yield f"    {' ' * _columns_of(shown[: column - 1 - start])}{caret}"


def _columns_of(text: str) -> int:
    """Columns that the text takes on a terminal."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width  # noqa: PLC0415  few lines need it

    return sum(2 if east_asian_width(c) in {"W", "F"} else not combining(c) for c in text)
