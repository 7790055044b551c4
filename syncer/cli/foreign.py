"""Options of other tools, answered with the word that it is here. None of them does anything: a guess could write."""

from __future__ import annotations

import re
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

_ONE_DASH: Final = re.compile(r"-(?P<name>[a-z][a-z-]+)(?P<value>=.*)?", re.DOTALL)
_ANSWERS: Final = {
    "--auto-approve": {
        "sync": "`syncer sync --yes` does not ask", "apply": "`apply` does not ask; leave it out",
    },
    "--dry-run": {
        "sync": "`syncer plan` shows what a sync would do, and writes nothing",
        "apply": "`syncer show FILE` shows what it would do, and writes nothing",
        "plan": "a plan writes nothing; leave it out",
        "revert": "`revert` writes nothing without --propose; leave it out",
        "drift": "`drift` writes nothing without --propose; leave it out",
        "fmt": "`syncer fmt --check` writes nothing",
    },
    "--environment": {"": "a store with a name is a target: --target NAME"},
    "--force": {
        "sync": "each guard has an option of its own that lifts it, and the plan names it",
        "apply": "what was saved is applied or nothing; make the plan again",
        "import": "`--replace` writes over files that exist",
    },
    "--json": {"": "write --format json"},
    "--markdown": {"": "write --format markdown"},
    "--target": {
        "validate": "it checks what every target gets",
        "targets": "write the name alone, as in `syncer targets staging`",
    },
    "--yes": {"apply": "`apply` does not ask; leave it out", "plan": "a plan writes nothing; leave it out"},
}  # fmt: skip
"""For each option, by command, what to type; under the empty name for every command that has none of its own."""
_SAME: Final = {
    "--approve": "--auto-approve", "--dryrun": "--dry-run", "--noop": "--dry-run", "--check": "--dry-run",
    "--env": "--environment", "--md": "--markdown", "-n": "--dry-run",
    "-f": "--force", "-y": "--yes", "-e": "--environment",
}  # fmt: skip


def refuse_foreign(ctx: click.Context, command: click.Command, words: Iterable[str]) -> None:
    """Raise UsageError with the right word for an option that another tool has. Any other word is left to click."""
    known, name = _options(command.params), command.name or ""
    taking = _options(one for one in command.params if not getattr(one, "is_flag", True))
    typed = [*takewhile("--".__ne__, words)]
    options = (word for before, word in pairwise(["", *typed]) if before not in taking)  # not the value of one
    said = next(filter(None, (_answer(word, name, known) for word in options)), None)
    if said is not None:
        raise click.UsageError(said, click.Context(command, ctx, name))


def _options(parameters: Iterable[click.Parameter]) -> set[str]:
    return set().union(*(one.opts for one in parameters))


def _answer(word: str, command: str, known: set[str]) -> str | None:
    """What is said of a word; None where nothing is."""
    written = word.partition("=")[0]
    if written in known or not word.startswith("-"):
        return None
    if (found := _ONE_DASH.fullmatch(word)) and f"--{found['name']}" in known:
        return f"{written} has two dashes here: -{word}"
    name = f"--{written.lstrip('-')}" if len(written) > 2 else written
    answers = _ANSWERS.get(_SAME.get(name, name), {})
    said = answers.get(command, answers.get(""))
    return f"there is no option {written} here: {said}" if said is not None else None
