"""`syncer list`."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from schemas.attributes import DEFINED, PYTHON_NAME
from syncer.cli.options import at_moment, common, completing, reads_roles
from syncer.cli.output import emit, terminal_width
from syncer.errors import ModelNotFoundError, UsageError
from syncer.frozen import NamedTuple
from syncer.load.targets import field_origins, left_out_by, target_settings
from syncer.model.grants import named_roles
from syncer.model.times import short_time
from syncer.model.words import did_you_mean
from syncer.render.text.listing import COLUMNS, Row, in_order_of, listing_text, states_of
from syncer.render.text.tables import explanation_text
from syncer.sync.planning import read_access

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from syncer.cli.session import Session
    from syncer.model.catalog import CatalogEntry


_USABLE = (
    f"; those of the table are {', '.join(name for name in COLUMNS if name not in DEFINED)}, and every field is one"
)
_STATES = ("default", "enabled", "disabled", "active", "deprecated", "retired")


class _Wanted(NamedTuple):
    """Which models, in which order, with which columns: the options of these names."""

    provider: tuple[str, ...]
    role: tuple[str, ...]
    status: tuple[str, ...]
    sort: str | None
    columns: tuple[str, ...]

    def of(self, rows: list[Row]) -> list[Row]:
        """The rows that are wanted, in their order."""
        found = [row for row in rows if self._has(row)]
        return found if self.sort is None else in_order_of(found, self.sort)

    def require_possible(self, form: str) -> None:
        """Raise UsageError for columns that the form cannot have."""
        if self.columns and form == "json":
            raise UsageError("--columns is for text, Markdown and CSV; JSON has every field")
        if any(name.startswith("-") for name in self.columns):
            raise UsageError("a column has no dash before its name; it is --sort that takes one")

    def _has(self, row: Row) -> bool:
        fields = row.fields
        return (
            _any_like(self.provider, [str(fields["provider"])])
            and _any_like(self.role, named_roles(fields["available_to_roles"]))
            and _any_like(self.status, states_of(fields))
        )


def _any_like(patterns: Sequence[str], values: Iterable[str]) -> bool:
    """Whether one of the values matches one of the patterns in any letter case; without patterns, always."""
    return not patterns or any(fnmatchcase(value.casefold(), one.casefold()) for value in values for one in patterns)


def _column(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """The name of the column, also as the table or JSON writes it. Raises BadParameter."""
    return None if value is None else _named(value)


def _columns(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    return () if value is None else tuple(map(_named, value.split(",")))


def _named(text: str) -> str:
    word = text.strip()
    down, name = "-" * word.startswith("-"), word.removeprefix("-").lower().replace("-", "_").replace(" ", "_")
    name = PYTHON_NAME.get(word.removeprefix("-"), name)
    if name not in COLUMNS:
        raise click.BadParameter(f"there is no column {word!r}{did_you_mean(name, COLUMNS) or _USABLE}")
    return f"{down}{name}"


@click.command("list", epilog="Example: syncer list --provider 'bedrock*' --sort -in --columns model_id,in,out")
@common("text", "json", "markdown", "csv")
@click.option("--live", is_flag=True, help="What the store holds, instead of what the catalog says.")
@reads_roles
@at_moment
@click.option("--provider", metavar="PATTERN", multiple=True, help="Only models of this provider. Repeatable.")
@click.option("--role", metavar="PATTERN", multiple=True, help="Only models that name this role. Repeatable.")
@click.option("--status", type=click.Choice(_STATES), multiple=True, help="Only models that are this. Repeatable.")
@click.option(
    "--sort",
    metavar="COLUMN",
    callback=_column,
    shell_complete=completing("field"),
    help="Sort by a column or a field; -COLUMN: downwards.",
)
@click.option("--columns", metavar="NAMES", callback=_columns, shell_complete=completing("field"),
              help="The columns, with commas between them: those of the table, or any fields.")  # fmt: skip
@click.option(
    "--explain",
    metavar="MODEL_ID",
    shell_complete=completing("model"),
    help="Where each value of this model comes from: file and line.",
)
def command(
    *, session: Session, form: str, output: str | None, live: bool, explain: str | None, **given: Any
) -> int:  # fmt: skip
    """List the models of the catalog with every default resolved; with --live, those of the store."""
    wanted = _Wanted(**given)
    _require_possible(wanted, form, live=live, explain=explain)
    if session.said_at is not None:
        if live:
            raise UsageError("--at is for the prices of the catalog; a store has those of the last sync")
        session.voice.say(f"prices as they are at {short_time(session.said_at)}")
    if explain is not None:
        session.without_default()
        emit(_explanation(session, explain, form), output=output)
        return 0
    rows = wanted.of(_of_store(session) if live else _of_catalog(session))
    shown = partial(listing_text, rows, form, live=live, columns=wanted.columns)
    emit(shown(width=terminal_width()), plain=shown if form == "text" else None, output=output)
    return 0


def _require_possible(wanted: _Wanted, form: str, *, live: bool, explain: str | None) -> None:
    """Raise UsageError for options that exclude each other."""
    if explain is not None and live:
        raise UsageError("--explain tells where the catalog has a value from; it cannot go with --live")
    if explain is not None and (form == "csv" or any(wanted)):
        raise UsageError("--explain is about one model; it cannot go with --format csv or what chooses and sorts")
    wanted.require_possible(form)


def _of_catalog(session: Session) -> list[Row]:
    session.without_default()
    loaded = session.load()
    session.voice.warn_of_many(loaded.warnings)
    return [Row(entry.fields, source=f"{entry.source.file}:{entry.source.line}") for entry in loaded.entries]


def _of_store(session: Session) -> list[Row]:
    """What the store holds, and who can pick it where grants are known."""
    found, access = session.store.read(), read_access(session.store, required=session.require_roles)
    split = session.seen(found)
    snapshot = split.seen
    if split.ignored:
        session.voice.say(str(split.ignored))
    session.voice.warn_of_many(row.problem for row in snapshot.broken)
    rows = [Row(record.fields, record_id=record.record_id, managed_by=record.managed_by)
            for record in snapshot.records]  # fmt: skip
    if access is None:
        return rows
    session.voice.warn_of_many(access.problems)
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
