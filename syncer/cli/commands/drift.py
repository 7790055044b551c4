"""`syncer drift`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from syncer.authoring.propose import file_proposal
from syncer.authoring.write_files import write_each
from syncer.cli.options import at_moment, common, reads_roles
from syncer.cli.output import emit, emit_form
from syncer.errors import CHANGES_EXIT, CatalogError, UsageError
from syncer.plan.days import days_of, days_of_rows
from syncer.plan.drift import CLASSES, find_drift
from syncer.plan.inventory import read_inventory
from syncer.render.drift import render_drift
from syncer.render.proposal import pull_request_text
from syncer.sync.planning import read_access

if TYPE_CHECKING:
    from syncer.cli.session import Session
    from syncer.model.records import Inventory, Snapshot
    from syncer.plan.days import Days
    from syncer.plan.drift import Drift


@click.command("drift", epilog="Example: syncer drift --only edited --propose")
@common("text", "json", "markdown")
@reads_roles
@at_moment
@click.option("--only", type=click.Choice(CLASSES), multiple=True,
              help="Ask only for this class; without it, for every class. Repeatable.")  # fmt: skip
@click.option("--propose", is_flag=True,
              help="Write what was edited into the model files, and print a text for a pull request.")  # fmt: skip
def command(*, session: Session, form: str, output: str | None, only: tuple[str, ...], propose: bool) -> int:
    """Show what other writers did since the last sync, and prices that are due.

    Exit code 2 when a class that is asked for is not empty.
    """
    if propose:
        return _propose(session, output)
    session.only_looks = True
    snapshot, inventory, drift = _read(session)
    asked = only or CLASSES
    if "due" in asked or form == "json":
        drift = drift._replace(days=_days(session, snapshot, inventory))
    emit_form(partial(render_drift, drift, form, asked), form, output)
    # Who asks for it by name is not told that nothing is due where nobody knows.
    is_unsure = "due" in only and bool(drift.days.unread)
    return CHANGES_EXIT if is_unsure or any(map(drift.counts.get, asked)) else 0


def _read(session: Session) -> tuple[Snapshot, Inventory | None, Drift]:
    """The store, what the last sync knew of it, and what moved since."""
    settings, store = session.settings(), session.store
    snapshot = store.read()
    access = read_access(store, required=session.require_roles)
    session.voice.warn_of_many(access.problems if access is not None else ())
    inventory = read_inventory(store.recall(settings.name))
    return snapshot, inventory, find_drift(snapshot, settings, inventory, target=store.address, access=access)


def _days(session: Session, snapshot: Snapshot, inventory: Inventory | None) -> Days:
    """What days bring. Model files that cannot be read keep nothing else from being told."""
    try:
        catalog = session.load()
    except CatalogError as error:
        return days_of_rows(snapshot, error.problems, session.today)._replace(at=session.said_at)
    return days_of(snapshot, catalog, inventory, session.today)._replace(at=session.said_at)


def _propose(session: Session, output: str | None) -> int:
    """Write the files. Exit code 0 when all that was edited is in them now, 2 when something was left."""
    if session.at is not None:
        raise UsageError("--at goes without --propose: what was edited is edited now")
    snapshot, _, drift = _read(session)
    proposal = file_proposal(drift, snapshot.records, session.load(), session.definitions)
    write_each(proposal.texts, lambda path: session.voice.say(f"wrote {path}"))
    if not proposal.texts:
        what = "could be taken over" if proposal.left else "was edited that the files do not say already"
        session.voice.say(f"nothing {what}")
    emit(pull_request_text(drift, proposal), output=output)
    return CHANGES_EXIT if proposal.left else 0
