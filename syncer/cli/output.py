"""Where output goes: documents to stdout and to a file, everything said to a person to stderr."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Final, TextIO

import click

from syncer.disk.files import replace_file
from syncer.errors import SyncerError, UsageError
from syncer.frozen import NamedTuple
from syncer.render.text.problems import problems_text
from syncer.render.text.values import Paint, safe, spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from syncer.errors import Problem
    from syncer.plan.plan import Plan

FEW_WARNINGS: Final = 10
"""Warnings of one kind that are said, unless all are asked for."""
_LONG_WORK = 500
"""A progress bar is shown from so many items on."""


def painted(stream: TextIO) -> Paint:
    """Colour for a terminal, unless `NO_COLOR` is set."""
    return Paint(enabled=stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb")


def terminal_width() -> int | None:
    """How many characters a line of standard output has; None where it is no terminal."""
    if not sys.stdout.isatty():
        return None
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or None
    except (OSError, ValueError):
        return None


def emit(text: str, *, plain: Callable[[], str] | None = None, output: str | None = None) -> None:
    """Print a document; also write it to the file, there in its `plain` form, which is made only then.

    Raises UsageError when the file cannot be written, SyncerError when standard output cannot.
    """
    try:
        if output is not None:
            save(plain() if plain is not None else text, output)
    finally:
        _print(text)


def emit_form(render: Callable[..., str], form: str, output: str | None, **at_terminal: object) -> None:
    """Print what `render` makes, in colour at a terminal; also write it to the file, without colour.

    `at_terminal` is given to `render` for the terminal alone. Only text has such things: any other form is made once.
    Raises as `emit` does.
    """
    text = render(paint=painted(sys.stdout), **at_terminal)
    emit(text, plain=render if form == "text" else None, output=output)


def save(text: str, output: str, *, option: str = "--output") -> None:
    """Write a document to the file that an option names, whole or not at all. Raises UsageError."""
    data = text.encode("utf-8", "backslashreplace")
    try:
        if os.path.exists(output) and not os.path.isfile(output):
            with open(output, "wb") as device:  # a pipe or a device is written to, not replaced
                device.write(data)
        else:
            replace_file(os.path.realpath(output), data)
    except OSError as error:
        raise UsageError(f"cannot write {option} {output!r}: {error.strerror}") from error


def _print(text: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise SyncerError(f"cannot write to standard output: {error.strerror}") from error


def note(text: str) -> None:
    """Say one line on stderr: whatever the text holds, it moves no cursor, and is no command in the log of a CI."""
    click.echo(spoken(safe(text)), err=True)


def note_problems(problems: Iterable[Problem]) -> None:
    """Say on stderr what is wrong with files, with their lines on a terminal."""
    text = problems_text(problems, paint=painted(sys.stderr), excerpts=sys.stderr.isatty())
    click.echo(text, nl=False, err=True)


def note_block(text: str) -> None:
    """Say on stderr what `render` made of several lines."""
    click.echo(text, err=True)


class Voice(NamedTuple):
    """Says things to the person at the terminal, on stderr."""

    quiet: bool
    verbose: bool = False

    def say(self, text: str) -> None:
        """A remark, unless --quiet."""
        if not self.quiet:
            note(text)

    def error(self, text: str) -> None:
        """An error that does not end the run."""
        note(f"error: {text}")

    def warn(self, problems: Iterable[Problem]) -> None:
        """Warnings, unless --quiet."""
        if not self.quiet:
            note_problems(problems)

    def warn_of_many(self, problems: Iterable[Problem], plans: Iterable[Plan] = ()) -> None:
        """The same of a whole catalog or store: a few of each kind, unless --verbose. Plans say which matter most."""
        found = [*problems]
        if self.quiet or self.verbose or len(found) <= FEW_WARNINGS:
            self.warn(found)
            return
        warnings = import_module("syncer.render.warnings")  # most catalogs have few
        shown, lines = warnings.few_of_each(found, FEW_WARNINGS, plans)
        self.warn(shown)
        for line in lines:
            self.say(line)

    def watched(self, label: str) -> Callable[[Iterable[str]], Iterable[str]]:
        """Wraps long work in a progress bar, on a terminal only."""

        def wrap(items: Iterable[str]) -> Iterable[str]:
            known: Sequence[str] = items if isinstance(items, (tuple, list)) else list(items)
            return _bar(known, label) if self._has_bar(len(known)) else known

        return wrap

    def counting(self, label: str, total: int) -> Callable[[int], None]:
        """A progress bar that is told how many are done, on a terminal only."""
        if not self._has_bar(total):
            return lambda _: None
        bar = click.progressbar(length=total, label=label, file=sys.stderr)
        bar.render_progress()

        def advance(done: int) -> None:
            bar.update(done - bar.pos)
            if done == total:
                bar.render_finish()

        return advance

    def _has_bar(self, length: int) -> bool:
        return not self.quiet and length >= _LONG_WORK and sys.stderr.isatty()


quiet = click.option("-q", "--quiet", "voice", is_flag=True, help="Say nothing on stderr but errors.",
                     callback=lambda _ctx, _parameter, given: Voice(quiet=given))  # fmt: skip
"""--quiet, which becomes `voice`."""


def _bar(items: Sequence[str], label: str) -> Iterable[str]:
    with click.progressbar(items, label=label, file=sys.stderr) as bar:
        yield from bar
