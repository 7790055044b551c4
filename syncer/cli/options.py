"""Options that several commands share."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import click

from syncer.cli.output import Voice
from syncer.cli.session import Session
from syncer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syncer.plan.guards.check import Allowances
    from syncer.plan.partial import Part

_CATALOG: Final = "catalog"
"""The folder of the catalog, where none is named."""
_TARGET: Final = "SYNCER_TARGET"
"""The environment variable that names a target."""
_DAY: Final = r"\d{4}-\d\d-\d\d"
_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 9998


def completing(kind: str) -> Any:
    """What an option or an argument completes with TAB. It is imported when somebody presses that."""
    return lambda ctx, _, incomplete: import_module("syncer.cli.completing").completions(kind, ctx, incomplete)


def common(*formats: str, store: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """--catalog, --target, --quiet, --verbose and --no-cache, which become `session`; --format and --output.

    A command that needs no `store` has no --target, one that prints no document (`formats`) has none of the last two.
    """
    options = [
        click.option("--catalog", metavar="DIR", callback=not_empty,
                     help="The catalog's folder; otherwise `catalog`, here or in a folder above, up to the "
                     "repository's top."),
        click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but errors."),
        click.option("-v", "--verbose", is_flag=True,
                     help="Say more: a plan then shows every field of creates and deletes, and all warnings."),
        click.option("--no-cache", is_flag=True, help="Read and check every file anew."),
    ]  # fmt: skip
    if formats:
        options[1:1] = [
            click.option("--format", "form", type=click.Choice(formats), default="text", show_default=True,
                         help="The form of what is printed."),
            click.option("--output", metavar="FILE", callback=not_empty,
                         help="Also write what is printed to this file."),
        ]  # fmt: skip
    if store:
        text = f"A target of catalog.yaml; otherwise that of {_TARGET}, the environment's store, or the default."
        named = click.option("-t", "--target", metavar="NAME", shell_complete=completing("target"), help=text)
        options.insert(1, named)

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def wrapped(
            *, catalog: str | None, quiet: bool, verbose: bool, no_cache: bool, target: str | None = None, **rest: Any
        ) -> Any:
            _require_working_directory()
            voice = Voice(quiet=quiet, verbose=verbose)
            named, why = _named_target(target) if store else (None, "")
            session = Session(catalog or nearest_catalog(), voice, cached=not no_cache, target=named, why=why)
            session.is_named = catalog is not None
            if not store:
                session.without_default()
            return function(session=session, **rest)

        result: Callable[..., Any] = wrapped
        for option in reversed(options):
            result = option(result)
        return result

    return decorate


def _named_target(option: str | None) -> tuple[str | None, str]:
    """The target that the option or the environment names, and what is said of it."""
    if option is not None:
        return option, ""
    named = os.environ.get(_TARGET) or None
    return named, f", {_TARGET} is set" if named else ""


def nearest_catalog() -> str:
    """`catalog` here, or in the nearest folder above that has one, no farther than the repository's top."""
    folders = [*_upwards(os.getcwd())]
    top = next((folder for folder in folders if os.path.lexists(f"{folder}/.git")), folders[0])
    for steps, folder in enumerate(folders[: folders.index(top) + 1]):
        if os.path.lexists(f"{folder}/{_CATALOG}/catalog.yaml"):
            return f"{steps * '../'}{_CATALOG}"
    return _CATALOG


def _upwards(folder: str) -> Iterator[str]:
    """The folder, and each above it."""
    while True:
        yield folder
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder = above


def reads_roles(function: Callable[..., Any]) -> Callable[..., Any]:
    """--require-roles, which the session keeps."""

    @wraps(function)
    def wrapped(*, session: Session, require_roles: bool, **rest: Any) -> Any:
        session.require_roles = require_roles
        return function(session=session, **rest)

    text = "Exit with 7 when the platform's table of roles cannot be read."
    result: Callable[..., Any] = click.option("--require-roles", is_flag=True, help=text)(wrapped)
    return result


def moment(ctx: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:
    """A callback: the moment that an option names, in UTC; None without it."""
    if value is None:
        return None
    try:
        given = datetime.fromisoformat(f"{value}T00:00:00Z" if re.fullmatch(_DAY, value, re.ASCII) else value)
    except ValueError as error:
        raise click.BadParameter("it takes a date, or a moment such as 2026-12-01T00:00:00Z", ctx, parameter) from error
    if given.tzinfo is None:
        raise click.BadParameter("a moment needs its zone, such as 2026-12-01T00:00:00Z", ctx, parameter)
    if not _FIRST_YEAR <= given.year <= _LAST_YEAR:  # days are counted from it, both ways
        raise click.BadParameter(f"it takes a moment of the years {_FIRST_YEAR} to {_LAST_YEAR}", ctx, parameter)
    return given.astimezone(UTC)


def at_moment(function: Callable[..., Any]) -> Callable[..., Any]:
    """--at, which the session keeps."""

    @wraps(function)
    def wrapped(*, session: Session, at: datetime | None, **rest: Any) -> Any:
        session.at = at
        return function(session=session, **rest)

    text = "The moment whose prices are meant: a date, or a time with its zone. Otherwise now."
    option = click.option("--at", metavar="WHEN", callback=moment, help=text)
    result: Callable[..., Any] = option(wrapped)
    return result


def not_empty(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """A callback for an option whose value must not be the empty text."""
    if value == "":
        raise click.BadParameter("it must not be empty", ctx, parameter)
    return value


def _require_working_directory() -> None:
    try:
        os.getcwd()
    except OSError as error:
        raise UsageError("the working directory is gone; change to one that exists") from error


def takes_part(function: Callable[..., Any]) -> Callable[..., Any]:
    """--only, which `allowed` keeps; to be written below `allowances`."""

    @wraps(function)
    def wrapped(*, allowed: Allowances, only: tuple[str, ...], **rest: Any) -> Any:
        part: Part | None = None
        if only:  # most plans are for all models, and do without the module
            part = import_module("syncer.plan.partial").Part(only)
        return function(allowed=allowed._replace(part=part), **rest)

    text = "Only this model, or those that a pattern such as 'us.*' matches. Repeatable."
    result: Callable[..., Any] = click.option(
        "--only", metavar="MODEL_ID", multiple=True, shell_complete=completing("model"), help=text
    )(wrapped)
    return result
