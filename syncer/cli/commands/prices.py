"""`syncer prices check`."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import click

from syncer.cli.options import common, not_empty
from syncer.cli.output import emit_form
from syncer.errors import CHANGES_EXIT
from syncer.prices.check import check_prices
from syncer.prices.open import open_lists, require_trusted
from syncer.render.ci.findings import Root
from syncer.render.prices import failing, render_prices

if TYPE_CHECKING:
    from syncer.cli.session import Session

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _moment(ctx: click.Context, parameter: click.Parameter, value: str | None) -> datetime:
    """A callback: the moment that an option names, in UTC; now without it."""
    if value is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        given = datetime.fromisoformat(f"{value}T00:00:00Z" if _DAY.fullmatch(value) else value)
    except ValueError as error:
        raise click.BadParameter("it takes a date, or a moment such as 2026-12-01T00:00:00Z", ctx, parameter) from error
    if given.tzinfo is None:
        raise click.BadParameter("a moment needs its zone, such as 2026-12-01T00:00:00Z", ctx, parameter)
    return given.astimezone(UTC)


@click.group("prices", epilog="Example: syncer prices check --at 2026-12-01")
def command() -> None:
    """Hold the catalog's prices against public lists. Nothing is fetched unless a list's address is given."""


@command.command("check", epilog="Example: syncer prices check --strict")
@common("text", "json", "markdown", "github", store=False)
@click.option("--at", metavar="WHEN", callback=_moment,
              help="The moment for which lists are asked: a date, or a time with its zone. Otherwise now.")  # fmt: skip
@click.option("--litellm", metavar="FILE|URL", callback=not_empty,
              help="Also ask LiteLLM's table: a file, or an https address. Nothing else is ever fetched.")  # fmt: skip
@click.option("--strict", is_flag=True, help="Exit with 2 also for prices of which the lists say nothing sure.")
def check_command(
    *, session: Session, form: str, output: str | None, at: datetime, litellm: str | None, strict: bool
) -> int:
    """Say of every price what public lists say. Exit code 2 when one differs.

    With --verbose, text also has the prices that are the same.
    """
    catalog = session.definitions
    lists = open_lists(at, litellm=litellm)
    require_trusted(catalog.settings.trusted_lists, lists)
    report = check_prices(catalog, lists, at)
    root = Root.of(os.getcwd(), os.environ.get("GITHUB_WORKSPACE", ""))
    emit_form(partial(render_prices, report, form, strict=strict, every=session.voice.verbose, root=root), form, output)
    return CHANGES_EXIT if failing(strict=strict) & report.counts.keys() else 0
