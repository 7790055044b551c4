"""Help, mistakes on the command line, completion, and the ways to start the command."""

from __future__ import annotations

import re
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from syncer.cli import COMMANDS
from tests.e2e.driving import Ran, all_commands, process, write_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    Syncer = Callable[..., Ran]


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help(syncer: Syncer, option: str) -> None:
    """Every command, those of a group too, explains itself on stdout and shows an example of itself."""
    for command in all_commands():
        ran = syncer(*command.split(), option)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith(f"Usage: syncer {command} ")
        assert re.search(rf"^  Example: .*\bsyncer {command}\b", ran.out, re.MULTILINE), command


def test_overview(syncer: Syncer) -> None:
    """The overview names every command with its line."""
    ran = syncer("--help")
    assert (ran.code, ran.err) == (0, "")
    for command, line in COMMANDS.items():
        assert f"  {command:<10}  {line}\n" in ran.out


def test_no_command(syncer: Syncer) -> None:
    """Without a command the overview goes to stderr, because nothing was done."""
    ran = syncer()
    assert (ran.code, ran.out) == (64, "")
    assert "Commands:" in ran.err


def test_version(syncer: Syncer) -> None:
    """The version is that of the distribution."""
    assert syncer("--version") == Ran(0, f"syncer {version('model-catalog-sync')}\n", "")


OTHER_WORDS = {
    "diff": (["diff", "--detailed-exitcode"], 2, "+ create a"),
    "version": (["version"], 0, "syncer "),
    "help": (["help"], 0, "Commands:"),
    "help of a command": (["help", "plan"], 0, "Usage: syncer plan "),
    "help of a command in a group": (["help", "table", "create"], 0, "Usage: syncer table create "),
    "a short option": (["plan", "-t", "x"], 64, "no target 'x'"),
    "consent": (["sync", "--auto-approve"], 64, "`syncer sync --yes` does not ask"),
    "consent with one dash": (["sync", "-auto-approve"], 64, "no option -auto-approve here: `syncer sync --yes`"),
    "a dry sync": (["sync", "--dry-run"], 64, "`syncer plan` shows what a sync would do, and writes nothing"),
    "a dry sync that does not ask": (["sync", "--yes", "--dry-run"], 64, "`syncer plan` shows"),
    "a dry sync in short": (["sync", "--yes", "-n"], 64, "`syncer plan` shows"),
    "a dry apply": (["apply", "p.json", "--dry-run"], 64, "`syncer show FILE` shows"),
    "one dash": (["plan", "-out=x"], 64, "-out has two dashes here: --out=x"),
    "one dash before a word": (["sync", "-yes"], 64, "-yes has two dashes here: --yes"),
    "one dash of a short one": (["plan", "-target=x"], 64, "-target has two dashes here: --target=x"),
    "json": (["list", "--json"], 64, "write --format json"),
    "json in a group": (["table", "check", "--json"], 64, "write --format json"),
    "the value of an option": (["list", "--sort", "-provider"], 0, "1 model"),
    "an environment": (["plan", "--env", "x"], 64, "a store with a name is a target: --target NAME"),
    "force": (["sync", "--yes", "--force"], 64, "each guard has an option of its own"),
}


@pytest.mark.parametrize(("words", "code", "said"), OTHER_WORDS.values(), ids=OTHER_WORDS)
def test_words_of_other_tools(syncer: Syncer, words: list[str], code: int, said: str) -> None:
    """What is typed from habit is understood, or answered with the right word; it never is a consent."""
    write_catalog(["a"])
    ran = syncer(*words)
    assert (ran.code, said in ran.out + ran.err) == (code, True), ran
    assert not Path("managed_models").exists()
    assert [path.name for path in Path().iterdir()] == ["catalog"]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["plna"], "error: there is no command 'plna'; did you mean `plan`?"),
        (["snyc", "--yes"], "error: there is no command 'snyc'; did you mean `sync`?"),
        (["deploy"], "error: there is no command 'deploy'"),
        (["--wrong"], "error: No such option '--wrong'."),
        (["plan", "--formatt", "json"], "error: No such option '--formatt'. "),
        (["plan", "--force"], "error: No such option '--force'."),
        (["plan", "--format", "yaml"], "error: Invalid value for '--format': 'yaml' is not one of"),
        (["plan", "--format"], "error: Option '--format' requires an argument."),
        (["plan", "--allow-deletes", "-1"], "error: Invalid value for '--allow-deletes': -1 is not in the range x>=0."),
        (["plan", "--allow-deletes", "all"], "error: Invalid value for '--allow-deletes': 'all' is not a valid"),
        (["sync", "--lock-timeout", "soon"], "error: Invalid value for '--lock-timeout': 'soon' is not a valid"),
        (["plan", "here"], "error: Got unexpected extra argument (here)"),
        (["plan", "--catalog", ""], "error: Invalid value for '--catalog': it must not be empty"),
        (["plan", "--output", ""], "error: Invalid value for '--output': it must not be empty"),
        (["doctor", "--format", "markdown"], "error: Invalid value for '--format': 'markdown' is not one of"),
        (["completion"], "error: Missing argument"),
        (["completion", "tcsh"], "error: Invalid value for"),
    ],
)
def test_mistakes(syncer: Syncer, words: list[str], line: str) -> None:
    """A mistake on the command line is 64, with one clear line on stderr that says what is near."""
    ran = syncer(*words)
    assert (ran.code, ran.out) == (64, "")
    assert any(found.startswith(line) for found in ran.err.splitlines()), ran.err
    assert "Traceback" not in ran.err


def test_unknown_target(syncer: Syncer) -> None:
    """A target that the catalog does not have is 64, with the ones that it has."""
    write_catalog(["a"], settings="targets: {staging: {directory: {path: ../staging}}}\n")
    ran = syncer("plan", "--target", "stagin")
    assert ran.code == 64
    assert ran.err.endswith("error: the catalog has no target 'stagin'; did you mean `staging`? (it has: staging)\n")
    assert syncer("plan", "--target", "staging").code == 0


@pytest.mark.parametrize(("shell", "sign"), [("bash", "complete -o"), ("zsh", "#compdef syncer"), ("fish", "complete")])
def test_completion_scripts(syncer: Syncer, shell: str, sign: str) -> None:
    """Each shell gets a script that calls the command back."""
    ran = syncer("completion", shell)
    assert (ran.code, ran.err) == (0, "")
    assert sign in ran.out
    assert f"_SYNCER_COMPLETE={shell}_complete" in ran.out


def test_completion_answers() -> None:
    """What a completion script asks is answered: commands, options, and the values of an option."""
    for words, wanted in (
        ("syncer pl", "plan"),
        ("syncer plan --allow-", "--allow-deletes"),
        ("syncer plan --format js", "json"),
    ):
        env = {"_SYNCER_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
        ran = process(env=env, prefix=SCRIPT)
        assert f"plain,{wanted}" in ran.out.splitlines(), ran


SCRIPT = (str(Path(sys.executable).parent / "syncer"),)
"""The installed command, wherever the tests run: the environment need not be activated."""


def test_ways_to_start() -> None:
    """The installed command and `python -m syncer` are the same."""
    assert process("--version", prefix=SCRIPT) == process("--version")
