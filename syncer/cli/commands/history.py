"""`syncer history`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import click

from schemas.attributes import NAMES
from syncer.cli.options import common, completing
from syncer.cli.output import emit
from syncer.errors import ModelNotFoundError, UsageError
from syncer.model.words import did_you_mean
from syncer.render.text.history import heads_text, story_text
from syncer.sync.history import read_apply, story

if TYPE_CHECKING:
    from syncer.cli.session import Session


@click.command("history", epilog="Example: syncer history --model gpt-4o --field input_price_per_million_tokens")
@common("text", "json")
@click.option(
    "--model",
    metavar="MODEL_ID",
    shell_complete=completing("model"),
    help="The story of this model, also under the names that it had before.",
)
@click.option("--field", metavar="FIELD", shell_complete=completing("field"),
              help="With --model: the story of a field, or of all with this word in the name, as price.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the newest N.")
def command(
    *, session: Session, form: str, output: str | None, model: str | None, field: str | None, limit: int | None
) -> int:  # fmt: skip
    """List what syncs did to the store, the newest first; with --model, what became of one model."""
    store = session.store
    if model is None:
        if field is not None:
            raise UsageError("--field needs --model")
        emit(heads_text([(head.apply_id, head.head) for head in store.history()][:limit], form), output=output)
        return 0
    names = _fields(field)

    @lru_cache(maxsize=64)
    def read(apply_id: str) -> object:
        return read_apply(apply_id, store.history_body(apply_id))

    steps = story(model, lambda name: store.history(model_id=name), read)  # type: ignore[arg-type]  # cached as object
    if not steps:
        raise ModelNotFoundError(f"the history of {store.address} has nothing of {model}")
    told = [
        {
            "apply_id": step.apply.apply_id, "at": step.apply.at, "by": step.apply.who.by, "commit": step.apply.commit,
            "action": step.change.action, "model_id": step.change.model_id, "record_id": step.change.record_id,
            "status": step.change.status, "fields": step.change.fields,
            "since": step.change.since,
        }
        for step in steps
    ]  # fmt: skip
    emit(story_text(model, told[:limit], form, fields=names), output=output)
    return 0


def _fields(word: str | None) -> frozenset[str] | None:
    """The fields that are meant: that of the name, or those that have the words; None for all. Raises UsageError."""
    if word is None or word in NAMES:
        return None if word is None else frozenset({word})
    found = frozenset(name for name in NAMES if f"_{word.lower().replace('-', '_')}_" in f"_{name}_")
    if not found:
        raise UsageError(f"there is no field {word!r}{did_you_mean(word, NAMES)}")
    return found
