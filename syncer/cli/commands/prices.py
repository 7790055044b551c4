"""`syncer prices check`, `prices update` and `prices models`."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from syncer.authoring.price_edits import price_proposal, require_whole
from syncer.authoring.write_files import write_each
from syncer.cli.options import common, not_empty
from syncer.cli.output import emit, emit_form, save
from syncer.cli.price_question import asks_lists, compares
from syncer.errors import CHANGES_EXIT, ModelNotFoundError
from syncer.model.words import did_you_mean
from syncer.plan.against_ref import plan_against
from syncer.plan.guards.check import Allowances
from syncer.prices.age import old_lists
from syncer.prices.lacking import lacking_models
from syncer.prices.since import require_no_shrunk
from syncer.render.ci.findings import Root
from syncer.render.lacking import render_lacking
from syncer.render.price_update import render_price_update
from syncer.render.prices import failing, render_prices

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syncer.cli.price_question import PriceQuestion
    from syncer.cli.session import Session
    from syncer.model.catalog import Catalog
    from syncer.prices.check import PriceReport


@click.group("prices", epilog="Example: syncer prices check --at 2026-12-01")
def command() -> None:
    """Hold the catalog's prices against public lists. Nothing is fetched unless an address or a region is named."""


@command.command("check", epilog="Example: syncer prices check --strict")
@common("text", "json", "markdown", "github")
@compares
@asks_lists
@click.option("--strict", is_flag=True, help="Exit with 2 also for prices of which the lists say nothing sure.")
def check_command(*, session: Session, form: str, output: str | None, asked: PriceQuestion, strict: bool) -> int:
    """Say of every price what public lists say. Exit code 2 when one differs.

    With --verbose, text also has the prices that are the same.
    """
    report = _report(session, asked)
    root = Root.of(os.getcwd(), os.environ.get("GITHUB_WORKSPACE", ""))
    emit_form(partial(render_prices, report, form, strict=strict, every=session.voice.verbose, root=root), form, output)
    return CHANGES_EXIT if failing(strict=strict) & report.counts.keys() else 0


@command.command("update", epilog="Example: syncer prices update --dry-run")
@common("text", "markdown")
@compares
@asks_lists
@click.option("--take", "chosen", metavar="MODEL_ID", multiple=True,
              help="Also take this model's prices where the list is not sure. Repeatable.")  # fmt: skip
@click.option("--take-limits", "limits", metavar="MODEL_ID", multiple=True,
              help="Also take this model's token limits where a list says others. Repeatable.")  # fmt: skip
@click.option("--add-missing", "adds", is_flag=True,
              help="Also write prices that a file lacks, from the list by which its others are sure.")  # fmt: skip
@click.option("--allow-price", "prices", metavar="MODEL_ID", multiple=True,
              help="The new prices of this model are meant, although a guard refuses. Repeatable.")  # fmt: skip
@click.option("--allow-updates", "updates", metavar="N", type=click.IntRange(min=0), multiple=True,
              help="Exactly so many models may change, although a guard refuses it.")  # fmt: skip
@click.option("--allow-unknown", "unknown", metavar="N", type=click.IntRange(min=0), multiple=True,
              help="Exactly so many prices may be in no list, although that is more than half.")  # fmt: skip
@click.option("--report", "kept", metavar="FILE", callback=not_empty,
              help="Also write what was found, in JSON: for --since, another day.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Write nothing but --report; say what would be written.")
def update_command(
    *, session: Session, form: str, output: str | None, asked: PriceQuestion, chosen: tuple[str, ...],
    limits: tuple[str, ...], adds: bool, dry_run: bool, **given: Any,
) -> int:  # fmt: skip
    """Write prices that differ into the model files. Exit code 2 when one that fails a check is left.

    A guard that refuses a plan of the change refuses it here, with exit code 4; then nothing is written.
    """
    catalog = session.definitions
    _require_models("--take", chosen, catalog)
    _require_models("--take-limits", limits, catalog)
    report = _report(session, asked)
    require_no_shrunk(report.news)
    require_whole(report, given["unknown"])
    proposal = price_proposal(report, catalog, chosen, adds=adds, limits=limits)
    meant = Allowances(prices=frozenset(given["prices"]), updates=frozenset(given["updates"]))
    plan_against(
        lambda: proposal.catalog, session.current, name="the files as they are", allowances=meant
    ).require_allowed()
    if not dry_run:
        write_each(proposal.texts, lambda path: session.voice.say(f"wrote {path}"))
    if given["kept"] is not None:
        save(render_prices(report, "json"), given["kept"], option="--report")
    emit_form(partial(render_price_update, report, proposal, form), form, output)
    return CHANGES_EXIT if proposal.is_open else 0


@command.command("models", epilog="Example: syncer prices models --provider bedrock")
@common("text", "json", "markdown")
@asks_lists
@click.option(
    "--provider", required=True, metavar="NAME", callback=not_empty, help="The provider, as model files say it."
)
def models_command(*, session: Session, form: str, output: str | None, asked: PriceQuestion, provider: str) -> int:
    """List what lists know of a provider and the catalog lacks. A row is no proof that the model exists."""
    lists = asked.lists()
    session.voice.warn(old_lists(lists, asked.at))
    found = lacking_models(session.load(), lists, provider.lower(), asked.at)
    emit(render_lacking(found, form, provider), output=output)
    return 0


def _report(session: Session, asked: PriceQuestion) -> PriceReport:
    """What the lists say; of a setting that names no provider that there is, a warning comes first."""
    catalog = session.load()
    session.voice.warn(one for one in catalog.warnings if (one.field or "").startswith("prices."))
    return asked.report(catalog)


def _require_models(option: str, chosen: Iterable[str], catalog: Catalog) -> None:
    """Raise ModelNotFoundError for a choice of a model that there is not."""
    known = {entry.model_id for entry in catalog.entries}
    lost = next((model_id for model_id in chosen if model_id not in known), None)
    if lost is not None:
        raise ModelNotFoundError(f"{option} {lost}: the catalog has no such model{did_you_mean(lost, known)}")
