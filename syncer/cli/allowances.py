"""The options that lift guards, from the command line and from the text of a pull request."""

from __future__ import annotations

import json
import re
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

import click

from syncer.cli.options import completing, not_empty
from syncer.disk.files import FileTooLargeError, read_bounded
from syncer.errors import UsageError
from syncer.plan.guards.check import Allowances
from syncer.plan.guards.rules import LIFTING_OPTIONS
from syncer.plan.guards.settings import MEANT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syncer.plan.guards.rules import Option

_PREFIX: Final = "syncer:"
_COMMENT: Final = r"(?s)<!--.*?(-->|\Z)"
"""What a pull request's template says to its author."""
_MOST_BYTES: Final = 1 << 25
_LINE_END: Final = r"\r\n|\r|\n"
_MOST_LINES: Final = 200
_MOST_CHARACTERS: Final = 70_000
"""GitHub's descriptions are shorter. To take a line apart costs time that grows with its square."""


def _declared(option: Option) -> click.Option:
    """The option of the command line, which becomes the allowance that it fills."""
    names = [option.name, option.allowance]
    if not option.takes:
        return click.Option(names, is_flag=True, help=option.help, callback=_meant)
    kind = click.IntRange(min=0) if option.takes == "N" else str
    complete = completing("model") if option.takes == "MODEL_ID" else None
    return click.Option(names, type=kind, metavar=option.takes, multiple=True, shell_complete=complete,
                        help=f"{option.help} Repeatable.")  # fmt: skip


def _meant(ctx: click.Context, parameter: click.Parameter, value: bool) -> tuple[str, ...]:  # noqa: ARG001, FBT001  as click calls it
    """What a flag allows, as the values of any other option."""
    return (MEANT,) if value else ()


_OPTIONS: Final = tuple(map(_declared, LIFTING_OPTIONS))
_FROM: Final = click.Option(
    ["--allow-from"], metavar="FILE", callback=not_empty,
    help="Take such options also from lines `syncer: OPTIONS` of this text, or of the pull request of a GitHub event.",
)  # fmt: skip


def allowances(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that lift guards; they become `allowed`."""

    @wraps(function)
    def wrapped(*, allow_from: str | None, **rest: Any) -> Any:
        given = {option.allowance: rest.pop(option.allowance) for option in LIFTING_OPTIONS}
        for words in _lines(allow_from) if allow_from is not None else ():
            more = _parsed(words, str(allow_from))
            given = {name: (*value, *more[name]) for name, value in given.items()}
        said: dict[str, Any] = {name: frozenset(value) for name, value in given.items()}
        return function(allowed=Allowances(**said), **rest)

    wrapped.__click_params__ = [*reversed((*_OPTIONS, _FROM)), *getattr(function, "__click_params__", [])]  # type: ignore[attr-defined]  # where click's own decorators keep them
    return wrapped


def allowing(*allowances: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Some of these options, for a plan that comes from no catalog; they become `allowed`."""

    def wrapper(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def wrapped(**rest: Any) -> Any:
            given: dict[str, Any] = {name: frozenset(rest.pop(name)) for name in allowances}
            return function(allowed=Allowances(**given), **rest)

        options = [option for option in _OPTIONS if option.name in allowances]
        wrapped.__click_params__ = [*reversed(options), *getattr(function, "__click_params__", [])]  # type: ignore[attr-defined]  # as above
        return wrapped

    return wrapper


def _parsed(words: str, file: str) -> dict[str, Any]:
    """What a line gives. Raises UsageError."""
    import shlex  # noqa: PLC0415  only where a text gives options, and every plan imports this module

    command = click.Command(_PREFIX, params=list(_OPTIONS), add_help_option=False)
    try:
        return dict(command.make_context(_PREFIX, shlex.split(words)).params)
    except (click.UsageError, ValueError) as error:
        said = error.format_message() if isinstance(error, click.UsageError) else str(error)
        raise UsageError(f"{file}: `{_PREFIX} {words}` cannot be read: {said}") from error


def _lines(file: str) -> Iterator[str]:
    try:
        text = read_bounded(file, _MOST_BYTES).decode("utf-8", "replace")
    except FileTooLargeError as error:
        raise UsageError(f"{file} is larger than {_MOST_BYTES >> 20} MiB") from error
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    found = [*_said_in(re.sub(_COMMENT, "", _described(text)))]
    characters = sum(map(len, found))
    if len(found) > _MOST_LINES or characters > _MOST_CHARACTERS:
        lines = f"{len(found):,} line{'s'[: len(found) != 1]}"
        raise UsageError(
            f"{file} has {lines} `{_PREFIX} --...` with {characters:,} characters; at most {_MOST_LINES} "
            f"lines and {_MOST_CHARACTERS:,} characters are read"
        )
    yield from found


def _said_in(text: str) -> Iterator[str]:
    for line in re.split(_LINE_END, text):  # what a reader sees as a line of its own
        said = line.strip(" \t").removeprefix("`")
        words = said.removeprefix(_PREFIX).lstrip(" \t")
        if said.startswith(_PREFIX) and words.startswith("--"):  # one that goes on otherwise is prose
            yield words.removesuffix("`")


def _described(text: str) -> str:
    """The description of the pull request, for the event of one; nothing for another event; any other text as it is."""
    try:
        event = json.loads(text)
    except (ValueError, RecursionError):
        return text
    request = event.get("pull_request") if isinstance(event, dict) else None
    body = request.get("body") if isinstance(request, dict) else None
    return body if isinstance(body, str) else ""
