"""`syncer add`."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from syncer.authoring.editor_schemas import model_header
from syncer.authoring.given_fields import added, field_given, new_path, value_given
from syncer.authoring.write_files import write_new
from syncer.cli.editor import edit_file, require_editor
from syncer.cli.next_command import next_command
from syncer.cli.options import common, completing
from syncer.cli.output import emit
from syncer.errors import UsageError
from syncer.model.words import did_you_mean
from syncer.prices.base import PRICE_FIELDS
from syncer.prices.listed import listed_prices
from syncer.prices.open import open_lists
from syncer.yaml.write import definition_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from syncer.cli.session import Session
    from syncer.model.catalog import CatalogEntry
    from syncer.prices.listed import ListedPrices


@click.command("add", epilog="Example: syncer add gpt-5-nano --like gpt-5-mini model_name='GPT-5 nano'")
@common("text", store=False)
@click.option(
    "--like", metavar="MODEL-ID", shell_complete=completing("model"), help="Take what is not given from this model."
)
@click.option("--from", "source", type=click.Choice(["genai-prices"]),
              help="Take prices that are not given from this list. Needs the provider.")  # fmt: skip
@click.option("--editor", is_flag=True, help="Open the new file in $VISUAL or $EDITOR, and check it afterwards.")
@click.argument("model_id", metavar="MODEL-ID")
@click.argument("given", nargs=-1, metavar="[FIELD=VALUE]...")
def command(
    *, session: Session, form: str, output: str | None, like: str | None, source: str | None, editor: bool,
    model_id: str, given: tuple[str, ...],
) -> int:  # fmt: skip
    """Write the file of a new model. Nothing is written that is not valid, unless an editor is to complete it."""
    del form
    fields = {"model_id": model_id, **_fields(given)}
    folder = session.catalog.replace(os.sep, "/").rstrip("/")
    header = model_header(session.catalog)
    if source is not None:
        listed = _listed(model_id, fields, _like(session, like))
        prices = {**dict.fromkeys(PRICE_FIELDS), **listed.fields}  # none of them is that of `--like`
        fields, header = {**prices, **fields}, (*header, f"# {listed.remark}")
    if editor and like is None:
        words = require_editor()
        path = new_path(session.definitions, fields, folder=folder)
        write_new(folder, {path: definition_text(fields, header=header)})
        return edit_file(session, f"{folder}/{path}", words)
    made = added(session.definitions, fields, folder=folder, header=header, like=_like(session, like))
    session.voice.warn(made.warnings)
    write_new(folder, {made.path.removeprefix(f"{folder}/"): made.data.decode()})
    if editor:
        return edit_file(session, made.path, require_editor())
    emit(f"wrote {made.path}. Next: {next_command(session, 'plan')}\n", output=output)
    return 0


def _fields(given: Iterable[str]) -> dict[str, object]:
    """The fields that are given, by name. Raises UsageError."""
    found: dict[str, object] = {}
    for word in given:
        name, equals, value = word.partition("=")
        if not equals:
            raise UsageError(f"{word!r} is not FIELD=VALUE, such as provider=openai")
        field = field_given(name)
        found[field] = value_given(field, value)
    return found


def _listed(model_id: str, fields: Mapping[str, object], like: CatalogEntry | None) -> ListedPrices:
    """The prices of the list that is installed, as they are now. Raises UsageError."""
    provider = fields.get("provider") or (like.fields["provider"] if like is not None else None)
    if provider is None:
        raise UsageError("--from needs the provider, such as provider=openai")
    at = datetime.now(UTC)
    return listed_prices(open_lists(at)[0], model_id, str(provider), at)


def _like(session: Session, model_id: str | None) -> CatalogEntry | None:
    known = {entry.model_id: entry for entry in session.current.entries}
    if model_id is not None and model_id not in known:
        raise UsageError(f"--like: the catalog has no model {model_id!r}{did_you_mean(model_id, known)}")
    return None if model_id is None else known[model_id]
