"""What TAB completes: targets, model ids, fields, columns, ids of applies. Quick, and silent whatever is wrong.

A store is opened only where it is a directory of this machine: nobody waits for a network, and no credentials are sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from click.shell_completion import CompletionItem

from schemas.attributes import NAMES
from syncer.cli.options import nearest_catalog
from syncer.cli.output import Voice
from syncer.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import click

_MOST: Final = 500
"""A shell asks before it shows so many."""


def completions(kind: str, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
    """What a word of this kind can be; nothing where that cannot be told."""
    try:
        found = [word for word in _WORDS[kind](ctx) if word.startswith(incomplete)]
    except Exception:  # noqa: BLE001  a message in the middle of a line that is typed helps nobody
        found = []
    items = [CompletionItem(word) for word in found[:_MOST]]
    return [*items, CompletionItem(incomplete, type="file")] if kind == "file or apply" else items


def _session(ctx: click.Context) -> Session:
    given = ctx.params
    return Session(
        given.get("catalog") or nearest_catalog(), Voice(quiet=True), cached=True, target=given.get("target")
    )


def _targets(ctx: click.Context) -> Iterable[str]:
    return _session(ctx).file_settings.targets


def _models(ctx: click.Context) -> Iterable[str]:
    return (entry.model_id for entry in _session(ctx).definitions.entries)


def _applies(ctx: click.Context) -> Iterable[str]:
    session = _session(ctx)
    if session.choice.target.kind != "directory":
        return ()
    return (head.apply_id for head in session.store.history())


_WORDS: Final[dict[str, Callable[[click.Context], Iterable[str]]]] = {
    "target": _targets,
    "model": _models,
    "apply": _applies,
    "file or apply": _applies,
    "field": lambda _: NAMES,
}
"""By what is asked for."""
