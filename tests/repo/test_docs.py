"""The documents say what the code does: commands, options, exit codes, guards, versions."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import pytest

from schemas.warning_kinds import ALWAYS_SAID, WARNINGS
from syncer import errors
from syncer.cli import cli
from syncer.errors import CHANGES_EXIT, SyncerError
from syncer.plan.guards.check import Allowances
from syncer.plan.guards.rules import LIFTING_OPTIONS, RULES
from tests.e2e.driving import all_commands

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parent.parent.parent
CLI: Final = (ROOT / "docs/cli.md").read_text(encoding="utf-8")
WITHOUT_A_CLASS: Final = {0, CHANGES_EXIT, 130, 143}


def section(title: str) -> str:
    """The text under a heading, up to the next one."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", CLI, re.MULTILINE | re.DOTALL)
    assert found, f"docs/cli.md has no section {title!r}"
    return found[1]


def cells(text: str) -> list[list[str]]:
    """The cells of every table row that is no head."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def documented_options(text: str) -> set[str]:
    """The options in the first column of a section's tables."""
    return {option for row in cells(text) for option in re.findall(r"`(-[\w-]+)", row[0])}


def options_of(command: click.Command) -> set[str]:
    """The options that a command takes, without --help."""
    return {name for one in command.params if isinstance(one, click.Option) for name in one.opts}


def leaves() -> dict[str, click.Command]:
    """Every command that is no group, by its words."""
    return {words: command for words, command in all_commands().items() if not isinstance(command, click.Group)}


def test_what_security_rests_on_is_there() -> None:
    """Every file that docs/security.md names exists, and every row of its second table names one."""
    text = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:\w|\.(?=github))[\w.-]*/[\w./-]*)`", text))
    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).exists() and not (ROOT / "tests" / name).exists()] == []
    rows = cells(text[text.index("## What stops each") : text.index("## What does not stop")])
    assert len(rows) > 10
    assert [row[0] for row in rows if not re.search(r"`[\w./]+`", row[-1])] == ["what is tried"]


COMMON: Final = documented_options(section("Options of most commands"))


@pytest.mark.parametrize("words", leaves())
def test_every_option_is_documented(words: str) -> None:
    """A command's section and the table of common options name all of its options, and none that it lacks."""
    own, real = documented_options(section(f"syncer {words}")), options_of(leaves()[words])
    assert real <= own | COMMON
    assert own <= real


def test_every_command_is_documented() -> None:
    """There is a section for each command, and none for what is no command."""
    assert set(re.findall(r"^## syncer (.+)$", CLI, re.MULTILINE)) == set(leaves())


def test_common_options_are_common() -> None:
    """The common table says which commands lack each option, and exactly those do; a group stands for its commands."""
    for first, commands, _ in cells(section("Options of most commands"))[1:]:
        named = re.findall(r"`([\w ]+)`", commands)
        lacking = {words for words in leaves() if words in named or words.split()[0] in named}
        assert commands.startswith("all but ")
        for option in re.findall(r"`(-[\w-]+)", first):
            assert {words for words, command in leaves().items() if option not in options_of(command)} == lacking


def test_formats() -> None:
    """The table of formats names the commands that have each."""
    taken: dict[str, set[str]] = {}
    for words, command in leaves().items():
        for option in command.params:
            if option.name == "form" and isinstance(option.type, click.Choice):
                for form in option.type.choices:
                    taken.setdefault(str(form), set()).add(words)
    table = {first.strip("`"): commands for first, commands, _ in cells(section("Formats"))[1:]}
    assert table.keys() == taken.keys()
    for form, commands in table.items():
        assert commands == "all" or set(re.findall(r"`([\w ]+)`", commands)) == taken[form]


def test_examples_are_commands() -> None:
    """Every example is a command line that the parser takes."""
    lines = [line for block in re.findall(r"```sh\n(.*?)```", CLI, re.DOTALL) for line in block.splitlines()]
    examples = [match[1].split() for line in lines if (match := re.search(r"\bsyncer ([^)#\"]+)", line))]
    assert len(examples) >= 15
    for words in examples:
        name = next(" ".join(words[:length]) for length in (2, 1) if " ".join(words[:length]) in leaves())
        above = click.Context(cli, **cli.context_settings)
        leaves()[name].make_context(name, words[len(name.split()) :], parent=above)


def classes() -> Iterator[type[SyncerError]]:
    """Every error class of the tree."""
    waiting = [SyncerError]
    while waiting:
        found = waiting.pop()
        yield found
        waiting += [below for below in found.__subclasses__() if below.__module__ == errors.__name__]


def test_exit_codes() -> None:
    """The table of exit codes is the one that the error classes carry."""
    table = {int(code): set(re.findall(r"`(\w+)`", names)) for code, _, names in cells(section("Exit codes"))[1:]}
    carried: dict[int, set[str]] = {code: set() for code in WITHOUT_A_CLASS}
    for found in classes():
        carried.setdefault(found.exit_code, set()).add(found.__name__)
    assert table == carried


def test_error_tree() -> None:
    """The tree in the docstring of errors.py has every class under its parent, with its exit code."""
    drawn: dict[str, tuple[str | None, int]] = {}
    above: dict[int, str] = {}
    tree = (errors.__doc__ or "").split("```")[1].strip("\n")
    for line in tree.splitlines():
        match = re.match(r"([│├└─ ]*)(\w+) +(\d+)  ", line)
        assert match, line
        depth = len(match[1]) // 4
        above[depth] = match[2]
        drawn[match[2]] = (above[depth - 1] if depth else None, int(match[3]))
    real = {found.__name__: (parent(found), found.exit_code) for found in classes()}
    assert drawn == real


def parent(found: type[SyncerError]) -> str | None:
    """The name of the class that an error class specializes; None for the root."""
    return None if found is SyncerError else found.__bases__[0].__name__


def test_guards() -> None:
    """The table of guards names exactly the guards that there are, each with the option that lifts it."""
    real = {name: rule.option and rule.option.name for name, rule in RULES.items() if rule.is_guard}
    rows = [row for row in cells(section("syncer plan")) if re.fullmatch(r"`[a-z]+(-[a-z]+)+`", row[0])]
    table = {row[0].strip("`"): next(iter(re.findall(r"`(--[a-z-]+)`", row[2])), None) for row in rows}
    assert table == real


def test_kinds_of_warnings() -> None:
    """The tables of kinds say what the table of the code says."""
    rows = {row[0].strip("`"): row[1] for row in cells(section("syncer validate")) if row[0].startswith("`")}
    assert {name: said for name, said in rows.items() if name in {**WARNINGS, **ALWAYS_SAID}} == WARNINGS | ALWAYS_SAID


def test_options_of_guards() -> None:
    """Each option fills a field of `Allowances` of its own, and its row names what it takes."""
    assert sorted(option.allowance for option in LIFTING_OPTIONS) == sorted({*Allowances._fields} - {"part"})
    table = {row[0] for row in cells(section("syncer plan"))}
    assert {f"`{option.name} {option.takes}".rstrip() + "`" for option in LIFTING_OPTIONS} <= table
    assert {rule.option for rule in RULES.values()} - {None} == set(LIFTING_OPTIONS)


def test_every_variable_is_documented() -> None:
    """Each environment variable that the code asks for has its line."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "syncer").rglob("*.py"))
    asked = set(re.findall(r'environ(?:ment)?\.get\("([A-Z_]+)"', code)) | set(
        re.findall(r'variable="([A-Z_]+)"', code)
    )
    assert {"NO_COLOR", "MANAGED_MODELS_DIR"} <= asked
    for name in asked - {"HOME"}:
        assert name in section("Environment"), name


def test_versions() -> None:
    """The changelog's newest entry is the version of the distribution."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    path = ROOT / "CHANGELOG.md"
    if path.exists():
        newest = re.search(r"^## \[?([0-9][^\s\]]*)", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert newest
        assert newest[1] == project["version"]


def test_reliability_names_tests_that_exist() -> None:
    """Every test file that the page about failures names is there."""
    page = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:stores|unit)/test_\w+\.py)`", page))
    assert named
    assert {name for name in named if not (ROOT / "tests" / name).is_file()} == set()
