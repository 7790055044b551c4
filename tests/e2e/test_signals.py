"""Ctrl-C and SIGTERM, whenever they come: no traceback, an exit code that says so, and words for what was written."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

from tests.e2e.driving import process, write_catalog
from tests.e2e.writing_commands import COMMANDS, WritingCommand, tree, try_out

if TYPE_CHECKING:
    from pathlib import Path

AT_IMPORT = """
import os, signal, sys
number, left = getattr(signal, sys.argv[1]), int(sys.argv[2])
def watch(event, arguments):
    global left
    if event == "import" and arguments[0] != "syncer":
        left -= 1
        if not left:
            os.kill(os.getpid(), number)
from syncer.__main__ import main
sys.addaudithook(watch)
sys.argv = ["syncer", *sys.argv[3:]]
main()
"""
"""Sends the signal while the module of that number is imported, counted from the first line of the command."""
IN_CLEAN_UP = """
import os, signal, sys
left = 0
def watch(frame, event, argument):
    global left
    if event == "call" and frame.f_code.co_name == "cb" and "importlib" in frame.f_code.co_filename and left == 0:
        if "syncer.authoring.propose" in sys.modules:
            left = 1
            os.kill(os.getpid(), signal.SIGINT)
from syncer.__main__ import main
sys.setprofile(watch)
main()
"""
"""Sends Ctrl-C where Python drops every error: in the call that clears up after an import."""


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
@pytest.mark.parametrize("at", [1, 2, 3, 10, 40, 80, 120])
def test_a_signal_while_modules_load(name: str, code: int, at: int) -> None:
    """It ends at once with its exit code, and without a traceback."""
    write_catalog(["a"])
    ran = process(name, str(at), "fmt", prefix=(sys.executable, "-c", AT_IMPORT))
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.strip() in {"", "stopped"}


def test_a_signal_that_python_drops(place: Path) -> None:
    """Its exception is lost, the request is not: nothing is written, and the exit code is 130."""
    (propose,) = (command for command in COMMANDS if command.name == "propose")
    propose.start()
    before = tree(place)
    ran = process(*propose.words, prefix=(sys.executable, "-c", IN_CLEAN_UP))
    assert ran.code == 130
    assert ran.err.splitlines()[-1] == "stopped"
    assert "Traceback" not in ran.err
    assert tree(place) == before


def test_a_signal_that_was_switched_off() -> None:
    """Whoever starts it so that Ctrl-C does nothing, as a shell does in the background, is not overruled."""
    script = f"import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n{AT_IMPORT}"
    ran = process("SIGINT", "20", "--version", prefix=(sys.executable, "-c", script))
    assert ran.code == 0


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_signal_at_each_call(command: WritingCommand, name: str, code: int, place: Path) -> None:
    """All files or none where that is promised, otherwise those that are named; the exit code tells the signal."""
    trial = try_out(command, name, place, step=command.stride * (1 if name == "SIGINT" else 4))
    for outcome in trial.outcomes:
        at = (outcome.at, outcome.call)
        assert outcome.code == code, (at, outcome.err)
        assert "Traceback" not in outcome.err
        assert "ignored" not in outcome.err
        left = tree(outcome.folder)
        assert left.keys() <= trial.before.keys() | trial.after.keys(), at
        new = {path for path in trial.after.keys() | trial.before.keys() if left.get(path) != trial.before.get(path)}
        if left == trial.after:
            continue
        found = re.search(r"^stopped; (?:nothing was written|(\d) of \d files done: (.+))$", outcome.err, re.MULTILINE)
        assert found is not None, (at, outcome.err)
        assert set(found[2].split(", ") if found[2] else ()) == new, at
        assert not (command.at_once and new), at
