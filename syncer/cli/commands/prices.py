"""`syncer prices check`, `prices update` and `prices models`."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from syncer.authoring.price_edits import price_proposal, require_whole
from syncer.authoring.write_files import write_each
from syncer.cli.options import common, moment, not_empty
from syncer.cli.output import emit, emit_form
from syncer.errors import CHANGES_EXIT, ModelNotFoundError
from syncer.model.words import did_you_mean
from syncer.plan.against_ref import plan_against
from syncer.plan.guards.check import Allowances
from syncer.prices.check import check_prices
from syncer.prices.lacking import lacking_models
from syncer.prices.open import open_lists, require_trusted
from syncer.render.ci.findings import Root
from syncer.render.lacking import render_lacking
from syncer.render.price_update import render_price_update
from syncer.render.prices import failing, render_prices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from syncer.cli.session import Session
    from syncer.model.catalog import Catalog
    from syncer.prices.check import PriceReport


def _now_or(ctx: click.Context, parameter: click.Parameter, value: str | None) -> datetime:
    """A callback: the moment that an option names, in UTC; now without it."""
    return moment(ctx, parameter, value) or datetime.now(UTC).replace(microsecond=0)


def _asks_lists(function: Callable[..., Any]) -> Callable[..., Any]:
    """--at and --litellm."""
    when = "The moment for which lists are asked: a date, or a time with its zone. Otherwise now."
    table = "Also ask LiteLLM's table: a file, or an https address. Nothing else is ever fetched."
    asked = click.option("--litellm", metavar="FILE|URL", callback=not_empty, help=table)(function)
    result: Callable[..., Any] = click.option("--at", metavar="WHEN", callback=_now_or, help=when)(asked)
    return result


@click.group("prices", epilog="Example: syncer prices check --at 2026-12-01")
def command() -> None:
    """Hold the catalog's prices against public lists. Nothing is fetched unless a list's address is given."""


@command.command("check", epilog="Example: syncer prices check --strict")
@common("text", "json", "markdown", "github", store=False)
@_asks_lists
@click.option("--strict", is_flag=True, help="Exit with 2 also for prices of which the lists say nothing sure.")
def check_command(
    *, session: Session, form: str, output: str | None, at: datetime, litellm: str | None, strict: bool
) -> int:
    """Say of every price what public lists say. Exit code 2 when one differs.

    With --verbose, text also has the prices that are the same.
    """
    report = _report(session.definitions, at, litellm)
    root = Root.of(os.getcwd(), os.environ.get("GITHUB_WORKSPACE", ""))
    emit_form(partial(render_prices, report, form, strict=strict, every=session.voice.verbose, root=root), form, output)
    return CHANGES_EXIT if failing(strict=strict) & report.counts.keys() else 0


@command.command("update", epilog="Example: syncer prices update --dry-run")
@common("text", "markdown", store=False)
@_asks_lists
@click.option("--take", "chosen", metavar="MODEL_ID", multiple=True,
              help="Also take this model's prices where the list is not sure. Repeatable.")  # fmt: skip
@click.option("--allow-price", "prices", metavar="MODEL_ID", multiple=True,
              help="The new prices of this model are meant, although a guard refuses. Repeatable.")  # fmt: skip
@click.option("--allow-updates", "updates", metavar="N", type=click.IntRange(min=0), multiple=True,
              help="Exactly so many models may change, although a guard refuses it.")  # fmt: skip
@click.option("--allow-unknown", "unknown", metavar="N", type=click.IntRange(min=0), multiple=True,
              help="Exactly so many prices may be in no list, although that is more than half.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be written.")
def update_command(
    *, session: Session, form: str, output: str | None, at: datetime, litellm: str | None, chosen: tuple[str, ...],
    dry_run: bool, **allowed: Any,
) -> int:  # fmt: skip
    """Write prices that differ into the model files. Exit code 2 when one that fails a check is left.

    A guard that refuses a plan of the change refuses it here, with exit code 4; then nothing is written.
    """
    catalog = session.definitions
    _require_models(chosen, catalog)
    report = _report(catalog, at, litellm)
    require_whole(report, allowed["unknown"])
    proposal = price_proposal(report, catalog, chosen)
    meant = Allowances(prices=frozenset(allowed["prices"]), updates=frozenset(allowed["updates"]))
    plan_against(lambda: proposal.catalog, catalog, name="the files as they are", allowances=meant).require_allowed()
    if not dry_run:
        write_each(proposal.texts, lambda path: session.voice.say(f"wrote {path}"))
    emit_form(partial(render_price_update, report, proposal, form), form, output)
    return CHANGES_EXIT if proposal.is_open else 0


@command.command("models", epilog="Example: syncer prices models --provider bedrock")
@common("text", "json", "markdown", store=False)
@_asks_lists
@click.option(
    "--provider", required=True, metavar="NAME", callback=not_empty, help="The provider, as model files say it."
)
def models_command(
    *, session: Session, form: str, output: str | None, at: datetime, litellm: str | None, provider: str
) -> int:
    """List what lists know of a provider and the catalog lacks. A row is no proof that the model exists."""
    found = lacking_models(session.definitions, open_lists(at, litellm=litellm), provider.lower(), at)
    emit(render_lacking(found, form, provider), output=output)
    return 0


def _report(catalog: Catalog, at: datetime, litellm: str | None) -> PriceReport:
    """What the lists say. Raises UsageError when there are none."""
    lists = open_lists(at, litellm=litellm)
    require_trusted(catalog.settings.trusted_lists, lists)
    return check_prices(catalog, lists, at)


def _require_models(chosen: Iterable[str], catalog: Catalog) -> None:
    """Raise ModelNotFoundError for a choice of a model that there is not."""
    known = {entry.model_id for entry in catalog.entries}
    lost = next((model_id for model_id in chosen if model_id not in known), None)
    if lost is not None:
        raise ModelNotFoundError(f"--take {lost}: the catalog has no such model{did_you_mean(lost, known)}")
