"""On a terminal: colour, the question, progress bars, carets. A pseudo-terminal stands in for one."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from syncer.stores.directory.store import DirectoryStore
from tests.e2e.driving import SYNCER, definition, on_terminal, process, rows, write_catalog, write_model

QUESTION = "Apply this plan to directory managed_models? [y/N]: "


@pytest.mark.parametrize("env", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colour(env: dict[str, str]) -> None:
    """Colour is for terminals that can show it, and never where NO_COLOR is set."""
    write_catalog(["a"])
    ran = on_terminal("plan", env=env)
    assert ran.code == 0
    assert ("\x1b[" in ran.out) == (not env)
    assert "+ create a" in ran.out


def test_no_colour_without_a_terminal() -> None:
    """What goes into a pipe has no colour, whatever the terminal is called."""
    write_catalog(["a"])
    ran = process("plan", env={"TERM": "xterm-256color"})
    assert "\x1b" not in ran.out + ran.err


def test_json_on_a_terminal_is_json() -> None:
    """Documents have no colour on a terminal either."""
    write_catalog(["a"])
    for form in ("json", "markdown"):
        assert "\x1b" not in on_terminal("plan", "--format", form).out


def test_carets() -> None:
    """On a terminal a problem comes with its line and a caret under the place."""
    write_catalog({"a": definition("a", max_input_tokens=0)})
    ran = on_terminal("validate", env={"NO_COLOR": "1"})
    assert ran.out == (
        "catalog/models/a.yaml:7:19: max_input_tokens: must be at least 1, not 0\n"
        "    max_input_tokens: 0\n"
        "                      ^\n"
        "campus is invalid: 0 models, 1 error.\n"
    )


@pytest.mark.parametrize(
    ("typed", "code", "written", "ending"),
    [
        ("y\n", 0, True, f"{QUESTION}y\nApplied 1 of 1 change.\n"),
        ("n\n", 0, False, f"{QUESTION}n\nNothing was written.\n"),
        ("\n", 0, False, f"{QUESTION}\nNothing was written.\n"),
        ("maybe\ny\n", 0, True, "Applied 1 of 1 change.\n"),
        ("\x03", 130, False, "^C\nNothing was written.\nstopped\n"),
        ("\x04", 130, False, f"{QUESTION}\nNothing was written.\nstopped\n"),
    ],
    ids=["yes", "no", "return", "maybe, then yes", "Ctrl-C", "end of input"],
)
def test_question(typed: str, code: int, *, written: bool, ending: str) -> None:
    """A sync asks after it has shown the plan, and only a yes writes."""
    write_catalog(["a"])
    ran = on_terminal("sync", answers=[(QUESTION, lambda: typed)], env={"NO_COLOR": "1"})
    assert (ran.code, bool(rows())) == (code, written)
    assert ran.out.index("+ create a") < ran.out.index(QUESTION)
    assert ran.out.endswith(ending), ran.out


def test_question_shows_the_plan_in_every_format() -> None:
    """Nobody is asked about a plan that was not shown: in JSON it is shown beside the document."""
    write_catalog(["a"])
    ran = on_terminal("sync", "--format", "json", answers=[(QUESTION, lambda: "y\n")], env={"NO_COLOR": "1"})
    assert ran.code == 0
    assert ran.out.index("+ create a") < ran.out.index(QUESTION) < ran.out.index('"outcomes": [')


def test_no_question_when_there_is_nothing_to_ask() -> None:
    """An empty plan, a refused plan and --yes ask nothing."""
    write_catalog(["a", "b"])
    for words, code in ((["--yes"], 0), ([], 0)):
        ran = on_terminal("sync", *words)
        assert ran.code == code
        assert "[y/N]" not in ran.out
    Path("catalog/models/a.yaml").unlink()
    ran = on_terminal("sync")
    assert ran.code == 4
    assert "[y/N]" not in ran.out


def test_row_edited_while_asked() -> None:
    """A row that somebody edits between the question and the answer is a conflict: 5, named, nothing written."""
    write_catalog(["a", "b"])
    assert process("sync", "--yes").code == 0
    write_model("a", enabled=False)
    write_model("b", max_output_tokens=8192)
    (path,) = (path for path in Path("managed_models").glob("*.json") if '"modelId": "b"' in path.read_text("utf-8"))

    def edit_and_agree() -> str:
        path.write_text(
            path.read_text("utf-8").replace('"maxOutputTokens": 4096', '"maxOutputTokens": 1', 1), encoding="utf-8"
        )
        return "y\n"

    before = {name: text for name, text in rows().items() if name != path.name}
    ran = on_terminal("sync", answers=[(QUESTION, edit_and_agree)], env={"NO_COLOR": "1"})
    assert ran.code == 5
    assert re.search(
        rf"error: .*{path.stem}: maxOutputTokens is 1, not 4096; nothing was written; plan again\n\Z", ran.out
    ), ran.out
    assert {name: text for name, text in rows().items() if name != path.name} == before
    assert b'"maxOutputTokens": 1,' in path.read_bytes()


def test_progress_bars() -> None:
    """Long work shows bars on a terminal, none with --quiet and none without a terminal."""
    write_catalog([f"model-{number:03}" for number in range(500)])
    ran = on_terminal("sync", "--yes", "--no-cache")
    assert ran.code == 0
    for label in ("Reading the catalog", "Writing"):
        assert re.search(rf"{label} .*100%", ran.out), label
    for shown in (on_terminal("plan", "--quiet", "--no-cache").out, process("plan", "--no-cache").err):
        assert "Reading the catalog" not in shown


def test_interrupt_while_waiting() -> None:
    """Ctrl-C while a sync waits for the lock is 130, without a traceback, and nothing is written."""
    write_catalog(["a"])
    store = DirectoryStore(Path("managed_models").absolute())
    command = [*SYNCER, "sync", "--yes", "--lock-timeout", "60"]
    with (
        store.lock(holder="the test", timeout=0),
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as waiting,
    ):
        assert waiting.stderr is not None
        assert waiting.stderr.readline().startswith("store: ")
        waiting.send_signal(signal.SIGINT)
        _, err = waiting.communicate()
    assert waiting.returncode == 130
    assert err == "\nstopped\n"
    assert "Traceback" not in err
    assert rows() == {}


def test_interrupt_while_starting() -> None:
    """Ctrl-C before the command line has been imported is 130 too, in silence."""
    script = """
import sys
class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == "click":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupt())
from syncer.__main__ import main
main()
"""
    ran = process(prefix=(sys.executable, "-c", script))
    assert (ran.code, ran.out, ran.err) == (130, "", "")
