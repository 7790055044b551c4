"""Options that lift guards, from the text of a pull request."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import click
import pytest

from syncer.cli.allowances import allowances
from syncer.errors import UsageError
from syncer.plan.guards.check import Allowances

if TYPE_CHECKING:
    from pathlib import Path


def given(*arguments: str) -> Allowances:
    """What a command with these options is given."""

    @click.command()
    @allowances
    def command(*, allowed: Allowances) -> Allowances:
        return allowed

    found: Any = command.main([*arguments], standalone_mode=False)
    assert isinstance(found, Allowances)
    return found


def from_text(tmp_path: Path, text: str, *more: str) -> Allowances:
    """What a command is given whose `--allow-from` has this text."""
    file = tmp_path / "text"
    file.write_bytes(text.encode())
    return given("--allow-from", str(file), *more)


def test_lines_of_a_description(tmp_path: Path) -> None:
    """Lines that begin with `syncer:` give options, also in backticks and with the line ends of a browser."""
    lines = [
        "New.",
        "",
        "syncer: --allow-deletes 3 --allow-price 'a b'",
        "  `syncer: --allow-price x`",
        "see syncer: no",
        "syncer: prose",
    ]
    text = "\r\n".join(lines)
    assert from_text(tmp_path, text) == Allowances(deletes=frozenset({3}), prices=frozenset({"a b", "x"}))


def test_the_pull_request_of_an_event(tmp_path: Path) -> None:
    """The JSON of a GitHub event counts as the description of its pull request; another event gives nothing."""
    event = {"pull_request": {"body": "syncer: --overwrite gpt-4o"}, "sender": {"login": "syncer: --allow-deletes 1"}}
    assert from_text(tmp_path, json.dumps(event)) == Allowances(overwrite=frozenset({"gpt-4o"}))
    assert from_text(tmp_path, json.dumps({"merge_group": {}})) == Allowances()
    assert from_text(tmp_path, json.dumps({"pull_request": {"body": None}})) == Allowances()


def test_what_both_give_adds_up(tmp_path: Path) -> None:
    """The options of the command line and those of the text add up."""
    found = from_text(
        tmp_path, "syncer: --allow-deletes 3 --allow-price x", "--allow-deletes", "4", "--allow-price", "y"
    )
    assert found == Allowances(deletes=frozenset({3, 4}), prices=frozenset({"x", "y"}))


def test_comments_of_a_template_give_nothing(tmp_path: Path) -> None:
    """What stands in an HTML comment is not said by the author."""
    assert (
        from_text(tmp_path, "<!-- such as\nsyncer: --allow-deletes 3\n-->\nok\n<!--\nsyncer: --allow-deletes 4")
        == Allowances()
    )


WRONG = {
    "another option": ("syncer: --yes", "No such option"),
    "no number": ("syncer: --allow-deletes many", "not a valid integer"),
    "an open quote": ("syncer: --allow-price 'a", "No closing quotation"),
    "a word": ("syncer: --allow-deletes 3 please", "unexpected extra argument"),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_other_words_are_an_error(text: str, message: str, tmp_path: Path) -> None:
    """A line that cannot be read stops the run, and is shown."""
    with pytest.raises(UsageError, match=message) as caught:
        from_text(tmp_path, text)
    assert f"`{text}`" in str(caught.value)


def test_settings_are_meant_as_a_whole(tmp_path: Path) -> None:
    """The option is given nothing; with a value it is an error, and so is it in a text."""
    assert given() == Allowances()
    assert (
        given("--allow-settings")
        == from_text(tmp_path, "syncer: --allow-settings")
        == Allowances(settings=frozenset({""}))
    )
    with pytest.raises(UsageError, match="cannot be read"):
        from_text(tmp_path, "syncer: --allow-settings guards")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A missing file is named."""
    with pytest.raises(UsageError, match="gone cannot be read"):
        given("--allow-from", str(tmp_path / "gone"))


@pytest.mark.parametrize("blank", [" ", "\t", "`", " `"])
def test_a_long_line_is_read_at_once(tmp_path: Path, blank: str) -> None:
    """A line of tens of thousands of blanks lifts nothing by itself, and is read in a time that its length decides."""
    before = time.process_time()
    assert from_text(tmp_path, blank * 65_000) == given()
    assert from_text(tmp_path, f"syncer:{blank * 65_000}") == given()
    assert from_text(tmp_path, f"syncer: --allow-deletes 1 {' ' * 65_000}`").deletes == {1}
    assert time.process_time() - before < 5.0


def test_there_are_not_so_many_lines(tmp_path: Path) -> None:
    """A description has some lines of options; thousands would keep the command busy."""
    assert from_text(tmp_path, "syncer: --allow-deletes 1\n" * 200).deletes == {1}
    with pytest.raises(UsageError, match=r"has 201 lines `syncer: --\.\.\.` with 3,417 char.*; at most 200 lines"):
        from_text(tmp_path, "syncer: --allow-deletes 1\n" * 201)


def test_a_line_is_not_so_long(tmp_path: Path) -> None:
    """What takes a line apart needs time that grows with its square, so a very long one is refused unread."""
    before = time.process_time()
    with pytest.raises(UsageError, match=r"has 1 line .* 70,000 characters are read$"):
        from_text(tmp_path, f"syncer: --allow-price '{'a' * 1_000_000}")
    assert time.process_time() - before < 5.0


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\x1e", "\x85"])
def test_a_line_is_what_a_reader_sees_as_one(mark: str, tmp_path: Path) -> None:
    """A mark that is shown as part of a sentence begins no line: what follows it allows nothing."""
    assert from_text(tmp_path, f"Fixes a typo.{mark}syncer: --allow-deletes 1\n") == Allowances()
    for end in ("\n", "\r\n", "\r"):
        assert from_text(tmp_path, f"Why.{end}syncer: --allow-deletes 1{end}").deletes == frozenset({1})
