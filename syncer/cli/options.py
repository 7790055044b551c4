"""Options that several commands share."""

from __future__ import annotations

import os
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from syncer.cli.output import Voice
from syncer.cli.session import Session
from syncer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable


def common(*formats: str, store: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """--catalog, --target, --quiet, --verbose and --no-cache, which become `session`; --format and --output.

    A command that needs no `store` has no --target.
    """
    options = [
        click.option("--catalog", metavar="DIR", default="catalog", show_default=True, callback=not_empty,
                     help="The catalog's folder."),
        click.option("--format", "form", type=click.Choice(formats), default="text", show_default=True,
                     help="The form of what is printed."),
        click.option("--output", metavar="FILE", callback=not_empty, help="Also write what is printed to this file."),
        click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but errors."),
        click.option("-v", "--verbose", is_flag=True,
                     help="Say more: a plan then shows every field of creates and deletes."),
        click.option("--no-cache", is_flag=True, help="Read and check every file anew."),
    ]  # fmt: skip
    if store:
        options.insert(1, click.option("--target", metavar="NAME", help="A target of catalog.yaml; otherwise the "
                                       "environment's store, or the directory managed_models."))  # fmt: skip

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def wrapped(
            *, catalog: str, quiet: bool, verbose: bool, no_cache: bool, target: str | None = None, **rest: Any
        ) -> Any:
            _require_working_directory()
            voice = Voice(quiet=quiet, verbose=verbose)
            return function(session=Session(catalog, voice, cached=not no_cache, target=target), **rest)

        result: Callable[..., Any] = wrapped
        for option in reversed(options):
            result = option(result)
        return result

    return decorate


def reads_roles(function: Callable[..., Any]) -> Callable[..., Any]:
    """--require-roles, which the session keeps."""

    @wraps(function)
    def wrapped(*, session: Session, require_roles: bool, **rest: Any) -> Any:
        session.require_roles = require_roles
        return function(session=session, **rest)

    text = "Exit with 7 when the platform's table of roles cannot be read."
    result: Callable[..., Any] = click.option("--require-roles", is_flag=True, help=text)(wrapped)
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
