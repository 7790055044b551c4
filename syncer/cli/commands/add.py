"""`syncer add`."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import click

from syncer.authoring.editor_schemas import model_header
from syncer.authoring.from_list import from_list
from syncer.authoring.given_fields import added, field_given, new_path, remarked_text, require_new, value_given
from syncer.authoring.model_file import said_of
from syncer.authoring.write_files import write_new
from syncer.cli.drafts import begin_beside_drafts, draft_of, require_no_draft, say_invalid
from syncer.cli.editor import edit_file, require_editor
from syncer.cli.next_command import next_command
from syncer.cli.options import common, completing
from syncer.cli.output import emit
from syncer.errors import CatalogError, UsageError
from syncer.frozen import NamedTuple
from syncer.model.words import did_you_mean
from syncer.prices.age import old_lists
from syncer.prices.base import PRICE_FIELDS
from syncer.prices.listed import knowing_providers, listed_prices
from syncer.prices.open import open_lists
from syncer.yaml.write import value_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from syncer.cli.session import Session
    from syncer.model.catalog import CatalogEntry
    from syncer.prices.base import PriceList


_ITS_OWN: Final = ("model_name", *PRICE_FIELDS)
"""What two models hardly have alike."""


@click.command("add", epilog="Example: syncer add gpt-5-nano --like gpt-5-mini model_name='GPT-5 nano'")
@common("text", store=False)
@click.option(
    "--like", metavar="MODEL-ID", shell_complete=completing("model"), help="Take what is not given from this model."
)
@click.option("--from", "source", type=click.Choice(["genai-prices"]),
              help="Take prices that are not given from this list, and say what it does not know.")  # fmt: skip
@click.option("--editor", is_flag=True, help="Open the new file in $VISUAL or $EDITOR, and check it afterwards.")
@click.argument("model_id", metavar="MODEL-ID")
@click.argument("given", nargs=-1, metavar="[FIELD=VALUE]...")
def command(
    *, session: Session, form: str, output: str | None, like: str | None, source: str | None, editor: bool,
    model_id: str, given: tuple[str, ...],
) -> int:  # fmt: skip
    """Write the file of a new model. What is required may be missing only with an editor, or in a draft of --from."""
    del form
    fields = {"model_id": model_id, **_fields(given)}
    wrong = begin_beside_drafts(session)
    require_no_draft(session, model_id, wrong)
    folder = session.catalog.replace(os.sep, "/").rstrip("/")
    model = _like(session, like, wrong)
    made = _Made(fields, model_header(session.catalog))
    if source is not None:
        made = _from_list(session, fields, model, made.header)
    if model is None and (editor or made.missing):
        require_new(session.definitions, model_id)
        words = require_editor() if editor else []
        path = new_path(session.definitions, made.fields, folder=folder)
        write_new(folder, {path: remarked_text(made.fields, made.header, made.remarks)})
        return edit_file(session, f"{folder}/{path}", words) if editor else _draft(f"{folder}/{path}", made, output)
    file = added(session.definitions, made.fields, folder=folder, header=made.header, like=model, remarks=made.remarks)
    session.voice.warn(file.warnings)
    write_new(folder, {file.path.removeprefix(f"{folder}/"): file.data.decode()})
    say_invalid(session, wrong)
    _say_copied(session, model, made.fields)
    if editor:
        return edit_file(session, file.path, require_editor())
    emit(f"wrote {file.path}. Next: {next_command(session, 'plan')}\n", output=output)
    return 0


class _Made(NamedTuple):
    """What a new file says."""

    fields: Mapping[str, object]
    header: tuple[str, ...]
    remarks: Mapping[tuple[str, ...], str] = MappingProxyType({})
    missing: tuple[str, ...] = ()


def _from_list(
    session: Session, fields: Mapping[str, object], model: CatalogEntry | None, header: tuple[str, ...]
) -> _Made:
    """With the prices of the list that is installed, as they are now. Raises UsageError."""
    at = datetime.now(UTC)
    found = open_lists(at)[0]
    session.voice.warn(old_lists([found], at))
    like = {} if model is None else said_of(model.fields)
    provider = (
        fields.get("provider") or like.get("provider") or _only_provider(session, found, str(fields["model_id"]), at)
    )
    listed = listed_prices(found, str(fields["model_id"]), str(provider), at)
    said = from_list(listed, {**fields, "provider": provider}, like)
    return _Made(said.fields, (*header, *said.header), said.remarks, said.missing)


def _only_provider(session: Session, found: PriceList, model_id: str, at: datetime) -> str:
    """The one provider of the catalog by which the list has the model. Raises UsageError."""
    known = sorted({str(entry.fields["provider"]) for entry in session.definitions.entries})
    found_by = knowing_providers(found, model_id, known, at)
    if len(found_by) != 1:
        or_one = f": the list has the model by {', '.join(found_by)}" if found_by else ", such as provider=openai"
        raise UsageError(f"--from needs the provider{or_one}")
    return found_by[0]


def _say_copied(session: Session, model: CatalogEntry | None, given: Mapping[str, object]) -> None:
    """Say what of the other model is its own, and was taken all the same."""
    said = {} if model is None else said_of(model.fields)
    copied = [f"{name} {value_text(said[name])}" for name in _ITS_OWN if name in said and name not in given]
    if model is not None and copied:
        session.voice.say(f"as {model.model_id} has them: {', '.join(copied)}")


def _draft(path: str, made: _Made, output: str | None) -> int:
    """Say what a file needs that is not valid yet."""
    needed = ", ".join(made.missing)
    emit(f"wrote {path}, which is no valid file yet: fill in {needed}. Next: syncer validate\n", output=output)
    return CatalogError.exit_code


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


def _like(session: Session, model_id: str | None, wrong: tuple[str, ...]) -> CatalogEntry | None:
    known = {entry.model_id: entry for entry in session.current.entries}
    if model_id is not None and model_id not in known:
        draft = draft_of(session, model_id, wrong)
        if draft is not None:
            raise UsageError(f"--like: {draft} is not valid yet; finish it first, or take another model")
        raise UsageError(f"--like: the catalog has no model {model_id!r}{did_you_mean(model_id, known)}")
    return None if model_id is None else known[model_id]
