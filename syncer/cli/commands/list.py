"""`syncer list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from syncer.cli.options import common, reads_roles
from syncer.cli.output import emit
from syncer.errors import ModelNotFoundError, UsageError
from syncer.load.targets import field_origins, left_out_by, target_settings
from syncer.model.words import did_you_mean
from syncer.render.text.tables import Row, explanation_text, listing_text
from syncer.sync.planning import read_access

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.cli.session import Session
    from syncer.model.catalog import CatalogEntry


@click.command("list", epilog="Example: syncer list --live --format json")
@common("text", "json", "markdown")
@click.option("--live", is_flag=True, help="What the store holds, instead of what the catalog says.")
@reads_roles
@click.option("--explain", metavar="MODEL_ID", help="Where each value of this model comes from: file and line.")
def command(*, session: Session, form: str, output: str | None, live: bool, explain: str | None) -> int:
    """List the models of the catalog with every default resolved; with --live, those of the store."""
    if live and explain is not None:
        raise UsageError("--explain tells where the catalog has a value from; it cannot go with --live")
    if explain is not None:
        session.without_default()
        emit(_explanation(session, explain, form), output=output)
        return 0
    rows = _of_store(session) if live else _of_catalog(session)
    emit(listing_text(rows, form, live=live), output=output)
    return 0


def _of_catalog(session: Session) -> list[Row]:
    session.without_default()
    loaded = session.load()
    session.voice.warn(loaded.warnings)
    return [Row(entry.fields, source=f"{entry.source.file}:{entry.source.line}") for entry in loaded.entries]


def _of_store(session: Session) -> list[Row]:
    """What the store holds, and who can pick it where grants are known."""
    snapshot, access = session.store.read(), read_access(session.store, required=session.require_roles)
    session.voice.warn(row.problem for row in snapshot.broken)
    rows = [Row(record.fields, record_id=record.record_id, managed_by=record.managed_by)
            for record in snapshot.records]  # fmt: skip
    if access is None:
        return rows
    session.voice.warn(access.problems)
    return [row._replace(access=access.holders_of(row.fields)) for row in rows]


def _explanation(session: Session, model_id: str, form: str) -> str:
    """Where each field comes from. Raises ModelNotFoundError, which says why a target does not get the model."""
    definition = _found(session.definitions.entries, model_id)
    if definition is None:
        known = [entry.model_id for entry in session.definitions.entries]
        raise ModelNotFoundError(f"the catalog has no model {model_id!r}{did_you_mean(model_id, known)}")
    entry = _found(session.load().entries, model_id)
    if entry is None:
        raise ModelNotFoundError(_why_not(session, definition))
    return explanation_text(entry, field_origins(definition, entry), form)


def _found(entries: Sequence[CatalogEntry], model_id: str) -> CatalogEntry | None:
    return next((entry for entry in entries if entry.model_id == model_id), None)


def _why_not(session: Session, definition: CatalogEntry) -> str:
    name = session.target or ""
    target = target_settings(session.definitions, name)
    reason = left_out_by(definition, target)
    if reason is target or reason is None:
        return f"the target {name} does not get {definition.model_id}: its `only` does not name it ({target.place})"
    return f"the target {name} does not get {definition.model_id}: `except` names it ({reason.place})"
