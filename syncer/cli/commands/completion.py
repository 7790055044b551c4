"""`syncer completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from syncer.cli.output import emit


@click.command("completion", epilog='Example: eval "$(syncer completion bash)"')
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(*, shell: str) -> int:
    """Print the completion script for the shell, to be evaluated by its start-up file."""
    from syncer.cli import cli  # noqa: PLC0415  the group imports this module

    completion = get_completion_class(shell)
    if completion is not None:
        emit(completion(cli, {}, "syncer", "_SYNCER_COMPLETE").source() + "\n")
    return 0
