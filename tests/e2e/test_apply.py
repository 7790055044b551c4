"""`plan --out`, `show` and `apply`, and `sync --expect`, as a pipeline runs them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.driving import process, rows, write_catalog, write_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.driving import Ran

    Syncer = Callable[..., Ran]


def test_a_plan_is_saved_shown_and_applied_elsewhere(syncer: Syncer, tmp_path: Path) -> None:
    """What was planned here is applied by a process that has neither the catalog nor our environment, once."""
    write_catalog(["a", "b"])
    assert syncer("plan", "--out", "plan.json", "--detailed-exitcode").code == 2
    assert rows() == {}
    shown = syncer("show", "plan.json")
    assert shown.code == 0
    assert shown.out.startswith("saved plan ")
    assert syncer("plan").out in shown.out
    document = json.loads(syncer("show", "plan.json", "--format", "json").out)
    assert document["plan"] == json.loads(syncer("plan", "--format", "json").out)
    assert document["target"]["kind"] == "directory"
    assert "- saved plan " in syncer("show", "plan.json", "--format", "markdown").out.replace("&#45;", "-")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.move("plan.json", elsewhere / "plan.json")
    catalog = Path("catalog").rename(tmp_path / "gone")
    ran = process("apply", str(elsewhere / "plan.json"), env={"HOME": str(elsewhere), "XDG_CACHE_HOME": ""})
    assert (ran.code, ran.out) == (0, "Applied 2 of 2 changes.\n")
    assert len(rows()) == 2
    again = process("apply", str(elsewhere / "plan.json"))
    assert again.code == 5
    assert "plan.json was applied already, at " in again.err
    catalog.rename("catalog")
    assert syncer("plan", "--detailed-exitcode").code == 0


def test_what_is_acknowledged_is_in_the_plan(syncer: Syncer) -> None:
    """A refused plan is not saved; one with the exact count is, and says who acknowledged what."""
    write_catalog(["a", "b"])
    assert syncer("sync", "--yes").code == 0
    Path("catalog/models/a.yaml").unlink()
    ran = syncer("plan", "--out", "plan.json")
    assert ran.code == 4
    assert "the plan is refused, so plan.json was not written\n" in ran.err
    assert not Path("plan.json").exists()
    assert syncer("plan", "--allow-deletes", "1", "--out", "plan.json").code == 0
    assert "acknowledged by " in syncer("show", "plan.json").out
    assert ": --allow-deletes 1\n" in syncer("show", "plan.json").out
    assert syncer("apply", "plan.json").code == 0
    assert len(rows()) == 1


def test_another_target_is_refused(syncer: Syncer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the environment names another store than the plan, nothing is written to either."""
    write_catalog(["a"])
    assert syncer("plan", "--out", "plan.json").code == 0
    monkeypatch.setenv("MANAGED_MODELS_DIR", "other")
    ran = syncer("apply", "plan.json")
    assert ran.code == 5
    assert "plan.json is for another target: its path is " in ran.err
    assert not Path("other").exists() or not list(Path("other").glob("*.json"))
    assert rows() == {}


@pytest.mark.parametrize("command", ["show", "apply"])
def test_what_is_no_plan(syncer: Syncer, command: str) -> None:
    """A file that is missing, foreign or edited is 64, in one line. What is shown may be the id of an apply, too."""
    write_catalog(["a"])
    missing = {
        "show": "there is no file missing.json, and no apply has such an id; `syncer history` lists applies",
        "apply": "missing.json cannot be read: No such file or directory",
    }
    Path("foreign.json").write_text("{}", encoding="utf-8")
    assert syncer("plan", "--out", "edited.json").code == 0
    text = Path("edited.json").read_text(encoding="utf-8")
    Path("edited.json").write_text(text.replace("2.5", "25"), encoding="utf-8")
    for name, words in (
        ("missing.json", missing[command]),
        ("foreign.json", "foreign.json is no saved plan; `syncer plan --out FILE` makes one"),
        ("edited.json", "edited.json was changed after it was saved, or is damaged; make the plan again"),
    ):
        ran = syncer(command, name)
        assert (ran.code, ran.out) == (64, "")
        assert ran.err.endswith(f"error: {words}\n")
    assert rows() == {}


def test_a_plan_that_expired(syncer: Syncer) -> None:
    """A plan holds as long as it was given."""
    write_catalog(["a"])
    assert syncer("plan", "--out", "plan.json", "--expires-after", "0.0000001").code == 0
    ran = syncer("apply", "plan.json")
    assert ran.code == 5
    assert "plan.json expired at " in ran.err
    assert syncer("plan", "--out", "plan.json", "--expires-after", "0").code == 64


def test_a_fingerprint_is_a_promise(syncer: Syncer) -> None:
    """`sync --expect` applies the plan that has this fingerprint, and no other."""
    write_catalog(["a"])
    fingerprint = json.loads(syncer("plan", "--format", "json").out)["fingerprint"]
    write_model("a", max_output_tokens=1)
    ran = syncer("sync", "--yes", "--expect", fingerprint[:12])
    assert ran.code == 5
    assert "the plan is not the one that was expected: its fingerprint is " in ran.err
    assert rows() == {}
    assert syncer("sync", "--yes", "--expect", "abc").code == 64
    write_catalog(["a"])
    assert syncer("sync", "--yes", "--expect", fingerprint).code == 0
