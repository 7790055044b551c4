"""`syncer history`."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

import click

from schemas.attributes import NAMES
from syncer.cli.options import common, completing
from syncer.cli.output import emit
from syncer.errors import ModelNotFoundError, UsageError
from syncer.model.words import did_you_mean
from syncer.render.text.history import heads_text, stories_text
from syncer.sync.history import read_apply
from syncer.sync.model_story import story

if TYPE_CHECKING:
    from syncer.cli.session import Session
    from syncer.sync.model_story import ModelStory


@click.command("history", epilog="Example: syncer history --model gpt-4o --field input_price_per_million_tokens")
@common("text", "json", "html")
@click.option(
    "--model",
    "models",
    metavar="MODEL_ID",
    multiple=True,
    shell_complete=completing("model"),
    help="The story of this model, also under the names that it had before. Repeatable.",
)
@click.option("--field", metavar="FIELD", shell_complete=completing("field"),
              help="With --model or a page: only this field, or all with this word in the name, as price.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the newest N.")
def command(
    *, session: Session, form: str, output: str | None, models: tuple[str, ...], field: str | None, limit: int | None
) -> int:  # fmt: skip
    """List what syncs did to the store, the newest first; with --model, what became of one model.

    With --format html: a page of prices over time, of these models or of all whose price changed.
    """
    names = _fields(field)
    if form == "html":
        text = import_module("syncer.cli.price_page").price_page(session, models, names, limit=limit)
    elif models:
        text = stories_text([_told(session, one, limit) for one in dict.fromkeys(models)], form, fields=names)
    elif field is not None:
        raise UsageError("--field needs --model")
    else:
        text = heads_text([(head.apply_id, head.head) for head in session.store.history()][:limit], form)
    emit(text, output=output)
    return 0


def _told(session: Session, model: str, limit: int | None) -> ModelStory:
    """The newest steps of a model. Raises ModelNotFoundError, StoreError."""
    store = session.store

    @lru_cache(maxsize=64)
    def read(apply_id: str) -> object:
        return read_apply(apply_id, store.history_body(apply_id))

    told = story(model, lambda name: store.history(model_id=name), read)  # type: ignore[arg-type]  # cached as object
    if not told.steps:
        raise ModelNotFoundError(f"the history of {store.address} has nothing of {model}")
    return told._replace(steps=told.steps[:limit])


def _fields(word: str | None) -> frozenset[str] | None:
    """The fields that are meant: that of the name, or those that have the words; None for all. Raises UsageError."""
    if word is None or word in NAMES:
        return None if word is None else frozenset({word})
    found = frozenset(name for name in NAMES if f"_{word.lower().replace('-', '_')}_" in f"_{name}_")
    if not found:
        raise UsageError(f"there is no field {word!r}{did_you_mean(word, NAMES)}")
    return found
