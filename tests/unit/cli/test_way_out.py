"""Text from outside reaches a terminal or the log of a CI in one way, which takes its power from it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from syncer.cli import run
from syncer.cli.output import Voice, note
from syncer.cli.tell import tell, tell_unexpected
from syncer.errors import StoreError
from syncer.render.text.history import apply_text, heads_text
from tests.e2e.driving import process, write_catalog

ROOT: Final = Path(__file__).parents[3]
HOSTILE: Final = "a\x1b[2Jb\n::error::c\r##[add-path]d\u202ee"
"""It clears a screen, begins a line as a command of GitHub's runner, and turns a line round."""


def assert_tame(said: str) -> None:
    """No line is a command, and nothing but line ends does not print."""
    assert all(line.isprintable() for line in said.split("\n"))
    assert not [line for line in said.splitlines() if line.lstrip().startswith("::")]
    assert "##[" not in said


@pytest.mark.parametrize("start", ["", "::error::", " ::set-output name=x::"])
def test_a_note_is_one_line(capsys: pytest.CaptureFixture[str], start: str) -> None:
    """Whatever a remark holds, it is one line that does nothing."""
    note(start + HOSTILE)
    Voice(quiet=False, verbose=True).say(start + HOSTILE)
    said = capsys.readouterr().err
    assert said.count("\n") == 2
    assert_tame(said)


def test_errors(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that quotes what somebody wrote is tame, expected or not."""
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert tell(StoreError(HOSTILE)) == StoreError.exit_code
    assert tell_unexpected(ValueError(HOSTILE)) == 1
    assert_tame(capsys.readouterr().err)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    tell(StoreError(HOSTILE))
    said = capsys.readouterr().err
    assert said.startswith("::error")
    assert said.count("\n") == 1


def test_the_line_about_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path of a store that the environment gives is shown, and does nothing."""
    monkeypatch.chdir(tmp_path)
    write_catalog(["a"])
    done = process("plan", env={"MANAGED_MODELS_DIR": f"{tmp_path}/{HOSTILE.replace('/', '')}"})
    assert done.code == 0
    assert "store: " in done.err
    assert_tame(done.err)
    assert_tame(done.out)


def test_a_history_of_a_stranger() -> None:
    """Counts, times and actions in an entry that somebody else wrote are shown as text."""
    head = {"state": HOSTILE, "at": HOSTILE, "by": HOSTILE, "commit": HOSTILE, "create": HOSTILE}
    assert_tame(heads_text([(HOSTILE, head)], "text"))
    about = dict.fromkeys(("apply_id", "state", "at", "by", "catalog", "commit", "plan_id", "run"), HOSTILE)
    change = dict.fromkeys(("action", "model_id", "record_id", "status", "detail"), HOSTILE)
    assert_tame(apply_text(about, [{**change, "fields": (), "found": None}], "text"))


def test_there_is_one_way_out() -> None:
    """No module but one prints: a new line of output cannot go past it."""
    prints = re.compile(r"click\.(echo|secho|echo_via_pager)\(|(?<![\w.])print\(|\.std(out|err)\.write\(")
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "syncer").rglob("*.py")
        if prints.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"syncer/cli/output.py", "syncer/cli/__init__.py"}
    assert prints.findall((ROOT / "syncer/cli/__init__.py").read_text(encoding="utf-8")) == [("", "")]


def test_version_and_help_still_print(capsys: pytest.CaptureFixture[str]) -> None:
    """What needs no session is printed too."""
    assert run(["--version"]) == 0
    assert run(["completion", "bash"]) == 0
    assert capsys.readouterr().out.startswith("syncer ")
