"""A sync that changes no row and remembers prices of a day to come: what it says, and what stops it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from syncer.cli import run
from tests.unit.catalog_files import model, write_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    Call = Callable[..., tuple[int, str, str]]

IN: Final = "input_price_per_million_tokens"
PLAIN: Final = model(model_id="a")
ANNOUNCED: Final = model(f'price_changes: {{"2099-01-01": {{{IN}: 5}}}}\n', model_id="a")
OTHER: Final = ANNOUNCED.replace(": 5}", ": 6}")
LOOSER: Final = "name: t\nguards: {max_deletes: 50}\n"


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs a command over one model, synced as a plain one, whose file has this text by now: code, stdout, stderr."""
    monkeypatch.setenv("MANAGED_MODELS_DIR", str(tmp_path / "live"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    assert run(["sync", "--yes", "--quiet", "--catalog", write_catalog(tmp_path, {"a": PLAIN})]) == 0

    def called(text: str, *words: str, settings: str = "name: t\n") -> tuple[int, str, str]:
        folder = write_catalog(tmp_path, {"a": text}, settings=settings)
        capsys.readouterr()
        code = run([*words, "--catalog", folder])
        return code, *capsys.readouterr()

    return called


def fingerprint(call: Call, text: str, **settings: str) -> str:
    """What the plan of it has."""
    return str(json.loads(call(text, "plan", "--quiet", "--format", "json", **settings)[1])["fingerprint"])


def remembered() -> str:
    """What the store knows of announced prices."""
    return "".join(path.read_text(encoding="utf-8") for path in Path("live/.syncer").rglob("*inventory*"))


def test_a_sync_says_what_it_remembers(call: Call) -> None:
    """Before it, by the plan, with the fingerprint that lets it through; after it; and the next one has nothing."""
    last = "Nothing to do, but to remember 1 new price to come: 1 unchanged, 0 unmanaged. Fingerprint "
    assert call(ANNOUNCED, "plan")[1].splitlines()[-1] == f"{last}{fingerprint(call, ANNOUNCED)[:12]}."
    code, out, _ = call(ANNOUNCED, "sync", "--yes")
    assert (code, out.splitlines()[-1]) == (0, "Remembered 1 new price to come.")
    assert "Nothing to do: 1 unchanged" in call(ANNOUNCED, "plan")[1]
    assert "Remembered" not in call(ANNOUNCED, "sync", "--yes")[1]


def test_settings_are_said_to_be_remembered(call: Call) -> None:
    """As prices to come are, and with them."""
    said = call(ANNOUNCED, "sync", "--yes", settings=LOOSER)[1].splitlines()
    assert said[-2].startswith("Nothing to do, but to remember the settings and 1 new price to come: 1 unchanged")
    assert said[-1] == "Remembered the settings and 1 new price to come."


@pytest.mark.parametrize(
    ("seen", "now", "settings"),
    [(PLAIN, ANNOUNCED, "name: t\n"), (ANNOUNCED, OTHER, "name: t\n"), (ANNOUNCED, PLAIN, "name: t\n"),
     (PLAIN, PLAIN, LOOSER)],
    ids=["announced", "another price", "announced no more", "looser settings"],
)  # fmt: skip
def test_what_was_not_looked_at_is_not_remembered(seen: str, now: str, settings: str, call: Call) -> None:
    """Neither by the fingerprint of another plan, nor by another plan that was reviewed, nor by none at all."""
    before, expected = remembered(), fingerprint(call, seen)
    code, _, told = call(now, "sync", "--yes", "--expect", expected, settings=settings)
    assert (code, remembered()) == (5, before)
    assert "the plan is not the one that was expected" in told
    if now != PLAIN or settings == LOOSER:  # what says less is within what was reviewed
        assert call(seen, "plan", "--out", "plan.json")[0] == 0
        for file in ("plan.json", "none.json"):
            code, _, told = call(now, "sync", "--yes", "--reviewed", file, settings=settings)
            assert (code, remembered(), "nothing was written" in told) == (5, before, True)
    assert call(now, "sync", "--yes", "--expect", fingerprint(call, now, settings=settings), settings=settings)[0] == 0


def test_what_is_announced_and_was_not_reviewed_is_named(call: Call) -> None:
    """With the day, both prices and the line."""
    assert call(PLAIN, "plan", "--out", "plan.json")[0] == 0
    told = call(ANNOUNCED, "sync", "--yes", "--reviewed", "plan.json")[2]
    assert f"announce a: {IN} 2.5 -> 5 from 2099-01-01 on (c/models/a.yaml:11)" in told.replace(f"{Path.cwd()}/", "")
    assert call(ANNOUNCED, "plan", "--out", "plan.json")[0] == 0
    code, out, _ = call(ANNOUNCED, "sync", "--yes", "--reviewed", "plan.json", "--format", "markdown")
    said = "**Outcome**: 0 applied, 0 failed, 0 skipped. Remembered 1 new price to come."
    assert (code, out.splitlines()[-1]) == (0, said)
