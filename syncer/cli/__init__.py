"""The command line: parse, call the pipeline, echo what render returned, exit."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Final

import click

from syncer.disk.stopping import raise_if_stopped, stop_signal
from syncer.errors import SyncerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

COMMANDS: Final = {
    "init": "Make a catalog repository with workflows.",
    "validate": "Check the catalog's files; writes nothing.",
    "set": "Set a field of a model file.",
    "add": "Write the file of a new model.",
    "fmt": "Bring model files into their canonical form.",
    "plan": "Show what a sync would do; writes nothing.",
    "sync": "Make the store what the catalog says.",
    "drift": "Show what other writers did since the last sync.",
    "import": "Write model files for rows that have none.",
    "apply": "Do exactly what a saved plan says.",
    "show": "Show a saved plan, or one apply of the history.",
    "revert": "Plan how to take an apply back; writes nothing.",
    "history": "List what syncs did to the store.",
    "list": "List the models of the catalog, or of the store.",
    "page": "Write the catalog as a page for a browser.",
    "prices": "Hold the catalog's prices against public lists.",
    "targets": "List the targets of the catalog.",
    "doctor": "Check the installation, the catalog and the store.",
    "table": "Make the platform's DynamoDB table, or check one.",
    "unlock": "Take the lock of a table from a run that is gone.",
    "github": "Comment on a pull request, open an issue, and more.",
    "schema": "Print a JSON Schema for editors, or write them all.",
    "completion": "Print the shell's completion script.",
}
"""Each command, in the module of its name, with its line in the overview."""


_OTHER_WORDS: Final = {"diff": ("plan",), "help": (), "version": ("--version",)}
"""What people type who know another tool, and what it is here. `help` goes behind the command that it is about."""


class _Commands(click.Group):
    """Imports a command when it is called, so that the help costs little more than click."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] in _OTHER_WORDS:
            first, *rest = args
            args = [*_OTHER_WORDS[first], *rest, *(["--help"] if first == "help" else [])]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return [*COMMANDS]  # `list` is the module of the command here, once that was imported

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"syncer.cli.commands.{'import_' if cmd_name == 'import' else cmd_name}").command
        raise_if_stopped()  # in the middle of an import the exception of a signal gets lost
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([*COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if ctx.resilient_parsing:  # for a shell that completes a line
            return super().resolve_command(ctx, args)
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from syncer.model.words import did_you_mean  # noqa: PLC0415  only a mistake needs it

            raise click.UsageError(f"there is no command {args[0]!r}{did_you_mean(args[0], COMMANDS)}", ctx=ctx)
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None and not {*ctx.help_option_names, *_options_of(command)}.issuperset(_options_in(rest)):
            foreign = import_module("syncer.cli.foreign")  # only what may be a mistake needs it
            foreign.refuse_foreign(ctx, command, rest)
        return name, command, rest


def _options_in(words: Iterable[str]) -> Iterator[str]:
    return (word.partition("=")[0] for word in words if word.startswith("-"))


def _options_of(command: click.Command) -> set[str]:
    return {name for one in command.params for name in (*one.opts, *one.secondary_opts)}


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001  click's callback
    if wanted:
        from syncer.cli.output import emit  # noqa: PLC0415  only the version needs it
        from syncer.cli.surroundings import tool_version  # noqa: PLC0415  as above

        emit(f"syncer {tool_version()}\n")
        ctx.exit()


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: syncer plan --catalog catalog",
)
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version.")
def cli() -> None:
    """Keeps a model catalog in Git: YAML definitions are validated, planned and synced to a live store."""


def run(arguments: Sequence[str]) -> int:
    """Run a command line. Returns the exit code; every error is told on stderr, none as a traceback."""
    code = _run(arguments)
    return 128 + stop_signal() if stop_signal() else code


def _run(arguments: Sequence[str]) -> int:
    try:
        result = cli.main(args=[*arguments], prog_name="syncer", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt) as error:
        return _stopped(error.__cause__ or error)
    except SystemExit:  # what click makes of a reader that went away; nothing is left to say
        return 1
    except BaseException as error:  # noqa: BLE001  the last resort of the command line
        return _told(error)
    return result if isinstance(result, int) else 0


def _stopped(reason: BaseException) -> int:
    """Say that a signal stopped it, and what it left. Returns the exit code of Ctrl-C."""
    if isinstance(reason, KeyboardInterrupt) and reason.args:
        from syncer.cli.output import note  # noqa: PLC0415  it was imported by whatever wrote

        note(f"stopped; {reason}")
    else:
        print("stopped", file=sys.stderr)  # noqa: T201  before anything else was imported
    return 130


def _told(error: BaseException) -> int:
    """Say what went wrong. Returns the exit code. Raises what is no Exception and came without a signal."""
    from syncer.cli.tell import tell, tell_mistake, tell_unexpected  # noqa: PLC0415  only an error needs it

    if isinstance(error, click.ClickException):
        return tell_mistake(error)
    if isinstance(error, SyncerError):
        return tell(error)
    if stop_signal():  # a library gave the exception of a signal another name
        return _stopped(error)
    if not isinstance(error, Exception):
        raise error
    return tell_unexpected(error)
