"""`syncer set`."""

from __future__ import annotations

import os
import re
from shlex import quote
from typing import TYPE_CHECKING, Final

import click

from syncer.authoring.given_fields import field_given, is_of, set_field, set_in_draft, value_given
from syncer.authoring.target_rules import overridden_text
from syncer.authoring.write_files import write_each
from syncer.cli.drafts import begin_beside_drafts, draft_of, say_invalid
from syncer.cli.editor import edit_file, require_editor
from syncer.cli.next_command import next_command
from syncer.cli.options import common, completing
from syncer.cli.output import emit
from syncer.errors import CatalogError, UsageError
from syncer.load.find_files import find_model_files
from syncer.load.settings import tidy
from syncer.model.words import did_you_mean, plain_number
from syncer.yaml.write import value_text

if TYPE_CHECKING:
    from syncer.cli.session import Session
    from syncer.model.catalog import CatalogEntry


_NEGATIVE: Final = re.compile(r"-\.?[0-9]")


_SPLIT: Final = "put a value of several words in quotes; the items of a list go as a,b"


class _TakesNumbers(click.Command):
    """A number below zero is a value, and no option; of a value in several words it is said how to write it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        below = [] if "--" in args else [word for word in args if _NEGATIVE.match(word)]
        words = [*(word for word in args if word not in below), "--", *below] if below else args
        try:
            return super().parse_args(ctx, words)
        except click.UsageError as error:
            raise _with_advice(error) from None


def _with_advice(error: click.UsageError) -> click.UsageError:
    """The error; where no option is wrong, but there are too many words, with what to do."""
    is_of_words = type(error) is click.UsageError
    return click.UsageError(f"{error.message}; {_SPLIT}", error.ctx) if is_of_words else error


@click.command("set", cls=_TakesNumbers, epilog="Example: syncer set gpt-4o input_price_per_million_tokens 2.5")
@common("text")
@click.option("--editor", is_flag=True, help="Open the file in $VISUAL or $EDITOR instead, and check it afterwards.")
@click.argument("model_id", metavar="MODEL-ID", shell_complete=completing("model"))
@click.argument("field", required=False, shell_complete=completing("field"))
@click.argument("value", required=False)
def command(
    *, session: Session, form: str, output: str | None, editor: bool, model_id: str, field: str | None,
    value: str | None,
) -> int:  # fmt: skip
    """Set a field of a model file, or with --target an override of it, as a minimal edit; `null` takes it out."""
    del form
    if editor:
        return edit_file(session, _path(session, model_id), require_editor())
    if field is None or value is None:
        raise UsageError(f"give FIELD and VALUE{_apart(field)}, or --editor")
    name = field_given(field)
    given = value_given(name, value)
    wrong = begin_beside_drafts(session)
    draft = draft_of(session, model_id, wrong)
    if draft is not None:
        return _draft(session, draft, name, given, output)
    entry = _entry(session, model_id)
    target = session.named if session.has_option else None
    said = _override(session, entry, target, name, given) if target else _definition(session, entry, name, given)
    say_invalid(session, wrong)
    emit(said, output=output)
    return 0


def _draft(session: Session, path: str, field: str, value: object, output: str | None) -> int:
    """Set a field of a file that is not finished, and say what it still needs. Exit code 3 while it needs something."""
    if session.has_option:
        raise UsageError(f"{path} is not valid yet; finish it first: an override is for a model that there is")
    made, missing = set_in_draft(session.definitions, path, field, value)
    session.voice.warn(made.warnings)
    write_each({path: made.data}, lambda _: None)
    rest = f"Still to be filled in: {', '.join(missing)}." if missing else _next(session)
    emit(_said(path, field, value, rest), output=output)
    return CatalogError.exit_code if missing else 0


def _apart(field: str | None) -> str:
    """How to write `field=value`, as `add` takes it."""
    return f", with a space between: {' '.join(map(quote, field.split('=', 1)))}" if field and "=" in field else ""


def _path(session: Session, model_id: str) -> str:
    """The file of a model, also in a catalog that is invalid: an editor is to mend it."""
    try:
        return _entry(session, model_id).source.file
    except CatalogError:
        for path in find_model_files(tidy(session.catalog)).files:
            if is_of(path, model_id):
                return path
        raise


def _entry(session: Session, model_id: str) -> CatalogEntry:
    known = {entry.model_id: entry for entry in session.definitions.entries}
    if model_id not in known:
        raise UsageError(f"the catalog has no model {model_id!r}{did_you_mean(model_id, known)}")
    return known[model_id]


def _definition(session: Session, entry: CatalogEntry, field: str, value: object) -> str:
    """Edit the model file, and say where another value counts."""
    made = set_field(session.definitions, entry, field, value)
    session.voice.warn(made.warnings)
    if made.data == _now(made.path):
        return f"{made.path} says so already.\n"
    write_each({made.path: made.data}, lambda _: None)
    if field == "model_id":
        line = f"syncer set {quote(str(value))} renamed_from {quote(entry.model_id)}"
        session.voice.say(f"where a row has the name {entry.model_id}, say that it is renamed: {line}")
    _say_overrides(session, entry, field)
    _say_coming(session, entry, field)
    return _said(made.path, field, value, _next(session))


def _say_overrides(session: Session, entry: CatalogEntry, field: str) -> None:
    for name in session.file_settings.targets:
        try:
            got = {one.model_id: one for one in session.load_for(name).entries}.get(entry.model_id)
        except CatalogError:  # it was invalid before
            continue
        place = got.source.overrides.get(field) if got is not None else None
        if place is not None:
            session.voice.say(f"target {name} has its {field} from an override: {place}")


def _say_coming(session: Session, entry: CatalogEntry, field: str) -> None:
    """Say that the price changes again."""
    changes = (one for one in entry.price_changes if field in one.prices and one.since > session.today.isoformat())
    for change in changes:
        session.voice.say(f"from {change.since} on it is {plain_number(change.prices[field])}, by `price_changes`")


def _override(session: Session, entry: CatalogEntry, target: str, field: str, value: object) -> str:
    """Edit the overrides of a target."""
    settings = session.target_settings(target)
    path, text = overridden_text(session.definitions, settings, target, entry.model_id, {field: value})
    write_each({path: text.encode()}, lambda _: None)
    return _said(path, field, value, _next(session))


def _now(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _said(path: str, field: str, value: object, rest: str) -> str:
    what = f"{field} is taken out" if value is None else f"{field}: {value_text(value)}"
    return f"wrote {os.path.normpath(path)}: {what}. {rest}\n"


def _next(session: Session) -> str:
    return f"Next: {next_command(session, 'plan')}"
