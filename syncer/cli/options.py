"""Options that several commands share."""

from __future__ import annotations

import os
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from syncer.cli.output import Voice
from syncer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from syncer.guards import Allowances


def common(*formats: str, store: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """--catalog, --target, --quiet, --verbose and --no-cache, which become `session`; --format and --output.

    A command that needs no `store` has no --target.
    """
    options = [
        click.option("--catalog", metavar="DIR", default="catalog", show_default=True, callback=_not_empty,
                     help="The catalog's folder."),
        click.option("--format", "form", type=click.Choice(formats), default="text", show_default=True,
                     help="The form of what is printed."),
        click.option("--output", metavar="FILE", callback=_not_empty, help="Also write what is printed to this file."),
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
            from syncer.cli.session import Session  # noqa: PLC0415  not for the help

            _require_working_directory()
            voice = Voice(quiet=quiet, verbose=verbose)
            return function(session=Session(catalog, voice, cached=not no_cache, target=target), **rest)

        result: Callable[..., Any] = wrapped
        for option in reversed(options):
            result = option(result)
        return result

    return decorate


def _not_empty(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value == "":
        raise click.BadParameter("it must not be empty", ctx, parameter)
    return value


def _require_working_directory() -> None:
    try:
        os.getcwd()
    except OSError as error:
        raise UsageError("the working directory is gone; change to one that exists") from error


def allowances(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that lift guards; they become `allowed`."""

    @click.option("--allow-deletes", type=click.IntRange(min=0), metavar="N",
                  help="Exactly so many rows may be deleted, although a guard refuses it.")  # fmt: skip
    @click.option("--allow-updates", type=click.IntRange(min=0), metavar="N",
                  help="Exactly so many rows may be updated, although a guard refuses it.")  # fmt: skip
    @click.option("--allow-no-default", metavar="MODEL_ID",
                  help="This model may stop being the default without a successor.")  # fmt: skip
    @click.option("--allow-empty-role", metavar="ROLE", multiple=True,
                  help="Members of this role may be left with no model to pick. May be repeated.")  # fmt: skip
    @click.option("--allow-no-image-model", metavar="MODEL_ID",
                  help="This model may go although it is the last that takes images.")  # fmt: skip
    @click.option("--allow-price", metavar="MODEL_ID", multiple=True,
                  help="The new prices of this model are meant, although a guard refuses. Repeatable.")  # fmt: skip
    @click.option("--overwrite", metavar="MODEL_ID", multiple=True,
                  help="For this model the catalog wins over what was edited outside. May be repeated.")  # fmt: skip
    @wraps(function)
    def wrapped(
        *, allow_deletes: int | None, allow_updates: int | None, allow_no_default: str | None,
        allow_empty_role: tuple[str, ...], allow_no_image_model: str | None, overwrite: tuple[str, ...],
        allow_price: tuple[str, ...], **rest: Any,
    ) -> Any:  # fmt: skip
        from syncer.guards import Allowances as Allowed  # noqa: PLC0415  not for the help

        allowed: Allowances = Allowed(
            deletes=allow_deletes, updates=allow_updates, no_default=allow_no_default, overwrite=frozenset(overwrite),
            empty_roles=frozenset(allow_empty_role), no_image_model=allow_no_image_model,
            prices=frozenset(allow_price),
        )  # fmt: skip
        return function(allowed=allowed, **rest)

    return wrapped
